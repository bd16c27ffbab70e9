"""照预案建立的. Where the thing is that a task of the plan is about, for those who may open it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import reverse

from huiyin.duty.actions import plans
from huiyin.duty.models import DutyPost
from huiyin.emergency.health import OFFICER, WATCHING
from huiyin.emergency.models import Emergency, Task
from huiyin.emergency.planning import read
from huiyin.emergency.supplies import keeping
from huiyin.rules.terms_emergency import ReportKind, TaskKind
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.publishing_pages import WRITING

PATTERNS = {24: "one", 12: "two", 8: "three"}
"""How the roster page names watches of so many hours."""

LINKED = (
    TaskKind.NOTICE,
    TaskKind.CLOSURE,
    TaskKind.ROSTER,
    TaskKind.REPORT,
    TaskKind.SUPPLY,
    TaskKind.SITE,
)


def links_of(
    request: StaffRequest, emergency: Emergency, tasks: Iterable[Task]
) -> list[tuple[Task, str]]:
    """The tasks that are about something, each with its address; "" where one may not open it."""
    rows = [each for each in tasks if each.kind in LINKED]
    viewer, bureau = request.viewer, emergency.office
    keeps = bureau in keeping(viewer)
    writes = viewer.may_act(WRITING, str(bureau.pk)) is not None
    posts = _posts(request, emergency, rows)
    found = []
    for each in rows:
        address = ""
        if each.kind == TaskKind.ROSTER:
            address = posts.get(each.subject, "")
        elif each.kind == TaskKind.REPORT:
            address = _report(request, emergency, each)
        elif each.kind == TaskKind.SITE and keeps:
            address = f"{reverse('desk:sites')}?at={emergency.pk}.{bureau.pk}"
        elif each.kind == TaskKind.SUPPLY and keeps:
            address = reverse("desk:supply", args=[each.subject]) if each.subject else ""
        elif each.kind == TaskKind.NOTICE and writes and each.subject:
            address = reverse("desk:notice", args=[each.subject])
        elif each.kind == TaskKind.CLOSURE and writes:
            address = reverse("desk:closures")
        found.append((each, address))
    return found


def _posts(
    request: StaffRequest, emergency: Emergency, rows: Iterable[Task]
) -> Mapping[UUID | None, str]:
    """Where each post's roster is filled, with the watches of the plan; or where it is read."""
    wanted = [each.subject for each in rows if each.subject and each.kind == TaskKind.ROSTER]
    hours = {each.name: each.watch_hours for each in read(emergency.plan).rosters}
    mine = {UUID(each.office) for each in request.viewer.holdings}
    found: dict[UUID | None, str] = {}
    for post in DutyPost.objects.filter(pk__in=wanted, office__in=mine):
        if post.is_open and plans(request.viewer, post.office_id):
            pattern = PATTERNS[hours.get(post.name, 12)]
            address = reverse("desk:duty_fill", args=[post.pk])
            found[post.pk] = f"{address}?pattern={pattern}"
        else:
            found[post.pk] = f"{reverse('desk:duty_month')}?office={post.office_id}"
    return found


def _report(request: StaffRequest, emergency: Emergency, task: Task) -> str:
    if ReportKind.SITUATION.zh in task.what:
        is_inner = any(
            each.path.startswith(emergency.office.path) for each in request.viewer.holdings
        )
        return reverse("desk:situations", args=[emergency.pk]) if is_inner else ""
    if request.viewer.roles & (WATCHING | OFFICER):
        return reverse("desk:health_people")
    return ""
