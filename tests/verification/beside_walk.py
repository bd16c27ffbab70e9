"""Where a petition of the second model goes next: to a way that was rarely gone, by ordinary steps.

A goal is one such way. What it needs (a mark, a result told, an instruction given) is brought
about at some state on the road to it; arrived, everything that is rare there is gone too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.make import ARRIVAL
from tests.verification import beside_effects, beside_roads
from tests.verification.beside_effects import Given, fitting
from tests.verification.beside_model import EVERYBODY, Life
from tests.verification.beside_roads import Road
from tests.verification.beside_table import (
    EARLY,
    OF_2005,
    OF_BOTH,
    OPEN,
    POSSIBLE,
    STEPS,
    Edge,
    Line,
    lines_of,
    name_of,
)
from tests.verification.case_model import CAST, CITY, COUNTY, WATER

MINUTE = timedelta(minutes=1)
PASSING = (*[0] * 8, 1, 3, 13, 26)  # hours between two steps
RARE = 12  # of the ways that were gone least, one is made for
HOMES = (CITY, CITY, COUNTY, WATER)
EARLIER = 0.4  # how likely what a goal needs is brought about already here, not later on the road
STRAYING = 0.1  # how likely another way is gone on the road, and how likely a way that is enough
ANYWHERE = ("withdrawn", "voided")  # to these one may come from every early state
AFTER_ACCEPTANCE = ["accepted", "answered"]

# What brings about what a way needs; where it is a list, the second when the first was done.
BRINGS = {
    "marked": "mark",
    "unmarked": "clear_mark",
    "told": "tell_result",
    "untold": "clear_mark",
    "led": "lead",
    "unled": "lead_result",
    "untracked": "clear_mark",
    "out": "release_copy",
    "not_out": "take_back_copy",
}


# What is begun before the end so that these may be gone after it, all of them by one petition.
BEFORE_THE_END = {
    "tell_result": "track 1",
    "lead": "lead_result 0",
    "ask clear_mark": "decline clear_mark",
}


@dataclass(frozen=True)
class Move:
    """One step: which, by whom, with what; its way, or the ordinary road that it is."""

    step: str
    who: str
    given: Given
    edge: Edge | None = None
    road: Road | None = None


@dataclass
class Seen:
    """How often each way was gone and each closed one tried."""

    gone: Counter[Edge] = field(default_factory=Counter)
    refused: Counter[Edge] = field(default_factory=Counter)
    of_county: set[Edge] = field(default_factory=set)  # gone where a county's bureau registers
    roads: int = 0
    looks: int = 0


@dataclass
class Walk:
    """One petition after another, each on its way to what was gone least."""

    seen: Seen
    draw: Random
    enough: int
    law: str = "22"
    now: datetime = ARRIVAL
    life: Life = field(init=False)
    goal: Edge = ("", "")
    via: str = ""
    is_over: bool = True

    def begin(self) -> Life:
        """Somebody comes, with a rare way before them."""
        rare = sorted(self._mine(), key=lambda edge: (self.seen.gone[edge], self.draw.random()))[
            :RARE
        ]
        self.aim(self.draw.choice(rare))
        is_hidden = {"hidden", "out"} & {*POSSIBLE[self.goal].needs}
        lives = [Life(self.now, each, self.law, is_hidden=bool(is_hidden)) for each in HOMES]
        self.life = self.draw.choice([each for each in lives if self._leads(each)])
        self.is_over = False
        return self.life

    def _mine(self) -> list[Edge]:
        """The ways of the law: what concerns emergencies is gone under today's only."""
        if self.law == "05":
            return [edge for edge, line in POSSIBLE.items() if line.law == "05"]
        return [edge for edge, line in POSSIBLE.items() if line.law == "*"]

    def aim(self, edge: Edge) -> None:
        """Make for a way, in a state that one may come to from elsewhere by one of those."""
        self.goal = edge
        is_late = "extend" in edge[0] or edge[0] == "note_review"
        if edge[1] in ANYWHERE:
            self.via = self.draw.choice(AFTER_ACCEPTANCE if is_late else EARLY)
        else:  # there are shorter ways to the end, on which nothing of that can be asked for
            self.via = "accepted" if is_late and edge[1] in ("served", "closed") else ""

    def _leads(self, life: Life) -> bool:
        """Whether petitions like this come to the goal; the groups send on for bureaus only."""
        line = POSSIBLE[self.goal]
        if life.home == WATER and (line.parties == "d" or life.is_hidden):
            return False
        if life.home != WATER and "unit" in line.needs:
            return False
        return self.goal[1] == life.state or beside_roads.towards(life, self.goal[1]) is not None

    def pass_by(self) -> None:
        """Let time go on."""
        hours = self.draw.choice(PASSING)
        self.now += timedelta(hours=hours) if hours else MINUTE
        self.life.at = self.now

    # -- which step -----------------------------------------------------------------------------

    def next(self) -> Move | None:
        """The next step; None where nothing more is to be done with this petition."""
        ways = open_ways(self.life)
        wanted = {edge: moves for edge, moves in ways.items() if self._is_rare(edge)}
        is_there = self.life.state == self.goal[1]
        if wanted and (is_there or self.draw.random() < STRAYING):
            return self._one_of(wanted)
        if ways and self.draw.random() < STRAYING / 2:
            return self._one_of(ways)
        if is_there and not self._is_rare(self.goal) and not self._aim_from_here():
            return None
        return self._on_the_way(ways)

    def _is_rare(self, edge: Edge) -> bool:
        return self.seen.gone[edge] < self.enough

    def _one_of(self, ways: dict[Edge, list[Move]]) -> Move:
        least = min(self.seen.gone[edge] for edge in ways)
        few = [edge for edge in ways if self.seen.gone[edge] <= least + 1]
        return self.draw.choice(ways[self.draw.choice(few)])

    def _aim_from_here(self) -> bool:
        """Another rare way of this state, or of one to which the petition may still come."""
        rare = [edge for edge in self._mine() if self._is_rare(edge) and self._fits(edge)]
        here = [each for each in rare if each[1] == self.life.state and self.life.is_open]
        far = [each for each in rare if each[1] != self.life.state]
        reached = [
            each
            for each in self.draw.sample(far, min(5, len(far)))
            if beside_roads.towards(self.life, each[1])
        ]
        if not here and not reached:
            return False
        self.aim(self.draw.choice(here or reached))
        return True

    def _fits(self, edge: Edge) -> bool:
        """Whether a way is one of petitions like this, whatever state it is in."""
        needs = {*POSSIBLE[edge].needs}
        is_direct = self.life.home == WATER
        return (self.life.is_hidden or not needs & {"hidden", "out"}) and (
            is_direct or "unit" not in needs
        )

    def _on_the_way(self, ways: dict[Edge, list[Move]]) -> Move | None:
        """What the goal needs, now or later; else a road towards it."""
        state = self.via or self.goal[1]
        road = None if state == self.life.state else beside_roads.towards(self.life, state)
        if self.via == self.life.state:
            self.via = ""
            return self._on_the_way(ways)
        is_last = road is None or road.after not in OPEN or road.step == "reclassify"
        is_time = is_last or "extend" in self.goal[0] or self.draw.random() < EARLIER
        if is_time and (move := self._preparing(ways, road)):
            return move
        if road and self.law == "05" and road.step in OF_2005:
            return self._bringing(road.step, ways)
        if road is None or road not in beside_roads.open_roads(self.life):
            return None
        kind = "1" if self.goal[1] == "informed" or self.draw.random() < 0.1 else "6"
        kind = "-" if self.law == "05" else kind
        given = beside_roads.given_for(self.life, road, kind)
        return Move(road.step, road.who(self.life), given, road=road)

    def _preparing(self, ways: dict[Edge, list[Move]], road: Road | None) -> Move | None:
        """A step that brings about what is missing for the goal, or for the road to it."""
        step, line = self.goal[0], POSSIBLE[self.goal]
        missing = [BRINGS[need] for need in self.life.unmet(line) if need in BRINGS]
        if road and "none_waits" in road.needs and self.life.mark and not self.life.mark.told:
            missing.append("tell_result")
        what = step.partition(" ")[2]
        if step.startswith(("agree", "decline")) and what not in self.life.asked:
            missing.append(f"ask {what}")
        missing += self._useful_after_the_end()
        return next((move for each in missing if (move := self._bringing(each, ways))), None)

    def _useful_after_the_end(self) -> list[str]:
        state = self.goal[1]
        if state in OPEN or self.law == "05" or not self.life.is_open:
            return []
        return [what for what, way in BEFORE_THE_END.items() if self._is_rare((way, state))]

    def _bringing(self, what: str, ways: dict[Edge, list[Move]]) -> Move | None:
        """A step that does this; where it is not open yet, what comes before it."""
        first = {"tell_result": "mark", "lead": "mark", "ask clear_mark": "mark"}
        wanted = [what, first.get(what, "")]
        if what == "clear_mark":
            wanted = ["agree clear_mark", "ask clear_mark"]
        for step in wanted:
            found = [move for moves in ways.values() for move in moves if move.step == step]
            if found:
                return self.draw.choice(found)
        return None

    def closed(self) -> tuple[str, str] | None:
        """A step that is closed to somebody now, one of those tried least."""
        ours = [each for each in STEPS if (_law_of(each) == "05") == (self.law == "05")]
        steps = self.draw.sample(ours, 4)
        step = min(steps, key=lambda each: self.seen.refused[each, self.life.state])
        lines = lines_of(step)
        # The groups are of an emergency of later years.
        there = EVERYBODY if self.law == "22" else tuple(CAST)
        likely = [who for who in there if any(self.life.is_of(line, who) for line in lines)]
        who = self.draw.choice(likely if likely and self.draw.random() < 0.7 else there)
        is_open = self.life.sees(who) and self.life.allowed(step, who)
        return None if is_open or _is_of_both(step, who) else (step, who)


