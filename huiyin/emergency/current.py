"""Which emergencies reach an office now, and which of their groups sees to what."""

from datetime import datetime

from huiyin.emergency.models import Emergency, Group
from huiyin.organisations.models import Office
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import GroupKind, dispatching


def current_for(office: Office, at: datetime) -> list[Emergency]:
    """The emergencies of an office at a moment, drills too; the nearest, so strictest, first."""
    found = Emergency.objects.running(at).reaching(office).select_related("office", "plan")
    return sorted(found, key=lambda each: (-len(each.office.path), each.starts_at, each.pk))


def group_for(emergency: Emergency, channel: Channel) -> Office:
    """The group that a petition of this emergency goes to by the way it came in (T11)."""
    return _office_of(emergency, dispatching(channel), GroupKind.OFFICE)


def supervisors(emergency: Emergency) -> Office:
    """督导组. Who follows every petition of this emergency from the start (B24)."""
    return _office_of(emergency, GroupKind.SUPERVISION, GroupKind.OFFICE)


def leading(emergency: Emergency) -> Office:
    """领导小组. To whom each petition of this emergency is reported (A19)."""
    return _office_of(emergency, GroupKind.LEADING)


def _office_of(emergency: Emergency, *wanted: GroupKind) -> Office:
    """The first of these groups that its plan has set up; each plan has a leadership group."""
    there = {
        row.kind: row.office
        for row in Group.objects.filter(emergency=emergency).select_related("office")
    }
    return next(there[kind] for kind in (*wanted, GroupKind.LEADING) if kind in there)
