"""应急标记随件. Parts of a split, and the first that a repeat joins, go on under the same hours.

Neither splitting nor joining stops a clock of hours: whoever was promised an answer within them
still is. Each is reported to the leading group and acknowledged by itself, for its words differ.
"""

from datetime import timedelta
from uuid import UUID

from huiyin.petitions.actions.emergency import report_up, stand
from huiyin.petitions.emergency_marks import EmergencyMark, mark_of
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import job_viewer
from huiyin.rules.rows.unseen import CARRIED
from huiyin.rules.terms import Step


def carry(one: Taking, to: UUID) -> None:
    """Let the mark of the petition under way stand on another too, unless one stands there.

    Whose result was told already has no hours left to carry.
    """
    mark = mark_of(one.petition)
    if mark is None or mark.told_at is not None:
        return
    if EmergencyMark.objects.filter(petition=to, cleared_at=None).exists():
        return
    with taking(
        Step.MARK,
        to,
        by=job_viewer("carry"),
        at=one.at,
        choose=lambda _facts: CARRIED,
        happened_at=mark.counted_from,
        hours=(mark.due_at - mark.counted_from) // timedelta(hours=1),
    ) as other:
        other.by = one.by
        other.codes["with"] = str(one.petition.pk)
        stand(
            other,
            EmergencyMark(
                petition=other.petition,
                emergency=mark.emergency,
                kind=mark.kind,
                group=mark.group,
                leading=mark.leading,
                coordinating=mark.coordinating,
                supervising=mark.supervising,
                found=mark.found,
                tags=mark.tags,
                marked_at=one.at,
                marked_by=mark.marked_by,
                counted_from=mark.counted_from,
                due_at=mark.due_at,
                minutes=mark.minutes,
            ),
        )
    report_up(to, at=one.at)
