"""A person's own key for health rows at work: sealing, opening, and where there is none any more.

The keys of people are wrapped by a key of the emergency in a file outside the database
(privacy/perishing.py), so that destroying the file destroys them in every backup.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.emergency.health_models import DailyReport, HealthEntry, HealthKey
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.privacy import perishing
from huiyin.privacy.sealing import Unreadable, new_key, seal, unseal, unwrap, wrap
from huiyin.rules.ids import new_id

Row = DailyReport | HealthEntry


class HealthVault:
    """The health keys of one emergency, opened for as long as a request or a job takes."""

    def __init__(self, emergency: Emergency) -> None:
        self.emergency = emergency
        self.name = key_name(emergency)
        self._ring = perishing.ring(self.name)
        self._opened: dict[UUID, bytes | None] = {}

    def key_of(self, person: User, *, at: datetime) -> HealthKey:
        """The key under which this person's rows are sealed now; the first row makes it."""
        if self._ring is None:
            self._ring = perishing.ring(self.name, make=True)
        if self._ring is None:
            raise Refused(_("这次应急状态的健康资料已经销毁，不再登记。"))
        for row in HealthKey.objects.filter(emergency=self.emergency, user=person):
            if self._key(row) is not None:
                return row
        row = HealthKey(id=new_id(), emergency=self.emergency, user=person, made_at=at)
        key = self._opened[row.pk] = new_key()
        row.wrapped = wrap(key, aad=_cell(row), ring=self._ring)
        row.save(force_insert=True)
        return row

    def seal(self, row: Row, values: Mapping[str, Any]) -> bytes:
        """The values of a row, sealed for it."""
        key = self._key(row.key)
        if key is None:
            raise RuntimeError("a health row is sealed under a key that was just opened")
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        return seal(text, key, aad=_cell(row))

    def open(self, row: Row) -> dict[str, Any] | None:
        """The values of a row; None where its key is no more."""
        key = self._key(row.key)
        if key is None:
            return None
        values: dict[str, Any] = json.loads(unseal(row.body, key, aad=_cell(row)))
        return values

    def _key(self, row: HealthKey) -> bytes | None:
        if row.pk not in self._opened:
            self._opened[row.pk] = self._unwrapped(row)
        return self._opened[row.pk]

    def _unwrapped(self, row: HealthKey) -> bytes | None:
        if self._ring is None:
            return None
        try:
            return unwrap(row.wrapped, aad=_cell(row), ring=self._ring)
        except Unreadable:
            return None  # wrapped by a key whose file was lost


def key_name(emergency: Emergency) -> str:
    """What the key of an emergency's health rows is called."""
    return f"health-{emergency.pk.hex}"


def _cell(row: HealthKey | Row) -> str:
    column = "wrapped" if isinstance(row, HealthKey) else "body"
    return f"{row._meta.db_table}.{column}:{row.pk}"
