"""C2: the whole workflow, step by step at random, against a small pure model of one petition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.under_way import Taking
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.moments import localdate
from huiyin.rules.rows.emergency import EMERGENCY
from huiyin.rules.rows.of_2005 import OF_2005
from huiyin.rules.rule import Rule
from huiyin.rules.terms import State, Step
from huiyin.rules.workflow import WORKFLOW
from tests.people import Person
from tests.verification import case_routes, case_walks
from tests.verification.case_choices import With
from tests.verification.case_model import CAST, PETITIONER, Case
from tests.verification.case_never import ELSEWHERE, NEVER
from tests.verification.case_routes import POSSIBLE
from tests.verification.case_table import CLOSED, LINES, STEPS, lines_of, ways
from tests.verification.case_taking import event_of, expected, receive, standing, take
from tests.verification.case_walks import Arrival, Edge, Move, Route, Seen, Walk
from tests.verification.every_step import UNVERSIONED
from tests.verification.through_the_door import found_by
from tests.verification.unkept import composed_for_each_look
from verify.plugin import in_short, is_full, size

pytestmark = pytest.mark.campaign("C2")

Tally = Callable[[str, int], None]

STEPS_A_RUN = 50
LOOKING = 0.1  # of the steps that move nobody's sight are looked at by somebody all the same
LOOKERS = 2  # at most, of those whose sight a step moved; and somebody else
MOST = 3  # petitions that one is asked about after a step
HALVES = 2  # one for each process
AT_ONCE = 2  # runs, before what was rare is counted again
# Of each half, at full size; more, up to the most, until all steps were taken, every way often.
RUNS = 500
MOST_RUNS = 750
OFTEN = 25  # that every way is gone, of each half, at full size
TRYING = 0.1  # of the steps begin with one that is closed


class Lives(RuleBasedStateMachine):
    """A few petitions of one city, and beside each the model of it."""

    seen: ClassVar[Seen]
    routes: ClassVar[dict[Edge, Route]]
    salt: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.walk = Walk(self.seen, self.routes)
        self.rows: list[Petition] = []
        self.words = self.count = 0
        self.is_fine = False

    def teardown(self) -> None:
        try:
            for petition, case in zip(self.rows, self.walk.cases, strict=True):
                if self.is_fine:
                    row = Petition.objects.get(pk=petition.pk)
                    assert first_bad_event(row) is None
                    assert Event.objects.filter(petition=petition).count() == case.events
            self.seen.runs += self.is_fine
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(luck=st.integers(0, 2**32 - 1))
    def go_on(self, luck: int) -> None:
        """Perhaps something that is refused; one step that is open; then everything compared."""
        self.count += 1
        draw = Random(f"{self.salt} {self.count} {luck}")
        self.is_fine = False
        for arrival in self.walk.arrivals(draw):
            self._receive(arrival)
        place, planned = self.walk.next(draw)
        case = self.walk.cases[place]
        case.at = self.walk.now
        note(f"{case.at} {case.state} at {case.holder}")
        if draw.random() < TRYING:
            self._try_what_is_closed(draw, place)
        move = self.walk.choice(draw, place, planned)
        saw = _seeing(case)
        self._go(draw, place, move)
        self._compare(place)
        self._look(place, self._lookers(draw, saw ^ _seeing(self.walk.cases[place])))
        self.is_fine = True

    def _receive(self, arrival: Arrival) -> None:
        self.rows.append(receive(arrival, self.walk.now))
        self.walk.receive(arrival)

    # -- what is tried -----------------------------------------------------------------------------

    def _try_what_is_closed(self, draw: Random, place: int) -> None:
        """A step that is not open to somebody is refused, and leaves everything as it was."""
        case = self.walk.cases[place]
        closed = CLOSED[case.state] if draw.random() < 0.7 else STEPS
        fewest = min(self.seen.tried_before[step, case.state] for step in closed)
        step = draw.choice(
            [each for each in closed if self.seen.tried_before[each, case.state] <= fewest + 1]
        )
        who = draw.choice(_whose_work(step, case))
        if case.sees(who) and case.allowed(step, who):
            return
        how, _blank, what = step.partition(" ")
        is_unknown = how in ("agree", "decline") and what not in case.ever_asked
        refusal = Refused if case.sees(who) and not is_unknown else Petition.DoesNotExist
        given = With(until=localdate(case.at) + timedelta(20))
        with pytest.raises(refusal):
            self._take(place, step, who, given)
        self.seen.refused[step, case.state] += 1

    def _go(self, draw: Random, place: int, move: Move) -> None:
        case, petition = self.walk.cases[place], self.rows[place]
        then = case_walks.then(case, move)
        if then is None:
            with pytest.raises(Refused):
                self._take(place, move.step, move.who, move.given)
            return
        if move.step not in UNVERSIONED and draw.random() < 0.1:
            with pytest.raises(Outdated):
                self._take(place, move.step, move.who, move.given, version=case.version - 1)
        self._take(place, move.step, move.who, move.given, version=case.version)
        self.seen.gone[move.edge] += 1
        self.walk.went(place, move, then)
        moved = then.state if then.state != case.state else None
        events = Event.objects.filter(petition=petition).order_by("-seq")
        assert events.values_list("step", "seq", "before", "after")[0] == (
            event_of(move.step),
            then.events,
            case.state,
            moved,
        )

    def _take(
        self, place: int, step: str, who: str, given: With, version: int | None = None
    ) -> None:
        self.words += 1
        note(f"  {who} {step} {replace(given, other=None)}")
        other = [n for n, each in enumerate(self.walk.cases) if each is given.other]
        take(
            self.rows[place],
            self.walk.cases[place],
            (step, who, given),
            f"第{self.words}次写的话",
            version,
            self.rows[other[0]].pk if other else None,
        )

    # -- what is compared --------------------------------------------------------------------------

    def _compare(self, place: int) -> None:
        assert standing(self.rows[place]) == expected(self.walk.cases[place])

    def _lookers(self, draw: Random, moved: set[str]) -> list[str]:
        """Some whose sight the step moved, and some whose it should not have moved."""
        if not moved:
            return [draw.choice([*CAST])] if draw.random() < LOOKING else []
        whose = draw.sample(sorted(moved), min(LOOKERS, len(moved)))
        return [*whose, draw.choice([*CAST])]

    def _look(self, place: int, people: list[str]) -> None:
        """Everybody finds the petitions that the model says, whichever was changed."""
        near = {place, *range(max(0, len(self.rows) - MOST), len(self.rows))}
        rows = {self.rows[n].pk: self.walk.cases[n] for n in near}
        today = localdate(self.walk.now)
        for who in people:
            found = found_by(Person(who).viewer, rows, today)
            assert found == {pk for pk, case in rows.items() if case.sees(who)}, who
            self.seen.looks += len(rows)


def _seeing(case: Case) -> set[str]:
    return {who for who in CAST if case.sees(who)}


def _whose_work(step: str, case: Case) -> list[str]:
    """Who would take a step if it were open, and some others."""
    lines = lines_of(step)
    likely = [who for who in (*CAST, PETITIONER) if any(case.party(line, who) for line in lines)]
    return likely or [*CAST, PETITIONER]


def lived(
    runs: int,
    seed: int,
    seen: Seen,
    routes: dict[Edge, Route] | None = None,
    *,
    often: int = 0,
    most: int = 0,
) -> None:
    """So many runs, and more up to `most` until all steps were taken and every way gone so often.

    What was rare is counted after every few.
    """
    Lives.seen, Lives.routes = seen, routes or {}
    while seen.runs < runs or (seen.runs < most and not _is_enough(seen, runs, often)):
        seen.remember()
        before = seen.runs
        these = min(AT_ONCE, runs - before) if before < runs else AT_ONCE
        salt = f"{seed} {before}"
        run_state_machine_as_test(
            seeded(salt)(type("SomeLives", (Lives,), {"salt": salt})),
            settings=settings(
                max_examples=these,
                stateful_step_count=STEPS_A_RUN,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
        assert seen.runs > before, "no run came to its end"


def _is_enough(seen: Seen, runs: int, often: int) -> bool:
    is_long = seen.gone.total() >= runs * STEPS_A_RUN
    return is_long and all(seen.gone[way] >= often for way in POSSIBLE)


@cache
def known_routes() -> dict[Edge, Route]:
    """The same in each half and for every seed: whether all ways are found is no matter of luck."""
    return case_routes.read()


# Each run is a transaction of its own: what was undone can be cleared away while others go on.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("doors_kept")
@pytest.mark.long
@pytest.mark.parametrize("half", range(HALVES if is_full() else 1))
def test_whatever_is_done_to_a_petition_is_what_the_model_says(
    half: int, seed: int, tally: Tally
) -> None:
    seen, routes = Seen(), known_routes()
    most = size(1, MOST_RUNS)
    lived(size(1, RUNS), seed * HALVES + half, seen, routes, often=size(0, OFTEN), most=most)
    tally("runs", seen.runs)
    tally("steps", seen.gone.total())
    tally("steps refused", seen.refused.total())
    tally("looks at who sees it", seen.looks)
    assert not NEVER & {*seen.gone}
    gone = {way: seen.gone[way] for way in POSSIBLE}
    tally("ways from a state that can be gone", len(gone) if half == 0 else 0)
    tally("ways gone, of each half", sum(times > 0 for times in gone.values()))
    tally("ways gone, the least often, of each half", min(gone.values()))
    few = {way: times for way, times in gone.items() if times < size(0, OFTEN)}
    assert not few, f"{len(few)} ways were hardly gone: {few}"
    assert sum(times > 0 for times in gone.values()) >= size(20, len(gone))


def test_every_way_is_found_or_has_a_reason_why_it_cannot_be(seed: int, tally: Tally) -> None:
    found = {*known_routes()}
    assert found | NEVER | ELSEWHERE == {*ways()}, "search anew: case_routes.py"
    assert not NEVER & found
    strolled = {*case_walks.routes(size(25, 5_000), seed)}
    assert not NEVER & strolled
    tally("ways that cannot be gone, each with its reason", len(NEVER))


def test_the_table_written_by_hand_opens_a_step_in_the_states_in_which_the_product_does() -> None:
    left_out = {*EMERGENCY, *OF_2005}
    known = {
        (str(row.step), str(state))
        for row in WORKFLOW
        if row not in left_out and row.step not in (Step.RELEASE_COPY, Step.TAKE_BACK_COPY)
        for state in row.before - {State.PRACTISED}
    }
    names = {"open_notice": "serve_notice", "open_answer": "serve"}
    steps = {line: line.step.removeprefix("ask ") for line in LINES}
    written = {(names.get(steps[line], steps[line]), s) for line in LINES for s in line.states}
    assert written == known


def no_state_closes_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rule, "fits", lambda _rule, _facts: True)


def clocks_never_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Taking, "end", lambda _one, *_limits, **_how: None)


def everybody_sees_everything(patch: pytest.MonkeyPatch) -> None:
    composed_for_each_look(patch)
    patch.setattr(PetitionQuerySet, "visible_to", lambda rows, _viewer, **_today: rows)


def versions_stand_still(patch: pytest.MonkeyPatch) -> None:
    honest = Taking.finish

    def finish(one: Taking) -> Event:
        event = honest(one)
        Petition.objects.filter(pk=event.petition_id).update(version=1)
        return event

    patch.setattr(Taking, "finish", finish)


@pytest.mark.control
@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    in_short(
        [
            no_state_closes_anything,
            clocks_never_end,
            everybody_sees_everything,
            versions_stand_still,
        ],
        every=4,
    ),
)
def test_a_workflow_that_goes_wrong_is_noticed_by_the_model(
    wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, Refused)):
        lived(10, 1, Seen())
