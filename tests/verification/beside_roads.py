"""The ordinary steps by which the second model comes from state to state.

They are tried by the first one (case_table.py); here each is known as far as a petition of one
class goes that way, with the clocks that begin and end. What is beside them is gone on the way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from huiyin.rules.moments import localdate
from tests.verification.beside_effects import NOTHING, Given, sent
from tests.verification.beside_model import DECIDING, OFFICE, Life
from tests.verification.case_model import (
    BUREAUS,
    CAST,
    COUNTY,
    DISCIPLINE,
    LABOUR,
    LOWER,
    PETITIONER,
    WATER,
)
from tests.verification.case_table import EARLY

# Step, posts, at: h holder  r registering; from, to; what must hold. What two persons decide is one
# step here.
TABLE = """
register           RDHU  h  received             registered
forward            D     h  registered           delivered    bureau lawful
sign               U     h  delivered            signed
object             U     h  signed               objected     may_object
dismiss_objection  D     r  objected             signed
submit_dispute     D     r  signed               disputed
withdraw_dispute   D     r  disputed             signed
accept             U     h  signed               accepted     sixth
accept             U     h  registered           accepted     sixth unit
inform             U     h  signed               informed     led_elsewhere
inform             U     h  registered           informed     led_elsewhere unit
answer             U     h  accepted             answered
serve              U     h  answered,informed    served       named
serve              RD    r  answered,informed    served       hidden
report_result      U     h  served               served       report_due
close              RDLU  r  served               closed       no_report_due none_waits
withdraw           P     -  EARLY                withdrawn    lawful
reclassify         RD    r  registered           registered   lawful bureau
hand_over          D     r  registered           handed_over  bureau accusation
keep               DL    r  registered           kept         bureau lawful none_waits
void               RHUL  r  EARLY                voided       lawful
attach             RD    h  received,registered  attached     bureau lawful
split              RD    h  registered           split        bureau lawful
"""
TWO = ("keep", "void")
BESIDE_LOWER = "qinghe-housing"


@dataclass(frozen=True)
class Road:
    """An ordinary step from state to state."""

    step: str
    posts: str
    party: str
    before: tuple[str, ...]
    after: str
    needs: tuple[str, ...]

    def who(self, life: Life) -> str:
        """Somebody whose work it is."""
        if self.posts == PETITIONER:
            return PETITIONER
        second = self.second(life) if self.step in TWO else ""
        return next((each for each in self._whose(life) if each != second), "")

    def second(self, life: Life) -> str:
        """Who agrees to what the first one asks for."""
        return next(each for each in self._whose(life) if {*CAST[each][0]} & DECIDING)

    def _whose(self, life: Life) -> list[str]:
        office = life.holder if self.party == "h" else life.home
        mine = [name for name, (_posts, at) in CAST.items() if at == office]
        return [name for name in mine if {*CAST[name][0]} & {*self.posts}]


def _roads() -> tuple[Road, ...]:
    found = []
    for row in TABLE.strip().splitlines():
        step, posts, party, before, after, *needs = row.split()
        states = tuple(EARLY) if before == "EARLY" else tuple(before.split(","))
        found.append(Road(step, posts, party, states, after, tuple(needs)))
    return tuple(found)


ROADS = _roads()

NEEDS: dict[str, Callable[[Life], bool]] = {
    "bureau": lambda life: life.holder in BUREAUS,
    "unit": lambda life: life.holder not in BUREAUS,
    "lawful": lambda life: not life.is_accusation,
    "accusation": lambda life: life.is_accusation,
    "named": lambda life: not life.is_hidden,
    "hidden": lambda life: life.is_hidden,
    "sixth": lambda life: life.kind in "6-",
    "led_elsewhere": lambda life: life.kind in "1-",
    "may_object": lambda life: any(each.legal >= localdate(life.at) for each in life.running("L4")),
    "report_due": lambda life: bool(life.running("L11")),
    "no_report_due": lambda life: not life.running("L11"),
    "none_waits": lambda life: life.mark is None or life.mark.told,
}


def open_roads(life: Life) -> list[Road]:
    """The ordinary steps that can be taken now."""
    here = (road for road in ROADS if life.state in road.before)
    able = (road for road in here if all(NEEDS[need](life) for need in road.needs))
    return [road for road in able if road.who(life)]


def towards(life: Life, state: str) -> Road | None:
    """The first step of a shortest way to a state, as far as the petition is of that class."""
    road = _shortest(life, state)
    if road is None or road.step != "hand_over" or life.is_accusation:
        return road
    return next(each for each in ROADS if each.step == "reclassify")


def _shortest(life: Life, state: str) -> Road | None:
    ways: deque[tuple[str, Road | None]] = deque([(life.state, None)])
    known = {life.state}
    while ways:
        at, first = ways.popleft()
        for road in ROADS:
            if at in road.before and road.after not in known and _may_go(life, road):
                if road.after == state:
                    return first or road
                known.add(road.after)
                ways.append((road.after, first or road))
    return None


def _may_go(life: Life, road: Road) -> bool:
    """Whether a road is for petitions like this one, whatever it needs else when it comes there."""
    at_bureau, is_direct = {"bureau", "unit"} & {*road.needs}, life.home not in BUREAUS
    if at_bureau and is_direct != ("unit" in at_bureau):
        return False
    if not all(NEEDS[need](life) for need in road.needs if need in ("named", "hidden")):
        return False
    lasting = [need for need in road.needs if need in ("sixth", "led_elsewhere", "lawful")]
    is_classed = life.kind != "?" or road.step in ("register", "withdraw", "void", "attach")
    return not is_classed or all(NEEDS[need](life) for need in lasting)


def given_for(life: Life, road: Road, kind: str) -> Given:
    """With what an ordinary step is taken."""
    if road.step == "forward":
        return Given(to=LOWER if life.home == COUNTY else WATER)
    if road.step == "submit_dispute":
        beside = WATER if life.holder == LABOUR else LABOUR
        return Given(to=BESIDE_LOWER if life.home == COUNTY else beside)
    return {"register": Given(kind=kind), "reclassify": Given(kind="a")}.get(road.step, NOTHING)


def pass_on(life: Life, road: Road, given: Given) -> None:
    """Let an ordinary step happen to the model."""
    life.events += 2 if road.step in TWO else 1
    if leaves := LEAVES.get(road.step):
        leaves(life, given)
    life.state = road.after


def _registered(life: Life, given: Given) -> None:
    life.kind, life.registered = given.kind, life.at


def _objected(life: Life, _given: Given) -> None:
    life.end("L4")
    life.start("L4s")


def _accepted(life: Life, _given: Given) -> None:
    life.end("L4")
    life.start("L5")


def _served(life: Life, _given: Given) -> None:
    """The answer ends every duty but the report to who assigned it and the hours."""
    life.end(*(each for each in OFFICE if each not in ("L11", "L15")))
    if life.state == "answered":
        life.start("L7")
    life.start("G8")


def _reclassed(life: Life, given: Given) -> None:
    life.kind = given.kind


def _handed_over(life: Life, _given: Given) -> None:
    life.end(*OFFICE)
    life.go_to(DISCIPLINE, "handed_over")


def _ended(life: Life, _given: Given) -> None:
    life.end(*OFFICE)


LEAVES: dict[str, Callable[[Life, Given], None]] = {
    "register": _registered,
    "forward": lambda life, given: sent(life, "", given),
    "object": _objected,
    "dismiss_objection": lambda life, _given: life.end("L4s"),
    "accept": _accepted,
    "inform": lambda life, _given: life.end("L4"),
    "serve": _served,
    "report_result": lambda life, _given: life.end("L11"),
    "withdraw": _ended,
    "reclassify": _reclassed,
    "hand_over": _handed_over,
    "keep": _ended,
    "void": _ended,
    "attach": _ended,
    "split": _ended,
}
