"""What is kept of places in an emergency: disinfection, the door, the hall, letters that wait."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huiyin.duty.models import DutyPost
from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.sites import Planned
from huiyin.rules.terms_sites import Band, EntryDeed

ENTERED_AT_ONCE = timedelta(minutes=15)


class Site(models.Model):
    """消毒区域. A place of a bureau that is disinfected so often a day while an emergency runs."""

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(
        "emergency.Emergency", on_delete=models.PROTECT, related_name="sites"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="sites")
    name = models.TextField()
    times = models.SmallIntegerField(default=1)
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # its last day in the plan

    class Meta:
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["emergency", "office", "name"],
                condition=Q(to_on=None),
                name="one_site_a_name",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="site_at_least_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def planned(self) -> Planned:
        """The same for the rules."""
        return Planned(self.pk, self.times, self.from_on, self.to_on)


class Disinfection(models.Model):
    """消毒记录. A place was disinfected: when, by whom, with what; only added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.UUIDField(unique=True)  # of the form: a tap that is sent twice is one
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    entered_at = models.DateTimeField()  # later than `at`, where it was entered late
    agent = models.TextField()
    by = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["site", "at"], name="disinfection_of_site")]

    @property
    def is_late(self) -> bool:
        """Whether it was entered more than a quarter of an hour after it was done."""
        return self.entered_at - self.at > ENTERED_AT_ONCE


class EntryLimit(models.Model):
    """体温上限. From which tenth of a degree on a temperature counts as reached; only added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(
        "emergency.Emergency", on_delete=models.PROTECT, related_name="entry_limits"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    tenths = models.SmallIntegerField()
    from_on = models.DateField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_on", "at", "id"]


class Entry(models.Model):
    """出入记录. Somebody at the door: time, band, what was done; no name, no degree (B18)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.UUIDField(unique=True)
    limit = models.ForeignKey(EntryLimit, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    entered_at = models.DateTimeField()  # later than `at`, where it was entered late
    band = models.TextField(choices=Band.choices())
    deed = models.TextField(choices=EntryDeed.choices())
    by = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    @property
    def is_late(self) -> bool:
        """Whether it was entered more than a quarter of an hour after it was."""
        return self.entered_at - self.at > ENTERED_AT_ONCE


class Hall(models.Model):
    """接待大厅. How many are inside and should be at most, and who guards it (B20)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(
        "emergency.Emergency", on_delete=models.PROTECT, related_name="halls"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    limit = models.SmallIntegerField()
    inside = models.SmallIntegerField(default=0)
    post = models.ForeignKey(DutyPost, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emergency", "office"], name="one_hall_a_bureau"),
            models.CheckConstraint(condition=Q(inside__gte=0), name="hall_not_below_nobody"),
        ]


class HallStep(models.Model):
    """大厅进出. One more or one fewer inside; only added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.UUIDField(unique=True)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="steps")
    change = models.SmallIntegerField()
    inside = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]


class LetterBatch(models.Model):
    """来信消毒批次. Letters that were disinfected together and rest until a moment (B19)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.UUIDField(unique=True)
    emergency = models.ForeignKey(
        "emergency.Emergency", on_delete=models.PROTECT, related_name="letter_batches"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    letters = models.IntegerField()
    disinfected_at = models.DateTimeField()
    hold_until = models.DateTimeField()
    by = models.TextField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["emergency", "office", "number"], name="one_letter_batch_a_number"
            ),
        ]


class LetterOpened(models.Model):
    """来信拆阅. From which batch the letter of a petition came, and whether it rested enough."""

    petition = models.OneToOneField(
        Petition, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    batch = models.ForeignKey(LetterBatch, on_delete=models.PROTECT, related_name="opened")
    at = models.DateTimeField()
    is_early = models.BooleanField()
