"""C2C: the steps beside the way (emergencies, the law of 2005, masked copies), held to a model."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from huiyin.petitions import door, standing
from huiyin.petitions.emergency_marks import EmergencyMark, seen_by_groups
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.under_way import Taking
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.moments import localdate
from huiyin.rules.rows.emergency import EMERGENCY
from huiyin.rules.rows.of_2005 import OF_2005
from huiyin.rules.terms import Party, Role, State, Step, TimeLimit
from huiyin.rules.workflow import WORKFLOW
from tests.make import ARRIVAL, at, simulated
from tests.petitions.test_wall_anywhere import undone
from tests.verification.beside_effects import Given
from tests.verification.beside_model import EVERYBODY, Life
from tests.verification.beside_table import LINES, NEVER, POSSIBLE, Line, edges
from tests.verification.beside_taking import World, take
from tests.verification.beside_walk import Move, Seen, Walk, then
from tests.verification.case_model import COUNTY
from tests.verification.through_the_door import found_by
from tests.verification.unkept import composed_for_each_look
from verify.plugin import in_short, is_full, size

pytestmark = pytest.mark.campaign("C2C")

Tally = Callable[[str, int], None]

STEPS_A_RUN = 50
HALVES = 2  # one for each process
RUNS = 450  # of each half at most, at full size
OFTEN = 25  # that every way is gone, of each half, at full size
TRYING = 0.15  # of the steps begin with one that is closed
LOOKING = 0.1  # of the steps that move nobody's sight are looked at by somebody all the same
LOOKERS = 2  # at most, of those whose sight a step moved; and somebody else
LATER = timedelta(days=2)
OLD_VERSION = 0.05  # of the steps are tried first with the version before
BEFORE = at("2022-03-01 09:00")  # the law of 2005 was in force, until the first of May
SIXTH = 6  # of the runs one is of that law
ROWS = (
    *EMERGENCY,
    *OF_2005,
    *(row for row in WORKFLOW if row.step in (Step.RELEASE_COPY, Step.TAKE_BACK_COPY)),
)


class Lives:
    """One petition after another in one world, and beside each the model of it."""

    def __init__(self, world: World, seen: Seen, draw: Random, enough: int, law: str) -> None:
        self.world, self.seen, self.draw = world, seen, draw
        self.walk = Walk(seen, draw, enough, law, BEFORE if law == "05" else ARRIVAL)
        self.rows: list[tuple[Petition, Life]] = []
        self.told: list[str] = []

    def live(self, steps: int) -> None:
        """So many steps, each compared; whoever fails is told what was done."""
        try:
            for _ in range(steps):
                self._go_on()
            self._end()
        except BaseException as fault:
            fault.add_note("\n".join(self.told))
            raise

    def _go_on(self) -> None:
        """Perhaps something that is refused; one step that is open; then everything compared."""
        move = self._next()
        if self.draw.random() < TRYING:
            self._try_what_is_closed()
        petition, life = self.rows[-1]
        following = then(life, move)
        saw = _seeing(life)
        if move.edge and self.draw.random() < OLD_VERSION and not _is_decided(move.step):
            with pytest.raises(Outdated):
                self._take(move, life.events - 1)
        self._take(move, life.events)
        self.walk.life = following
        self.rows[-1] = petition, following
        self._note(move)
        self._compare(petition, life, move)
        self._look(self._lookers(saw ^ _seeing(following)))

    def _next(self) -> Move:
        while True:
            if self.walk.is_over:
                self._end()
                life = self.walk.begin()
                self.told.clear()
                self.rows.append((self.world.receive(life), life))
            self.walk.pass_by()
            if move := self.walk.next():
                return move
            self.walk.is_over = True

    def _end(self) -> None:
        """The chain of events of a petition holds to its last one."""
        if self.rows:
            assert first_bad_event(Petition.objects.get(pk=self.rows[-1][0].pk)) is None

    def _note(self, move: Move) -> None:
        if move.edge:
            self.seen.gone[move.edge] += 1
            self.seen.of_county |= {move.edge} if self.walk.life.home == COUNTY else set()
        else:
            self.seen.roads += 1

    def _take(self, move: Move, version: int | None = None) -> None:
        petition, life = self.rows[-1]
        self.told.append(f"{life.at} {life.state} {move.who} {move.step} {move.given}")
        with transaction.atomic():
            take(self.world, petition, life, move, f"第{len(self.told)}次写的话", version)

    def _try_what_is_closed(self) -> None:
        """What is not open to somebody is refused; the next comparison shows it changed nothing."""
        life = self.rows[-1][1]
        if (closed := self.walk.closed()) is None:
            return
        step, who = closed
        how, _blank, what = step.partition(" ")
        is_unknown = how in ("agree", "decline") and what not in life.ever_asked
        refusal = Refused if life.sees(who) and not is_unknown else Petition.DoesNotExist
        with pytest.raises(refusal):
            self._take(Move(step, who, Given(until=localdate(life.at + LATER))))
        self.seen.refused[step, life.state] += 1

    # -- what is compared --------------------------------------------------------------------------

    def _compare(self, petition: Petition, before: Life, move: Move) -> None:
        life = self.walk.life
        last = Event.objects.filter(petition=petition).order_by("-seq")
        row = ("state", "version", "event_count", "next_due", "next_legal_due")
        stands = last.values_list(
            "step", "seq", "before", "after", *(f"petition__{each}" for each in row)
        )
        moved = life.state if life.state != before.state else None
        assert stands[0] == (
            *(_event_of(move.step), life.events, before.state, moved),
            *(life.state, life.events, life.events, *life.deadline()),
        )
        clocks = Clock.objects.filter(petition=petition, ended_at=None)
        assert Counter(clocks.values_list("limit", "target_on", "legal_on")) == Counter(
            (each.limit, each.target, each.legal) for each in life.clocks
        )

    def _lookers(self, moved: set[str]) -> list[str]:
        """Some whose sight the step moved, and somebody whose it should not have moved."""
        if not moved:
            return [self.draw.choice(EVERYBODY)] if self.draw.random() < LOOKING else []
        whose = self.draw.sample(sorted(moved), min(LOOKERS, len(moved)))
        return [*whose, self.draw.choice(EVERYBODY)]

    def _look(self, people: list[str]) -> None:
        rows = {petition.pk: life for petition, life in self.rows[-3:]}
        today = localdate(self.walk.now)
        for who in people:
            viewer = self.world.viewer(who, self.rows[-1][0])
            found = found_by(viewer, rows, today)
            assert found == {pk for pk, life in rows.items() if life.sees(who)}, who
            self.seen.looks += len(rows)


def _seeing(life: Life) -> set[str]:
    return {who for who in EVERYBODY if life.sees(who)}


def _is_decided(step: str) -> bool:
    return step.startswith(("agree", "decline"))


def _event_of(step: str) -> str:
    how, _blank, what = step.partition(" ")
    known = {"ask": "ask_approval", "decline": "decline", "agree": what, "mark": "report_up"}
    return known.get(how, step)


def lived(runs: int, seed: int, enough: int) -> Seen:
    """So many runs at most, until every way was gone often enough."""
    seen, world = Seen(), World()
    for run in range(runs):
        if all(seen.gone[edge] >= enough for edge in POSSIBLE):
            break
        law = "05" if run % SIXTH == SIXTH - 1 else "22"
        with undone(), simulated() if law == "05" else nullcontext():
            Lives(world, seen, Random(f"{seed} {run}"), enough, law).live(STEPS_A_RUN)
    return seen


# Each run is a transaction of its own: what was undone can be cleared away while others go on.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("doors_kept")
@pytest.mark.long
@pytest.mark.parametrize("half", range(HALVES if is_full() else 1))
def test_whatever_is_done_beside_the_way_is_what_the_model_says(
    half: int, seed: int, tally: Tally
) -> None:
    seen = lived(size(3, RUNS), seed * HALVES + half, size(1, OFTEN))
    assert not NEVER & {*seen.gone}
    gone = {edge: seen.gone[edge] for edge in POSSIBLE}
    tally("steps beside the way", seen.gone.total())
    tally("steps on the way between", seen.roads)
    tally("steps refused", seen.refused.total())
    tally("looks at who sees it", seen.looks)
    tally("ways from a state that can be gone", len(gone) if half == 0 else 0)
    tally("ways gone, of each half", sum(times > 0 for times in gone.values()))
    tally("ways gone, the least often, of each half", min(gone.values()))
    of_bureaus = {edge for edge, line in POSSIBLE.items() if "unit" not in line.needs}
    tally("ways gone where a county's bureau registers, of each half", len(seen.of_county))
    assert len(seen.of_county) >= size(1, len(of_bureaus) * 9 // 10)
    few = {edge: times for edge, times in gone.items() if times < size(0, OFTEN)}
    assert not few, f"{len(few)} ways were hardly gone: {few}"
    assert sum(times > 0 for times in gone.values()) >= size(len(gone) // 8, len(gone))


POSTS = {
    "R": Role.REGISTRAR, "D": Role.DISPATCHER, "L": Role.LEADER, "S": Role.SUPERVISOR,
    "H": Role.HANDLER, "U": Role.HEAD,
    "G": Role.GROUP_HEAD, "E": Role.GROUP_DEPUTY, "M": Role.GROUP_MEMBER,
}  # fmt: skip
PARTIES = {
    "h": Party.HOLDER, "r": Party.REGISTRAR,
    "g": Party.GROUP, "l": Party.LEADING, "d": Party.DISPATCHING,
}  # fmt: skip


def test_the_table_written_by_hand_opens_to_the_same_what_the_product_opens() -> None:
    product = Counter(
        (str(row.step), row.by, row.of, row.before - {State.PRACTISED}) for row in ROWS
    )
    written = Counter(map(_as_row, LINES))
    assert written == product
    asked = {str(row.step) for row in ROWS if row.confirmed_by}
    assert asked == {line.step.removeprefix("ask ") for line in LINES if "ask " in line.step}


def _as_row(line: Line) -> tuple[str, frozenset[Role], frozenset[Party], frozenset[State]]:
    return (
        line.step.removeprefix("ask "),
        frozenset(POSTS[each] for each in line.posts),
        frozenset(PARTIES[each] for each in line.parties),
        frozenset(map(State, line.states)),
    )


def test_every_way_that_cannot_be_gone_is_one_of_the_table(tally: Tally) -> None:
    assert {*edges()} >= NEVER
    tally("ways that cannot be gone, each with its reason", len(NEVER))


def a_mark_starts_no_clock(patch: pytest.MonkeyPatch) -> None:
    honest = Taking.start

    def start(one: Taking, limit: TimeLimit, **how: Any) -> object:
        return None if limit is TimeLimit.L15 else honest(one, limit, **how)

    patch.setattr(Taking, "start", start)


def what_was_cleared_still_counts(patch: pytest.MonkeyPatch) -> None:
    def mark_of(petition: Petition) -> EmergencyMark | None:
        return EmergencyMark.objects.filter(petition=petition).last()

    patch.setattr(standing, "mark_of", mark_of)


def groups_see_what_was_handed_over(patch: pytest.MonkeyPatch) -> None:
    composed_for_each_look(patch)
    patch.setattr(
        door, "_of_groups", lambda groups: Q(pk__in=seen_by_groups(groups).values("petition"))
    )


@pytest.mark.control
@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    in_short(
        [a_mark_starts_no_clock, what_was_cleared_still_counts, groups_see_what_was_handed_over],
        every=3,
    ),
)
def test_an_emergency_that_goes_wrong_is_noticed_by_the_model(
    wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, Refused)):
        lived(10, 1, 1)
