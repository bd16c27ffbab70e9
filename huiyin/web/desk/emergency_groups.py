"""工作组. Who is in a group, what it answers for and what waits for it; who does what, on paper."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.emergency import members as verbs
from huiyin.emergency import tasks
from huiyin.emergency.models import Group, Task
from huiyin.organisations.errors import Refused
from huiyin.petitions.emergency_standing import Standing, standing_of_groups
from huiyin.rules.terms_emergency import GroupKind
from huiyin.web.desk.emergency_links import links_of
from huiyin.web.desk.emergency_pages import (
    ROLES,
    back,
    day_of,
    emergency_or_404,
    group_or_404,
    names,
    one_of,
    optional_moment,
    typed_moment,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page

COORDINATING = (GroupKind.OFFICE, GroupKind.LEADING, GroupKind.SUPERVISION)
NAMED = ("person", "role", "from_on", "to_on", "what", "due_at")


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def group(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """A group: its members, duties and tasks; who leads it changes them here."""
    one = group_or_404(request, office_id)
    leads = verbs.may_lead(one, request.viewer) and one.to_on is None
    problem = Refused("")
    if request.method == "POST":
        if not leads:
            raise Http404
        try:
            return back("emergency_group", office_id, done=_changed(request, one))
        except Refused as refused:
            problem = refused
    rows = list(Task.objects.filter(group=one).select_related("owner"))
    return page(
        request,
        "desk/emergency/group.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        group=one,
        emergency=one.emergency,
        members=verbs.members([one], request.today),
        leads=leads,
        opens_inbox=bool(
            {one.office_id, one.office.parent_id} & request.viewer.office_ids(PETITION_ROLES)
        ),
        others=_others(request, one),
        candidates=verbs.candidates(one, request.today) if leads else [],
        ranks=verbs.RANKS,
        waiting=sorted(
            (each for each in rows if each.done_at is None),
            key=lambda each: (each.due_at is None, each.due_at, each.pk),
        ),
        finished=[each for each in rows if each.done_at is not None],
        now=request.now,
        typed={name: request.POST.get(name, "") for name in NAMED},
        problem=problem,
        longest_what=tasks.LONGEST_WHAT,
        done=request.GET.get("done", ""),
    )


def _others(request: StaffRequest, one: Group) -> list[tuple[Group, Standing, int]]:
    """For who co-ordinates: what each group has in hand, and how many of its tasks are late."""
    if one.kind not in COORDINATING:
        return []
    groups = Group.objects.filter(emergency=one.emergency_id).select_related("office")
    standing = standing_of_groups(
        request.viewer, one.emergency_id, request.now, drill=one.emergency.practises
    )
    tasks = Task.objects.waiting().filter(emergency=one.emergency_id, due_at__lt=request.now)
    late = Counter(tasks.values_list("group_id", flat=True))
    return [(each, standing.get(each.pk, Standing()), late[each.pk]) for each in groups]


@require_GET
@staff_page(roles=ROLES)
def matrix(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """责任表 (B28): each duty of each group, who answers for it, what waits; made for paper."""
    one = emergency_or_404(request, emergency_id)
    groups = list(Group.objects.filter(emergency=one).select_related("office"))
    posts = list(verbs.members(groups, request.today))
    rows = list(Task.objects.filter(emergency=one).select_related("owner"))
    return page(
        request,
        "desk/emergency/matrix.html",
        here="emergency",
        emergency=one,
        rows=[
            (
                each,
                [post for post in posts if post.office_id == each.office_id],
                [task for task in rows if task.group_id == each.pk],
            )
            for each in groups
        ],
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def task(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """A task: give it to somebody with a date, say that it is done, or that it was not."""
    one = _task_or_404(request, task_id)
    allots = tasks.may_allot(one, request.viewer)
    linked = links_of(request, one.emergency, [one]) if one.emergency else []
    problem = Refused("")
    if request.method == "POST":
        if not tasks.may_finish(one, request.viewer):
            raise Http404
        try:
            return _after(request, one, _acted(request, one))
        except Refused as refused:
            problem = refused
    return page(
        request,
        "desk/emergency/task.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        task=one,
        done_by=names([one.done_by]).get(one.done_by, ""),
        allots=allots,
        leads_to=next((to for _task, to in linked if to), ""),
        finishes=tasks.may_finish(one, request.viewer),
        owners=tasks.owners(one, request.now) if allots else [],
        typed={
            "note": request.POST.get("note", one.note),
            "owner": request.POST.get("owner", str(one.owner_id or "")),
            "due_at": request.POST.get("due_at", typed_moment(one.due_at)),
        },
        now=request.now,
        problem=problem,
        longest_note=tasks.LONGEST_NOTE,
        done=request.GET.get("done", ""),
    )


@require_POST
@staff_page(roles=ROLES)
def finish(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """完成. One tap on a list; the note can be written on the page of the task."""
    one = _task_or_404(request, task_id)
    if not tasks.may_finish(one, request.viewer):
        raise Http404
    tasks.finish(one, note=one.note, by=request.viewer, at=request.now)
    return _after(request, one, "finished")


def _changed(request: StaffRequest, one: Group) -> str:
    """Do what the button of the group's page says, and name it."""
    by, at = request.viewer, request.now
    if "end" in request.POST:
        post = one_of(request, "end")
        if post is None:
            raise Http404
        verbs.end_member(one, post, by=by, at=at)
        return "left"
    if "what" in request.POST:
        due_at = optional_moment(request, "due_at")
        tasks.add_task(one, request.POST["what"], due_at=due_at, by=by, at=at)
        return "task"
    verbs.name_member(
        one,
        one_of(request, "person"),
        request.POST.get("role", ""),
        from_on=day_of(request, "from_on", _("请选择起始日期。")),
        to_on=_last_day(request),
        by=by,
        at=at,
    )
    return "named"


def _acted(request: StaffRequest, one: Task) -> str:
    by, at = request.viewer, request.now
    if "reopen" in request.POST:
        tasks.reopen(one, by=by)
        return "reopened"
    if "allot" in request.POST:
        due_at = optional_moment(request, "due_at")
        tasks.allot(one, owner=one_of(request, "owner"), due_at=due_at, by=by, at=at)
        return "allotted"
    tasks.finish(one, note=request.POST.get("note", ""), by=by, at=at)
    return "finished"


def _after(request: StaffRequest, one: Task, done: str) -> HttpResponse:
    """Back to the list on which the button stood, else to the task."""
    if request.POST.get("from") == "group" and one.group_id:
        return back("emergency_group", one.group_id, done=done)
    if request.POST.get("from") == "home":
        return back("emergencies", done=done)
    return back("emergency_task", one.pk, done=done)


def _task_or_404(request: StaffRequest, task_id: UUID) -> Task:
    known = Task.objects.select_related("owner", "group__office", "emergency", "meeting", "office")
    one = known.filter(pk=task_id).first()
    if one is None:
        raise Http404
    if one.emergency_id:
        found = emergency_or_404(request, one.emergency_id)
        if one.group is not None:
            one.group.emergency = found
    elif not tasks.may_finish(one, request.viewer):
        raise Http404
    return one


def _last_day(request: StaffRequest) -> date | None:
    return day_of(request, "to_on", "") if request.POST.get("to_on", "").strip() else None
