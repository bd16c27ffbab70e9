"""One petition as a small pure model: who holds it, what is open to whom, and what a step does.

It knows no database and asks nothing of the product but which days are worked. `allowed` reads the
lines of case_table.py; `EFFECTS` (case_effects.py) says what each step leaves behind.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from huiyin.rules.calendars import with_entered
from huiyin.rules.moments import localdate
from tests.rules.naive import is_working
from tests.verification.case_table import OPEN, Line, lines_of

CITY, COUNTY, PROVINCE = "yunling-bureau", "qinghe-bureau", "nanjiang-bureau"
BUREAUS = (COUNTY, CITY, PROVINCE)
WATER, HOUSING, LABOUR = "yunling-water", "yunling-housing", "yunling-labour"
LOWER, DISCIPLINE, BESIDE = "qinghe-labour", "yunling-discipline", "yunling-land"

# Name: posts and office. Everybody of the city whom a step here may be the work of.
CAST = {
    "zhou.yuhe": ("R", CITY), "shen.wenzhou": ("D", CITY), "gu.mingche": ("L", CITY),
    "lu.qingyan": ("S", CITY), "miao.chunye": ("RD", COUNTY), "qi.mingxu": ("L", COUNTY),
    "tang.lanting": ("RD", PROVINCE), "he.xuzhou": ("L", PROVINCE),
    "meng.yuanzhu": ("U", WATER), "wen.ruoxi": ("H", WATER), "jin.duhe": ("H", WATER),
    "tao.jiyue": ("U", HOUSING), "shao.tingyun": ("H", HOUSING),
    "feng.tinglan": ("U", LABOUR), "qian.yuan": ("H", LABOUR),
    "chu.yanlin": ("U", LOWER), "xun.zhixing": ("H", LOWER),
    "cheng.jianbai": ("U", DISCIPLINE), "ni.yunshu": ("H", DISCIPLINE),
    "yin.heshan": ("U", BESIDE), "qiu.wangshu": ("H", BESIDE),
}  # fmt: skip
PETITIONER = "P"
HANDLERS = {office: name for name, (post, office) in CAST.items() if post == "H"}
UNITS = (WATER, HOUSING, LABOUR, LOWER, DISCIPLINE, BESIDE)

NATURAL = {"L1": 15, "L2": 15, "L3": 15, "L5": 60, "L7": 30, "G8": 30}
WORKING = {"L4": 5, "L4s": 2}
OF_PETITIONER = ("L7", "G8")
RIGHTS = ("L4", *OF_PETITIONER)
HELD = ("L3", "L4", "L4s")  # what ends for a holder that gives it away
OF_OFFICES = ("L1", "L2", "L3", "L4", "L4s", "L5", "L11", "L11r")

CALENDAR = with_entered(()).in_force(date(2026, 3, 2))


@dataclass
class Clock:
    """期限."""

    limit: str
    leg: int
    started: datetime
    target: date
    legal: date
    ended: datetime | None = None
    outcome: str = ""


@dataclass
class Leg:
    """One office's turn."""

    number: int
    holder: str
    sender: str
    state: str
    person: str = ""
    is_appointed: bool = False


@dataclass
class Letter:
    """A letter to the petitioner, in the order of issue; `number` is its place."""

    number: int
    kind: str
    server: str
    leg: int
    is_answer: bool = False
    is_current: bool = True
    is_served: bool = False

    @property
    def waits(self) -> bool:
        return self.is_current and not self.is_served


