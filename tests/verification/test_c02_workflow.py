"""C2: the whole workflow, step by step at random, against a small pure model of one petition."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
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
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter
from huiyin.petitions.under_way import Taking
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Matter, Naming, Procedure, Step
from tests.make import ARRIVAL, a_receipt
from tests.people import Person, petitioner
from tests.verification import case_effects
from tests.verification.case_choices import With, fitting
from tests.verification.case_model import CAST, PETITIONER, Case
from tests.verification.case_table import FINAL, STATES, STEPS, is_ever_open, lines_of, ways
from tests.verification.every_step import UNVERSIONED, Wish, taken
from verify.plugin import is_full, size

pytestmark = pytest.mark.campaign("C2")

Tally = Callable[[str, int], None]
Edge = tuple[str, str]

STEPS_A_RUN = 50
MOST_AT_ONCE = 3
SAMPLED = 2  # accounts that are asked after each step whether they see it
HALVES = 2  # one for each process
RUNS = 500  # of each half, at full size
AT_LEAST = 25  # how often each half goes every way
CLASSES = {
    "6": (Matter.CLAIM, Procedure.PETITION),
    "1": (Matter.CLAIM, Procedure.ARBITRATION),
    "s": (Matter.SUGGESTION, None),
    "e": (Matter.ENQUIRY, None),
    "a": (Matter.ACCUSATION, None),
    "?": (Matter.CLAIM, None),
}
CLOSED = {state: [s for s in STEPS if not is_ever_open(s, state)] for state in STATES}
EVENTS = {"open_notice": Step.SERVE_NOTICE, "open_answer": Step.SERVE}


class Seen:
    """How often each edge was gone and each closed one tried; rare ones are chosen first.

    What is chosen by is counted before a batch of runs, so that a run can be repeated.
    """

    def __init__(self) -> None:
        self.gone: Counter[Edge] = Counter()
        self.refused: Counter[Edge] = Counter()
        self.looks = 0
        self.remember()

    def remember(self) -> None:
        self.before = self.gone.copy()
        self.tried_before = self.refused.copy()


class Lives(RuleBasedStateMachine):
    """A few petitions of one city, and beside each the model of it."""

    seen: ClassVar[Seen]
    salt: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = ARRIVAL
        self.lives: list[tuple[Petition, Case]] = []
        self.words = self.count = 0
        self.is_fine = False

    def teardown(self) -> None:
        try:
            for petition, case in self.lives if self.is_fine else ():
                row = Petition.objects.get(pk=petition.pk)
                assert first_bad_event(row) is None
                assert Event.objects.filter(petition=petition).count() == case.events
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(luck=st.integers(0, 2**32 - 1), hours=st.sampled_from([1, 2, 5, 20, 26, 50, 100, 200]))
    def go_on(self, luck: int, hours: int) -> None:
        """Something that is refused, then one step that is open, then everything compared."""
        self.count += 1
        draw = Random(f"{self.salt} {self.count} {luck}")
        self.now += timedelta(hours=hours)
        if not self.lives or self._is_time_for_another(draw):
            self._receive(draw)
        petition, case = draw.choice([*self.lives, self.lives[-1], self.lives[-1]])
        case.at = self.now
        self.is_fine = False
        note(f"{self.now} {case.state} at {case.holder}")
        self._try_what_is_closed(draw, petition, case)
        self._take_what_is_open(draw, petition, case)
        self._compare(draw, petition)
        self.is_fine = True

    def _is_time_for_another(self, draw: Random) -> bool:
        if all(case.state in FINAL or case.state == "split" for _petition, case in self.lives):
            return draw.random() < 0.4
        return len(self.lives) < MOST_AT_ONCE and draw.random() < 0.05

    def _receive(self, draw: Random) -> None:
        wish = draw.choice(["", "", "", "", "a"])
        office = draw.choice(["yunling-bureau"] * 4 + ["yunling-water"])
        hidden, consents = draw.random() < 0.2, draw.random() < 0.2
        received = a_receipt(
            bureau=office,
            wish=CLASSES[wish][0] if wish else None,
            naming=Naming.WITHHELD if hidden else Naming.NAMED,
            consents_electronic=consents,
            arrived_at=self.now,
        )
        petition = Petition.objects.get(pk=received.petition_id)
        case = Case(self.now, office, is_hidden=hidden, consents=consents, wish=wish)
        self.lives.append((petition, case))

    # -- what is tried -----------------------------------------------------------------------------

    def _try_what_is_closed(self, draw: Random, petition: Petition, case: Case) -> None:
        """A step that is not open to somebody is refused, and leaves everything as it was."""
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
        with pytest.raises(refusal):
            self._take(petition, case, step, who, With(until=localdate(self.now) + timedelta(20)))
        self.seen.refused[step, case.state] += 1

    def _take_what_is_open(self, draw: Random, petition: Petition, case: Case) -> None:
        ways: dict[Edge, list[tuple[str, str, list[With]]]] = {}
        others = [each for _row, each in self.lives if each is not case]
        seeing = [who for who in (*CAST, PETITIONER) if case.sees(who)]
        for step in STEPS:
            for who in seeing:
                if case.allowed(step, who) and (found := fitting(case, step, who, others)):
                    edge = self._edge(case, step, who)
                    ways.setdefault(edge, []).append((step, who, found))
        weights = [_weight(self.seen.before[edge], edge) for edge in ways]
        edge = draw.choices(list(ways), weights)[0]
        step, who, found = draw.choice(ways[edge])
        given = draw.choice(found)
        after = deepcopy(case, {id(each): each for each in others})
        case_effects.take(after, step, who, given)
        if after.is_open and after.deadline() == (None, None):
            with pytest.raises(Refused):
                self._take(petition, case, step, who, given)
            return
        if step not in UNVERSIONED and draw.random() < 0.1:
            with pytest.raises(Outdated):
                self._take(petition, case, step, who, given, version=case.version - 1)
        self._take(petition, case, step, who, given, version=case.version)
        self.seen.gone[edge] += 1
        self.lives = [(row, after if each is case else each) for row, each in self.lives]
        event = Event.objects.filter(petition=petition).order_by("-seq")[0]
        name = _event_of(step)
        moved = after.state if after.state != case.state else None
        assert (event.step, event.seq) == (name, after.events)
        assert (event.before, event.after) == (case.state, moved)

    def _edge(self, case: Case, step: str, who: str) -> Edge:
        """The line of the table by which it is open, and from where."""
        lines = lines_of(step) if not step.startswith(("agree", "decline")) else ()
        mine = [n for n, each in enumerate(lines) if case.acts(each, who) and case.meets(each)]
        return (f"{step} {mine[0]}" if mine and len(lines) > 1 else step), case.state

    def _take(
        self, petition: Petition, case: Case, step: str, who: str, given: With,
        version: int | None = None,
    ) -> None:  # fmt: skip
        self.words += 1
        note(f"  {who} {step} {replace(given, other=None)}")
        matter, procedure = CLASSES[given.kind or case.kind]
        letter = None if given.letter is None else _letters(petition)[given.letter]
        wish = Wish(
            words=f"第{self.words}次写的话",
            matter=matter,
            procedure=procedure,
            to=given.to or "yunling-water",
            claims=given.claims,
            person=given.person or (who if who != PETITIONER else "wen.ruoxi"),
            until=given.until,
            letter=letter.letter_id if letter else None,
            other=next((row.pk for row, each in self.lives if each is given.other), None),
        )
        with transaction.atomic():
            taken(step, petition, self._viewer(petition, who), self.now, wish, version)

    def _viewer(self, petition: Petition, who: str) -> Viewer:
        return petitioner(petition) if who == PETITIONER else Person(who).viewer

    # -- what is compared --------------------------------------------------------------------------

    def _compare(self, draw: Random, petition: Petition) -> None:
        case = next(each for row, each in self.lives if row is petition)
        row = Petition.objects.select_related("holder").get(pk=petition.pk)
        assert (row.state, row.version, row.event_count) == (case.state, case.version, case.events)
        assert (row.next_due, row.next_legal_due) == case.deadline()
        clocks = Clock.objects.filter(petition=petition, ended_at=None)
        assert Counter(clocks.values_list("limit", "legal_on")) == Counter(
            (each.limit, each.legal) for each in case.running()
        )
        today = localdate(self.now)
        for who in draw.sample([*CAST], SAMPLED):
            visible = Petition.objects.visible_to(Person(who).viewer, today=today)
            assert visible.filter(pk=petition.pk).exists() == case.sees(who), who
            self.seen.looks += 1


def _whose_work(step: str, case: Case) -> list[str]:
    """Who would take a step if it were open, and some others."""
    lines = lines_of(step)
    likely = [who for who in (*CAST, PETITIONER) if any(case.party(line, who) for line in lines)]
    return likely or [*CAST, PETITIONER]


def _weight(gone: int, edge: Edge) -> float:
    ends = {"close", "withdraw 0", "agree void", "agree keep", "split", "attach"}
    return (0.2 if edge[0] in ends else 1.0) / (1 + gone)


def _event_of(step: str) -> str:
    how, _blank, what = step.partition(" ")
    known = {"ask": Step.ASK_APPROVAL, "decline": Step.DECLINE, "agree": what}
    return str(known.get(how, EVENTS.get(step, step)))


def _letters(petition: Petition) -> list[PetitionLetter]:
    """What goes to the petitioner, in the order of issue."""
    links = PetitionLetter.objects.filter(petition=petition, to_office=None, needs_service=True)
    return list(links.order_by("id"))


def lived(runs: int, seed: int, seen: Seen, batches: int = 50) -> None:
    """So many runs, in batches between which is counted what was rare."""
    Lives.seen = seen
    for batch in range(min(batches, runs)):
        seen.remember()
        how_many = len(range(batch, runs, batches))
        run_state_machine_as_test(
            seeded(f"{seed} {batch}")(type("SomeLives", (Lives,), {"salt": f"{seed} {batch}"})),
            settings=settings(
                max_examples=how_many,
                stateful_step_count=STEPS_A_RUN,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.mark.django_db
@pytest.mark.parametrize("half", range(HALVES))
def test_whatever_is_done_to_a_petition_is_what_the_model_says(
    half: int, seed: int, tally: Tally
) -> None:
    seen = Seen()
    lived(size(3, RUNS), seed * HALVES + half, seen)
    tally("runs", size(3, RUNS))
    tally("steps", seen.gone.total())
    tally("steps refused", seen.refused.total())
    tally("looks at who sees it", seen.looks)
    if is_full():
        untried = {(s, state) for state in STATES for s in CLOSED[state]} - set(seen.refused)
        assert not untried, f"{len(untried)} steps that are closed were never tried: {untried}"
        seldom = [edge for edge in ways() if seen.gone[edge] < AT_LEAST]
        assert not seldom, f"{len(seldom)} of {len(ways())} ways were hardly gone: {seldom}"
        tally(f"ways from a state gone {AT_LEAST * HALVES} times", len(ways()))
        tally("steps closed in a state, each refused", sum(map(len, CLOSED.values())))


def no_state_closes_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rule, "fits", lambda _rule, _facts: True)


def clocks_never_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Taking, "end", lambda _one, *_limits, **_how: None)


def everybody_sees_everything(patch: pytest.MonkeyPatch) -> None:
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
    [
        no_state_closes_anything,
        clocks_never_end,
        everybody_sees_everything,
        versions_stand_still,
    ],
)
def test_a_workflow_that_goes_wrong_is_noticed_by_the_model(
    wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, Refused)):
        lived(10, 1, Seen())
