"""The filter bar above a list: what an address asks for, and what else one can choose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import path_above
from huiyin.petitions.filters import Chip, Filters, Flag, Waiting, way_of
from huiyin.petitions.sorting import BY_ARRIVAL, BY_DUE, SORTS, Sort
from huiyin.petitions.worklists import DONE, WorkList
from huiyin.rules.permissions import REGISTERING, Viewer
from huiyin.rules.terms import Channel, Door, OfficeKind

MONTHS = 24
MOST_OFFICES = 300


@dataclass(frozen=True)
class Choice:
    """One of the values that can be chosen."""

    value: str
    label: str
    is_on: bool


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list: filters, order, and the month of 已办."""

    filters: Filters
    sort: Sort
    usual: Sort
    month: date | None  # its first day

    def query(self, filters: str | None = None) -> str:
        """The part of an address that asks for the same, or for the same with other filters."""
        more = [("sort", self.sort.name)] if self.sort != self.usual else []
        more += [("month", self.month.isoformat()[:7])] if self.month else []
        parts = [self.filters.query() if filters is None else filters, urlencode(more)]
        return "&".join(part for part in parts if part)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first day of the month, and the first one after it."""
        return (self.month, _next_month(self.month)) if self.month else None


def asked_of(chosen: WorkList, query: Mapping[str, str], today: date) -> Asked:
    """What an address asks of this list; what cannot be read is as if it were not there."""
    usual = BY_ARRIVAL if chosen.name == DONE else BY_DUE
    month = None
    if chosen.name == DONE:
        months = _months(today)
        month = next((each for each in months if each.isoformat()[:7] == query.get("month")), None)
    return Asked(
        filters=Filters.read(query),
        sort=SORTS.get(query.get("sort", ""), usual),
        usual=usual,
        month=month,
    )


def kept_query(chosen: WorkList, text: str, today: date) -> str:
    """The part of an address that came back from a page, read and written anew."""
    return asked_of(chosen, QueryDict(text[:2000]).dict(), today).query()


@dataclass(frozen=True)
class Bar:
    """The filter bar as a page shows it."""

    channels: list[Choice]
    categories: list[Choice]
    offices: list[Choice]
    dues: list[Choice]
    flags: list[Choice]
    sorts: list[Choice]
    months: list[Choice]
    since: str
    until: str
    chips: list[Chip]
    notes: tuple[str, ...]
    flag_count: int


def bar_of(
    asked: Asked,
    chosen: WorkList,
    *,
    categories: Sequence[Category],
    offices: Iterable[Office],
    today: date,
) -> Bar:
    """The bar with what is chosen; an office of another territory is not named."""
    filters = asked.filters
    known = {each.pk: each for each in offices}
    by_code = {each.code: each for each in categories}
    return Bar(
        channels=list(_ways(filters)),
        categories=[
            Choice(e.code, ("　" if e.parent_id else "") + e.name, e.code == filters.category)
            for e in categories
        ],
        offices=_offices(known, filters.office),
        dues=[Choice(e, _(e.zh), e == filters.due) for e in Waiting],
        flags=[Choice(e, _(e.zh), e in filters.flags) for e in Flag],
        sorts=[Choice(e.name, _(e.zh), e == asked.sort) for e in SORTS.values()],
        months=_month_choices(asked, today) if chosen.name == DONE else [],
        since=filters.since.isoformat() if filters.since else "",
        until=filters.until.isoformat() if filters.until else "",
        chips=[
            Chip(each.words, asked.query(each.without)) for each in filters.chips(known, by_code)
        ],
        notes=filters.notes,
        flag_count=len(filters.flags),
    )


def offices_to_choose(viewer: Viewer) -> QuerySet[Office]:
    """Where the petitions of a viewer's lists may be: the own office, and what it sends to."""
    condition = Q(pk__in=[UUID(each.office) for each in viewer.holdings])
    for each in viewer.holdings:
        above = path_above(each.path)
        if each.kind is OfficeKind.BUREAU and each.role in REGISTERING:
            below = Q(path__startswith=above)
            condition |= Q(parent__path=above) | (below & Q(kind=OfficeKind.BUREAU))
        else:
            condition |= Q(path__startswith=each.path)
    return Office.objects.filter(condition).order_by("path")[:MOST_OFFICES]


def _ways(filters: Filters) -> Iterator[Choice]:
    """The ways in, below the web its doors."""
    for each in Channel:
        is_this = each == filters.channel
        yield Choice(each, _(each.zh), is_this and filters.door is None)
        for door in Door if each is Channel.WEB else ():
            way = way_of(each, door)
            yield Choice(way, f"　{_(door.zh)}", is_this and door == filters.door)


def _offices(known: Mapping[UUID, Office], chosen: UUID | None) -> list[Choice]:
    found = [Choice(str(e.pk), e.short_name, e.pk == chosen) for e in known.values()]
    if chosen and chosen not in known:
        found.append(Choice(str(chosen), _("其他单位"), is_on=True))
    return found if len(found) > 1 else []


def _months(today: date) -> list[date]:
    first = today.replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        last = months[-1]
        months.append(
            last.replace(month=last.month - 1) if last.month > 1 else date(last.year - 1, 12, 1)
        )
    return months


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _month_choices(asked: Asked, today: date) -> list[Choice]:
    words = [
        _("%(year)s年%(month)s月") % {"year": each.year, "month": each.month}
        for each in _months(today)
    ]
    values = [each.isoformat()[:7] for each in _months(today)]
    shown = (asked.month or today).isoformat()[:7]
    return [Choice(e, w, e == shown) for e, w in zip(values, words, strict=True)]
