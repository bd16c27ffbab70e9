"""应急标记. Which petitions belong to an emergency, who works on them, and since when (A18, B24).

An emergency is known here by its id only, its groups as offices: whoever marks hands them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from huiyin.accounts.models import User
from huiyin.organisations.models import Office
from huiyin.rules.hours import MOST
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import GROUPED, Viewer
from huiyin.rules.stages import Clockwork
from huiyin.rules.terms_emergency import EmergencyKind, Found

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


@dataclass(frozen=True, kw_only=True)
class Response:
    """应急响应. The emergency for which a petition is marked, and the groups that see to it."""

    emergency: UUID
    kind: EmergencyKind
    group: Office  # that dispatches what came in this way (T11)
    leading: Office | None = None
    coordinating: Office | None = None  # 办公室
    supervising: Office | None = None  # 督导组
    drill: UUID | None = None  # it is a drill: only practice petitions of it are marked
    hours: int = MOST
    minutes: Mapping[str, int] = field(default_factory=dict)  # the plan's targets, by Milestone


class EmergencyMark(models.Model):
    """应急标记. One petition in one emergency: its groups, its clock, how far it came."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition",
        db_index=False,
        on_delete=models.PROTECT,
        related_name="emergency_marks",
    )
    emergency = models.UUIDField()
    kind = models.TextField(choices=EmergencyKind.choices())
    group = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    leading = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    coordinating = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    supervising = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    found = models.TextField(choices=Found.choices())
    tags = models.JSONField(default=list)
    marked_at = models.DateTimeField()
    marked_by = models.UUIDField()
    # Receipt where it was marked at registration, else the marking (L15).
    counted_from = models.DateTimeField()
    due_at = models.DateTimeField()
    minutes = models.JSONField(default=dict)  # how soon each thing is done, as its plan said
    warned = models.IntegerField(default=0)  # how many warnings have gone out
    warn_at = models.DateTimeField(null=True)  # the next one
    told_at = models.DateTimeField(null=True)
    led_by = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    led_until = models.DateField(null=True)
    led_done_at = models.DateTimeField(null=True)
    tracked_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition"], condition=Q(cleared_at=None), name="one_mark_a_petition"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["petition"], name="mark_of_petition"),
            models.Index(fields=["emergency", "due_at"], name="mark_of_emergency"),
            models.Index(
                fields=["warn_at"], condition=Q(warn_at__isnull=False), name="mark_to_warn"
            ),
        ]

    @property
    def group_ids(self) -> frozenset[UUID]:
        """The groups that dispatch, co-ordinate and supervise it."""
        mine = (self.group_id, self.coordinating_id, self.supervising_id)
        return frozenset(each for each in mine if each)

    @property
    def clockwork(self) -> Clockwork:
        """What the targets of its stages count from."""
        return Clockwork(
            start=self.counted_from,
            marked=self.marked_at,
            due=self.due_at,
            told=self.told_at,
            minutes=self.minutes,
        )

    @property
    def is_led(self) -> bool:
        """Whether a leader's instruction waits for its result."""
        return self.led_by_id is not None and self.led_done_at is None


class Screened(models.Model):
    """排查结论. What a person decided of a petition that the word list proposed (A24)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    emergency = models.UUIDField()
    belongs = models.BooleanField()
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "emergency"], name="one_screening_a_petition"
            ),
        ]


def mark_of(petition: Petition) -> EmergencyMark | None:
    """The mark that stands; asked for only where the petition is urgent, and once."""
    if not petition.urgent:
        return None
    if "emergency_marks" not in getattr(petition, "_prefetched_objects_cache", {}):
        models.prefetch_related_objects([petition], "emergency_marks")
    return next((each for each in petition.emergency_marks.all() if each.cleared_at is None), None)


def seen_by_groups(offices: Iterable[UUID]) -> models.QuerySet[EmergencyMark]:
    """The marks that stand and that one of these groups works on, supervises or leads."""
    mine = list(offices)
    theirs = Q()
    for each in ("group", "leading", "coordinating", "supervising"):
        theirs |= Q(**{f"{each}__in": mine})
    return EmergencyMark.objects.filter(theirs, cleared_at=None)


def seen_by_groups_below(path: str) -> models.QuerySet[EmergencyMark]:
    """The same of every group at or below a place in the tree."""
    theirs = Q()
    for each in ("group", "leading", "coordinating", "supervising"):
        theirs |= Q(**{f"{each}__path__startswith": path})
    return EmergencyMark.objects.filter(theirs, cleared_at=None)


def works_on(petition: Petition, viewer: Viewer) -> bool:
    """Whether the viewer is of a group that works on the petition, supervises or leads it."""
    mark = mark_of(petition) if viewer.roles & GROUPED else None
    if mark is None:
        return False
    mine = viewer.office_ids(GROUPED)
    return bool(mine & mark.group_ids) or mark.leading_id in mine
