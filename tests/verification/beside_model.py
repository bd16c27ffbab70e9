"""One petition and its emergency mark as a small pure model: what is open to whom beside the way.

It asks nothing of the product but which days are worked. Of the ordinary way it knows as much as
leads from state to state (beside_roads.py); what each step leaves behind is in beside_effects.py.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from huiyin.rules.calendars import WorkCalendar, with_entered
from huiyin.rules.moments import localdate
from tests.rules.naive import is_working
from tests.verification.beside_table import OPEN, Line, lines_of
from tests.verification.case_model import BUREAUS, CAST, CITY, COUNTY, LOWER, PETITIONER, PROVINCE

WHOLE, READING, DECIDING = set("RDLSU"), set("RDLS"), set("DLU")
NATURAL = {"L1": 15, "L2": 15, "L3": 15, "L5": 60, "L7": 30, "G8": 30}
WORKED = {"L4": 5, "L4s": 2}
OF_PETITIONER = ("L7", "G8")
RIGHTS = ("L4", *OF_PETITIONER)
OFFICE = ("L1", "L2", "L3", "L4", "L4s", "L5", "L11", "L15")
DECLARED = {"city": CITY, "county": COUNTY}  # which bureau declared what
HOURS = {"city": 24, "county": 12}  # the county is stricter (A7)
# The posts in each group; the group of letters and calls has nothing to do with what came by net.
GROUPS = {
    "city:leading": "GEM",
    "city:net": "GM",
    "city:office": "E",
    "city:supervision": "M",
    "city:mail": "G",
    "county:leading": "GM",
    "county:net": "E",
    "county:supervision": "M",
}
MEMBERS = tuple(f"{group}:{post}" for group, posts in GROUPS.items() for post in posts)
EVERYBODY = (*CAST, *MEMBERS)
STAGES = ("receive", "report", "assign", "handle", "follow_up", "track")
PATIENCE = timedelta(minutes=10)


@dataclass
class Clock:
    """期限."""

    limit: str
    started: date
    target: date
    legal: date


@dataclass
class Mark:
    """应急标记."""

    of: str
    counted: datetime
    told: bool = False
    led: bool = False
    tracked: bool = False
    read_by: set[str] = field(default_factory=set)
    chased: dict[str, datetime] = field(default_factory=dict)

    @property
    def due(self) -> datetime:
        return self.counted.replace(microsecond=0) + timedelta(hours=HOURS[self.of])

    @property
    def groups(self) -> set[str]:
        return {f"{self.of}:{kind}" for kind in ("net", "office", "supervision")}

    @property
    def leading(self) -> str:
        return f"{self.of}:leading"

    def twin(self) -> Mark:
        new = copy(self)
        new.read_by, new.chased = {*self.read_by}, dict(self.chased)
        return new


@dataclass
class Life:
    """信访事项, as it should stand."""

    at: datetime
    home: str  # who registers it
    law: str = "22"
    kind: str = "?"
    state: str = "received"
    holder: str = ""
    senders: list[str] = field(default_factory=list)
    arrived: datetime | None = None
    registered: datetime | None = None
    is_hidden: bool = False  # the name is withheld from the unit
    is_out: bool = False  # a masked copy lies before the unit
    is_extended: bool = False
    events: int = 1
    clocks: list[Clock] = field(default_factory=list)
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)  # step: by whom, who decides
    ever_asked: set[str] = field(default_factory=set)
    mark: Mark | None = None
    first: dict[str, datetime] = field(default_factory=dict)  # from when each marking counted

    def __post_init__(self) -> None:
        self.holder, self.arrived = self.home, self.at
        self.start("L1" if self.home in BUREAUS else "L2")

    def twin(self) -> Life:
        """Another that stands as this one does."""
        new = copy(self)
        new.senders, new.clocks = [*self.senders], [*self.clocks]
        new.asked, new.first = dict(self.asked), dict(self.first)
        new.ever_asked = {*self.ever_asked}
        new.mark = self.mark.twin() if self.mark else None
        return new

    # -- what it tells of itself -------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_accusation(self) -> bool:
        return self.kind == "a"

    def running(self, *limits: str) -> list[Clock]:
        return [each for each in self.clocks if not limits or each.limit in limits]

    def deadline(self) -> tuple[date | None, date | None]:
        """Target and legal day of what comes next: of a duty first, else of a right."""
        duties = [each for each in self.clocks if each.limit not in RIGHTS]
        days = [(each.target, each.legal) for each in duties or self.clocks]
        return min(days) if days else (None, None)

    def offices(self, party: str) -> set[str]:
        """The offices that a party of the petition is."""
        mark = self.mark
        if party in "hr":
            return {self.holder if party == "h" else self.home}
        if mark is None:
            return set()
        if party == "d":
            is_arm = self.state == "registered" and DECLARED[mark.of] == self.holder
            return {f"{mark.of}:net", f"{mark.of}:office"} if is_arm else set()
        return mark.groups if party == "g" else {mark.leading}

    # -- who may what ------------------------------------------------------------------------------

    def sees(self, who: str) -> bool:
        """Whether somebody may know of it at all (docs/law.md, who sees what)."""
        posts, office = post_of(who)
        if ":" in office:
            return self._is_laid_before(office)
        reads = bool(posts & READING)
        return (
            (reads and office == self.home)
            or office == self.holder
            or (bool(posts & WHOLE) and office in self.senders)
            or (reads and self._is_above(office))
            or (bool(posts & DECIDING) and office in {to for _by, to in self.asked.values()})
        )

    def _is_laid_before(self, group: str) -> bool:
        """Groups see what is marked for them, never an accusation or what was handed over."""
        is_sealed = self.is_accusation or self.state == "handed_over"
        return self.mark is not None and not is_sealed and group in self._groups()

    def _groups(self) -> set[str]:
        return self.offices("g") | self.offices("l")

    def _is_above(self, bureau: str) -> bool:
        """A bureau looks down on whatever was registered below its own government."""
        return bureau in (CITY, PROVINCE)

    def allowed(self, step: str, who: str) -> bool:
        """Whether the step is open now to somebody who sees it."""
        how, _blank, what = step.partition(" ")
        if how in ("agree", "decline"):
            return self._may_decide(how, what, who)
        return what not in self.asked and self.line(step, who) is not None

    def _may_decide(self, how: str, what: str, who: str) -> bool:
        if what not in self.asked:
            return False
        by, to = self.asked[what]
        posts, office = post_of(who)
        is_second = who != by and office == to and bool(posts & DECIDING)
        if how == "decline":
            return is_second or who == by
        return is_second and any(self.fits(line) for line in lines_of(f"ask {what}"))

    def line(self, step: str, who: str) -> Line | None:
        """The first line by which somebody may take a step."""
        mine = (line for line in lines_of(step) if self.is_of(line, who) and self.fits(line))
        return next(mine, None)

    def is_of(self, line: Line, who: str) -> bool:
        """Whether a line is somebody's work here, whatever state it is in."""
        posts, office = post_of(who)
        return bool(posts & {*line.posts}) and any(
            office in self.offices(party) for party in line.parties
        )

    def fits(self, line: Line) -> bool:
        """Whether state, law and everything that a line needs hold."""
        is_law = line.law in ("*", self.law)
        return is_law and self.state in line.states and not self.unmet(line)

    def unmet(self, line: Line) -> list[str]:
        """What a line needs that does not hold."""
        return [need for need in line.needs if not NEEDS[need](self)]

    # -- what steps are made of --------------------------------------------------------------------

    def start(
        self, limit: str, *, started: datetime | None = None, until: date | None = None
    ) -> None:
        """Let a clock run, in place of one of the same limit."""
        day = localdate(started or self.at)
        target = until or _last(limit, day)
        self.end(limit)
        legal = target if limit == "L15" else _worked(target, localdate(self.at))
        self.clocks.append(Clock(limit, day, legal if limit in OF_PETITIONER else target, legal))

    def end(self, *limits: str) -> None:
        self.clocks = [each for each in self.clocks if each.limit not in limits]

    def go_to(self, office: str, state: str) -> None:
        """Let another office have it."""
        self.senders.append(self.holder)
        self.holder, self.state = office, state

    def deciding(self, who: str) -> str:
        """Where somebody else than who asks can decide: the own office, or the one above."""
        office = post_of(who)[1]
        there = {name for name, (post, at) in CAST.items() if at == office and {*post} & DECIDING}
        if there - {who}:
            return office
        return COUNTY if office == LOWER else CITY


