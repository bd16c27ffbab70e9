"""Accesses: reads, reveals, denials and administration; append-only, sealed per day."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from huiyin.rules.ids import new_id


class Access(models.Model):
    """One look, search, reveal, refusal or act of administration. Kept three years."""

    READ, REVEAL, DENIED, ADMIN, EXPORT = "read", "reveal", "denied", "admin", "export"
    SEARCH = "search"

    pk = models.CompositePrimaryKey("recorded_at", "id")
    id = models.UUIDField(default=new_id)
    recorded_at = models.DateTimeField()
    kind = models.TextField()
    viewer = models.TextField()
    name = models.TextField(blank=True)
    post = models.TextField(blank=True)
    office = models.TextField(blank=True)
    petition_id = models.UUIDField(null=True)
    subject = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["petition_id", "recorded_at"], name="access_of_petition"),
        ]


class AccessSeal(models.Model):
    """A link of a day's chain: the digest of a batch of accesses over the one before."""

    id = models.UUIDField(primary_key=True, default=new_id)
    day = models.DateField()
    seq = models.IntegerField()
    accesses = models.JSONField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "seq"], name="one_seal_a_place"),
        ]
