"""Where the petitions of the model may go next, where few have gone, and how one gets there.

All of it is thought through in the pure model before anything happens: a route is a short way from
the arrival to one rare step, found by wandering about and left shorter by whatever it did not need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product, starmap
from random import Random

from tests.make import ARRIVAL
from tests.verification import case_effects
from tests.verification.case_choices import NOTHING, With, fitting
from tests.verification.case_model import BUREAUS, CAST, CITY, PETITIONER, WATER, Case
from tests.verification.case_table import FINAL, LINES, SECOND, STATES, lines_of

Edge = tuple[str, str]  # the step, with its line where it has several, and the state

PASSING = (*[0] * 9, 1, 5, 26, 50, 100, 200)  # hours between two steps
MINUTE = timedelta(minutes=1)
MOST_AT_ONCE = 3
RARE = 15  # of the ways that were gone least, one is made for
ENOUGH = 25  # times that a way is gone: then it is no more worth staying for
STAYING, ANOTHER = 0.03, 0.8  # how likely somebody comes while there is something to stay for, else
LATEST = 20  # how much more often than the others the petition that came last is gone on with
# After these little else can be done for long.
HINDERING = {"accuse", "recuse"}
IN_STATE = {state: [line for line in LINES if state in line.states] for state in STATES}


@dataclass(frozen=True)
class Arrival:
    """With what somebody comes."""

    office: str = CITY
    wish: str = ""
    is_hidden: bool = False
    consents: bool = False

    def case(self, at: datetime) -> Case:
        return Case(at, self.office, self.is_hidden, self.consents, self.wish)


ARRIVALS = tuple(starmap(Arrival, product((CITY, WATER), ("", "a"), (False, True), (False, True))))


@dataclass(frozen=True)
class Move:
    """One step: after how long, which one by whom, with what."""

    hours: int
    step: str
    who: str
    given: With
    edge: Edge


@dataclass(frozen=True)
class Route:
    """How to get to a step: with what to come, and what to do then."""

    arrival: Arrival
    moves: tuple[Move, ...]


@dataclass
class Seen:
    """How often each way was gone and each closed one tried.

    What is chosen by is counted before some runs, so that each of them can be repeated.
    """

    gone: Counter[Edge] = field(default_factory=Counter)
    refused: Counter[Edge] = field(default_factory=Counter)
    before: Counter[Edge] = field(default_factory=Counter)
    tried_before: Counter[Edge] = field(default_factory=Counter)
    looks: int = 0
    runs: int = 0  # that came to their end

    def remember(self) -> None:
        self.before, self.tried_before = self.gone.copy(), self.refused.copy()


@dataclass
class Walk:
    """A few petitions of one city: what the model says may be done with each, and what is done."""

    seen: Seen
    routes: dict[Edge, Route]
    now: datetime = ARRIVAL
    cases: list[Case] = field(default_factory=list)
    ahead: list[Move] = field(default_factory=list)
    mine: Counter[Edge] = field(default_factory=Counter)

    def times(self, edge: Edge) -> int:
        """How often a way was gone, as far as this walk may know."""
        return self.seen.before[edge] + self.mine[edge]

    def arrivals(self, draw: Random) -> list[Arrival]:
        """Who comes now: mostly with a rare way before them, and with a neighbour to be joined."""
        if self.ahead or not self._is_time_for_another(draw):
            return []
        if not self.routes or draw.random() < 0.05:
            return [any_arrival(draw)]
        rare = sorted(self.routes, key=lambda edge: (self.times(edge), edge))[:RARE]
        route = self.routes[draw.choice(rare)]
        self.ahead = list(route.moves)
        joins = any(move.step == "attach" for move in route.moves)
        return [*([Arrival()] if joins else []), route.arrival]

    def _is_time_for_another(self, draw: Random) -> bool:
        if not self.cases:
            return True
        # To have come somewhere is dear: first everything is done there that was not done enough.
        return draw.random() < (STAYING if self._wanted_here() else ANOTHER)

    def _wanted_here(self) -> bool:
        """Whether the latest petition stands before a way that was not gone often enough."""
        latest = len(self.cases) - 1
        self.cases[latest].at = self.now
        ways = open_ways(self.cases[latest], self.others(latest))
        return any(self.times(edge) < ENOUGH for edge in ways)

    def receive(self, arrival: Arrival) -> None:
        """Let somebody come."""
        self.cases.append(arrival.case(self.now))

    def next(self, draw: Random) -> tuple[int, Move | None]:
        """Whose turn it is, and which step if one is planned."""
        if self.ahead:
            move = self.ahead.pop(0)
            self.pass_by(move.hours)
            return len(self.cases) - 1, move
        latest = len(self.cases) - 1
        near = range(max(0, len(self.cases) - MOST_AT_ONCE), len(self.cases))
        self.pass_by(draw.choice(PASSING))
        return draw.choice([*near, *[latest] * LATEST]), None

    def pass_by(self, hours: int) -> None:
        """Let time go on."""
        self.now += timedelta(hours=hours) if hours else MINUTE

    def others(self, place: int) -> list[Case]:
        """The other petitions."""
        return [each for n, each in enumerate(self.cases) if n != place]

    def choice(self, draw: Random, place: int, planned: Move | None) -> Move:
        """The planned step if it is still open, else one of those that are, rare ones first."""
        case, others = self.cases[place], self.others(place)
        case.at = self.now
        if planned and (move := again(case, planned, others)):
            return move
        self.ahead = []
        ways = open_ways(case, others)
        edge = draw.choices(list(ways), [self._weight(case, each) for each in ways])[0]
        step, who, found = draw.choice(ways[edge])
        return Move(0, step, who, draw.choice(found), edge)

    def _weight(self, case: Case, edge: Edge) -> float:
        """How gladly a way is gone: one that is rare, and does not end everything."""
        step, state = edge
        ends = after(case, edge) != state and after(case, edge) in (*FINAL, "split")
        base = 0.2 if step in HINDERING or ends else 1.0
        return base / (1 + self.times(edge)) ** 8

    def went(self, place: int, move: Move, then: Case) -> None:
        """Write down what was done."""
        self.cases[place] = then
        self.mine[move.edge] += 1


def any_arrival(draw: Random) -> Arrival:
    """Somebody with anything."""
    return Arrival(
        office=draw.choice([CITY] * 4 + [WATER]),
        wish=draw.choice(["", "", "", "", "a"]),
        is_hidden=draw.random() < 0.2,
        consents=draw.random() < 0.2,
    )


def open_ways(case: Case, others: list[Case]) -> dict[Edge, list[tuple[str, str, list[With]]]]:
    """Every way that is open now, and who could go it with what."""
    seeing = [who for who in (*CAST, PETITIONER) if case.sees(who)]
    able: dict[tuple[str, str], Edge] = {}
    for line in IN_STATE[case.state]:
        asked = line.step.removeprefix("ask ") in case.asked
        if case.is_of(line) and not asked and case.meets(line):
            edge = (_name(line.step, lines_of(line.step).index(line)), case.state)
            for who in seeing:
                if case.party(line, who):
                    able.setdefault((line.step, who), edge)
    for what in case.asked:
        for step in (f"agree {what}", f"decline {what}"):
            able |= {(step, who): (step, case.state) for who in seeing if case.allowed(step, who)}
    ways: dict[Edge, list[tuple[str, str, list[With]]]] = {}
    for (step, who), edge in able.items():
        if found := fitting(case, step, who, others):
            ways.setdefault(edge, []).append((step, who, found))
    return ways


def _name(step: str, line: int) -> str:
    return f"{step} {line}" if len(lines_of(step)) > 1 else step


def edge_of(case: Case, step: str, who: str) -> Edge:
    """The way on which somebody takes a step that is open."""
    lines = () if step.startswith(("agree", "decline")) else lines_of(step)
    mine = [n for n, each in enumerate(lines) if case.acts(each, who) and case.meets(each)]
    return (_name(step, mine[0]) if mine else step), case.state


def after(case: Case, edge: Edge) -> str:
    """The state to which a way leads."""
    step, state = edge
    how, _blank, what = step.partition(" ")
    named, _blank, number = step.rpartition(" ")
    if how in ("ask", "decline"):
        return state
    if how == "agree":
        end = SECOND[what]
    else:
        end = lines_of(named)[int(number)].after if number.isdigit() else lines_of(step)[0].after
    return {"=": state, "back": case.stood[0] if case.stood else "registered"}.get(end, end)


def again(case: Case, move: Move, others: list[Case]) -> Move | None:
    """The same step by the same person with the like, if it is open here and now."""
    if not (case.sees(move.who) and case.allowed(move.step, move.who)):
        return None
    for given in fitting(case, move.step, move.who, others):
        if _like(given) == _like(move.given):
            return replace(move, given=given, edge=edge_of(case, move.step, move.who))
    return None


def _like(given: With) -> With:
    return replace(given, until=None, other=None)


def then(case: Case, move: Move) -> Case | None:
    """The petition after a step; None where it would be left with nothing to be done by a day."""
    twin = case.twin()
    case_effects.take(twin, move.step, move.who, move.given)
    return None if twin.is_open and twin.deadline() == (None, None) else twin


# -- finding routes --------------------------------------------------------------------------------


@dataclass
class Place:
    """Where one petition came to, and how."""

    case: Case
    now: datetime
    route: Route
    visits: int = 0


def routes(
    strolls: int, seed: int, wanted: Collection[Edge] = (), length: int = 8
) -> dict[Edge, Route]:
    """Short ways to every step that so many strolls through the model come upon.

    A stroll begins where few have begun; each place that looks like no other is kept. When all
    that is wanted was found it is enough.
    """
    found: dict[Edge, Route] = {}
    draw, seen = Random(f"routes {seed}"), Seen()
    arrived = [Place(each.case(ARRIVAL), ARRIVAL, Route(each, ())) for each in ARRIVALS]
    places = {_look(each.case): each for each in arrived}
    in_state = {"received": arrived}
    for _ in range(strolls):
        if wanted and found.keys() >= {*wanted}:
            break
        start = _little_known(draw, in_state)
        start.visits += 1
        for place in _stroll(draw, start, seen, length):
            edge, route = place.route.moves[-1].edge, place.route
            if edge not in found or len(route.moves) < len(found[edge].moves):
                found[edge] = route
            known = places.setdefault(_look(place.case), place)
            if known is place:
                in_state.setdefault(place.case.state, []).append(place)
            elif len(route.moves) < len(known.route.moves):
                known.case, known.now, known.route = place.case, place.now, route
    return {edge: shortened(route) for edge, route in found.items()}


def _little_known(draw: Random, in_state: dict[str, list[Place]]) -> Place:
    """A place where few strolls have begun, of any state alike."""
    there = in_state[draw.choice(sorted(in_state))]
    few = [draw.choice(there) for _ in range(8)]
    return min(few, key=lambda each: (each.visits, len(each.route.moves)))


def _stroll(draw: Random, start: Place, seen: Seen, length: int) -> Iterator[Place]:
    walk = Walk(seen, {}, start.now, [Arrival().case(start.now), start.case.twin()])
    moves = start.route.moves
    for _ in range(length):
        hours = draw.choice(PASSING)
        walk.pass_by(hours)
        seen.remember()
        move = replace(walk.choice(draw, 1, None), hours=hours)
        case = then(walk.cases[1], move)
        if case is None:
            return
        walk.went(1, move, case)
        moves = (*moves, plain(move))
        yield Place(case, walk.now, Route(start.route.arrival, moves))


def _look(case: Case) -> object:
    """What tells one place from another; which office it is does not matter, but what to it."""
    leg, limits = case.leg, {each.limit for each in case.running()}
    part = {case.registering: "r", leg.sender: "s", case.holder: "h"}
    waiting = {(part.get(each.server), each.is_answer) for each in case.letters if each.waits}
    return (
        (case.state, case.kind, part[leg.sender], leg.is_appointed, case.was_dismissed()),
        (case.holder in BUREAUS, case.holder == case.registering, bool(case.helping)),
        (case.is_hidden, case.disclosure, case.consents, bool(case.accused)),
        (frozenset(case.asked), frozenset(waiting), frozenset(limits & {"L4", "L5", "L7", "L11"})),
    )


def plain(move: Move) -> Move:
    """A move without the other petition that it was thought through with."""
    return replace(move, given=replace(move.given, other=None)) if move.given != NOTHING else move


def shortened(route: Route) -> Route:
    """The same without the steps that it does not need."""
    moves = list(route.moves)
    for n in reversed(range(len(moves) - 1)):
        fewer = moves[:n] + moves[n + 1 :]
        fewer[n] = replace(fewer[n], hours=fewer[n].hours + moves[n].hours)
        if _arrives(Route(route.arrival, tuple(fewer))):
            moves = fewer
    return Route(route.arrival, tuple(moves))


def _arrives(route: Route) -> bool:
    """Whether every step of a route can still be taken, the last one on the same way."""
    now, neighbour = ARRIVAL, Arrival().case(ARRIVAL)
    case = route.arrival.case(now)
    last: Move | None = None
    for move in route.moves:
        now += timedelta(hours=move.hours) if move.hours else MINUTE
        case.at = now
        last = again(case, move, [neighbour])
        following = then(case, last) if last else None
        if following is None:
            return False
        case = following
    return last is not None and last.edge == route.moves[-1].edge
