"""逐项落实. What declaring makes of a plan: each row is a task, and what it is about is there.

A drill makes the same under its own office group and with its own mark, and nothing of it speaks
to the public, closes a hall or counts as stock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from huiyin.duty.actions import LONGEST_NAME, PostGiven, set_up
from huiyin.duty.models import DutyPost
from huiyin.emergency.announcing import DRILL
from huiyin.emergency.models import Emergency, Group, Task
from huiyin.emergency.plans import (
    Plan,
    PlannedNotice,
    PlannedRoster,
    PlannedSupply,
    answering,
)
from huiyin.emergency.saying import worded
from huiyin.emergency.supplies import add, change
from huiyin.emergency.supplies_rows import Supply
from huiyin.organisations.models import Office
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_emergency import GroupKind, TaskKind

PREPARED_IN = timedelta(hours=24)
ROUND_THE_CLOCK = "00:00-24:00"


@dataclass(frozen=True)
class PlannedTask:
    """A task that declaring will leave, the group that answers for it, and what it makes."""

    kind: TaskKind
    what: str
    group: GroupKind
    makes: PlannedRoster | PlannedSupply | PlannedNotice | None = None


def rows_of(plan: Plan, *, closes_on: date | None) -> Iterator[PlannedTask]:
    """What the plan leaves to people: each row names who answers for it.

    Without a day for it, also to decide when the ways in are closed.
    """
    there = [each.kind for each in plan.groups]
    office = answering(there)
    for group in plan.groups:
        yield PlannedTask(
            TaskKind.MEMBERS, worded(TaskKind.MEMBERS, group=group.kind.zh), group.kind
        )
    publicity = answering(there, GroupKind.PUBLICITY)
    for notice in plan.notices:
        what = worded(TaskKind.NOTICE, title=notice.title)
        yield PlannedTask(TaskKind.NOTICE, what, publicity, notice)
    for channel in plan.closes if closes_on is None else ():
        what = worded(TaskKind.CLOSURE, way=channel.zh)
        yield PlannedTask(TaskKind.CLOSURE, what, publicity)
    for roster in plan.rosters:
        what = worded(TaskKind.ROSTER, name=roster.name, hours=roster.hours, people=roster.needs)
        yield PlannedTask(TaskKind.ROSTER, what, office, roster)
    for report in plan.reports:
        what = worded(TaskKind.REPORT, hour=report.hour, name=report.kind.zh)
        yield PlannedTask(TaskKind.REPORT, what, office)
    for supply in plan.supplies:
        what = worded(TaskKind.SUPPLY, name=supply.name, need=supply.need, unit=supply.unit)
        yield PlannedTask(TaskKind.SUPPLY, what, office, supply)
    if plan.places:
        places = "、".join(each.name for each in plan.places)
        yield PlannedTask(TaskKind.SITE, worded(TaskKind.SITE, places=places), office)
    for what in plan.preparations:
        yield PlannedTask(TaskKind.PREPARATION, what, office)


def carry_out(
    emergency: Emergency,
    rows: Iterable[PlannedTask],
    groups: Mapping[GroupKind, Group],
    drafts: Mapping[str, UUID],
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """Make what the rows are about, and leave each as a task that leads there."""
    due_at = max(at, emergency.starts_at) + PREPARED_IN
    Task.objects.bulk_create(
        Task(
            office=emergency.office,
            emergency=emergency,
            group=groups[each.group],
            kind=each.kind,
            what=each.what,
            subject=_made(emergency, each, groups[each.group].office, drafts, by=by, at=at),
            due_at=due_at,
            made_by=by.id,
            made_at=at,
        )
        for each in rows
    )


def _made(
    emergency: Emergency,
    row: PlannedTask,
    group: Office,
    drafts: Mapping[str, UUID],
    *,
    by: Viewer,
    at: datetime,
) -> UUID | None:
    match row.makes:
        case PlannedNotice():
            return drafts[row.makes.code]
        case PlannedRoster():
            return _post(emergency, row.makes, group, by=by, at=at).pk
        case PlannedSupply():
            there = _supply(emergency, row.makes, by=by, at=at)
            return there.pk if there else None
        case None:
            return None


def _post(
    emergency: Emergency, planned: PlannedRoster, group: Office, *, by: Viewer, at: datetime
) -> DutyPost:
    """The post at the bureau, or the one of that name that it holds already.

    That of a drill stands at the drill's own group: nobody is called there in earnest.
    """
    office = group if emergency.is_drill else emergency.office
    name = f"{DRILL}{planned.name}"[:LONGEST_NAME] if emergency.is_drill else planned.name
    there = DutyPost.objects.filter(office=office, name=name, is_open=True).first()
    if there is not None:
        return there
    opens, closes = (time.fromisoformat(each) for each in _hours(planned))
    is_always = planned.hours == ROUND_THE_CLOCK
    given = PostGiven(
        name=name,
        opens=None if is_always else opens,
        closes=None if is_always else closes,
        people=planned.needs,
        wake_minutes=planned.wake_minutes,
    )
    return set_up(office, given, emergency=emergency.pk, by=by, at=at)


def _hours(planned: PlannedRoster) -> list[str]:
    return planned.hours.replace("24:00", "00:00").split("-")


def _supply(
    emergency: Emergency, planned: PlannedSupply, *, by: Viewer, at: datetime
) -> Supply | None:
    """The thing among the bureau's supplies, its need not below the plan's; a drill adds none."""
    there = Supply.objects.filter(office=emergency.office, name=planned.name).first()
    if emergency.is_drill:
        return there
    if there is None:
        name, unit, need = planned.name, planned.unit, planned.need
        return add(emergency.office, name=name, unit=unit, need=need, by=by, at=at)
    if there.need < planned.need:
        return change(there, name=there.name, unit=there.unit, need=planned.need, by=by, at=at)
    return there
