"""健康数. How many there are, for a report that names nobody and tells no value (6.2-11)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from huiyin.emergency.health_keys import HealthVault
from huiyin.emergency.health_models import DailyReport, HealthEntry, HealthRegister
from huiyin.emergency.models import Emergency
from huiyin.rules.health import standing
from huiyin.rules.moments import localdate
from huiyin.rules.terms_health import HealthEntryKind, ReportStanding

IN_TIME = frozenset({ReportStanding.ON_TIME, ReportStanding.SENT_LATE})


def isolated(emergency: Emergency, on: date) -> int | None:
    """How many people's isolation has begun and has not been ended by a day; None once destroyed.

    The kind of an entry is sealed too, so each is opened; nothing of it leaves this function.
    """
    vault = HealthVault(emergency)
    people: dict[UUID, UUID] = {}
    rows = HealthEntry.objects.filter(key__emergency=emergency).select_related("key")
    for row in rows.order_by("entered_at", "id"):
        values = vault.open(row)
        if values is None:
            return None
        if localdate(row.entered_at) > on:
            continue
        if values["kind"] == HealthEntryKind.ISOLATION:
            people[row.pk] = row.key.user_id
        elif values["kind"] == HealthEntryKind.RELEASED:
            people.pop(UUID(values["isolation"]), None)
    return len(set(people.values()))


@dataclass(frozen=True)
class HealthTotal:
    """What the reports of an emergency came to: reports of a day each, how many were in time."""

    reported: int
    on_time: int
    isolations: int | None


def total(emergency: Emergency) -> HealthTotal:
    """The counts of all its days: of the rows, or of the register once those are destroyed."""
    register = HealthRegister.objects.filter(emergency=emergency).first()
    if register is not None:
        kept = register.days.aggregate(reported=Sum("reported"), on_time=Sum("on_time"))
        return HealthTotal(kept["reported"] or 0, kept["on_time"] or 0, register.isolations)
    rows = DailyReport.objects.filter(key__emergency=emergency).order_by(
        "user", "on", "received_at", "id"
    )
    first_ones = rows.distinct("user", "on").values_list("on", "received_at", "filled_at")
    standings = [
        standing(on, received_at=received, filled_at=filled, now=received)
        for on, received, filled in first_ones
    ]
    return HealthTotal(
        len(standings), sum(each in IN_TIME for each in standings), _isolations(emergency)
    )


def _isolations(emergency: Emergency) -> int | None:
    vault = HealthVault(emergency)
    found = 0
    for row in HealthEntry.objects.filter(key__emergency=emergency).select_related("key"):
        values = vault.open(row)
        if values is None:
            return None
        found += values["kind"] == HealthEntryKind.ISOLATION
    return found
