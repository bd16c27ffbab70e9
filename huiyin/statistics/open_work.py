"""How much waits, grouped: by person, by unit, by stage; and what came in. For staffing, not rank.

Each is one query over what the viewer may know of. Lines come in the order of offices and names.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from huiyin.petitions.models import Petition
from huiyin.petitions.narrowing import held, own
from huiyin.rules.moments import ZONE, localdate, start_of_day
from huiyin.rules.permissions import REGISTERING, Viewer
from huiyin.rules.terms import Channel, OfficeKind, Role, State
from huiyin.statistics.monthly import open_by_state
from huiyin.statistics.periods import week_begin


@dataclass(frozen=True)
class Load:
    """Open work of a person or an office: all of it, and how much of it is late."""

    id: UUID | None
    name: str
    open: int
    late: int
    this_week: int


def _late(today: date) -> Q:
    return Q(next_is_duty=True, next_due__lt=today)


def _this_week(today: date) -> Q:
    until = week_begin(today) + timedelta(days=6)
    return Q(next_is_duty=True, next_due__range=(today, until))


def by_person(viewer: Viewer, today: date) -> list[Load]:
    """What waits with each person of the offices that the viewer heads."""
    held = Petition.objects.visible_to(viewer, today=today).in_earnest().waiting_for_office()
    rows = (
        held.filter(holder__in=viewer.office_ids([Role.HEAD]))
        .order_by("person__name")
        .values("person", "person__name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=_late(today)),
            soon=Count("pk", filter=_this_week(today)),
        )
    )
    return [
        Load(row["person"], row["person__name"] or "", row["open"], row["late"], row["soon"])
        for row in rows
    ]


def by_unit(viewer: Viewer, today: date) -> list[Load]:
    """What waits with each unit, of what the viewer's offices registered or sent on."""
    held = Petition.objects.visible_to(viewer, today=today).in_earnest().waiting_for_office()
    rows = (
        held.filter(own(viewer))
        .exclude(holder__kind=OfficeKind.BUREAU)
        .order_by("holder__path")
        .values("holder", "holder__short_name", "holder__path")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=_late(today)),
            soon=Count("pk", filter=_this_week(today)),
        )
    )
    return [
        Load(row["holder"], row["holder__short_name"], row["open"], row["late"], row["soon"])
        for row in rows
    ]


def by_stage(viewer: Viewer, today: date) -> list[tuple[State, int]]:
    """How many open petitions stand where, in the order of the procedure."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest().filter(own(viewer))
    kept = Q(registering__in=viewer.office_ids(REGISTERING))
    found = open_by_state(seen, kept, held(viewer))
    return [(state, found[state]) for state in State if state in found]


def arrivals(viewer: Viewer, first: date, today: date) -> dict[tuple[date, Channel], int]:
    """What the viewer's bureaus received in each week (its Monday) from the first one on."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
    rows = (
        seen.filter(
            registering__in=viewer.office_ids(REGISTERING),
            parent=None,
            arrived_at__gte=start_of_day(first),
        )
        .order_by()
        .annotate(week=TruncWeek("arrived_at", tzinfo=ZONE))
        .values_list("week", "channel")
        .annotate(came=Count("pk"))
    )
    return {(localdate(week), Channel(channel)): number for week, channel, number in rows}


def arrivals_today(viewer: Viewer, today: date) -> list[tuple[Channel, int]]:
    """What came in today, by channel."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
    rows = (
        seen.filter(
            registering__in=viewer.office_ids(REGISTERING), arrived_at__gte=start_of_day(today)
        )
        .order_by()
        .values_list("channel")
        .annotate(came=Count("pk"))
    )
    found: dict[str, int] = dict(rows)
    return [(channel, found[channel]) for channel in Channel if channel in found]
