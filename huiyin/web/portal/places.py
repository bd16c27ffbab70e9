"""Where a matter happened and which bureau registers it (属地), as the form offers it.

Which bureau that is each process remembers for some seconds: the form asks with every petition.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Q, When

from huiyin.organisations.models import Office
from huiyin.organisations.places import PLACES, path_above, place_name
from huiyin.rules.terms import Level, OfficeKind

SECONDS = 10.0

_known: dict[str, tuple[float, dict[str, Office | None]]] = {}


@dataclass(frozen=True)
class Place:
    """A division as a choice, with the bureau that its matters go to."""

    division: str
    name: str
    bureau: str


def portal_office() -> Office | None:
    """The bureau whose portal this is.

    HUIYIN_OFFICE names it by its number code; otherwise it is the city's, else the highest one.
    """
    named = Q(number_code=settings.HUIYIN_OFFICE)
    nearness = Case(When(named, then=0), When(level=Level.CITY, then=1), default=2)
    return Office.objects.bureaus().filter(is_open=True).order_by(nearness, "path").first()


def places() -> list[Place]:
    """Every place of this portal's territory, highest first, with the bureau it leads to."""
    home = portal_office()
    return places_under(path_above(home.path)) if home else []


def places_under(top: str) -> list[Place]:
    """Every place below a government, or of all with an empty path, highest first."""
    return [
        Place(office.division, place_name(office), bureau.name if bureau else "")
        for office, bureau in _places_and_bureaus(top)
    ]


def bureau_of(division: str) -> Office | None:
    """The bureau that registers what happens in an offered place; None for any other text."""
    now = time.monotonic()
    found = _known.get(settings.HUIYIN_OFFICE)
    if found is None or now - found[0] >= SECONDS:
        found = _known[settings.HUIYIN_OFFICE] = (now, _bureaus())
    return found[1].get(division)


def _bureaus() -> dict[str, Office | None]:
    """The bureau of each offered place, by division; of the first where two are alike."""
    home = portal_office()
    found = _places_and_bureaus(path_above(home.path)) if home else []
    return {place.division: bureau for place, bureau in reversed(found)}


def _places_and_bureaus(top: str) -> list[tuple[Office, Office | None]]:
    """The places below a government, each with the nearest bureau in line above it."""
    offices = list(Office.objects.under(top).filter(is_open=True))
    bureaus: dict[str, Office] = {}
    for office in offices:
        if office.kind == OfficeKind.BUREAU:
            bureaus.setdefault(path_above(office.path), office)
    return [
        (office, next((bureaus[path] for path in office.line() if path in bureaus), None))
        for office in offices
        if office.kind in PLACES and office.level != Level.PROVINCE
    ]
