"""遮盖件. What the unit sees of an attachment whose petitioner's name is hidden from it (G4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huiyin.documents.models import StoredFile
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Term

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


class MaskedWay(Term):
    """制作方式. How a masked copy came about."""

    DRAWN = "drawn", "在屏幕上遮盖"
    WRITTEN = "written", "改写文本"
    UPLOADED = "uploaded", "上传遮盖好的文件"
    DECLARED = "declared", "确认无须遮盖"


class MaskedCopy(models.Model):
    """遮盖件. One masked copy of one attachment, from the first box drawn to the taking back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="masked_copies"
    )
    original = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()  # which attachment of the petition, from 1
    way = models.TextField(choices=MaskedWay.choices())
    boxes = models.BinaryField(null=True)  # sealed: where a name stands tells something too
    pages = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    failure = models.TextField(default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["number", "made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(taken_back_at=None),
                name="one_masked_copy_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(stored__isnull=False),
                name="released_copy_is_there",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(released_at__isnull=False),
                name="taken_back_after_release",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["petition"], name="copy_of_petition")]

    @property
    def is_ready(self) -> bool:
        """Whether it can be looked at and released."""
        return self.stored_id is not None and self.released_at is None

    @property
    def is_released(self) -> bool:
        """Whether the unit sees it."""
        return self.released_at is not None and self.taken_back_at is None

    @property
    def is_being_made(self) -> bool:
        """Whether the worker has still to make something of it."""
        return not (self.stored_id or self.failure or self.waits_for_boxes)

    @property
    def waits_for_boxes(self) -> bool:
        """Whether its pages are there to be drawn upon."""
        return self.pages_id is not None and self.boxes is None

    @property
    def name(self) -> str:
        """What it is called: never as the petitioner called the file, for that may be a name."""
        return f"附件{self.number}（遮盖件）"
