"""The hours of an emergency are not shaken off by splitting, joining, giving back or clearing."""

from datetime import timedelta

import pytest

from huiyin.emergency.marking import mark
from huiyin.notifications.models import Outbox
from huiyin.petitions.actions import approving, joining, returning
from huiyin.petitions.emergency_board import marked as on_the_board
from huiyin.petitions.emergency_board import running
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.emergency_waking import OVER
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import State, Step, TimeLimit
from huiyin.rules.terms_emergency import Found, Tag
from tests.detours import OBJECTION
from tests.emergency.declared import an_emergency
from tests.make import ARRIVAL, HOUR, a_petition, assert_sound, fresh, later
from tests.people import CLERK, DISPATCHER, HEAD
from tests.petitions.marked import SECOND, a_marked_petition, mark_row, marked
from tests.petitions.test_emergency import hours, tell, woken

pytestmark = pytest.mark.django_db


def parts_of(petition: Petition) -> list[Petition]:
    """Two parts of a petition."""
    made = joining.split(
        petition.pk,
        parts=["口罩买不到。", "停业的补贴没有到账。"],
        reason="归两家管。",
        by=DISPATCHER.viewer,
        at=later(petition, HOUR),
    )
    return [Petition.objects.get(pk=each.petition_id) for each in made]


def joined(repeat: Petition, first: Petition) -> None:
    """Let a repeat join the first."""
    at = max(later(repeat), later(first))
    joining.attach(repeat.pk, to=first.pk, compared="同一件事。", by=DISPATCHER.viewer, at=at)


def test_each_part_of_a_split_goes_on_under_the_same_hours() -> None:
    an_emergency()
    whole = a_marked_petition()
    row = mark_row(whole)
    parts = parts_of(whole)
    for part in parts:
        own = mark_row(part)
        same = ("emergency", "group", "leading", "supervising", "tags", "counted_from", "due_at")
        assert [getattr(own, each) for each in same] == [getattr(row, each) for each in same]
        assert (hours(part).due_at, hours(part).ended_at) == (row.due_at, None)
        assert part.urgent
        assert Event.objects.filter(petition=part, step=Step.REPORT_UP).count() == 1
        assert Outbox.objects.filter(subject=part.pk, arguments__about="reported_up").exists()
        assert_sound(part)
    seen = on_the_board(job_viewer("test"), today=localdate(row.due_at))
    assert set(running(seen)) == set(parts)
    numbers = {number for number, _code in woken(row.due_at)}
    assert numbers == {each.number for each in parts}
    told_at = later(parts[0], HOUR)
    tell(parts[0], told_at)
    assert mark_row(whole).told_at is None
    tell(parts[1], told_at + SECOND)
    assert mark_row(whole).told_at == told_at + SECOND


def test_what_was_told_before_it_parted_or_joined_carries_no_hours() -> None:
    an_emergency()
    whole = a_marked_petition()
    tell(whole, later(whole, HOUR))
    for part in parts_of(whole):
        assert not EmergencyMark.objects.filter(petition=part).exists()


def test_the_first_that_a_repeat_joins_takes_its_hours_and_telling_one_tells_both() -> None:
    an_emergency()
    first = a_petition()
    repeat = a_marked_petition()
    row = mark_row(repeat)
    joined(repeat, first)
    own = mark_row(first)
    assert (own.due_at, own.tags) == (row.due_at, [Tag.PRICES])
    assert hours(first).due_at == row.due_at
    told_at = later(first, HOUR)
    tell(first, told_at)
    row.refresh_from_db()
    assert (row.told_at, row.warn_at) == (told_at, None)


def test_a_first_under_hours_of_its_own_keeps_them() -> None:
    an_emergency()
    first = a_marked_petition()
    before = mark_row(first)
    repeat = a_petition()
    marked(repeat, later(first, HOUR))
    joined(repeat, first)
    assert mark_row(first).pk == before.pk
    assert first.clocks.filter(limit=TimeLimit.L15).count() == 1


def test_the_hours_run_on_when_the_unit_gives_it_back() -> None:
    an_emergency()
    petition = a_marked_petition(State.SIGNED)
    at = later(petition, HOUR)
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=at)
    returning.agree_return(
        petition.pk, words="情况属实。", by=DISPATCHER.viewer, at=later(petition, HOUR)
    )
    assert fresh(petition).holder == petition.registering
    assert hours(petition).ended_at is None
    assert_sound(petition)


def test_it_is_not_filed_away_before_the_result_was_told() -> None:
    an_emergency()
    petition = a_marked_petition()
    with pytest.raises(Refused, match="反馈结果"):
        approving.ask_approval(
            Step.KEEP, petition.pk, reason="没有请求。", by=DISPATCHER.viewer, at=later(petition)
        )


def test_who_clears_a_mark_and_marks_anew_wins_no_time() -> None:
    petition = a_marked_petition()
    before = mark_row(petition)
    at = later(petition, HOUR)
    asked = approving.ask_approval(
        Step.CLEAR_MARK, petition.pk, reason="看错了。", by=CLERK.viewer, at=at
    )
    approving.decide(asked.pk, agrees=True, by=DISPATCHER.viewer, at=at)
    again = marked(petition, at + 3 * HOUR)
    assert (again.counted_from, again.due_at) == (before.counted_from, before.due_at)
    assert (again.found, again.marked_at) == (before.found, at + 3 * HOUR)


def test_what_was_found_earlier_and_is_entered_late_counts_from_when_it_was_found() -> None:
    one = an_emergency()
    petition = a_petition()
    registered = later(petition)
    now = registered + 5 * HOUR
    for wrong, why in (
        (now + SECOND, "不能晚于现在"),
        (registered - timedelta(days=2), "不能早于"),
        (one.starts_at - SECOND, "不能早于"),
    ):
        with pytest.raises(Refused, match=why) as refused:
            mark(petition.pk, found_at=wrong, by=CLERK.viewer, at=now)
        assert refused.value.field == "found_at"
    mark(petition.pk, found_at=registered + HOUR, by=CLERK.viewer, at=now)
    row = mark_row(petition)
    assert (row.found, row.marked_at) == (Found.SCREENING, now)
    assert row.counted_from == registered + HOUR
    assert hours(petition).started_at == row.counted_from


def test_a_letter_of_the_day_before_entered_today_is_late_and_only_that_is_told() -> None:
    """The receipt governs (L15): whoever enters it 30 hours later is told of the breach, once."""
    an_emergency()
    petition = a_petition(State.RECEIVED)
    marked(petition, ARRIVAL + 30 * HOUR)
    row = mark_row(petition)
    assert (row.counted_from, row.due_at) == (ARRIVAL, ARRIVAL + 24 * HOUR)
    assert woken(row.marked_at) == [(petition.number, OVER)]
    assert woken(row.marked_at + HOUR) == []