@dataclass
class Case:
    """信访事项, as it should stand."""

    at: datetime
    registering: str
    is_hidden: bool = False  # the name is withheld from the unit
    consents: bool = False  # to electronic service
    wish: str = ""
    kind: str = "?"
    state: str = "received"
    disclosure: str = ""
    registered_by: str = ""
    arbiter: str = ""
    submitter: str = ""
    served_at: datetime | None = None
    is_extended: bool = False
    correction: bool = False
    events: int = 1
    legs: list[Leg] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)  # step: by whom, who decides
    ever_asked: set[str] = field(default_factory=set)
    helping: set[str] = field(default_factory=set)
    accused: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)
    kin: bool = False  # others have the same words
    stood: tuple[str, datetime] | None = None  # in which state it was ended, and when

    def __post_init__(self) -> None:
        self.legs.append(Leg(0, self.registering, "", "received"))
        self.start("L1" if self.registering in BUREAUS else "L2")

    def twin(self) -> Case:
        """Another that stands as this one does."""
        new = copy(self)
        new.legs = [copy(each) for each in self.legs]
        new.clocks = [copy(each) for each in self.clocks]
        new.letters = [copy(each) for each in self.letters]
        new.asked, new.ever_asked = dict(self.asked), set(self.ever_asked)
        new.helping, new.accused, new.recused = {*self.helping}, {*self.accused}, {*self.recused}
        return new

    # -- what it tells of itself -------------------------------------------------------------------

    @property
    def leg(self) -> Leg:
        return self.legs[-1]

    @property
    def holder(self) -> str:
        return self.leg.holder

    @property
    def version(self) -> int:
        return self.events

    @property
    def is_accusation(self) -> bool:
        return self.kind == "a" or (self.kind == "?" and self.wish == "a") or bool(self.accused)

    @property
    def hides_name(self) -> bool:
        return self.is_hidden and self.disclosure != "granted"

    def running(self, *limits: str) -> list[Clock]:
        wanted = [each for each in self.clocks if each.ended is None]
        return [each for each in wanted if not limits or each.limit in limits]

    def deadline(self) -> tuple[date | None, date | None]:
        """Target and legal day of what comes next: of a duty first, else of a right."""
        duties = [each for each in self.running() if each.limit not in RIGHTS]
        nearest = min(
            duties or self.running(), key=lambda each: (each.target, each.legal), default=None
        )
        return (nearest.target, nearest.legal) if nearest else (None, None)

    def waiting(self, *, is_answer: bool) -> list[Letter]:
        return [each for each in self.letters if each.waits and each.is_answer == is_answer]

    def offices(self, party: str) -> set[str]:
        if party == "c":
            return self.helping
        found = {
            "h": self.holder,
            "r": self.registering,
            "s": self.leg.sender,
            "a": self.arbiter,
            "x": self.submitter,
        }[party]
        return {found} - {""}

    # -- who may what ------------------------------------------------------------------------------

    def sees(self, who: str) -> bool:
        """Whether somebody may know of it at all."""
        if who == PETITIONER:
            return True
        posts, office = CAST[who]
        if who in self.recused or office in self.accused:
            return False
        whole = bool(set(posts) & set("RDLSU"))
        reads = set(posts) & set("RDLS")

        def theirs(leg: Leg) -> bool:
            return leg.holder == office and (whole or leg.person in ("", who))

        return bool(
            (reads and office == self.registering)
            or theirs(self.leg)
            or (whole and any(leg.sender == office for leg in self.legs))
            or (reads and self._is_above(office))
            or office in self.helping
            or (set(posts) & set("DLU") and office in {to for _by, to in self.asked.values()})
            or (set(posts) & set("LU") and office == self.arbiter)
            or any(theirs(leg) for leg in self.legs if leg.state in ("returned", "taken_back"))
        )

    def _is_above(self, bureau: str) -> bool:
        """A bureau looks down on whatever was registered below its own government."""
        return bureau == PROVINCE or (bureau == CITY and self.registering != PROVINCE)

    def allowed(self, step: str, who: str) -> bool:
        """Whether the step is open now to somebody who sees it."""
        how, _blank, what = step.partition(" ")
        if how in ("agree", "decline"):
            return self._may_decide(how, what, who)
        if what and what in self.asked:
            return False
        return any(self.acts(line, who) and self.meets(line) for line in lines_of(step))

    def _may_decide(self, how: str, what: str, who: str) -> bool:
        if what not in self.asked or who == PETITIONER:
            return False
        by, to = self.asked[what]
        posts, office = CAST[who]
        is_second = who != by and office == to and bool(set(posts) & set("DLU"))
        if how == "decline":
            return is_second or who == by
        return is_second and any(
            self.state in line.states and self.is_of(line) and self.meets(line)
            for line in lines_of(f"ask {what}")
        )

    def acts(self, line: Line, who: str) -> bool:
        """Whether the line is somebody's, as it stands."""
        return self.state in line.states and self.is_of(line) and bool(self.party(line, who))

    def is_of(self, line: Line) -> bool:
        """Whether the line speaks of a petition of this class."""
        return line.kinds == "*" or self.kind in line.kinds

    def party(self, line: Line, who: str) -> str:
        """In whose name somebody would take the line."""
        if who == PETITIONER or line.posts == "P":
            return "P" if who == line.posts else ""
        posts, office = CAST[who]
        for party in line.parties:
            mine = set(posts) & set(line.posts)
            if office not in self.offices(party) or not mine:
                continue
            if party == "h" and mine == {"H"} and self.leg.person not in ("", who):
                continue
            return party
        return ""

    def meets(self, line: Line) -> bool:
        """Whether everything that the line needs holds."""
        return all(NEEDS[need](self) for need in line.needs)

    # -- what steps are made of --------------------------------------------------------------------

    def start(self, limit: str, *, until: date | None = None, started: datetime | None = None,
              more: int = 0) -> None:  # fmt: skip
        """Let a clock run, in place of one of the same limit."""
        begun = started or self.at
        target = until or _last(limit, localdate(begun), more)
        legal = _worked(target)
        for old in self.running(limit):
            old.ended, old.outcome = self.at, "replaced"
        shown = legal if limit in OF_PETITIONER else target
        self.clocks.append(Clock(limit, self.leg.number, begun, shown, legal))

    def end(self, *limits: str, outcome: str = "met") -> None:
        for clock in self.running(*limits) if limits else ():
            clock.ended, clock.outcome = self.at, outcome

    def resume(self, *limits: str, ended: datetime | None = None) -> None:
        """Let what ended run on, with its first dates."""
        for limit in limits:
            of_limit = [each for each in self.clocks if each.limit == limit]
            of_limit.sort(key=lambda each: each.started)
            if of_limit and all(each.ended for each in of_limit):
                last = of_limit[-1]
                if ended is None or last.ended == ended:
                    last.ended, last.outcome = None, ""

    def begin_leg(self, to: str, sender: str, state: str, person: str = "") -> None:
        if to != self.holder:
            self.disclosure = ""  # it was the unit before that was told
        self.legs.append(Leg(len(self.legs), to, sender, state, person))
        self.state = state

    def stand(self, state: str) -> None:
        self.state = self.leg.state = state

    def issue(self, kind: str, server: str, *, is_answer: bool = False) -> None:
        number = len(self.letters)
        self.letters.append(Letter(number, kind, server, self.leg.number, is_answer))

    def drop(self, letters: list[Letter]) -> None:
        """Letters that are served no more."""
        for each in letters:
            each.is_current = False

    def deciding(self, who: str) -> str:
        """Where somebody else than who asks can decide: the own office, or the one above."""
        office = CAST[who][1]
        others = {
            name for name, (post, at) in CAST.items() if at == office and set(post) & set("DLU")
        }
        if others - {who}:
            return office
        return COUNTY if office == LOWER else CITY

    def superior(self, between: set[str], submitter: str) -> str:
        """共同上级, who decides between them: the lowest bureau that is none of them."""
        line = BUREAUS if between <= {COUNTY, LOWER} else BUREAUS[1:]
        return next(each for each in line if each not in between | {submitter})

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def today(self) -> date:
        return localdate(self.at)

    def may_object(self) -> bool:
        return any(each.legal >= self.today() for each in self.running("L4"))

    def was_dismissed(self) -> bool:
        """Whether the sender did not agree to take it back, in this turn."""
        mine = (each for each in self.clocks if each.leg == self.leg.number)
        return any(each.limit == "L4s" and each.outcome == "met" for each in mine)

    def servers(self, *, is_answer: bool) -> set[str]:
        return {each.server for each in self.waiting(is_answer=is_answer)}


