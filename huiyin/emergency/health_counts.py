"""健康数. How many there are, for a report that names nobody and tells no value (6.2-11)."""

from datetime import date
from uuid import UUID

from huiyin.emergency.health_keys import HealthVault
from huiyin.emergency.health_models import HealthEntry
from huiyin.emergency.models import Emergency
from huiyin.rules.moments import localdate
from huiyin.rules.terms_health import HealthEntryKind


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
