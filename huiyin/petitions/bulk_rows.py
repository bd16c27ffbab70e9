"""成批办理. One step asked for many petitions at once, and what came of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from huiyin.accounts.models import User
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


class Bulk(models.Model):
    """一批. Who asked for which step; its id is the token of the preview, so it happens once."""

    id = models.UUIDField(primary_key=True)
    step = models.TextField()
    arguments = models.JSONField()
    person = models.ForeignKey(User, db_index=False, on_delete=models.PROTECT, related_name="bulks")
    asked_at = models.DateTimeField()


class BulkRow(models.Model):
    """一批中的一件. The version that was previewed, to whom it goes, and what came of it."""

    WAITING, DONE, REFUSED = "waiting", "done", "refused"

    id = models.UUIDField(primary_key=True, default=new_id)
    bulk = models.ForeignKey(Bulk, db_index=False, on_delete=models.PROTECT, related_name="rows")
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    version = models.IntegerField()
    to = models.ForeignKey(
        Office, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField(default=WAITING)
    sentence = models.TextField(default="")  # why it was refused

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulk", "petition"], name="one_row_a_bulk"),
        ]