NEEDS: dict[str, Callable[[Case], bool]] = {
    "bureau": lambda case: case.holder in BUREAUS,
    "unit": lambda case: case.holder not in BUREAUS,
    "lawful": lambda case: not case.is_accusation,
    "accusation": lambda case: case.is_accusation,
    "sent": lambda case: case.leg.sender != "",
    "not_sent": lambda case: case.leg.sender == "",
    "below": lambda case: case.holder not in (LOWER, PROVINCE),
    "free": lambda case: not case.leg.is_appointed,
    "may_object": lambda case: case.may_object() and case.leg.sender != "",
    "no_objection": lambda case: not case.may_object(),
    "dismissed": Case.was_dismissed,
    "report_due": lambda case: bool(case.running("L11")),
    "no_report_due": lambda case: not case.running("L11"),
    "not_extended": lambda case: not case.is_extended,
    "in_time": lambda case: any(each.legal >= case.today() for each in case.running("L5")),
    "consents": lambda case: case.consents,
    "notice": lambda case: bool(case.servers(is_answer=False)),
    "notice_h": lambda case: case.holder in case.servers(is_answer=False),
    "notice_r": lambda case: case.registering in case.servers(is_answer=False),
    "notice_s": lambda case: case.leg.sender in case.servers(is_answer=False),
    "answer": lambda case: bool(case.servers(is_answer=True)),
    "answer_h": lambda case: case.holder in case.servers(is_answer=True),
    "answer_r": lambda case: case.registering in case.servers(is_answer=True),
    "rating_open": lambda case: any(each.legal >= case.today() for each in case.running("G8")),
    "review_open": lambda case: bool(case.running("L7")),
    "accused": lambda case: bool(case.accused),
    "elsewhere": lambda case: case.holder != case.registering,
    "name_secret": lambda case: case.is_hidden and case.disclosure == "",
    "name_asked": lambda case: case.disclosure == "asked",
    "no_correction": lambda case: not case.correction,
    "correction": lambda case: case.correction,
}


def _last(limit: str, start: date, more: int) -> date:
    if limit in NATURAL:
        return start + timedelta(days=NATURAL[limit] + more)
    day, left = start, WORKING[limit]
    while left:
        day += timedelta(days=1)
        left -= _is_worked(day)
    return day


def _worked(day: date) -> date:
    while not _is_worked(day):
        day += timedelta(days=1)
    return day


def _is_worked(day: date) -> bool:
    return is_working(day, CALENDAR.off, CALENDAR.worked_weekends)
