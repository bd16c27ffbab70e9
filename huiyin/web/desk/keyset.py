"""Pages of a work-list by position, not by number: page 400 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, Self
from uuid import UUID

from django.db.models import Q

from huiyin.petitions.composed import Value
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.petitions.sorting import BY_ARRIVAL, BY_DUE, Sort

SIZE = 50

Fixed = tuple[Any, ...]


class Place(Protocol):
    """A place in one of the orders, and how it is written in an address."""

    @classmethod
    def of(cls, petition: Petition) -> Self:
        """Where a petition stands."""
        ...

    @classmethod
    def read(cls, parts: Any) -> Self:  # noqa: ANN401
        """The place that was written; ValueError or TypeError for anything else."""
        ...

    def parts(self) -> list[Any]:
        """What is written in an address."""
        ...

    def behind(self, *, is_dated: bool) -> Q:
        """What comes after this place."""
        ...

    def ahead(self) -> Q:
        """What comes before this place."""
        ...


@dataclass(frozen=True)
class DuePlace:
    """A place in the order (urgent first, next due, id)."""

    urgent: bool
    next_due: date | None
    id: UUID

    @classmethod
    def of(cls, petition: Petition) -> Self:
        """Where a petition stands."""
        return cls(petition.urgent, petition.next_due, petition.id)

    @classmethod
    def read(cls, parts: Any) -> Self:  # noqa: ANN401
        """The place that was written."""
        urgent, day, row = parts
        return cls(bool(urgent), date.fromisoformat(day) if day else None, UUID(hex=row))

    def parts(self) -> list[Any]:
        """What is written in an address."""
        day = self.next_due.isoformat() if self.next_due else ""
        return [int(self.urgent), day, self.id.hex]

    def behind(self, *, is_dated: bool) -> Q:
        """What comes after this place."""
        if self.next_due is None:
            same = Q(next_due=None, id__gt=self.id)
        else:
            same = Q(next_due__gte=self.next_due)
            same &= Q(next_due__gt=self.next_due) | Q(id__gt=self.id)
            if not is_dated:
                same |= Q(next_due=None)
        same &= Q(urgent=self.urgent)
        return same | Q(urgent=False) if self.urgent else same

    def ahead(self) -> Q:
        """What comes before this place."""
        if self.next_due is None:
            same = Q(next_due__isnull=False) | Q(next_due=None, id__lt=self.id)
        else:
            same = Q(next_due__lte=self.next_due)
            same &= Q(next_due__lt=self.next_due) | Q(id__lt=self.id)
        same &= Q(urgent=self.urgent)
        return same if self.urgent else same | Q(urgent=True)


@dataclass(frozen=True)
class ArrivalPlace:
    """A place in the order of arrival."""

    arrived_at: datetime
    id: UUID

    @classmethod
    def of(cls, petition: Petition) -> Self:
        """Where a petition stands."""
        return cls(petition.arrived_at, petition.id)

    @classmethod
    def read(cls, parts: Any) -> Self:  # noqa: ANN401
        """The place that was written."""
        moment, row = parts
        arrived_at = datetime.fromisoformat(moment)
        if arrived_at.tzinfo is None:
            raise ValueError(moment)
        return cls(arrived_at, UUID(hex=row))

    def parts(self) -> list[Any]:
        """What is written in an address."""
        return [self.arrived_at.isoformat(), self.id.hex]

    def behind(self, *, is_dated: bool) -> Q:
        """What comes after this place."""
        same = Q(arrived_at__gt=self.arrived_at) | Q(id__gt=self.id)
        return Q(arrived_at__gte=self.arrived_at) & same

    def ahead(self) -> Q:
        """What comes before this place."""
        same = Q(arrived_at__lt=self.arrived_at) | Q(id__lt=self.id)
        return Q(arrived_at__lte=self.arrived_at) & same


PLACES: dict[Sort, type[Place]] = {BY_DUE: DuePlace, BY_ARRIVAL: ArrivalPlace}


def written(place: Place) -> str:
    """A place as a short text for an address."""
    plain = json.dumps(place.parts(), separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place(token: str, kind: type[Place]) -> Place | None:
    """The place that a token names; None for anything else."""
    try:
        plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return kind.read(json.loads(plain))
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        return None


@dataclass(frozen=True)
class Page:
    """One page of a list, and the tokens that lead on and back; empty where there is no more."""

    rows: list[Petition]
    next: str
    previous: str


@dataclass(frozen=True)
class Turn:
    """Which page is asked for: the first, the one behind a place, or the one ahead of it."""

    kind: type[Place]
    place: Place | None
    is_back: bool = False
    is_dated: bool = True

    @classmethod
    def to(cls, after: str, before: str, *, is_dated: bool, sort: Sort) -> Turn:
        """What the tokens of an address ask for; one that nobody gave leads to the first page."""
        kind = PLACES[sort]
        start, end = place(after, kind), place(before, kind)
        return cls(kind, end or start, is_back=end is not None, is_dated=is_dated)

    def narrowed(self, rows: PetitionQuerySet) -> PetitionQuerySet:
        """The rows of the page, and one more if there is more; backwards where it leads back."""
        if self.place is not None and self.is_back:
            rows = rows.filter(self.place.ahead()).reverse()
        elif self.place is not None:
            rows = rows.filter(self.place.behind(is_dated=self.is_dated))
        return rows[: SIZE + 1]

    def page(self, found: list[Petition]) -> Page:
        """The page with what was found of `narrowed`."""
        rows, has_more = found[:SIZE], len(found) > SIZE
        if self.is_back:
            has_next, has_previous = bool(rows), has_more
            rows = rows[::-1]
        else:
            has_next, has_previous = has_more, self.place is not None
        return Page(
            rows,
            next=written(self.kind.of(rows[-1])) if rows and has_next else "",
            previous=written(self.kind.of(rows[0])) if rows and has_previous else "",
        )

    def parted(self) -> tuple[Fixed, dict[str, Value]]:
        """What a query for this page is about, and the values that differ from page to page."""
        given = vars(self.place) if self.place is not None else {}
        fixed = {n: each for n, each in given.items() if each is None or isinstance(each, bool)}
        values = {name: each for name, each in given.items() if name not in fixed}
        about = (self.kind, self.place is not None, self.is_back, self.is_dated)
        return (*about, *fixed.items()), values

    @classmethod
    def joined(cls, fixed: Fixed, values: dict[str, Value]) -> Turn:
        """The same again of the two parts."""
        kind, has_place, is_back, is_dated, *given = fixed
        there = kind(**dict(given), **values) if has_place else None
        return cls(kind, there, is_back=is_back, is_dated=is_dated)


def page_of(
    rows: PetitionQuerySet,
    *,
    after: str = "",
    before: str = "",
    is_dated: bool = True,
    sort: Sort = BY_DUE,
) -> Page:
    """The page behind or ahead of a place; a token nobody gave leads to the first page."""
    turn = Turn.to(after, before, is_dated=is_dated, sort=sort)
    return turn.page(list(turn.narrowed(rows)))
