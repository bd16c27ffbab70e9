"""Pages of a work-list by position, not by number: page 400 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition

SIZE = 50


@dataclass(frozen=True)
class Position:
    """A place in the order (urgent first, next due, id)."""

    urgent: bool
    next_due: date | None
    id: UUID

    def token(self) -> str:
        """The place as a short text for an address."""
        day = self.next_due.isoformat() if self.next_due else ""
        plain = json.dumps([int(self.urgent), day, self.id.hex], separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

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


def position_of(petition: Petition) -> Position:
    """Where a petition stands in the order."""
    return Position(petition.urgent, petition.next_due, petition.id)


def position(token: str) -> Position | None:
    """The place that a token names; None for anything else."""
    try:
        plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        urgent, day, row = json.loads(plain)
        return Position(bool(urgent), date.fromisoformat(day) if day else None, UUID(hex=row))
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return None


@dataclass(frozen=True)
class Page:
    """One page of a list, and the tokens that lead on and back; empty where there is no more."""

    rows: list[Petition]
    next: str
    previous: str


def page_of(
    rows: PetitionQuerySet, *, after: str = "", before: str = "", is_dated: bool = True
) -> Page:
    """The page behind or ahead of a place; a token nobody gave leads to the first page."""
    start, end = position(after), position(before)
    if end is not None:
        found = list(rows.filter(end.ahead()).reverse()[: SIZE + 1])
        more = len(found) > SIZE
        shown = found[:SIZE][::-1]
        return _page(shown, has_next=bool(shown), has_previous=more)
    chosen = rows.filter(start.behind(is_dated=is_dated)) if start else rows
    found = list(chosen[: SIZE + 1])
    return _page(found[:SIZE], has_next=len(found) > SIZE, has_previous=start is not None)


def _page(rows: list[Petition], *, has_next: bool, has_previous: bool) -> Page:
    return Page(
        rows,
        next=position_of(rows[-1]).token() if rows and has_next else "",
        previous=position_of(rows[0]).token() if rows and has_previous else "",
    )
