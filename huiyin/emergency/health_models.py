"""工作人员健康情况. What is sealed for a while, and the counts that stay (6.2-11).

Only that somebody reported, and when, stands in clear. Every value, and which kind of entry of the
ledger it is, is sealed under a key of that person for that emergency; the keys go with the file
that wraps them (health_keys.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from huiyin.accounts.models import User
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id


class HealthKey(models.Model):
    """The key of one person's health rows in one emergency, wrapped by the emergency's own.

    Where the file of an emergency's key was lost, a person has a second one from then on.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(
        "emergency.Emergency", on_delete=models.PROTECT, related_name="health_keys"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["emergency", "user"], name="health_key_of_person"),
        ]


class DailyReport(models.Model):
    """每日健康报告. One report of a day; a correction is a further row, none is ever changed.

    `once` is what the page gave the form: a phone that sends twice has reported once. `filled_at`
    is told where the report waited for a network, or was told to the health officer before.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.ForeignKey(HealthKey, on_delete=models.PROTECT, related_name="reports")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    once = models.UUIDField()
    body = models.BinaryField()
    filled_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["received_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "once"], name="one_health_report_a_form"),
        ]
        indexes: ClassVar = [models.Index(fields=["on", "user"], name="health_report_of_day")]

    @property
    def said_at(self) -> datetime:
        """When it was filled in or told, which may be before it was received."""
        return self.filled_at or self.received_at


class HealthEntry(models.Model):
    """健康台账. An entry of somebody's sealed ledger: screening, movement, isolation, release.

    What kind it is and who entered it is sealed too: that there is one tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.ForeignKey(HealthKey, on_delete=models.PROTECT, related_name="entries")
    once = models.UUIDField()
    body = models.BinaryField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entered_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "once"], name="one_health_entry_a_form"),
        ]


class HealthRegister(models.Model):
    """健康资料销毁登记. What is left of the health rows of an emergency: how many there were.

    `isolations` is unknown where the key had been lost before it was destroyed.
    """

    emergency = models.OneToOneField(
        "emergency.Emergency", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    people = models.IntegerField()
    isolations = models.IntegerField(null=True)
    destroyed_at = models.DateTimeField()


class HealthDay(models.Model):
    """The counts of one day, kept when the rows are destroyed: of how many, how many, in time."""

    id = models.UUIDField(primary_key=True, default=new_id)
    register = models.ForeignKey(HealthRegister, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    asked = models.IntegerField()
    reported = models.IntegerField()
    on_time = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "on"], name="one_health_day_a_day"),
        ]


class FeverLimit(models.Model):
    """发热界限. From which tenth of a degree on an office sees to somebody, from a day on.

    A setting and no datum of anybody; only added to, so that a past day keeps its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    tenths = models.SmallIntegerField()
    from_on = models.DateField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_on", "at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(tenths__range=(360, 400)), name="fever_limit_within_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "from_on"], name="fever_limit_of_office"),
        ]
