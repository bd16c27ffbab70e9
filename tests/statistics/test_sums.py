"""Every figure is the same by sums as petition by petition, whoever asks and whatever changed."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.viewing import viewing
from huiyin.petitions.wall import Recusal
from huiyin.rules.ids import new_id
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.terms import Channel, Matter, Procedure, Rating, State, Step, TimeLimit
from huiyin.statistics.counting import Counting, Table, count, count_each
from huiyin.statistics.definitions import By
from huiyin.statistics.models import Changed, FigureSum, InSums
from huiyin.statistics.sources import SOURCES
from huiyin.statistics.summing import add_up, differing
from tests.make import a_petition, an_office
from tests.people import CLERK, COUNTY_CLERK, LEADER, PROVINCE_CLERK
from tests.statistics.recount import recount
from tests.statistics.register import AS_OF, SPRING, counting, rated
from tests.statistics.test_monthly import some_of_every_kind

pytestmark = pytest.mark.django_db

LATER = date(2026, 6, 30)
JOB = job_viewer("statistics")


def added_up(today: date, *, most: int = 100) -> int:
    """What the worker does every few minutes; how many petitions it added up."""
    done = 0
    with viewing(JOB):
        while taken := add_up(today, most=most):
            done += taken
    return done


def assert_equal(asked: Counting, by: By) -> None:
    summed = count(asked, SOURCES, by)
    counted = count_each(asked, SOURCES, by)  # which test_counting.py proves
    assert dict(summed.whole) == dict(counted.whole), (asked, by)
    assert plain(summed) == plain(counted), (asked, by)


def plain(table: Table) -> dict[str, dict[tuple[str, str], int]]:
    return {line: dict(tally) for line, tally in table.lines.items()}


def test_sums_tell_each_who_asks_what_counting_tells_and_go_on_telling_it() -> None:
    some_of_every_kind()
    assert added_up(AS_OF, most=3) > 10
    assert InSums.objects.count() > 10, "nearly all are in a sum, so that sums are what is read"
    people: list[Viewer] = [each.viewer for each in (CLERK, LEADER, COUNTY_CLERK, PROVINCE_CLERK)]
    for who, by, is_own in product([*people, JOB], By, (False, True)):
        # What waited when it was added up is late and silent meanwhile.
        for as_of in (AS_OF, LATER):
            assert_equal(counting(who, as_of=as_of, own_only=is_own), by)
    assert_equal(counting(JOB, as_of=LATER, with_accusations=False), By.UNIT)
    asked = counting(LEADER.viewer, as_of=LATER)
    assert dict(count(asked, SOURCES, By.UNIT).whole) == dict(recount(asked, By.UNIT)[0])


def test_a_day_before_they_were_added_up_is_counted_and_what_is_yet_to_happen_waits() -> None:
    some_of_every_kind()
    assert added_up(SPRING[0] - timedelta(days=30)) == 0
    assert added_up(LATER) == Petition.objects.count()
    assert not Changed.objects.exists()
    for as_of in (AS_OF, LATER):
        assert_equal(counting(as_of=as_of), By.MONTH)
    assert_equal(counting(as_of=LATER, registering=None, own_only=True), By.UNIT)
    assert_equal(replace(counting(as_of=LATER), last=AS_OF), By.MONTH)  # no whole month


def test_what_somebody_is_walled_from_is_in_no_figure_he_reads_from_that_moment_on() -> None:
    petition = a_petition(State.ACCEPTED)
    added_up(LATER)
    assert (_received(CLERK.viewer), _received(LEADER.viewer)) == (1, 1)
    Recusal.objects.create(petition=petition, user=LEADER.user)
    for _turn in range(2):
        with viewing(LEADER.viewer):
            assert _received(LEADER.viewer) == 0
        with viewing(CLERK.viewer):
            assert _received(CLERK.viewer) == 1
        added_up(LATER)
    assert not FigureSum.objects.exists()


def _received(viewer: Viewer) -> int:
    return count(counting(viewer, as_of=LATER), SOURCES, By.MONTH).whole.get(("received", ""), 0)


def test_a_rating_is_shown_to_the_rated_office_by_no_sum_before_the_petition_is_closed() -> None:
    rated(a_petition(State.SERVED), Rating.SATISFIED, Rating.DISSATISFIED)
    held = rated(a_petition(State.SERVED), Rating.SATISFIED, Rating.DISSATISFIED)
    Petition.objects.filter(pk=held.pk).update(holder=held.registering)
    added_up(LATER)
    for who in (CLERK, LEADER, PROVINCE_CLERK):
        assert_equal(counting(who.viewer, as_of=LATER), By.UNIT)
    found = count(counting(as_of=LATER), SOURCES, By.UNIT).whole
    assert found["bureau_rated", Rating.SATISFIED] == 1


def test_figures_equal_a_recount_after_any_changes_added_up_at_any_time(seed: int) -> None:
    chance = random.Random(seed)
    for state in (State.RECEIVED, State.DELIVERED, State.ACCEPTED, State.SERVED, State.CLOSED):
        a_petition(state)
    changes = [_of_petitions, _of_clocks, _of_legs, _of_events]
    for turn in range(40):
        some = chance.choice(list(Petition.objects.order_by("pk").values_list("pk", flat=True)))
        chance.choice(changes)(some, chance)
        if turn == 25:
            Recusal.objects.create(petition_id=some, user=LEADER.user)
        if chance.random() < 0.4:
            added_up(LATER, most=2)
        who = chance.choice([JOB, CLERK.viewer, LEADER.viewer])
        as_of = LATER + timedelta(days=chance.randrange(3))
        assert_equal(counting(who, as_of=as_of), chance.choice(list(By)))
        assert differing() == [], (seed, turn)
    added_up(LATER)
    assert differing() == []
    for by in By:
        assert_equal(counting(JOB, as_of=LATER), by)


def _day(chance: random.Random) -> date:
    return SPRING[0] + timedelta(days=chance.randrange(90))


def _of_petitions(petition: UUID, chance: random.Random) -> None:
    changes: list[Callable[[], dict[str, object]]] = [
        lambda: {"state": chance.choice(list(State)), "next_due": AS_OF},
        lambda: {"matter": chance.choice([None, *Matter])},
        lambda: {"channel": chance.choice(list(Channel))},
        lambda: {"procedure": chance.choice([None, *Procedure])},
        lambda: {"is_sealed": chance.random() < 0.5},
        lambda: {"drill": chance.choice([None, None, new_id()])},
        lambda: {"registered_at": start_of_day(_day(chance))},
        lambda: {"registering": an_office("yunling-labour")},
        lambda: {"holder": an_office("yunling-labour")},
        lambda: {"urgent": True},
    ]
    Petition.objects.filter(pk=petition).update(**chance.choice(changes)())


def _of_clocks(petition: UUID, chance: random.Random) -> None:
    limits = [TimeLimit.L1, TimeLimit.L2, TimeLimit.L3, TimeLimit.L5, TimeLimit.G8]
    clocks = list(Clock.objects.filter(petition=petition, limit__in=limits))
    if not clocks:
        return
    clock = chance.choice(clocks)
    clock.assessed_on = clock.legal_on = _day(chance)
    clock.ended_at = start_of_day(_day(chance)) if chance.random() < 0.7 else clock.ended_at
    clock.outcome = chance.choice(["", "met", "recounted"])
    clock.save()


def _of_legs(petition: UUID, chance: random.Random) -> None:
    leg = Leg.objects.filter(petition=petition).order_by("?")[0]
    leg.delivered_at = start_of_day(_day(chance))
    if chance.random() < 0.6:
        leg.pk, leg.is_main, leg._state.adding = new_id(), False, True
        leg.kind = chance.choice([Leg.FORWARD, Leg.ASSIGN, Leg.CO])
        leg.sender = Petition.objects.get(pk=petition).registering
        leg.holder = an_office(chance.choice(["yunling-labour", "yunling-water"]))
    leg.save()


def _of_events(petition: UUID, chance: random.Random) -> None:
    last = Event.objects.filter(petition=petition).order_by("-seq")[0]
    step = chance.choice([Step.RATE, Step.KEEP, Step.VOID, Step.INFORM, Step.TAKE_UP_AGAIN])
    codes: dict[Step, dict[str, str]] = {
        Step.RATE: {"bureau": chance.choice(["", *Rating]), "organ": chance.choice(["", *Rating])},
        Step.TAKE_UP_AGAIN: {"undone": chance.choice([Step.KEEP, Step.VOID])},
    }
    last.pk = (last.recorded_at, new_id())
    last.seq, last.step, last.codes = last.seq + 1, step, codes.get(step, {})
    last.at, last.office = start_of_day(_day(chance)), str(an_office("yunling-labour").pk)
    last.save(force_insert=True)


def test_a_petition_delivered_to_two_units_counts_once_of_all_and_once_for_each() -> None:
    petition = a_petition(State.DELIVERED)
    again = Leg.objects.filter(petition=petition, kind=Leg.FORWARD)[0]
    again.pk, again.is_main, again._state.adding = new_id(), False, True
    again.holder, again.delivered_at = an_office("yunling-labour"), start_of_day(AS_OF)
    again.save()
    added_up(LATER)
    assert not Changed.objects.exists()
    table = count(counting(JOB, as_of=LATER), SOURCES, By.UNIT)
    assert table.whole["delivered", ""] == 1
    assert sum(("delivered", "") in tally for tally in table.lines.values()) == 2
    april = replace(counting(JOB, as_of=LATER), first=AS_OF.replace(day=1))
    assert count(april, SOURCES, By.UNIT).whole["delivered", ""] == 1


@pytest.mark.control
def test_a_sum_that_is_wrong_is_named_and_seen() -> None:
    a_petition(State.ACCEPTED)
    added_up(LATER)
    assert differing() == []
    FigureSum.objects.filter(source="received").update(number=2)
    assert differing() == [f"{SPRING[0]:%Y-%m}"]
    with pytest.raises(AssertionError):
        assert_equal(counting(JOB, as_of=LATER), By.MONTH)


@pytest.mark.control
def test_a_change_that_is_not_noted_is_found() -> None:
    petition = a_petition(State.ACCEPTED)
    added_up(LATER)
    Petition.objects.filter(pk=petition.pk).update(channel=Channel.CALL)
    Changed.objects.all().delete()
    assert f"{SPRING[0]:%Y-%m}" in differing()
