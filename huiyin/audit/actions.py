"""Noting accesses, and sealing them into the chain of their day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from huiyin.audit.chain import GENESIS, link, verify
from huiyin.audit.models import Access, AccessSeal
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import Viewer

BATCH = 1000
SETTLED = timedelta(seconds=30)


def note_access(
    kind: str,
    *,
    viewer: Viewer,
    at: datetime,
    petition_id: UUID | None = None,
    subject: str = "",
    reason: str = "",
) -> Access:
    """Write down a read, a reveal, a refusal or an act of administration; never what was read."""
    actor = viewer.actor()
    row = Access(
        recorded_at=at,
        kind=kind,
        viewer=actor.id,
        name=actor.name,
        post=actor.post,
        office=actor.office,
        petition_id=petition_id,
        subject=subject,
        reason=reason,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def note_denial(*, viewer: Viewer, at: datetime, petition_id: UUID | None) -> None:
    """Write down that somebody signed in found nothing at the address of a petition.

    Called when the request is over, in a transaction of its own: what was undone leaves its row
    too, and what is hidden costs the same as what does not exist.
    """
    note_access(Access.DENIED, viewer=viewer, at=at, petition_id=petition_id)


def written(row: Access) -> dict[str, Any]:
    """What of an access its day's chain covers: everything."""
    return {
        "id": str(row.id),
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": row.kind,
        "viewer": row.viewer,
        "name": row.name,
        "post": row.post,
        "office": row.office,
        "petition": str(row.petition_id) if row.petition_id else None,
        "subject": row.subject,
        "reason": row.reason,
    }


def _body(day: date, seq: int, rows: list[Access]) -> dict[str, Any]:
    return {"day": day.isoformat(), "seq": seq, "accesses": [written(row) for row in rows]}


def _of_day(day: date) -> QuerySet[Access]:
    return Access.objects.filter(
        recorded_at__gte=start_of_day(day), recorded_at__lt=start_of_day(day + timedelta(days=1))
    )


@transaction.atomic
def seal_accesses(day: date, *, until: datetime) -> int:
    """Seal the accesses of a day that no seal covers yet; returns how many. May run twice."""
    # The app may not change seals, so it cannot lock them: one sealer a day takes turns here.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"seal {day}"])
    seals = list(AccessSeal.objects.filter(day=day).order_by("seq"))
    sealed = {each for seal in seals for each in seal.accesses}
    fresh = [
        row
        for row in _of_day(day).filter(recorded_at__lte=until - SETTLED).order_by("recorded_at")
        if str(row.id) not in sealed
    ]
    head, seq = (bytes(seals[-1].hash), seals[-1].seq) if seals else (GENESIS, 0)
    for start in range(0, len(fresh), BATCH):
        rows = fresh[start : start + BATCH]
        seq += 1
        seal = AccessSeal(day=day, seq=seq, accesses=[str(row.id) for row in rows], prev_hash=head)
        seal.hash = head = link(head, _body(day, seq, rows))
        seal.save(force_insert=True)
    return len(fresh)


def first_bad_seal(day: date) -> int | None:
    """The first seal of a day that does not follow from the one before, or None."""
    return verify(chained_seals(day))


def chained_seals(day: date) -> Iterator[tuple[int, bytes, bytes, dict[str, Any]]]:
    """The seals of a day as their chain sees them: what they cover is what there is now."""
    by_id = {str(row.id): row for row in _of_day(day)}
    for seal in AccessSeal.objects.filter(day=day).order_by("seq"):
        rows = [by_id[each] for each in seal.accesses if each in by_id]
        yield seal.seq, bytes(seal.prev_hash), bytes(seal.hash), _body(day, seal.seq, rows)


def sealed_days() -> list[date]:
    """Every day that has seals, oldest first."""
    days = AccessSeal.objects.order_by("day").values_list("day", flat=True).distinct()
    return list(days)


def latest_access_day() -> date | None:
    """The local day of the newest access, or None."""
    newest = Access.objects.aggregate(Max("recorded_at"))["recorded_at__max"]
    return localdate(newest) if newest else None
