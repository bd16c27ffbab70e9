"""The shortest known way to every step of the table, kept in case_routes.jsonl; read by replaying.

To find them takes minutes. `python -m tests.verification.case_routes` searches anew, which is
needed when the table of case_table.py gets a row that no kept way leads to.
"""

import json
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.make import ARRIVAL
from tests.verification import case_walks
from tests.verification.case_choices import NOTHING, With
from tests.verification.case_never import ELSEWHERE, NEVER
from tests.verification.case_table import ways
from tests.verification.case_walks import MINUTE, Arrival, Edge, Move, Route

PLACE = Path(__file__).with_suffix(".jsonl")
STROLLS = 200_000  # through the model at most, until every way is found
POSSIBLE = [way for way in ways() if way not in NEVER | ELSEWHERE]
KEPT = ("kind", "to", "claims", "person", "letter")


def read() -> dict[Edge, Route]:
    """Every kept way that still leads where it led."""
    found = {}
    for line in PLACE.read_text().splitlines():
        (step, state), arrival, moves = json.loads(line)
        route = replayed(Arrival(*arrival), moves)
        if route and route.moves[-1].edge == (step, state):
            found[step, state] = route
    return found


def replayed(arrival: Arrival, written: list[Any]) -> Route | None:
    """A way as it is gone now; None if a step of it is not open any more."""
    now, neighbour = ARRIVAL, Arrival().case(ARRIVAL)
    case, moves = arrival.case(now), []
    for hours, step, who, given in written:
        now += timedelta(hours=hours) if hours else MINUTE
        case.at = now
        kept = With(**given | {"claims": tuple(given.get("claims", ()))}) if given else NOTHING
        move = case_walks.again(case, Move(hours, step, who, kept, (step, "")), [neighbour])
        following = case_walks.then(case, move) if move else None
        if move is None or following is None:
            return None
        moves.append(case_walks.plain(move))
        case = following
    return Route(arrival, tuple(moves))


def write(found: dict[Edge, Route]) -> None:
    """Keep these ways."""
    lines = [
        json.dumps([edge, astuple(route.arrival), [_written(move) for move in route.moves]])
        for edge, route in sorted(found.items())
    ]
    PLACE.write_text("\n".join(lines) + "\n")


def _written(move: Move) -> list[Any]:
    given = {name: getattr(move.given, name) for name in KEPT}
    chosen = {name: value for name, value in given.items() if value not in ("", (), None)}
    return [move.hours, move.step, move.who, chosen]


if __name__ == "__main__":
    write(case_walks.routes(STROLLS, 3, POSSIBLE))
