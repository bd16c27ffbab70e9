"""What the public is told: the ways to reach an office (R18.1), when one is closed, the guide."""

from datetime import date
from typing import ClassVar

from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Channel


class WayIn(models.Model):
    """反映渠道. One way to reach an office, with its place and hours."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="ways_in")
    channel = models.TextField(choices=Channel.choices())
    title = models.TextField()
    title_en = models.TextField()
    place = models.TextField()
    place_en = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    hours_en = models.TextField(blank=True)
    order = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["office", "order"]


class Closure(models.Model):
    """渠道暂停. From `from_on` on nobody is received this way; a row says it and never changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    way = models.ForeignKey(WayIn, on_delete=models.PROTECT, related_name="closures")
    from_on = models.DateField()
    reason = models.TextField()
    reason_en = models.TextField(blank=True)
    closed_by = models.TextField()
    closed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["closed_at"]

    def has_begun(self, on: date) -> bool:
        """Whether the way is closed on a day, not only announced to be."""
        return self.from_on <= on


class Guide(models.Model):
    """办理指南. A page of the procedure guide in one language."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.TextField()
    language = models.TextField()
    title = models.TextField()
    body = models.TextField()
    order = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "language"], name="one_guide_a_language"),
        ]
