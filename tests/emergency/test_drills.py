"""A drill: shown as one, counted nowhere, and gone when it is over."""

from datetime import date
from typing import Any

import pytest

from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import Alert, DutyPost
from huiyin.emergency.current import current_for
from huiyin.emergency.ending import close_groups, lapse_what_is_over, stand_down
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency, Group, Task
from huiyin.organisations.errors import Refused
from huiyin.petitions.emergency_marks import mark_of
from huiyin.petitions.errors import Refused as NotNow
from huiyin.petitions.filters import FLAGGED, Flag
from huiyin.petitions.models import Event, Petition
from huiyin.publishing.models import Notice, Withdrawal
from huiyin.publishing.notices import issue
from huiyin.rules.moments import end_of_day
from huiyin.rules.terms import State, Step, TimeLimit
from huiyin.rules.terms_duty import AlertCode
from huiyin.statistics.counting import Counting
from huiyin.statistics.lists import HOME_LISTS
from huiyin.statistics.period import reported
from huiyin.web.desk.seeing import emergency_word
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, HOUR, a_petition, assert_sound, fresh, later
from tests.people import CLERK, DISPATCHER, LEADER
from tests.petitions.marked import a_marked_petition, mark_row

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ENDED = end_of_day(date(2026, 3, 25))


def a_drill(**given: Any) -> Emergency:
    """A rehearsal of the epidemic."""
    return an_emergency(is_drill=True, name="三月演练", **given)


def counted(emergency: Emergency | None = None) -> tuple[int, int]:
    """How many petitions were marked in the month, and how many duties ended or ran out."""
    report = reported(
        Counting(
            viewer=LEADER.viewer,
            first=FIRST,
            last=LAST,
            as_of=LAST,
            emergency=emergency.pk if emergency else None,
        )
    )
    return report.number("found"), report.number("duties")


@pytest.mark.parametrize("by_itself", [True, False])
def test_nothing_of_a_drill_stays_on_a_petition_or_on_a_list(*, by_itself: bool) -> None:
    drill = a_drill()
    petition = a_marked_petition(State.ACCEPTED, emergency=drill)
    row = mark_row(petition)
    raise_alert(row.group, AlertCode.ARRIVED, petition.pk, row.marked_at)
    if by_itself:
        lapse_what_is_over(ENDED + 2 * HOUR)
    else:
        stand_down(drill, reason="演练完成。", by=LEADER.viewer, at=AT + 2 * DAY)
    after = fresh(petition)
    assert (mark_of(after), after.urgent) == (None, False)
    assert after.clocks.get(limit=TimeLimit.L15).outcome == "cleared"
    row.refresh_from_db()
    assert (row.cleared_at is None, row.cleared_by, row.warn_at) == (False, None, None)
    assert Alert.objects.filter(subject=petition.pk).exists()
    assert not Alert.objects.filter(subject=petition.pk, acknowledged_at=None).exists()
    last = Event.objects.filter(petition=petition).latest("seq")
    assert (last.step, last.codes["drill"]) == (Step.CLEAR_MARK, True)
    assert_sound(after)
    assert Task.objects.filter(done_at=None).exists()
    assert not Task.objects.waiting().exists()
    drafts = Notice.objects.filter(is_drill=True)
    assert drafts
    assert Withdrawal.objects.count() == drafts.count()
    with pytest.raises(Refused, match="已经撤下"):
        issue(drafts[0], by=DISPATCHER.viewer, at=ENDED + DAY)
    assert close_groups(ENDED + DAY) == Group.objects.count()
    assert not DutyPost.objects.filter(is_open=True).exists()
    begun = ENDED + 2 * DAY
    real = an_emergency(starts_at=begun, at=begun, expected_end_on=date(2026, 4, 10))
    mark(petition.pk, by=CLERK.viewer, at=begun + HOUR)
    assert mark_row(petition).emergency == real.pk


def test_a_drill_is_counted_only_for_itself_also_when_it_is_over() -> None:
    drill = a_drill()
    petition = a_petition(State.REGISTERED)
    ordinary = counted()
    mark(petition.pk, by=CLERK.viewer, at=later(petition))
    assert counted() == ordinary
    assert counted(drill)[0] == 1
    seen = Petition.objects.visible_to(LEADER.viewer, today=LAST)
    [urgent] = [each for each in HOME_LISTS if each.name == "urgent"]
    assert not urgent.chosen(seen, LEADER.viewer, LAST).exists()
    for flag in (Flag.URGENT, Flag.EPIDEMIC):
        assert not seen.filter(FLAGGED[flag]).exists()
    assert emergency_word(fresh(petition)) == "涉疫（演练）"
    stand_down(drill, reason="演练完成。", by=LEADER.viewer, at=AT + DAY)
    assert (counted(), counted(drill)[0]) == (ordinary, 1)


def test_what_is_marked_while_both_run_is_marked_in_earnest() -> None:
    drill = a_drill()
    real = an_emergency(starts_at=AT + HOUR, at=AT + HOUR)
    assert current_for(drill.office, AT + HOUR) == [real, drill]


def test_the_mark_of_a_drill_gives_way_to_one_in_earnest_and_to_no_other() -> None:
    drill = a_drill()
    petition = a_marked_petition(State.ACCEPTED, emergency=drill)
    with pytest.raises(NotNow, match="已经有应急标记"):
        mark(petition.pk, by=CLERK.viewer, at=later(petition))
    real = an_emergency(starts_at=AT + HOUR, at=AT + HOUR)
    at = later(petition, DAY)
    mark(petition.pk, by=CLERK.viewer, at=at, version=fresh(petition).version)
    row = mark_row(petition)
    assert (row.emergency, row.is_drill, row.marked_at) == (real.pk, False, at)
    after = fresh(petition)
    assert (after.urgent, after.clocks.filter(limit=TimeLimit.L15, outcome="").count()) == (True, 1)
    assert_sound(after)
