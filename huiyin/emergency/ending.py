"""延长和结束. An emergency has a last day: it is moved with a reason, or comes by itself.

After the end nothing new is marked. What was marked keeps its clock, its group and whoever is on
duty; a closed reception place opens by a notice only. Of a drill nothing stays in anybody's way.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts.models import Post
from huiyin.duty.actions import give_up
from huiyin.duty.models import DutyPost
from huiyin.emergency.current import forget_now
from huiyin.emergency.models import Emergency, Group, Task, Turn
from huiyin.emergency.planning import read
from huiyin.emergency.plans import answering
from huiyin.language.clean import Unclean, tidy
from huiyin.notifications.actions import tell
from huiyin.organisations.actions import note, switch_office
from huiyin.organisations.errors import Refused
from huiyin.petitions.actions.emergency_drills import end_drill
from huiyin.petitions.models import Petition
from huiyin.petitions.viewing import viewing_all
from huiyin.publishing.notices import withdraw_rehearsed
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import EmergencyTurn, GroupKind, TaskKind

DECIDING = frozenset({Role.LEADER})
LONGEST_REASON = 500
LONGEST_DAYS = 92
WARNED = (1, 3)
"""Days before the last one on which the bureau is told that it nears; the nearest first."""

DONE_AFTER = timedelta(days=7)


@transaction.atomic
def prolong(
    emergency: Emergency, *, end_on: date, reason: str, by: Viewer, at: datetime
) -> Emergency:
    """延长. Give an emergency a later last day, before the one it has is over."""
    running = _running(emergency, by=by, at=at)
    why = _reason(reason)
    if end_on <= running.expected_end_on:
        raise Refused(_("新的结束日期应晚于现在的。要提前结束，请用“结束”。"), field="end_on")
    if (end_on - running.expected_end_on).days > LONGEST_DAYS:
        raise Refused(_("一次最多延长%(days)s天。") % {"days": LONGEST_DAYS}, field="end_on")
    running.expected_end_on = end_on
    running.save(update_fields=["expected_end_on"])
    _turn(running, EmergencyTurn.PROLONGED, why, by=by.id, at=at)
    forget_now()
    note("prolong_emergency", str(running.pk), by=by, at=at, details=end_on.isoformat())
    return running


@transaction.atomic
def stand_down(emergency: Emergency, *, reason: str, by: Viewer, at: datetime) -> Emergency:
    """提前结束. End an emergency now, with a reason; its groups stay until their work is done."""
    running = _running(emergency, by=by, at=at)
    why = _reason(reason)
    running.ended_at = at
    running.save(update_fields=["ended_at"])
    _turn(running, EmergencyTurn.ENDED, why, by=by.id, at=at)
    _leave_behind(running, by=by, at=at)
    _tell(running, "emergency_over", "over")
    give_up_posts(at)
    forget_now()
    note("end_emergency", str(running.pk), by=by, at=at, details=why)
    return running


def lapse(emergency: Emergency, *, at: datetime) -> None:
    """到期结束. Write down that an emergency ended by itself at the end of its last day."""
    emergency.ended_at = end_of_day(emergency.expected_end_on)
    emergency.save(update_fields=["ended_at"])
    _turn(emergency, EmergencyTurn.LAPSED, "", by="job:emergency", at=emergency.ended_at)
    _leave_behind(emergency, by=job_viewer("emergency"), at=at)
    _tell(emergency, "emergency_over", "over")
    forget_now()


@transaction.atomic
def lapse_what_is_over(at: datetime) -> int:
    """End every emergency whose last day has passed. Late is harmless: pages knew before."""
    over = Emergency.objects.select_for_update(of=("self",)).filter(
        ended_at=None, expected_end_on__lt=localdate(at)
    )
    ended = list(over.select_related("office", "plan").order_by("pk"))
    for emergency in ended:
        lapse(emergency, at=at)
    give_up_posts(at)
    return len(ended)


def warn_of_end(today: date) -> int:
    """Tell each bureau three days and one day before its emergency ends; once for each day."""
    told = 0
    running = Emergency.objects.filter(
        ended_at=None, expected_end_on__range=(today, today + timedelta(days=max(WARNED)))
    )
    for emergency in running.order_by("pk"):
        left = (emergency.expected_end_on - today).days
        near = next(days for days in WARNED if left <= days)
        told += _tell(emergency, "emergency_ends", f"{emergency.expected_end_on}:{near}")
    return told


@transaction.atomic
def close_groups(at: datetime) -> int:
    """Close the groups of emergencies that are over once nothing is left in their hands."""
    today, closed = localdate(at), 0
    left = Group.objects.filter(to_on=None).exclude(emergency__ended_at=None)
    for group in left.select_related("office", "emergency").order_by("pk"):
        is_left = not group.emergency.is_drill and group.tasks.filter(done_at=None).exists()
        if is_left or _is_busy(group.emergency_id, today):
            continue
        group.to_on = today
        group.save(update_fields=["to_on"])
        Post.objects.held(today).filter(office=group.office_id).update(to_on=today)
        switch_office(group.office, on=False, by=job_viewer("emergency"), at=at)
        closed += 1
    return closed


@transaction.atomic
def give_up_posts(at: datetime) -> int:
    """Hold the duty posts of emergencies that are over no longer, once no petition needs them.

    A post that another running emergency has on its list as well is held on for that one.
    """
    given_up, by = 0, job_viewer("emergency")
    over = Emergency.objects.exclude(ended_at=None).values("pk")
    posts = DutyPost.objects.filter(emergency__in=over, is_open=True).select_related("office")
    for post in posts.order_by("pk"):
        still = Task.objects.filter(subject=post.pk, emergency__ended_at=None).first()
        if still is not None:
            post.emergency = still.emergency_id
            post.save(update_fields=["emergency"])
        elif post.emergency and not _is_busy(post.emergency, localdate(at)):
            give_up(post, by=by, at=at)
            given_up += 1
    return given_up


def _is_busy(emergency: UUID, today: date) -> bool:
    """Whether a petition that was marked for an emergency has not ended."""
    job = job_viewer("emergency")
    known = Petition.objects.visible_to(job, today=today).open()
    marks = {"emergency_marks__emergency": emergency, "emergency_marks__cleared_at": None}
    with viewing_all(job):
        return known.filter(**marks).exists()


def _running(emergency: Emergency, *, by: Viewer, at: datetime) -> Emergency:
    """The emergency, kept from changing meanwhile; Refused where it is over or not theirs."""
    if by.may_act(DECIDING, str(emergency.office_id)) is None:
        raise Refused(_("由启动它的信访部门负责人办理。"))
    locked = Emergency.objects.select_for_update(of=("self",)).select_related("office", "plan")
    row = locked.get(pk=emergency.pk)
    if row.is_over(at):
        raise Refused(_("应急状态已经结束。需要时可以再次启动。"))
    return row


def _reason(typed: str) -> str:
    try:
        reason = tidy(typed, limit=LONGEST_REASON).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="reason") from None
    if not reason:
        raise Refused(_("请写明理由。"), field="reason")
    return reason


def _turn(emergency: Emergency, kind: EmergencyTurn, reason: str, *, by: str, at: datetime) -> None:
    Turn.objects.create(
        emergency=emergency,
        kind=kind,
        reason=reason,
        end_on=emergency.expected_end_on,
        by=by,
        at=at,
    )


def _leave_behind(emergency: Emergency, *, by: Viewer, at: datetime) -> None:
    """The list for the end; of a drill nothing: its petitions, duties, notices go with it."""
    if not emergency.is_drill:
        _leave_tasks(emergency, at=at)
        return
    end_drill(emergency.pk, at=at)
    made = (task.subject for task in emergency.tasks.all())
    withdraw_rehearsed([each for each in made if each], by=by, at=at)


def _leave_tasks(emergency: Emergency, *, at: datetime) -> None:
    """What the plan lists for the end, for the group that co-ordinates."""
    groups = {row.kind: row for row in Group.objects.filter(emergency=emergency)}
    group = groups[answering([GroupKind(kind) for kind in groups])]
    Task.objects.bulk_create(
        Task(
            office=emergency.office,
            emergency=emergency,
            group=group,
            kind=TaskKind.STAND_DOWN,
            what=what,
            due_at=at + DONE_AFTER,
            made_by="job:emergency",
            made_at=at,
        )
        for what in read(emergency.plan).stand_down
    )


def _tell(emergency: Emergency, code: str, once: str) -> bool:
    arguments = {"name": emergency.name, "day": emergency.expected_end_on.isoformat()}
    told = tell(
        key=f"emergency:{emergency.pk}:{once}",
        way="desk",
        code=code,
        arguments=arguments,
        to_office=emergency.office_id,
    )
    return told is not None
