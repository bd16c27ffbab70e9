"""演练结束. No mark, group, hours or alert of a drill stays on a real petition; its record does."""

from datetime import datetime
from uuid import UUID

from huiyin.duty.alerts import settle
from huiyin.petitions.actions.emergency import the_mark
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.taking import taking
from huiyin.rules.permissions import job_viewer
from huiyin.rules.rows.unseen import DRILL_OVER
from huiyin.rules.terms import Step

JOB = job_viewer("drill")


def take_off(drill: UUID, *, at: datetime) -> int:
    """Clear every mark of a drill, by nobody: what the drill counted still counts for itself."""
    standing = EmergencyMark.objects.filter(emergency=drill, is_drill=True, cleared_at=None)
    marked = list(standing.order_by("petition").values_list("petition", flat=True))
    for petition in marked:
        take_off_one(petition, at=at)
    return len(marked)


def give_way(petition_id: UUID, *, at: datetime, version: int | None = None) -> bool:
    """Whether a drill's mark stood where one in earnest is about to stand, and was taken off."""
    marks = EmergencyMark.objects.filter(petition=petition_id, is_drill=True, cleared_at=None)
    if not marks.exists():
        return False
    take_off_one(petition_id, at=at, version=version)
    return True


def take_off_one(petition_id: UUID, *, at: datetime, version: int | None = None) -> None:
    """Clear the mark of a drill on one petition."""
    with taking(
        Step.CLEAR_MARK,
        petition_id,
        by=JOB,
        at=at,
        version=version,
        choose=lambda _facts: DRILL_OVER,
    ) as one:
        made = the_mark(one)
        made.cleared_at, made.warn_at = at, None
        made.save(update_fields=["cleared_at", "warn_at"])
        one.petition.urgent = False
        one.forget("emergency_marks")
        settle(petition_id, at)
        one.codes |= {"mark": str(made.pk), "drill": True}
