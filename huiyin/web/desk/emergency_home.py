"""应急. What runs and what was, the plans and papers; and one emergency with all of its groups."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from huiyin.emergency.ending import DECIDING
from huiyin.emergency.members import members
from huiyin.emergency.models import Group, Meeting, Task, Turn
from huiyin.emergency.planning import newest
from huiyin.emergency.tasks import tasks_of
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import EmergencyKind, Milestone
from huiyin.web.desk.emergency_links import links_of
from huiyin.web.desk.emergency_pages import (
    ROLES,
    bureaus_of,
    emergencies_of,
    emergency_or_404,
    inner_bureaus,
    led_bureaus,
    names,
)
from huiyin.web.desk.emergency_practice import practice_of
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

MOST_PAST = 20


@require_GET
@staff_page(roles=ROLES)
def home(request: StaffRequest) -> HttpResponse:
    """What runs in one's area, what waits for oneself, the plans that stand ready, what was."""
    known = emergencies_of(request)
    running = [each for each in known if not each.is_over(request.now)]
    plans = [
        (bureau, [(kind, newest(bureau, kind)) for kind in EmergencyKind])
        for bureau in bureaus_of(request)
    ]
    return page(
        request,
        "desk/emergency/home.html",
        here="emergency",
        running=[(each, each.day_number(request.today)) for each in running],
        past=[each for each in known if each.is_over(request.now)][:MOST_PAST],
        plans=plans,
        reads_minutes=bool(inner_bureaus(request)),
        may_declare=bool(led_bureaus(request)),
        tasks=tasks_of(request.viewer).select_related("group__office", "meeting"),
    )


@require_GET
@staff_page(roles=ROLES)
def emergency(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """One emergency: since when, until when, who leads, what is left to do, what happened."""
    one = emergency_or_404(request, emergency_id)
    groups = list(Group.objects.filter(emergency=one).select_related("office"))
    heads = {
        post.office_id: post
        for post in members(groups, request.today)
        if post.role == Role.GROUP_HEAD and post.is_held(request.today)
    }
    tasks = list(Task.objects.filter(emergency=one).select_related("group", "owner"))
    turns = list(Turn.objects.filter(emergency=one))
    waiting = [each for each in tasks if each.done_at is None]
    who = names(each.by for each in turns)
    return page(
        request,
        "desk/emergency/emergency.html",
        here="emergency",
        emergency=one,
        number=one.day_number(request.today),
        is_over=one.is_over(request.now),
        is_begun=one.starts_at <= request.now,
        is_ours=request.viewer.may_act(DECIDING, str(one.office_id)) is not None,
        groups=[(each, heads.get(each.office_id), _waiting_in(waiting, each)) for each in groups],
        late=[each for each in waiting if each.is_late(request.now)],
        rows=links_of(request, one, tasks),
        done_count=len(tasks) - len(waiting),
        task_count=len(tasks),
        turns=[(each, who.get(each.by, "")) for each in turns],
        minutes=[(each, one.stages[each]) for each in Milestone if each in one.stages],
        reads_minutes=one.office in inner_bureaus(request),
        meetings=_newest_minutes(one.pk),
        now=request.now,
        done=request.GET.get("done", ""),
        **(practice_of(request, one) if one.is_drill else {}),
    )


def _waiting_in(tasks: list[Task], group: Group) -> int:
    return sum(each.group_id == group.pk for each in tasks)


def _newest_minutes(emergency_id: UUID) -> list[Meeting]:
    rows = Meeting.objects.filter(emergency=emergency_id).order_by("root", "-version")
    return sorted(rows.distinct("root"), key=lambda each: each.held_at, reverse=True)
