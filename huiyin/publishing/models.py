"""What the public is told: the ways to reach an office (R18.1), when one is closed, the guide."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Channel
from huiyin.rules.terms_publishing import Medium, NoticeKind, NoticeState


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

    @property
    def reopened(self) -> Reopening | None:
        """By which notice it opens again; None as long as none says so."""
        return getattr(self, "reopening", None)

    def has_begun(self, on: date) -> bool:
        """Whether the way is closed on a day, not only announced to be."""
        return self.from_on <= on


class Guide(models.Model):
    """办理指南. A page of the procedure guide in one language; for one way in, or for all (A10)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.TextField()
    language = models.TextField()
    title = models.TextField()
    body = models.TextField()
    channel = models.TextField(choices=Channel.choices(), blank=True, default="")
    order = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "language"], name="one_guide_a_language"),
        ]


class GuideVersion(models.Model):
    """办理指南的一版. What a page said from a moment on; both empty where it was taken away."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.TextField(db_index=True)
    language = models.TextField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    channel = models.TextField(blank=True)
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-language"]


class Notice(models.Model):
    """公告、通知. One version of a notice in all its forms; a change is a new row (A5, A9).

    A version speaks from the moment it has an `Issue`. `above` and `based_on` say which notice
    from above it carries out (B7); without addressees it goes to every office below.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="notices")
    kind = models.TextField(choices=NoticeKind.choices())
    title = models.TextField()
    text = models.TextField()
    title_en = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    sms = models.TextField()
    wechat = models.TextField()
    broadcast = models.TextField()
    guide = models.TextField(blank=True)  # the page of the guide that it leads to
    based_on = models.TextField(blank=True)
    above = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    addressees = models.ManyToManyField(Office, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    reply_by = models.DateField(null=True)
    is_drill = models.BooleanField(default=False)  # never let out to the public
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-written_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_notice_a_version"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.kind == NoticeKind.PUBLIC

    @property
    def kind_word(self) -> NoticeKind:
        """The kind as people say it."""
        return NoticeKind(self.kind)

    @property
    def issued(self) -> Issue | None:
        """Who let this version out; None for a draft."""
        return getattr(self, "issue", None)

    @property
    def withdrawn(self) -> Withdrawal | None:
        """Why it is shown no longer; None while it is."""
        return getattr(self, "withdrawal", None)

    @property
    def has_paper(self) -> bool:
        """Whether the worker has drawn it."""
        return hasattr(self, "paper")

    def state(self, today: date) -> NoticeState:
        """How far this version has come."""
        if self.withdrawn:
            return NoticeState.WITHDRAWN
        if self.issued is None:
            return NoticeState.DRAFT
        is_over = self.until_on is not None and self.until_on < today
        return NoticeState.EXPIRED if is_over else NoticeState.CURRENT


class Issue(models.Model):
    """发布. Who let a version out, and when."""

    notice = models.OneToOneField(Notice, primary_key=True, on_delete=models.PROTECT)
    issued_by = models.TextField()
    issued_at = models.DateTimeField()


class Withdrawal(models.Model):
    """撤下. Why a notice is shown no longer; it stays in the record."""

    notice = models.OneToOneField(Notice, primary_key=True, on_delete=models.PROTECT)
    reason = models.TextField()
    withdrawn_by = models.TextField()
    withdrawn_at = models.DateTimeField()


class NoticePaper(models.Model):
    """公告的纸质版. A version on A4, drawn once by the worker."""

    notice = models.OneToOneField(
        Notice, primary_key=True, on_delete=models.PROTECT, related_name="paper"
    )
    pdf = models.BinaryField()


class Publication(models.Model):
    """刊播记录. Where and when a version was shown, as a person states it (A9, A10, B22)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="publications")
    medium = models.TextField(choices=Medium.choices())
    at = models.DateTimeField()
    remark = models.TextField(blank=True)
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at"]

    @property
    def medium_word(self) -> Medium:
        """The medium as people say it."""
        return Medium(self.medium)


class Delivery(models.Model):
    """签收和反馈. What an office did with an internal notice: who read it, what it reported."""

    id = models.UUIDField(primary_key=True, default=new_id)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="deliveries")
    read_by = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)
    feedback = models.TextField(blank=True)
    feedback_by = models.TextField(blank=True)
    feedback_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["office__path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "office"], name="one_delivery_an_office"),
        ]


class Reopening(models.Model):
    """恢复. The published notice that opens a way in again, and from which moment."""

    closure = models.OneToOneField(Closure, primary_key=True, on_delete=models.PROTECT)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()


class Answer(models.Model):
    """政策解答. One version of a question and its answer, with the source it rests on (A21, B23).

    A change, a look without a change, a retirement: each is a new row under the same `root`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="answers")
    question = models.TextField()
    answer = models.TextField()
    question_en = models.TextField(blank=True)
    answer_en = models.TextField(blank=True)
    source_title = models.TextField()
    source_organ = models.TextField()
    source_on = models.DateField()
    source_link = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    tags = ArrayField(models.TextField(), default=list)
    is_retired = models.BooleanField(default=False)
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-written_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_answer_a_version"),
        ]

    def __str__(self) -> str:
        return self.question


class VisitSlot(models.Model):
    """预约时段. How many people a hall receives in a stretch of a day (B20, B27).

    `taken` is what is booked of `limit`; the database itself lets it never be more.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    way = models.ForeignKey(WayIn, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    limit = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["way", "starts_at"], name="one_slot_a_time"),
            models.CheckConstraint(
                condition=models.Q(taken__gte=0, taken__lte=models.F("limit")),
                name="never_more_than_the_limit",
            ),
        ]

    @property
    def left(self) -> int:
        """How many may still come."""
        return self.limit - self.taken


class Booking(models.Model):
    """来访预约. Who comes in a slot, found by a code; a name sealed under a key of its own.

    Nothing is said of the matter. Thirty days after the slot the row is destroyed. `booked_by` is
    the clerk who booked for a caller; `told_by` told them that the hall will be closed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    slot = models.ForeignKey(VisitSlot, on_delete=models.PROTECT, related_name="bookings")
    request_key = models.BinaryField(unique=True)
    key = models.BinaryField(null=True)
    code_index = models.BinaryField(unique=True)
    code = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    people = models.SmallIntegerField()
    booked_by = models.TextField(blank=True, default="")
    booked_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    told_by = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["booked_at"]