def post_of(who: str) -> tuple[set[str], str]:
    """Somebody's posts, and the office or group of them."""
    if who == PETITIONER:
        return set(), ""
    posts, office = CAST[who] if who in CAST else (who[-1], who[:-2])
    return {*posts}, office


def _is_marked(life: Life) -> bool:
    return life.mark is not None


NEEDS: dict[str, Callable[[Life], bool]] = {
    "lawful": lambda life: not life.is_accusation,
    "marked": _is_marked,
    "unmarked": lambda life: life.mark is None,
    "told": lambda life: life.mark is not None and life.mark.told,
    "untold": lambda life: life.mark is not None and not life.mark.told,
    "led": lambda life: life.mark is not None and life.mark.led,
    "unled": lambda life: life.mark is not None and not life.mark.led,
    "unit": lambda life: life.holder not in BUREAUS,
    "not_extended": lambda life: not life.is_extended,
    "in_time": lambda life: any(each.legal >= localdate(life.at) for each in life.running("L5")),
    "review_open": lambda life: bool(life.running("L7")),
    "hidden": lambda life: life.is_hidden,
    "out": lambda life: life.is_out,
    "not_out": lambda life: not life.is_out,
    "untracked": lambda life: life.mark is not None and not life.mark.tracked,
}


def _last(limit: str, start: date) -> date:
    if limit in NATURAL:
        return start + timedelta(days=NATURAL[limit])
    day, left = start, WORKED[limit]
    while left:
        day += timedelta(days=1)
        left -= _is_worked(day, start)
    return day


def _worked(day: date, today: date) -> date:
    while not _is_worked(day, today):
        day += timedelta(days=1)
    return day


@cache
def _calendar(today: date) -> WorkCalendar:
    return with_entered(()).in_force(today)


def _is_worked(day: date, today: date) -> bool:
    calendar = _calendar(today)
    return is_working(day, calendar.off, calendar.worked_weekends)
