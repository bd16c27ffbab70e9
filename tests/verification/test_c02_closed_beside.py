"""C2C: a step beside the way that no law opens in a state is refused there, and changes nothing."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.rule import Rule
from tests.make import ARRIVAL, assert_sound, at, simulated
from tests.petitions.test_wall_anywhere import undone
from tests.verification import beside_roads
from tests.verification.beside_effects import Given
from tests.verification.beside_model import EVERYBODY, Life, post_of
from tests.verification.beside_table import (
    NEVER,
    OF_BOTH,
    STATES,
    STEPS,
    edges,
    lines_of,
)
from tests.verification.beside_taking import World, take
from tests.verification.beside_walk import Move, then
from tests.verification.case_model import CAST, CITY
from tests.verification.case_table import step_of
from tests.verification.case_taking import standing
from tests.verification.sampling import some
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C2C"), pytest.mark.django_db]

Tally = Callable[[str, int], None]
Pair = tuple[str, str]  # a step and a state

BEFORE = at("2022-03-01 09:00")  # the law of 2005 was in force, until the first of May
PASSING = timedelta(hours=1)
LATER = timedelta(days=2)
MOST = 10  # people who try each
# What was done before the petition came there: so that it is the state alone that closes a step.
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "22": {"plain": (), "marked": ("mark",), "to be cleared": ("mark", "ask clear_mark")},
    "05": {"plain": (), "to be extended": ("ask extend",)},
}
WHO = {"mark": "zhou.yuhe", "ask clear_mark": "zhou.yuhe", "ask extend": "wen.ruoxi"}
UNASKED = [step for step in STEPS if step.startswith(("agree", "decline"))]


def law_of(step: str) -> str:
    """Under which law the lines of a step are."""
    return "05" if lines_of(step)[0].law == "05" else "22"


def closed() -> set[Pair]:
    """What nobody can ever take in a state, and decisions of what nobody has asked for."""
    ways = {(step_of(way), state) for way, state in edges() if (way, state) not in NEVER}
    every = {(step, state) for step in STEPS for state in STATES}
    impossible = {(step_of(way), state) for way, state in NEVER}
    unasked = {(step, state) for step in UNASKED for state in STATES}
    # The law of 2005 knows no objection: nothing of it is ever in that state.
    unreached = {(step, "objected") for step in STEPS if law_of(step) == "05"}
    return ((every - ways) | impossible | unasked) - unreached


class There:
    """A petition that came to a state by ordinary steps, with what was done beside them before."""

    def __init__(self, world: World, state: str, law: str, kind: str) -> None:
        self.world = world
        self.life = Life(BEFORE if law == "05" else ARRIVAL, CITY, law, is_hidden=law == "22")
        self.petition = world.receive(self.life)
        wanted = [*KINDS[law][kind]]
        while self.life.state != state or self._is_time_for(wanted):
            self.life.at += PASSING
            if self._is_time_for(wanted):
                self._beside(wanted.pop(0))
            else:
                self._on_the_road(state)

    def _is_time_for(self, wanted: list[str]) -> bool:
        return bool(wanted) and self.life.allowed(wanted[0], WHO[wanted[0]])

    def _beside(self, step: str) -> None:
        given = Given(to="city") if step == "mark" else Given()
        self._go(Move(step, WHO[step], given, (step, self.life.state)))

    def _on_the_road(self, state: str) -> None:
        road = beside_roads.towards(self.life, state)
        assert road is not None
        if road not in beside_roads.open_roads(self.life):  # it waits for the result to be told
            told = Given(when=self.life.at)
            self._go(Move("tell_result", "zhou.yuhe", told, ("tell_result 0", self.life.state)))
            return
        kind = "-" if self.life.law == "05" else "1" if state == "informed" else "6"
        given = beside_roads.given_for(self.life, road, kind)
        self._go(Move(road.step, road.who(self.life), given, road=road))

    def _go(self, move: Move) -> None:
        take(self.world, self.petition, self.life, move, "照此办理。", self.life.events)
        self.life = then(self.life, move)

    def refuses(self, step: str, who: str) -> None:
        """A step is closed to somebody, whether or not he sees the petition."""
        how, _blank, what = step.partition(" ")
        is_unknown = how in ("agree", "decline") and what not in self.life.ever_asked
        refusal = Refused if self.life.sees(who) and not is_unknown else Petition.DoesNotExist
        move = Move(step, who, Given(until=localdate(self.life.at) + LATER))
        with pytest.raises(refusal), transaction.atomic():
            take(self.world, self.petition, self.life, move, "不可以。", self.life.events)

    def shut_out(self, step: str, draw: Random) -> list[str]:
        """Some to whom a step is closed: first whose work it would be in another state."""
        there = EVERYBODY if self.life.law == "22" else tuple(CAST)
        if step in OF_BOTH:  # to others it may be open by a line of the first table
            there = tuple(who for who in there if ":" in who)
        shut = [who for who in there if not (self.life.sees(who) and self.life.allowed(step, who))]
        posts = {*"".join(line.posts for line in lines_of(step))} | {*"L"}
        draw.shuffle(shut)
        shut.sort(key=lambda who: not post_of(who)[0] & posts)
        return shut[: size(2, MOST)]


def _all_refused(there: There, steps: list[str], salt: str = "") -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for step in steps:
        for who in there.shut_out(step, Random(f"{salt} {step}")):
            there.refuses(step, who)
            found[step, there.life.state] += 1
    return found


def tried(states: list[str], law: str, seed: int) -> Counter[Pair]:
    """How often each closed step was tried and refused; one that is not fails."""
    found: Counter[Pair] = Counter()
    world, pairs = World(), sorted(closed())
    for state in states:
        for kind in KINDS[law]:
            steps = [step for step, at in pairs if at == state and law_of(step) == law]
            with undone(), simulated() if law == "05" else nullcontext():
                there = There(world, state, law, kind)
                before = standing(there.petition)
                found += _all_refused(there, steps, f"{seed} {state}")
                assert standing(there.petition) == before
                assert_sound(there.petition)
    return found


@pytest.mark.parametrize("law", KINDS)
def test_what_no_law_opens_beside_the_way_is_refused_and_changes_nothing(
    law: str, seed: int, tally: Tally
) -> None:
    reached = [state for state in STATES if law == "22" or state != "objected"]
    states = some(reached, size(2, len(reached)), f"{seed} {law}")
    found = tried(states, law, seed)
    mine = {pair for pair in closed() if law_of(pair[0]) == law and pair[1] in states}
    assert {*found} == mine
    tally("steps closed in a state, each tried", len(mine))
    tally("tries of them, each refused", found.total())


def test_every_step_beside_the_way_can_be_taken_in_a_state_or_is_tried_as_closed() -> None:
    gone = {(step_of(way), state) for way, state in edges() if (way, state) not in NEVER}
    unreached = {(step, "objected") for step in STEPS if law_of(step) == "05"}
    every = {(step, state) for step in STEPS for state in STATES}
    assert gone | closed() | unreached == every


@pytest.mark.control
def test_a_step_beside_the_way_that_no_state_closes_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with undone():
        there = There(World(), "closed", "22", "marked")
        monkeypatch.setattr(Rule, "fits", lambda _rule, _facts: True)
        with pytest.raises(pytest.fail.Exception):
            _all_refused(there, [step for step, at in sorted(closed()) if at == "closed"])