def _law_of(step: str) -> str:
    return lines_of(step)[0].law


def _is_of_both(step: str, who: str) -> bool:
    """Whether the step may be open to somebody by a line of the first table."""
    return step in OF_BOTH and ":" not in who


def open_ways(life: Life) -> dict[Edge, list[Move]]:
    """Every way that is open now, with all who could go it and with what."""
    ways: dict[Edge, list[Move]] = {}
    for who in EVERYBODY:
        if life.sees(who):
            for step, edge in _of(life, who):
                moves = [Move(step, who, each, edge) for each in fitting(life, step, who)]
                if moves:
                    ways.setdefault(edge, []).extend(moves)
    return ways


def _of(life: Life, who: str) -> list[tuple[str, Edge]]:
    """The steps that are open to somebody, each with the way that it is."""
    found: list[tuple[str, Edge]] = []
    for step in STEPS:
        if (_law_of(step) == "05") != (life.law == "05") or not life.allowed(step, who):
            continue
        line: Line | None = life.line(step, who)
        is_decided = step.startswith(("agree", "decline"))
        name = step if is_decided or line is None else name_of(line)
        found.append((step, (name, life.state)))
    return found


def then(life: Life, move: Move) -> Life:
    """The petition after a step."""
    twin = life.twin()
    if move.road:
        beside_roads.pass_on(twin, move.road, move.given)
    else:
        beside_effects.take(twin, move.step, move.who, move.given)
    return twin
