"""在岗. Who is on duty at this moment, for the head of every page; remembered for some seconds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import FilteredRelation, Q

from huiyin.duty.models import AlertCall, DutyPost
from huiyin.organisations.models import line_of
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import spans_needed
from huiyin.rules.terms import OfficeKind

SECONDS = 30.0
MOST = 500
ONE_MINUTE = timedelta(minutes=1)

_remembered: dict[frozenset[str], tuple[float, list["Held"]]] = {}
_calls: dict[frozenset[str], tuple[float, list["Call"]]] = {}


@dataclass(frozen=True)
class Call:
    """An alert that was put before somebody: what kind, about what."""

    user: UUID
    code: str
    subject: UUID | None


@dataclass(frozen=True)
class Held:
    """A post that has to be held now, and by whom it is; by nobody where nobody came."""

    post: UUID
    office: UUID
    name: str
    phone: str
    people: tuple[str, ...]


def on_duty(viewer: Viewer, at: datetime) -> list[Held]:
    """Who is on duty where this person works, else at the nearest petition bureau above."""
    key = frozenset(each.office for each in viewer.holdings)
    now = time.monotonic()
    known = _remembered.get(key)
    if known is None or now - known[0] > SECONDS:
        if len(_remembered) >= MOST:
            _remembered.clear()
        known = _remembered[key] = (now, _read(viewer, at))
    return known[1]


def called(viewer: Viewer) -> list[Call]:
    """The alerts that wait for this person's word, as they were some seconds ago."""
    key = frozenset(each.office for each in viewer.holdings)
    now = time.monotonic()
    known = _calls.get(key)
    if known is None or now - known[0] > SECONDS:
        if len(_calls) >= MOST:
            _calls.clear()
        offices = [UUID(office) for office in key]
        open_ones = AlertCall.objects.filter(
            alert__office__in=offices, alert__acknowledged_at=None
        ).order_by("sent_at", "pk")
        rows = open_ones.values_list("user", "alert__code", "alert__subject")
        known = _calls[key] = (now, [Call(*row) for row in rows] if key else [])
    return [each for each in known[1] if str(each.user) == viewer.id]


def forget() -> None:
    """Look again: a roster was changed, an alert was seen."""
    _remembered.clear()
    _calls.clear()


def _read(viewer: Viewer, at: datetime) -> list[Held]:
    if not viewer.holdings:
        return []
    own = {UUID(each.office) for each in viewer.holdings}
    lines = {path for each in viewer.holdings for path in line_of(each.path)}
    bureau = Q(office__kind=OfficeKind.BUREAU, office__parent__path__in=lines)
    now = Q(shifts__cancelled_at=None, shifts__begins_at__lte=at, shifts__ends_at__gt=at)
    rows = (
        DutyPost.objects.filter(Q(office__in=own) | bureau, is_open=True)
        .annotate(now=FilteredRelation("shifts", condition=now))
        .order_by("-office__path", "name", "pk", "now__seat")
        .values_list("pk", "office", "name", "phone", "opens", "closes", "now__user__name")
    )
    found: dict[UUID, Held] = {}
    for pk, office, name, phone, opens, closes, person in rows:
        before = found[pk].people if pk in found else ()
        post = DutyPost(opens=opens, closes=closes)
        if person or spans_needed(post.need(), at, at + ONE_MINUTE):
            people = (*before, person) if person else before
            found[pk] = Held(pk, office, name, phone, people)
    return _nearest(list(found.values()), own)


def _nearest(found: Sequence[Held], own: set[UUID]) -> list[Held]:
    mine = [each for each in found if each.office in own]
    if mine or not found:
        return mine
    # The rows came with the longest path first.
    return [each for each in found if each.office == found[0].office]
