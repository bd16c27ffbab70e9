"""Emergencies, the plans they follow, their groups, and what meetings and papers leave to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from huiyin.accounts.models import User
from huiyin.emergency.health_models import (  # noqa: F401 (tables of this app)
    DailyReport,
    HealthDay,
    HealthEntry,
    HealthKey,
    HealthRegister,
)
from huiyin.emergency.opinions_rows import Evidence, Theme  # noqa: F401 (tables of this app)
from huiyin.emergency.sites_rows import Site  # noqa: F401 (a table of this app)
from huiyin.emergency.supplies_rows import Supply, SupplyLot  # noqa: F401 (tables of this app)
from huiyin.organisations.models import Office
from huiyin.rules.hours import MOST
from huiyin.rules.ids import new_id
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.terms_emergency import (
    EmergencyKind,
    EmergencyTurn,
    GroupKind,
    PaperKind,
    PaperUse,
    TaskKind,
)


class PlanVersion(models.Model):
    """预案模板. One version of what a bureau does when it declares an emergency of a kind.

    A change is a new row; none is ever changed. `body` is read and written by plans.py alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="emergency_plans")
    kind = models.TextField(choices=EmergencyKind.choices())
    version = models.SmallIntegerField()
    name = models.TextField()
    body = models.JSONField()
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["office", "kind", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "kind", "version"], name="one_plan_a_version"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    """Questions about emergencies."""

    def running(self, at: datetime) -> EmergencyQuerySet:
        """Begun and not ended; one past its expected end is over before anybody says so."""
        return self.filter(starts_at__lte=at, ended_at=None, expected_end_on__gte=localdate(at))


class Emergency(models.Model):
    """应急状态. What a bureau declared for an area, from a moment on, to a day.

    `expected_end_on` is its last day: at the end of it the emergency is over by itself. `parent`
    is the emergency of an area above which this one makes stricter.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    kind = models.TextField(choices=EmergencyKind.choices())
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="emergencies")
    division = models.TextField()
    reason = models.TextField()
    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="emergencies")
    starts_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    declared_by = models.TextField()
    expected_end_on = models.DateField()
    # As its plan said when it was declared, never looser than one above that it makes stricter.
    hours = models.SmallIntegerField(default=MOST)
    stages = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="stricter")

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at", "id"]
        constraints: ClassVar = [
            # A plan switched twice is one emergency.
            models.UniqueConstraint(
                fields=["office", "kind", "division", "is_drill"],
                condition=Q(ended_at=None),
                name="one_running_emergency_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST), name="emergency_hours_of_the_clock"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expected_end_on"],
                condition=Q(ended_at=None),
                name="running_emergency",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_running(self, at: datetime) -> bool:
        """Whether petitions may be marked for it now."""
        return self.starts_at <= at and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Whether it was stood down, or its last day has passed."""
        return self.ended_at is not None or at > end_of_day(self.expected_end_on)

    @property
    def practises(self) -> UUID | None:
        """演练. Whose practice petitions are its own: those of a drill; in earnest none are."""
        return self.pk if self.is_drill else None

    def reaches(self, office: Office) -> bool:
        """Whether an office belongs to the area: the declaring bureau, its groups, all below.

        Asks for `office__parent` of this row; nothing of the other.
        """
        if office.path.startswith(self.office.path):
            return True
        government = self.office.parent
        is_below = government is not None and office.path.startswith(government.path)
        return is_below and office.division.startswith(area_of(self.division))

    def day_number(self, today: date) -> int:
        """第几天: 1 on the day it began."""
        return (today - localdate(self.starts_at)).days + 1


class Turn(models.Model):
    """应急过程. Declared, prolonged, ended: what happened to an emergency; only added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="turns")
    kind = models.TextField(choices=EmergencyTurn.choices())
    reason = models.TextField()
    end_on = models.DateField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]


class Group(models.Model):
    """工作组. An office of that kind which an emergency set up; its members hold posts there."""

    office = models.OneToOneField(
        Office, primary_key=True, on_delete=models.PROTECT, related_name="group"
    )
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="groups")
    kind = models.TextField(choices=GroupKind.choices())
    purpose = models.TextField()
    duties = models.JSONField(default=list)
    order = models.SmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["emergency", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emergency", "kind"], name="one_group_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.office.name


class Meeting(models.Model):
    """会议. The minutes of a meeting; a correction is a new version of them (B1, B2)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="meetings")
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.TextField()
    held_at = models.DateTimeField()
    place = models.TextField()
    chair = models.TextField()
    attendees = models.TextField()
    passed_on = models.TextField(blank=True)
    decisions = models.TextField()
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-held_at", "root", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_minutes_a_version"),
        ]

    def __str__(self) -> str:
        return self.title


class TaskQuerySet(models.QuerySet["Task"]):
    """Questions about tasks."""

    def waiting(self) -> TaskQuerySet:
        """Those not yet done, the earliest due first; of a drill that is over nobody does more."""
        rehearsed = Q(emergency__is_drill=True, emergency__ended_at__isnull=False)
        left = self.filter(done_at=None).exclude(rehearsed)
        return left.order_by(F("due_at").asc(nulls_last=True), "id")


class Task(models.Model):
    """任务. Something to do with an owner and a date: from the plan, a meeting, or by hand.

    `meeting` is the first version of the minutes that left it; `office` the bureau whose task
    list it stands on, `group` the one that answers for it until a person owns it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="emergency_tasks")
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="tasks"
    )
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="tasks")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="tasks")
    kind = models.TextField(choices=TaskKind.choices())
    what = models.TextField()
    subject = models.UUIDField(null=True)  # the duty post, notice, closure or supply it is about
    owner = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="emergency_tasks"
    )
    due_at = models.DateTimeField(null=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return self.what

    def is_late(self, at: datetime) -> bool:
        """Whether it is due and not done."""
        return self.done_at is None and self.due_at is not None and self.due_at < at


class Paper(models.Model):
    """预案文件. One version of a scheme, of measures or of a contingency plan (B3)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="plan_papers")
    kind = models.TextField(choices=PaperKind.choices())
    title = models.TextField()
    text = models.TextField()
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "title", "root", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_paper_a_version"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperUsed(models.Model):
    """文件启用记录. When a version was put to use or rehearsed, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="uses")
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="papers_used"
    )
    kind = models.TextField(choices=PaperUse.choices())
    used_on = models.DateField()
    note = models.TextField(blank=True)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-used_on", "-at", "id"]


def area_of(division: str) -> str:
    """How the codes of all places in an area begin: 990121 lies in 990100 and in 990000."""
    return division[:6].removesuffix("00").removesuffix("00") + division[6:]
