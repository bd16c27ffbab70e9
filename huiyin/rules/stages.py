"""五个第一时间与跟踪. What each stage of an emergency petition may take, and how it stands (A15).

Times run from the moment from which the emergency clock counts. A plan has targets of its own;
what stands here is for where it says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from huiyin.rules.hours import whole
from huiyin.rules.terms import Stage, Term
from huiyin.rules.terms_emergency import Milestone

# How soon each thing is done where a plan says nothing else, in minutes (docs/law.md, A15).
MINUTES: Mapping[Milestone, int] = {
    Milestone.RECEIVE: 30,
    Milestone.REPORT: 30,
    Milestone.ASSIGN: 60,
    Milestone.CONTACT: 120,
    Milestone.FOLLOW_UP: 24 * 60,
}
MILESTONES: Mapping[Stage, Milestone] = {
    Stage.RECEIVE: Milestone.RECEIVE,
    Stage.REPORT: Milestone.REPORT,
    Stage.ASSIGN: Milestone.ASSIGN,
}
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


@dataclass(frozen=True)
class Clockwork:
    """What the targets of a petition count from: its plan's minutes, and the moments they know."""

    start: datetime
    marked: datetime
    due: datetime
    told: datetime | None = None
    minutes: Mapping[str, int] = field(default_factory=dict)

    def allowed(self, milestone: Milestone) -> timedelta:
        """How soon something is to be done: by the plan, else by the rule."""
        return timedelta(minutes=self.minutes.get(milestone, MINUTES[milestone]))

    def target(self, stage: Stage) -> datetime | None:
        """The last second at which a stage is in time; tracking has none."""
        if stage is Stage.FOLLOW_UP:
            return whole(self.told) + self.allowed(Milestone.FOLLOW_UP) if self.told else None
        if stage is Stage.HANDLE:
            return whole(self.due)
        if stage not in MILESTONES:
            return None
        # The report follows the marking, everything else the receipt.
        since = self.marked if stage is Stage.REPORT else self.start
        return min(whole(since) + self.allowed(MILESTONES[stage]), whole(self.due))

    def contact(self) -> datetime:
        """By when the petitioner is to have been spoken to (A20)."""
        return min(whole(self.start) + self.allowed(Milestone.CONTACT), whole(self.due))


def dots(
    stamps: Mapping[Stage, datetime],
    clockwork: Clockwork,
    *,
    now: datetime,
    is_direct: bool = False,
) -> list[Dot]:
    """The six stages in their order. `is_direct`: the bureau itself handles it, nobody assigns."""
    return [
        _dot(stage, stamps, clockwork.target(stage), clockwork.start, now, is_direct)
        for stage in Stage
    ]


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
