"""What waits for a second person: a step that somebody asked for, and who decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


class Request(models.Model):
    """待审批. A step that waits for a second person; nothing else changes until then."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="requests"
    )
    step = models.TextField()
    arguments = models.JSONField()
    # Whose second person decides: the office that acts, or its superior where it has no other.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "step"],
                condition=Q(decided_at=None),
                name="one_request_a_step",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "petition"],
                condition=Q(decided_at=None),
                name="request_to_decide",
            ),
        ]
