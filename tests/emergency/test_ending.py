"""The end: told beforehand, moved with a reason, come by itself; groups stay while they work."""

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.duty.models import DutyPost
from huiyin.emergency.current import current_for
from huiyin.emergency.ending import (
    close_groups,
    give_up_posts,
    lapse_what_is_over,
    prolong,
    stand_down,
    warn_of_end,
)
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Group, Task, Turn
from huiyin.notifications.models import Notice
from huiyin.organisations.errors import Refused
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.errors import Refused as MarkRefused
from huiyin.rules.moments import end_of_day
from huiyin.rules.terms import State
from huiyin.rules.terms_emergency import EmergencyKind, TaskKind
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, a_petition, later
from tests.people import CLERK, COUNTY_LEADER, DISPATCHER, LEADER

pytestmark = pytest.mark.django_db
LAST = date(2026, 3, 25)
ENDED = end_of_day(LAST)


def by(**more: Any) -> dict[str, Any]:
    return {"by": LEADER.viewer, "at": AT + DAY} | more


def codes() -> list[str]:
    return list(Notice.objects.order_by("created_at", "id").values_list("code", flat=True))


def test_the_bureau_is_told_three_days_and_one_day_before_once_each() -> None:
    emergency = an_emergency()
    told = [warn_of_end(LAST - timedelta(days=days)) for days in (5, 4, 3, 3, 2, 1, 1, 0)]
    assert told == [0, 0, 1, 0, 0, 1, 0, 0]
    assert Notice.objects.filter(code="emergency_ends", to_office=emergency.office_id).count() == 2


def test_a_morning_that_was_missed_is_made_up_and_a_new_end_is_told_anew() -> None:
    emergency = an_emergency()
    assert warn_of_end(LAST - timedelta(days=2)) == 1
    prolong(emergency, end_on=LAST + timedelta(days=7), reason="还有新增。", **by())
    assert warn_of_end(LAST) == 0
    assert warn_of_end(LAST + timedelta(days=4)) == 1


def test_it_ends_by_itself_and_leaves_the_list_for_the_end() -> None:
    emergency = an_emergency()
    assert lapse_what_is_over(ENDED) == 0
    assert lapse_what_is_over(ENDED + timedelta(hours=2)) == 1
    assert lapse_what_is_over(ENDED + timedelta(hours=2)) == 0
    emergency.refresh_from_db()
    assert emergency.ended_at == ENDED
    assert [each.kind for each in Turn.objects.all()] == ["declared", "lapsed"]
    assert Task.objects.filter(kind=TaskKind.STAND_DOWN).count() == 6
    assert codes().count("emergency_over") == 1


def test_standing_down_and_prolonging_need_a_reason_and_the_leader_who_declared() -> None:
    emergency = an_emergency()
    later = LAST + timedelta(days=7)
    for who in (DISPATCHER, COUNTY_LEADER):
        with pytest.raises(Refused, match="负责人"):
            stand_down(emergency, reason="好了。", **by(by=who.viewer))
        with pytest.raises(Refused, match="负责人"):
            prolong(emergency, end_on=later, reason="还没好。", **by(by=who.viewer))
    for wrong in (" ", "\x00", "长" * 501):
        with pytest.raises(Refused) as refused:
            stand_down(emergency, reason=wrong, **by())
        assert refused.value.field == "reason"
    for day in (LAST, LAST - timedelta(days=1), LAST + timedelta(days=93)):
        with pytest.raises(Refused) as refused:
            prolong(emergency, end_on=day, reason="还没好。", **by())
        assert refused.value.field == "end_on"
    assert prolong(emergency, end_on=later, reason="还没好。", **by()).expected_end_on == later
    stand_down(emergency, reason="响应终止。", **by())
    assert current_for(emergency.office, AT + DAY) == []
    assert [(each.kind, each.reason) for each in Turn.objects.all()][1:] == [
        ("prolonged", "还没好。"),
        ("ended", "响应终止。"),
    ]
    with pytest.raises(Refused, match="已经结束"):
        stand_down(emergency, reason="再结束。", **by())


def test_after_its_last_day_it_cannot_be_prolonged_though_no_job_has_run() -> None:
    emergency = an_emergency()
    with pytest.raises(Refused, match="已经结束"):
        prolong(emergency, end_on=LAST + DAY, reason="晚了。", **by(at=ENDED + DAY))


def test_groups_stay_until_nothing_is_left_to_do() -> None:
    emergency, petition = an_emergency(), a_petition(State.ACCEPTED)
    mark(petition.pk, by=CLERK.viewer, at=later(petition))
    at = AT + 2 * DAY
    assert close_groups(at) == 0
    stand_down(emergency, reason="响应终止。", **by())
    assert close_groups(at) == 0, "tasks and a petition are left"
    Task.objects.update(done_at=at, done_by=LEADER.id)
    assert close_groups(at) == 0, "the petition is left"
    EmergencyMark.objects.update(cleared_at=at)
    assert close_groups(at) == 6
    net = Group.objects.get(kind="net")
    assert net.to_on == date(2026, 3, 4)
    assert not net.office.is_open


def test_its_duty_posts_are_held_until_the_last_petition_has_ended() -> None:
    emergency, petition = an_emergency(), a_petition(State.ACCEPTED)
    mark(petition.pk, by=CLERK.viewer, at=later(petition))
    flood = an_emergency(kind=EmergencyKind.FLOOD, name="三月洪水")
    held = DutyPost.objects.filter(is_open=True)
    stand_down(emergency, reason="响应终止。", **by())
    assert give_up_posts(AT + 2 * DAY) == 0, "the petition is left"
    assert held.count() == 3
    EmergencyMark.objects.update(cleared_at=AT + 2 * DAY)
    assert give_up_posts(AT + 2 * DAY) == 2
    assert [(each.name, each.emergency) for each in held] == [("应急值班岗", flood.pk)]
    stand_down(flood, reason="水退了。", **by(at=AT + 3 * DAY))
    assert not held.all().exists()


def test_after_the_end_nothing_new_is_marked() -> None:
    emergency, petition = an_emergency(), a_petition(State.ACCEPTED)
    stand_down(emergency, reason="响应终止。", **by(at=AT + timedelta(minutes=10)))
    with pytest.raises(MarkRefused, match="当前没有应急状态"):
        mark(petition.pk, by=CLERK.viewer, at=later(petition))
