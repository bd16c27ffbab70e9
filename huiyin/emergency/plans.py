"""预案. What a bureau does in an emergency of a kind: the parts of a plan, as they are stored.

The plans that come with the program stand in plans_epidemic.py, plans_flood.py and
plans_accident.py; a bureau changes its own copy, version by version (planning.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, Milestone, ReportKind, Tag


@dataclass(frozen=True)
class PlannedGroup:
    """A group to set up: what for, and its duties one by one (the rows of the matrix, B28)."""

    kind: GroupKind
    purpose: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class PlannedNotice:
    """A notice to issue; its words may hold the places of `PLACES` in braces."""

    code: str
    is_public: bool
    title: str
    words: str


@dataclass(frozen=True)
class PlannedRoster:
    """A duty post to man: when, by how many at a time, how long, when the next one is called."""

    name: str
    hours: str
    needs: int
    watch_hours: int = 12
    wake_minutes: int = 10


@dataclass(frozen=True)
class PlannedReport:
    """A report that is made every day at an hour."""

    kind: ReportKind
    hour: str


@dataclass(frozen=True)
class PlannedSupply:
    """A thing that must be there, and how much of it two weeks need."""

    name: str
    unit: str
    need: int


@dataclass(frozen=True)
class PlannedPlace:
    """A place that is disinfected so often a day."""

    name: str
    times: int


@dataclass(frozen=True)
class PlannedPractice:
    """A matter that a drill practises on: the way it comes in and what it says, all invented."""

    channel: Channel
    words: str


@dataclass(frozen=True)
class Plan:
    """A plan: all that declaring it does, and what stands ready after it."""

    kind: EmergencyKind
    name: str
    groups: tuple[PlannedGroup, ...]
    notices: tuple[PlannedNotice, ...]
    closes: tuple[Channel, ...]
    tags: tuple[Tag, ...]
    words: tuple[str, ...]
    hours: int
    """Within which the result is told to the citizen (A23, L15)."""
    minutes: Mapping[Milestone, int]
    rosters: tuple[PlannedRoster, ...]
    reports: tuple[PlannedReport, ...]
    supplies: tuple[PlannedSupply, ...]
    places: tuple[PlannedPlace, ...]
    rest_hours: int | None
    """How long letters rest after they were disinfected; None: they are opened as always (B19)."""
    preparations: tuple[str, ...]
    stand_down: tuple[str, ...]
    practice: tuple[PlannedPractice, ...]


PLACES = ("机构", "区域", "应急名称", "开始日期", "结束日期", "电话", "地址")
"""What a notice may have filled in when it is drafted."""


def answering(groups: Iterable[GroupKind], *wanted: GroupKind) -> GroupKind:
    """The first of the wanted groups that there is; the office, then the leadership group else."""
    there = set(groups)
    return next((kind for kind in (*wanted, GroupKind.OFFICE) if kind in there), GroupKind.LEADING)


def body_of(plan: Plan) -> dict[str, Any]:
    """A plan as it is stored; kind and name stand in columns beside it."""
    body = asdict(plan)
    del body["kind"], body["name"]
    return body


def plan_of(kind: str, name: str, body: Mapping[str, Any]) -> Plan:
    """A stored plan, read back."""
    return Plan(
        kind=EmergencyKind(kind),
        name=name,
        groups=tuple(
            PlannedGroup(GroupKind(each["kind"]), each["purpose"], tuple(each["duties"]))
            for each in body["groups"]
        ),
        notices=tuple(PlannedNotice(**each) for each in body["notices"]),
        closes=tuple(Channel(each) for each in body["closes"]),
        tags=tuple(Tag(each) for each in body["tags"]),
        words=tuple(body["words"]),
        hours=body["hours"],
        minutes={Milestone(each): count for each, count in body["minutes"].items()},
        rosters=tuple(PlannedRoster(**each) for each in body["rosters"]),
        reports=tuple(
            PlannedReport(ReportKind(each["kind"]), each["hour"]) for each in body["reports"]
        ),
        supplies=tuple(PlannedSupply(**each) for each in body["supplies"]),
        places=tuple(PlannedPlace(**each) for each in body["places"]),
        rest_hours=body["rest_hours"],
        preparations=tuple(body["preparations"]),
        stand_down=tuple(body["stand_down"]),
        practice=tuple(
            PlannedPractice(Channel(each["channel"]), each["words"])
            for each in body.get("practice", ())  # written before drills had petitions of their own
        ),
    )
