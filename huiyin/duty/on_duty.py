"""在岗. Who is on duty at this moment, for the head of every page; remembered for some seconds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import FilteredRelation, Q

from huiyin.duty.models import DutyPost
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import spans_needed
from huiyin.rules.terms import OfficeKind

SECONDS = 30.0
MOST = 500
ONE_MINUTE = timedelta(minutes=1)

_remembered: dict[frozenset[str], tuple[float, list["Held"]]] = {}


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


def forget() -> None:
    """Look again: a roster was changed."""
    _remembered.clear()


def _read(viewer: Viewer, at: datetime) -> list[Held]:
    if not viewer.holdings:
        return []
    own = {UUID(each.office) for each in viewer.holdings}
    lines = {path for each in viewer.holdings for path in _line(each.path)}
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


def _line(path: str) -> list[str]:
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]


def _nearest(found: Sequence[Held], own: set[UUID]) -> list[Held]:
    mine = [each for each in found if each.office in own]
    if mine or not found:
        return mine
    # The rows came with the longest path first.
    return [each for each in found if each.office == found[0].office]
