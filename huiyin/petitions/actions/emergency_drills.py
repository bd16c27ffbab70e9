"""演练结束. The practice petitions of a drill end with it, by nobody; their record stays."""

from datetime import datetime
from uuid import UUID

from huiyin.duty.alerts import settle
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Petition
from huiyin.petitions.taking import taking
from huiyin.petitions.viewing import viewing_all
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.rows.unseen import DRILL_OVER
from huiyin.rules.rule import FINAL
from huiyin.rules.terms import Step

JOB = job_viewer("drill")


def end_drill(drill: UUID, *, at: datetime) -> int:
    """演练结束. Every practice petition of a drill that has not ended ends; nothing of it runs on.

    What the drill counted still counts for itself: marks stand as they stood.
    """
    with viewing_all(JOB):
        return _end(drill, at)


def _end(drill: UUID, at: datetime) -> int:
    ours = Petition.objects.visible_to(JOB, today=localdate(at)).of_drill(drill)
    left = list(ours.exclude(state__in=FINAL).order_by("pk").values_list("pk", flat=True))
    for petition_id in left:
        with taking(
            Step.END_DRILL, petition_id, by=JOB, at=at, choose=lambda _facts: DRILL_OVER
        ) as one:
            one.petition.closed_at = at
    for petition_id in ours.values_list("pk", flat=True):
        settle(petition_id, at)
    EmergencyMark.objects.filter(petition__drill=drill).update(warn_at=None)
    return len(left)
