"""The situation of a day: numbers and words of a draft, and what was issued of it for good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huiyin.accounts.models import User
from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms_situation import SituationState


class SituationHour(models.Model):
    """情况报告钟点. Another hour than the plan's; the newest row counts, none is changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(
        Emergency, on_delete=models.PROTECT, related_name="situation_hours"
    )
    hour = models.TimeField()
    set_by = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-set_at", "-id"]


class Situation(models.Model):
    """每日情况报告. A bureau's day in an emergency: numbers that were counted, words around them.

    `parts` and `behind` are written by counting alone, `words` by people; `edition` grows with
    either, so that nobody overwrites what they have not read. A correction is a new version.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="situations")
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="situations")
    day = models.DateField()
    version = models.SmallIntegerField(default=1)
    reason = models.TextField(blank=True)  # why a later version corrects the one before
    # [{"part": …, "numbers": [Number.as_json]}]
    parts = models.JSONField()
    behind = models.JSONField()  # {name of a number: [ids of its petitions]}
    words = models.JSONField(default=dict)  # {"opening" | "next_steps" | a part: text}
    counted_at = models.DateTimeField()
    compiled_by = models.TextField()
    compiled_at = models.DateTimeField()
    edition = models.IntegerField(default=1)
    written_by = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-day", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "emergency", "day", "version"], name="one_situation_a_day"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="situation_corrected_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}/{self.version}"

    @property
    def issued(self) -> SituationIssue | None:
        """What was issued of it; None for a draft."""
        return getattr(self, "issue", None)

    def state(self, newest_issued: int) -> SituationState:
        """How far it has come, where this is the newest version of its day that was issued."""
        if self.issued is None:
            return SituationState.DRAFT
        is_newest = self.version >= newest_issued
        return SituationState.ISSUED if is_newest else SituationState.CORRECTED


class SituationIssue(models.Model):
    """签发. What a report said when it was issued: never changed, nor is its digest."""

    situation = models.OneToOneField(
        Situation, primary_key=True, on_delete=models.PROTECT, related_name="issue"
    )
    number = models.TextField(unique=True)
    body = models.JSONField()
    digest = models.BinaryField()
    issued_by = models.TextField()
    issued_at = models.DateTimeField()


class SituationReceipt(models.Model):
    """阅知. Who of the leadership group was sent a report, and when they said they had read it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    issue = models.ForeignKey(SituationIssue, on_delete=models.PROTECT, related_name="receipts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["user__name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "user"], name="one_situation_receipt"),
        ]
