"""五个第一时间与跟踪. What each stage of an emergency petition may take, and how it stands (A15).

Times run from the moment from which the emergency clock counts; change a target here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from huiyin.rules.hours import whole
from huiyin.rules.terms import Stage, Term

# What an emergency petition is to have reached by when (docs/law.md, A15).
TARGETS: dict[Stage, timedelta] = {
    Stage.RECEIVE: timedelta(minutes=30),
    Stage.REPORT: timedelta(minutes=60),
    Stage.ASSIGN: timedelta(minutes=60),
    Stage.HANDLE: timedelta(hours=24),
}
FIRST_CONTACT = timedelta(hours=2)
FOLLOW_UP = timedelta(hours=24)  # after the result was told
TIMED = (Stage.RECEIVE, Stage.REPORT, Stage.ASSIGN, Stage.HANDLE, Stage.FOLLOW_UP)


class Pace(Term):
    """进度. How a stage stands."""

    DONE = "done", "已完成"
    LATE_DONE = "late_done", "已完成，超过目标"
    WAITING = "waiting", "未到"
    MISSING = "missing", "缺"
    NOT_NEEDED = "not_needed", "不需要"


@dataclass(frozen=True)
class Dot:
    """One stage of one petition: when it was reached, by when it should be, and how it stands."""

    stage: Stage
    at: datetime | None
    target: datetime | None
    pace: Pace
    took: timedelta | None  # from the start; None before it is reached or if it came before


def dots(
    stamps: Mapping[Stage, datetime],
    *,
    start: datetime,
    due: datetime,
    told: datetime | None,
    now: datetime,
    is_direct: bool = False,
) -> list[Dot]:
    """The six stages in their order. `is_direct`: the bureau itself handles it, nobody assigns."""
    return [
        _dot(stage, stamps, _target(stage, start, due, told), start, now, is_direct)
        for stage in Stage
    ]


def _target(stage: Stage, start: datetime, due: datetime, told: datetime | None) -> datetime | None:
    if stage is Stage.FOLLOW_UP:
        return whole(told) + FOLLOW_UP if told else None
    if stage is Stage.HANDLE:
        return whole(due)
    given = TARGETS.get(stage)
    return min(whole(start) + given, whole(due)) if given else None


def _dot(
    stage: Stage,
    stamps: Mapping[Stage, datetime],
    target: datetime | None,
    start: datetime,
    now: datetime,
    is_direct: bool,
) -> Dot:
    at = stamps.get(stage)
    if at is None:
        if stage is Stage.ASSIGN and is_direct:
            return Dot(stage, None, None, Pace.NOT_NEEDED, None)
        is_over = target is not None and whole(now) > target
        return Dot(stage, None, target, Pace.MISSING if is_over else Pace.WAITING, None)
    took = whole(at) - whole(start)
    late = target is not None and whole(at) > target
    pace = Pace.LATE_DONE if late else Pace.DONE
    return Dot(stage, at, target, pace, took if took >= timedelta(0) else None)


def missing(stages: list[Dot]) -> list[Stage]:
    """The stages whose time has passed without them: what is chased."""
    return [each.stage for each in stages if each.pace is Pace.MISSING]
