"""GET /ways: how to reach each office, and which way is closed from when and why (R18.1, T5)."""

import time
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from huiyin.api.problems import ProblemDetails
from huiyin.api.shapes import WayClosed, WayLine
from huiyin.organisations.models import Office
from huiyin.petitions.simulation import law_time
from huiyin.petitions.viewing import viewing
from huiyin.publishing.closures import announced
from huiyin.publishing.models import Closure, WayIn
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import Channel

KEPT = "public, max-age=60"
SECONDS = 10.0

_known: dict[UUID, tuple[float, list[WayLine]]] = {}


def router() -> Router:
    """The ways in, for anybody."""
    made = Router(tags=["lists"])
    made.add_api_operation(
        "/ways",
        ["GET"],
        ways,
        operation_id="ways",
        summary="反映渠道 Ways in",
        response={200: list[WayLine], 503: ProblemDetails},
    )
    return made


def ways(request: HttpRequest, response: HttpResponse) -> list[WayLine]:
    """Every published way to reach an open office, with its closing where it has one.

    A way without `closed` is open. A closed hall still records on the spot who can use no other
    way; a petition is refused nowhere.
    """
    response.headers["Cache-Control"] = KEPT
    at = law_time(timezone.now())
    with viewing(NOBODY):
        rows = WayIn.objects.filter(office__is_open=True).order_by("office__path", "order")
        return _lines(list(rows), at)


def closed_of(office: Office, at: datetime) -> list[WayLine]:
    """The ways into an office that are or will be closed, remembered for some seconds."""
    now = time.monotonic()
    found = _known.get(office.pk)
    if found is None or now - found[0] >= SECONDS:
        with viewing(NOBODY):
            lines = _lines(list(office.ways_in.all()), at)
        found = _known[office.pk] = (now, [each for each in lines if each.closed])
    return found[1]


def forget() -> None:
    """Look everything up again."""
    _known.clear()


def _lines(rows: list[WayIn], at: datetime) -> list[WayLine]:
    closed = announced(rows, at)
    return [
        WayLine(
            office=row.office_id,
            channel=Channel(row.channel),
            title=row.title,
            title_en=row.title_en,
            place=row.place,
            place_en=row.place_en,
            hours=row.hours,
            hours_en=row.hours_en,
            closed=_closed(closed[row.pk]) if row.pk in closed else None,
        )
        for row in rows
    ]


def _closed(closing: Closure) -> WayClosed:
    return WayClosed(
        from_on=closing.from_on,
        reason=closing.reason,
        reason_en=closing.reason_en,
        opens_at=closing.reopened.opens_at if closing.reopened else None,
    )
