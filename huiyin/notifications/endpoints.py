"""推送地址. The endpoints of other systems, and the queue of events of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id


class Webhook(models.Model):
    """推送地址. Where an office has its events sent."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    url = models.TextField()
    secret = models.BinaryField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField()  # up to when what happened was looked through
    last = models.BigIntegerField(default=0)  # the newest event's number
    place = models.BigIntegerField(default=0)  # of the last event that was taken
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def waiting(self) -> int:
        """How many events are still to be sent."""
        return self.last - self.place


class HookEvent(models.Model):
    """One event in the queue of an endpoint."""

    id = models.UUIDField(primary_key=True, default=new_id)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="events")
    sequence = models.BigIntegerField()
    event_id = models.UUIDField()
    petition_id = models.UUIDField()
    seq = models.IntegerField()
    body = models.JSONField()
    queued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "sequence"], name="one_event_a_sequence"),
            models.UniqueConstraint(fields=["webhook", "event_id"], name="one_hook_event_an_event"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "petition_id", "-seq"], name="hook_event_of_petition"),
        ]


def cell(hook: Webhook) -> str:
    """The cell that an endpoint's secret is bound to."""
    return f"notifications_webhook.secret:{hook.pk}"
