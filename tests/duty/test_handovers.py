"""The hand-over note: signed by both, and by nobody while an urgent petition is unread (B4)."""

import pytest

from huiyin.duty import handovers
from huiyin.duty.errors import Refused
from huiyin.duty.models import Handover
from tests.duty.cast import a_post, a_shift, by
from tests.make import at
from tests.people import CLERK, HANDLER, LEADER

pytestmark = pytest.mark.django_db
END = at("2026-03-02 20:00")
OPEN = "云岭0301-2 等承办单位回电。"


def test_both_sign_and_each_only_once() -> None:
    shift = a_shift(a_post(), CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    with pytest.raises(Refused, match="当班的人"):
        handovers.give(shift, words=OPEN, unread=(), **by(LEADER, END))
    with pytest.raises(Refused, match="写“无”"):
        handovers.give(shift, words="  ", unread=(), **by(CLERK, END))
    given = handovers.give(shift, words=OPEN, unread=(), **by(CLERK, END))
    assert handovers.give(shift, words=OPEN, unread=(), **by(CLERK, END)) == given, "sent twice"
    with pytest.raises(Refused, match="已经交过"):
        handovers.give(shift, words="无", unread=(), **by(CLERK, END))
    for stranger, why in ((CLERK, "另一个人"), (HANDLER, "本机构")):
        with pytest.raises(Refused, match=why):
            handovers.take(given, unread=(), **by(stranger, END))
    handovers.take(given, unread=(), **by(LEADER, END))
    with pytest.raises(Refused, match="已经有人接班"):
        handovers.take(given, unread=(), **by(LEADER, END))
    assert Handover.objects.get().taken_by == LEADER.user


def test_yesterdays_watch_is_handed_over_today_and_one_goes_on_from_ones_own() -> None:
    post = a_post()
    mine = a_shift(post, CLERK, "2026-03-01 20:00", "2026-03-02 08:00")
    a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    after = a_shift(post, CLERK, "2026-03-03 20:00", "2026-03-04 08:00")
    late = at("2026-03-04 09:00")
    waiting = [each.ends_at for each in handovers.not_given(CLERK.user.pk, at=late)]
    assert waiting == [END, after.ends_at], "not the one that one's own watch followed"
    given = handovers.give(after, words="无", unread=(), **by(CLERK, at("2026-03-05 07:00")))
    assert given.given_at > after.ends_at
    assert [each.ends_at for each in handovers.not_given(CLERK.user.pk, at=late)] == [END]
    days_later = at("2026-03-05 20:00")
    assert handovers.not_given(CLERK.user.pk, at=days_later) == []
    assert mine.ends_at < END


def test_neither_signs_with_an_unread_urgent_petition() -> None:
    shift = a_shift(a_post(), CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    with pytest.raises(Refused, match="云岭0301-9") as refused:
        handovers.give(shift, words=OPEN, unread=["云岭0301-9"], **by(CLERK, END))
    assert refused.value.field == "unread"
    assert not Handover.objects.exists()
    given = handovers.give(shift, words=OPEN, unread=(), **by(CLERK, END))
    with pytest.raises(Refused, match="云岭0301-9"):
        handovers.take(given, unread=["云岭0301-9"], **by(LEADER, END))
