"""What people keep of how they look at lists: their columns, and views with a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id


class SavedView(models.Model):
    """视图. A list narrowed and sorted under a name, of one person or of an office's people."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worklist = models.TextField()
    name = models.TextField()
    query = models.TextField(blank=True)  # the part of the address: filters and order
    columns = models.JSONField(default=list)  # those shown; none: as each reader has chosen
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="views",
    )
    office = models.ForeignKey(
        Office, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["worklist", "name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(office=None), name="view_of_a_person_or_an_office"
            ),
            models.UniqueConstraint(
                fields=["person", "worklist", "name"],
                condition=Q(office=None),
                name="one_view_a_name_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["office", "worklist", "name"],
                condition=Q(person=None),
                name="one_view_a_name_of_an_office",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """列. Which columns of a list a person wants to see."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, db_index=False, on_delete=models.CASCADE, related_name="columns"
    )
    worklist = models.TextField()
    columns = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "worklist"], name="columns_of_a_person"),
        ]
