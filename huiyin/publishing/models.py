"""What the public is told: the ways to reach an office (R18.1) and the procedure guide."""

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
