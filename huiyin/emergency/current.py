"""Which emergencies reach an office now, and which of their groups sees to what.

Pages show those that run; each process remembers them for some seconds, so that a page of the
desk asks the database at most now and then, and nothing is missed for longer.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from time import monotonic

from django.db import transaction

from huiyin.emergency.models import Emergency, Group
from huiyin.emergency.planning import read
from huiyin.organisations.models import Office
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import GroupKind, Milestone, ReportKind, dispatching

SECONDS = 30.0

_remembered: list[tuple[float, list[Emergency]]] = []


def current_for(office: Office, at: datetime) -> list[Emergency]:
    """The emergencies of an office at a moment; the nearest, so strictest, first, drills last."""
    found = Emergency.objects.running(at).select_related("office__parent", "plan")
    return _nearest(each for each in found if each.reaches(office))


def shown_to(offices: Iterable[Office], at: datetime) -> list[Emergency]:
    """What the head of a page names for people of these offices, as it was some seconds ago."""
    there = list(offices)
    now = monotonic()
    if not _remembered or now - _remembered[0][0] > SECONDS:
        open_ones = Emergency.objects.filter(ended_at=None)
        _remembered[:] = [(now, list(open_ones.select_related("office__parent", "plan")))]
    return _nearest(
        each
        for each in _remembered[0][1]
        if each.is_running(at) and any(each.reaches(office) for office in there)
    )


def forget_now() -> None:
    """Look again, also after the commit: an emergency was declared, prolonged or ended."""
    transaction.on_commit(_remembered.clear)
    _remembered.clear()


def _nearest(found: Iterable[Emergency]) -> list[Emergency]:
    return sorted(
        found, key=lambda each: (each.is_drill, -len(each.office.path), each.starts_at, each.pk)
    )


def group_for(emergency: Emergency, channel: Channel) -> Office:
    """The group that a petition of this emergency goes to by the way it came in (T11)."""
    return _office_of(emergency, dispatching(channel), GroupKind.OFFICE)


def supervisors(emergency: Emergency) -> Office:
    """督导组. Who follows every petition of this emergency from the start (B24)."""
    return _office_of(emergency, GroupKind.SUPERVISION, GroupKind.OFFICE)


def leading(emergency: Emergency) -> Office:
    """领导小组. To whom each petition of this emergency is reported (A19)."""
    return _office_of(emergency, GroupKind.LEADING)


def stages_of(emergency: Emergency) -> dict[Milestone, timedelta]:
    """How soon each thing is to be done, as frozen when it was declared.

    REPORT counts from the marking and FOLLOW_UP from the telling, the others from the start of
    the hours; the hours themselves are `emergency.hours`.
    """
    return {Milestone(stage): timedelta(minutes=count) for stage, count in emergency.stages.items()}


def report_hour(emergency: Emergency, kind: ReportKind, at: datetime) -> time | None:
    """At which hour of every day a report is made; None where the plan has none, or it is over."""
    if not emergency.is_running(at):
        return None
    planned = (each for each in read(emergency.plan).reports if each.kind is kind)
    return next((time.fromisoformat(each.hour) for each in planned), None)


def _office_of(emergency: Emergency, *wanted: GroupKind) -> Office:
    """The first of these groups that its plan has set up; each plan has a leadership group."""
    there = {
        row.kind: row.office
        for row in Group.objects.filter(emergency=emergency).select_related("office")
    }
    return next(there[kind] for kind in (*wanted, GroupKind.LEADING) if kind in there)
