"""Letters that went out and files that came in: frozen facts, gap-free numbers, sealed contents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Term


class Purpose(Term):
    """用途. Why a file is kept."""

    ORIGINAL = "original", "原件"
    SHOWN = "shown", "阅览副本"
    LETTER = "letter", "文书"
    PAGES = "pages", "遮盖底图"
    TO_MASK = "to_mask", "待制作的遮盖件"
    MASKED = "masked", "遮盖件"
    EXPORT = "export", "打印件、导出件"


class FileState(Term):
    """处理状态. Whether a file may be looked at, and how."""

    HELD = "held", "待安全检查"
    HARMFUL = "harmful", "查出病毒，已经封存"
    RECEIVED = "received", "待制作阅览副本"
    DERIVED = "derived", "已有阅览副本"
    KEPT = "kept", "只提供原件下载"
    BLOCKED = "blocked", "不能制作阅览副本"


class StoredFile(models.Model):
    """文件. One file on disk, sealed under its owner's key; name and content never in clear."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner_id = models.UUIDField()  # the petition whose key seals it
    purpose = models.TextField(choices=Purpose.choices())
    original = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="shown"
    )
    name = models.BinaryField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    digest = models.BinaryField()  # keyed: tells nothing to who only has the database
    path = models.TextField()
    state = models.TextField(choices=FileState.choices())
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path"], name="one_file_a_path"),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.SHOWN.value) ^ Q(original__isnull=True),
                name="a_shown_copy_has_its_original",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner_id"], name="file_of_owner")]

    @property
    def is_withheld(self) -> bool:
        """Whether nobody opens it: it waits for its safety check, or has not passed it (D7)."""
        return self.state in (FileState.HELD, FileState.HARMFUL)

    @property
    def is_shown_itself(self) -> bool:
        """Whether this very file may be opened in the browser: our own making, never an upload."""
        return self.purpose in (Purpose.SHOWN, Purpose.LETTER, Purpose.MASKED)


class LetterCounter(models.Model):
    """文号. The last number of an office, a kind and a year; locked while one is taken."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "kind", "year"], name="one_counter_a_year"),
        ]


class Letter(models.Model):
    """文书. An issued letter: its facts never change, a correction is a new letter naming it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="letters")
    owner_id = models.UUIDField()  # the petition whose key seals it
    kind = models.TextField()
    year = models.IntegerField()
    serial = models.IntegerField()
    number = models.TextField()
    template_version = models.IntegerField()
    facts = models.BinaryField()
    facts_digest = models.BinaryField()
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    issued_by = models.TextField()
    issued_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    rendered_at = models.DateTimeField(null=True)
    is_pdfa = models.BooleanField(null=True)
    pdf = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    docx = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["issued_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "kind", "number"], name="one_letter_a_number"
            ),
            models.CheckConstraint(
                condition=Q(rendered_at=None, is_pdfa=None, pdf=None, docx=None)
                | Q(
                    rendered_at__isnull=False,
                    is_pdfa__isnull=False,
                    pdf__isnull=False,
                    docx__isnull=False,
                ),
                name="letter_rendered_whole_or_not",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner_id"], name="letter_of_owner"),
            models.Index(
                fields=["issued_at"], condition=Q(rendered_at=None), name="letter_to_render"
            ),
        ]

    def __str__(self) -> str:
        return self.number
