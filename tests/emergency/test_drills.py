"""A drill works on practice petitions of its own: shown as such, counted nowhere, ended with it."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from huiyin.documents.models import LetterCounter
from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import Alert, DutyPost
from huiyin.emergency import practising
from huiyin.emergency.current import current_for
from huiyin.emergency.ending import close_groups, lapse_what_is_over, stand_down
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency, Group, Task
from huiyin.emergency.opinions import joinable
from huiyin.emergency.planning import SHIPPED
from huiyin.jobs.outbox import work_off
from huiyin.notifications.actions import SENT
from huiyin.notifications.models import Notice as Message
from huiyin.organisations.errors import Refused
from huiyin.petitions.actions.joining import attach
from huiyin.petitions.emergency_board import marked
from huiyin.petitions.emergency_screening import to_screen
from huiyin.petitions.errors import Refused as NotNow
from huiyin.petitions.exports_posting import waiting_letters
from huiyin.petitions.finding import find, sought
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.petitions.registers import register_rows
from huiyin.petitions.repeats import by_number, of_caller
from huiyin.petitions.standing import running
from huiyin.petitions.upkeep import broken_invariants
from huiyin.petitions.worklists import BY_NAME, WORKLISTS
from huiyin.publishing.models import Notice, Withdrawal
from huiyin.publishing.notices import issue
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.practice import is_practice
from huiyin.rules.terms import State, Step
from huiyin.rules.terms_duty import AlertCode
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.statistics import open_work
from huiyin.statistics.counting import Counting
from huiyin.statistics.freezing import derive
from huiyin.statistics.lists import HOME_LISTS
from huiyin.statistics.period import reported
from huiyin.statistics.periods import Month
from huiyin.statistics.situation_counting import counted as counted_on
from huiyin.statistics.volume import arrivals_by_day, open_by_channel
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, HOUR, a_petition, an_office, assert_sound, fresh, later, letter
from tests.people import CLERK, COUNTY_CLERK, DISPATCHER, HEAD, LEADER
from tests.petitions.marked import a_marked_petition, mark_row

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ARRIVED = date(2026, 3, 2)
ENDED = end_of_day(date(2026, 3, 25))
STATES = (State.RECEIVED, State.REGISTERED, State.DELIVERED, State.ACCEPTED, State.ANSWERED)


def a_drill(**given: Any) -> Emergency:
    """A rehearsal of the epidemic."""
    return an_emergency(is_drill=True, name="三月演练", **given)


def practice_of(drill: Emergency) -> list[Petition]:
    """Its practice petitions, as they came in."""
    return list(practising.of_drill(drill, AT).order_by("pk"))


def counted(emergency: Emergency | None = None) -> tuple[int, int, int]:
    """How many came in in the month, were marked, and had duties that ended or ran out."""
    counting = Counting(
        viewer=LEADER.viewer,
        first=FIRST,
        last=LAST,
        as_of=LAST,
        emergency=emergency.pk if emergency else None,
    )
    report = reported(counting)
    return report.number("received"), report.number("found"), report.number("duties")


def everything(real: Emergency) -> dict[str, Any]:
    """Every place where petitions are counted, listed or found, as it stands."""
    by, office = LEADER.viewer, an_office("yunling-bureau")
    index_waiting()
    found = {
        "period": counted(),
        "of an emergency": counted(real),
        "public": derive(Month.of(FIRST)),
        "situation": counted_on(office, real, ARRIVED, at=end_of_day(ARRIVED)),
        "volume": arrivals_by_day(by, office.pk, FIRST, LAST),
        "open by channel": open_by_channel(by, office.pk, LAST),
        "by unit": open_work.by_unit(by, LAST),
        "by stage": open_work.by_stage(by, LAST),
        "arrivals": open_work.arrivals(by, FIRST, LAST),
        "register": list(register_rows(by, office=office.pk, since=FIRST, until=LAST, today=LAST)),
        "search": [each.petition for each in find(sought("供水"), by, today=LAST).hits],
        "caller": of_caller({"phone": "19900001206"}, by, today=LAST),
        "to post": list(waiting_letters(by, LAST)),
        "opinions": set(joinable(by, today=LAST)),
        "screening": set(to_screen(real.pk, CLERK.viewer, today=LAST)),
        "board": set(marked(by, today=LAST)),
    }
    for each in (*WORKLISTS, *HOME_LISTS):
        found[each.name] = [
            row.pk for who in (CLERK, DISPATCHER, HEAD) for row in each.rows(who.viewer, LAST)
        ]
    return found


def test_declaring_a_drill_lets_its_petitions_come_in_by_the_door() -> None:
    drill = a_drill()
    came = practice_of(drill)
    plan = SHIPPED[EmergencyKind.EPIDEMIC]
    assert [each.channel for each in came] == [each.channel for each in plan.practice]
    assert len(came) >= 6
    for each in came:
        assert (each.state, each.registering, each.drill) == (
            State.RECEIVED, drill.office, drill.pk,
        )  # fmt: skip
        assert is_practice(each.number)
        assert not each.has_phone
        assert Event.objects.get(petition=each).codes["drill"] == str(drill.pk)
        assert_sound(each)
    waiting = BY_NAME["to-register"]
    today = localdate(AT)
    assert list(waiting.practice(CLERK.viewer, today, [drill.pk]))
    assert set(waiting.practice(CLERK.viewer, today, [drill.pk])) == set(came)
    assert not waiting.rows(CLERK.viewer, today).exists()
    assert not waiting.practice(COUNTY_CLERK.viewer, today, [drill.pk]).exists()
    assert practising.begin(drill, by=LEADER.viewer.actor(), at=AT) == 0, "once"


@pytest.mark.parametrize("kind", EmergencyKind)
def test_every_shipped_plan_brings_matters_that_its_own_words_find(kind: EmergencyKind) -> None:
    plan = SHIPPED[kind]
    assert len(plan.practice) >= 3
    assert {each.channel for each in plan.practice} == set(practising.CHANNELS)
    for each in plan.practice:
        assert any(word in each.words for word in plan.words), each.words
        assert not any(letter.isdigit() for letter in each.words)


def test_a_drill_set_for_later_gets_its_petitions_when_it_begins() -> None:
    drill = a_drill(starts_at=AT + DAY)
    practising.begin_what_starts(AT + HOUR)
    assert practice_of(drill) == []
    practising.begin_what_starts(AT + DAY)
    practising.begin_what_starts(AT + DAY + HOUR)
    assert len(practice_of(drill)) == len(SHIPPED[EmergencyKind.EPIDEMIC].practice)


def test_another_one_is_added_by_the_bureau_while_it_runs_and_twice_is_once() -> None:
    drill = a_drill()
    made = practising.add(drill, 1, key="one-and-only", by=CLERK.viewer, at=AT + HOUR)
    again = practising.add(drill, 1, key="one-and-only", by=CLERK.viewer, at=AT + HOUR)
    assert (made.number, made.code, again.is_new) == (again.number, again.code, False)
    petition = Petition.objects.get(pk=made.petition_id)
    assert (petition.drill, petition.arrived_at) == (drill.pk, AT + HOUR)
    for sample, by, at in (
        (99, CLERK, AT),
        (-1, CLERK, AT),
        (0, COUNTY_CLERK, AT),
        (0, CLERK, ENDED + DAY),
    ):
        with pytest.raises(Refused):
            practising.add(drill, sample, key="another-one", by=by.viewer, at=at)
    with pytest.raises(Refused, match="演练没有"):
        practising.add(an_emergency(), 0, key="another-one", by=CLERK.viewer, at=AT)


def test_a_drill_marks_its_own_petitions_and_no_real_one_and_a_real_emergency_none_of_them() -> (
    None
):
    drill = a_drill()
    petition, practice = a_petition(State.REGISTERED), practice_of(drill)[0]
    at = later(petition)
    with pytest.raises(NotNow, match="不能标记真实的信访件"):
        mark(petition.pk, emergency_id=drill.pk, by=CLERK.viewer, at=at)
    with pytest.raises(NotNow, match="当前没有应急状态"):
        mark(petition.pk, by=CLERK.viewer, at=at)
    assert not to_screen(drill.pk, CLERK.viewer, today=localdate(at), drill=drill.pk).filter(
        pk=petition.pk
    )
    real = an_emergency(starts_at=at, at=at)
    assert current_for(drill.office, at) == [real, drill]
    with pytest.raises(NotNow, match="演练信访件"):
        mark(practice.pk, emergency_id=real.pk, by=CLERK.viewer, at=at)
    mark(petition.pk, by=CLERK.viewer, at=at)
    mark(practice.pk, by=CLERK.viewer, at=at)
    assert (mark_row(petition).emergency, mark_row(practice).emergency) == (real.pk, drill.pk)
    assert set(marked(LEADER.viewer, today=localdate(at))) == {petition}
    assert set(marked(LEADER.viewer, today=localdate(at), drill=drill.pk)) == {practice}


def test_nothing_practised_is_counted_listed_or_found_and_everything_real_is() -> None:
    real = an_emergency(starts_at=AT, at=AT)
    drill = a_drill()
    at = later(a_petition(State.SERVED), DAY)
    before = everything(real)
    for state in STATES:
        practice = a_petition(state, drill=drill.pk)
        mark(practice.pk, by=CLERK.viewer, at=max(at, later(practice)))
    assert everything(real) == before
    for state in STATES:
        petition = a_petition(state, consents_electronic=False)
        if state is not State.RECEIVED:
            mark(petition.pk, by=CLERK.viewer, at=max(at, later(petition)))
    after = everything(real)
    same = {name for name in before if before[name] == after[name]}
    assert same <= {each.name for each in (*WORKLISTS, *HOME_LISTS)}, "each of these does count"
    assert same.isdisjoint({"to-register", "to-forward", "to-sign", "to-do", "open", "urgent"})


def test_its_own_report_counts_its_own_also_when_it_is_over() -> None:
    drill = a_drill()
    a_petition(State.REGISTERED)
    ordinary = counted()
    mark(practice_of(drill)[0].pk, by=CLERK.viewer, at=AT + HOUR)
    own = (len(practice_of(drill)), 1)
    assert (counted(), counted(drill)[:2]) == (ordinary, own)
    stand_down(drill, reason="演练完成。", by=LEADER.viewer, at=AT + DAY)
    assert (counted(), counted(drill)[:2]) == (ordinary, own)


def test_no_number_of_a_real_series_is_taken_and_every_paper_says_so() -> None:
    drill = a_drill()
    practice = a_petition(State.ACCEPTED, drill=drill.pk)
    assert practice.number.startswith("YLWX2026")
    assert {each.channel for each in OfficialCounter.objects.all()} == {"YLweb"}
    assert all("演" in each.kind for each in LetterCounter.objects.all())
    made = letter(practice).letter
    assert "演〔2026〕1号" in made.number
    petition = a_petition(State.ACCEPTED)
    assert petition.number.endswith("0000001")
    assert letter(petition).letter.number == made.number.replace("演", "")
    assert_sound(practice)


def test_no_message_leaves_the_house_and_practice_never_joins_what_is_real() -> None:
    drill = a_drill()
    practice = a_petition(State.SERVED, drill=drill.pk)
    assert practice.has_phone
    while work_off(timezone.now()):
        pass
    assert not Message.objects.filter(subject=practice.pk, way__in=SENT).exists()
    assert Message.objects.filter(subject=practice.pk, way="desk").exists()
    petition, other = a_petition(State.REGISTERED), practice_of(drill)[0]
    today = localdate(later(petition))
    assert by_number(petition, other.number, CLERK.viewer, today=today) is None
    with pytest.raises(NotNow, match="还没有办结的信访件"):
        attach(other.pk, to=petition.pk, compared="相同。", by=CLERK.viewer, at=later(petition))
    attach(practice_of(drill)[1].pk, to=other.pk, compared="相同。", by=CLERK.viewer, at=AT + HOUR)


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_drill_ends_with_everything_of_it(*, by_itself: bool) -> None:
    drill = a_drill()
    real = a_petition(State.ACCEPTED)
    practice = a_marked_petition(State.ACCEPTED, emergency=drill, drill=drill.pk)
    closed = a_petition(State.CLOSED, drill=drill.pk)
    row = mark_row(practice)
    raise_alert(row.group, AlertCode.ARRIVED, practice.pk, row.marked_at)
    version = fresh(real).version
    if by_itself:
        lapse_what_is_over(ENDED + 2 * HOUR)
    else:
        stand_down(drill, reason="演练完成。", by=LEADER.viewer, at=later(closed))
    for each in (practice, *practice_of(drill)):
        after = fresh(each)
        expected = State.CLOSED if each == closed else State.PRACTISED
        assert after.state == expected
        assert not [clock for clock in running(after) if not clock.is_right]
        assert_sound(after)
    last = Event.objects.filter(petition=practice).latest("seq")
    assert (last.step, last.actor) == (Step.END_DRILL, "drill")
    row.refresh_from_db()
    assert (row.cleared_at, row.warn_at) == (None, None)
    assert Alert.objects.filter(subject=practice.pk).exists()
    assert not Alert.objects.filter(subject=practice.pk, acknowledged_at=None).exists()
    assert fresh(real).version == version
    assert broken_invariants(localdate(ENDED)) == []
    today = localdate(ENDED + DAY)
    for viewer in (CLERK.viewer, LEADER.viewer):
        assert Petition.objects.visible_to(viewer, today=today).filter(pk=practice.pk).exists()
        for work in WORKLISTS:
            if work.name != "done":
                left = work.practice(viewer, today, [drill.pk])
                assert not left.exclude(pk=closed.pk).exists(), work.name
    assert Task.objects.filter(done_at=None).exists()
    assert not Task.objects.waiting().exists()
    drafts = Notice.objects.filter(is_drill=True)
    assert drafts
    assert Withdrawal.objects.count() == drafts.count()
    with pytest.raises(Refused, match="已经撤下"):
        issue(drafts[0], by=DISPATCHER.viewer, at=ENDED + DAY)
    assert close_groups(ENDED + DAY) == Group.objects.count()
    assert not DutyPost.objects.filter(is_open=True).exists()
