"""谁晚了. How many emergency petitions each group still has, and how many are past their hours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from huiyin.petitions.emergency_board import marked, running
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.rules.hours import whole
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer


@dataclass(frozen=True)
class Standing:
    """What a group has in hand."""

    running: int = 0
    late: int = 0


def standing_of_groups(
    viewer: Viewer, emergency: UUID, at: datetime, *, drill: UUID | None = None
) -> dict[UUID, Standing]:
    """For each group with something in hand; never more than the viewer may see (B12)."""
    seen = running(marked(viewer, today=localdate(at), drill=drill))
    marks = EmergencyMark.objects.filter(
        petition__in=seen.values("pk"), emergency=emergency, cleared_at=None
    )
    counted = (
        marks.order_by()
        .values("group")
        .annotate(has=Count("pk"), late=Count("pk", filter=Q(due_at__lt=whole(at))))
    )
    return {row["group"]: Standing(row["has"], row["late"]) for row in counted}
