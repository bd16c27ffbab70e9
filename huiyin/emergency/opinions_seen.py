"""What a viewer sees of themes: their petitions and counts at the door, and what may still join.

A petition that is sealed or walled later falls out of every count here; frozen figures of an
issued proposal stay what they were.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from huiyin.emergency.opinions import joinable
from huiyin.emergency.opinions_rows import TABLES, Evidence, Theme
from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import PLACES, place_names
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.sorting import BY_ARRIVAL
from huiyin.rules.calendars import ONE_DAY
from huiyin.rules.moments import ZONE, localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter

UNKNOWN = "未分类"
UNPLACED = "未填写"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which petitions the gathering page lists: by days of arrival, class, way in, category."""

    first: date
    last: date
    matter: str = ""
    channel: str = ""
    category: str = ""
    also_elsewhere: bool = False  # those that another theme of the bureau has


def evidence_seen(theme: Theme, viewer: Viewer, *, today: date) -> PetitionQuerySet:
    """The petitions of a theme that stand open to a viewer."""
    kept = Evidence.objects.filter(theme=theme, removed_at=None)
    return joinable(viewer, today=today).filter(pk__in=kept.values("petition"))


def candidates(theme: Theme, wanted: Wanted, viewer: Viewer, *, today: date) -> PetitionQuerySet:
    """What arrived in these days and is in no theme of the bureau yet, in the order of arrival."""
    rows = joinable(viewer, today=today).filter(
        arrived_at__gte=start_of_day(wanted.first),
        arrived_at__lt=start_of_day(wanted.last + ONE_DAY),
    )
    if wanted.matter:
        rows = rows.filter(Q(matter=wanted.matter) | Q(matter=None, wish=wanted.matter))
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.category:
        rows = rows.filter(category__code__startswith=wanted.category)
    there = Evidence.objects.filter(petition=OuterRef("pk"), removed_at=None)
    mine = (
        there.filter(theme=theme)
        if wanted.also_elsewhere
        else there.filter(theme__office=theme.office_id)
    )
    return rows.exclude(Exists(mine)).order_by(*BY_ARRIVAL.order)


def themes_of(petition: UUID, offices: Iterable[UUID]) -> list[Theme]:
    """The themes of these bureaus that hold a petition."""
    held = Evidence.objects.filter(petition=petition, removed_at=None)
    return list(Theme.objects.filter(office__in=list(offices), pk__in=held.values("theme")))


def by_month(themes: Iterable[Theme], viewer: Viewer, *, today: date) -> dict[UUID, Counter[date]]:
    """How many petitions of each theme arrived in which month, of those the viewer sees."""
    seen = joinable(viewer, today=today).order_by().values("pk")
    rows = (
        Evidence.objects.filter(theme__in=list(themes), removed_at=None, petition__in=seen)
        .order_by()
        .annotate(month=TruncMonth("petition__arrived_at", tzinfo=ZONE))
        .values_list("theme", "month")
        .annotate(times=Count("pk"))
    )
    found: dict[UUID, Counter[date]] = {}
    for theme, month, number in rows:
        found.setdefault(theme, Counter())[localdate(month)] += number
    return found


def figures(theme: Theme, viewer: Viewer, *, today: date) -> dict[str, Any]:
    """依据数据. Counts by class, way in, category, place and month: no number, no name, no word.

    No accusation is in it: `joinable` leaves out what is sealed, and who is walled.
    """
    rows = list(
        evidence_seen(theme, viewer, today=today)
        .order_by()
        .annotate(month=TruncMonth("arrived_at", tzinfo=ZONE))
        .values_list("matter", "wish", "channel", "category", "division", "month")
        .annotate(times=Count("pk"))
    )
    tables: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in TABLES}
    categories = dict(Category.objects.values_list("code", "name"))
    governing = Office.objects.filter(division__in={row[4] for row in rows}, kind__in=PLACES)
    places = place_names(governing)
    for matter, wish, channel, category, division, month, number in rows:
        kind = matter or wish
        tables["class"][kind or "", Matter(kind).zh if kind else UNKNOWN] += number
        tables["channel"][channel, Channel(channel).zh] += number
        tables["category"][category or "", categories.get(category, UNKNOWN)] += number
        tables["place"][division, places.get(division, UNPLACED)] += number
        tables["month"][f"{month:%Y-%m}", f"{month.year}年{month.month}月"] += number
    return {
        "total": sum(row[-1] for row in rows),
        "as_of": today.isoformat(),
        "tables": {name: _lines(counted, name) for name, counted in tables.items()},
    }


def _lines(counted: Counter[tuple[str, str]], name: str) -> list[list[str | int]]:
    """The rows of a table: months in their order, everything else the most first."""
    found = [(code, word, number) for (code, word), number in counted.items()]
    by_number = [*sorted(found, key=lambda row: (-row[2], row[0]))]
    return [list(row) for row in (sorted(found) if name == "month" else by_number)]
