"""What a person asked to have on paper or in a spreadsheet: who, why, how far it is, until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Term

KEPT = timedelta(hours=24)
MOST_TRIES = 3


class Product(Term):
    """成品. What is made: forms of one petition, its whole file, a register, a list, letters."""

    SHEETS = "sheets", "打印件"
    DOSSIER = "dossier", "卷宗"
    REGISTER = "register", "登记簿"
    LIST = "list", "清单导出"
    POSTING = "posting", "送达打印"
    REPORT = "report", "期间报告"


class Making(Term):
    """进度. How far it is."""

    ASKED = "asked", "等待审批"
    DECLINED = "declined", "未获同意"
    MAKING = "making", "正在制作"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有做成"
    OVER = "over", "已过期删除"


class Export(models.Model):
    """打印件、导出件. Sealed under a key of its own; who asked opens it, for 24 hours."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.BinaryField()
    kind = models.TextField()
    title = models.TextField()
    about = models.TextField(default="")  # the choice in words: no name, no matter
    petitions = models.JSONField(default=list)  # the ids it is made of; of a list once made
    arguments = models.BinaryField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField()
    is_unmasked = models.BooleanField(default=False)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    # Whose second person decides; None where none is needed.
    decides = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    decision = models.BinaryField(null=True)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    tries = models.IntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    row_count = models.IntegerField(null=True)
    failure = models.TextField(default="")
    is_swept = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(is_unmasked=True) | Q(decides__isnull=False) | ~Q(kind="list"),
                name="unmasked_list_has_a_second_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "asked_at"], name="export_of_person"),
            models.Index(
                fields=["asked_at"],
                condition=Q(made_at=None, failure=""),
                name="export_to_make",
            ),
            models.Index(
                fields=["decides"],
                condition=Q(decides__isnull=False, decided_at=None),
                name="export_to_decide",
            ),
        ]

    @property
    def expires_at(self) -> datetime | None:
        """Until when it can be opened, once it is made."""
        return self.made_at + KEPT if self.made_at else None

    def standing(self, at: datetime) -> Making:
        """How far it is at a moment."""
        if self.failure:
            return Making.FAILED
        if self.expires_at is not None:
            return Making.READY if at < self.expires_at and not self.is_swept else Making.OVER
        if self.decides_id is None or self.agreed:
            return Making.MAKING
        return Making.ASKED if self.decided_at is None else Making.DECLINED
