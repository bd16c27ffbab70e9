"""任务. Who does what by when: allotted, done with a note, opened again (A2, B1, B28)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.accounts.models import Post, User
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.members import HEADING, candidates, may_lead
from huiyin.emergency.models import Group, Task
from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import line_of
from huiyin.organisations.tree import alone
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS, Viewer
from huiyin.rules.terms_emergency import TaskKind

LONGEST_WHAT = 120
LONGEST_NOTE = 300


def may_finish(task: Task, viewer: Viewer) -> bool:
    """Whether this viewer may say that it is done: its owner, or whoever leads its group."""
    if viewer.id and str(task.owner_id) == viewer.id:
        return True
    return may_allot(task, viewer)


def may_allot(task: Task, viewer: Viewer) -> bool:
    """Whether this viewer gives it to somebody: whoever leads its group, or its bureau."""
    if viewer.may_act(DECIDING, str(task.office_id)):
        return True
    return task.group is not None and may_lead(task.group, viewer)


def owners(task: Task, at: datetime) -> QuerySet[User]:
    """Who can own a task: whoever may be in its group, or works at the bureau."""
    today = localdate(at)
    held = Post.objects.held(today).exclude(role__in=ADMINISTRATORS)
    at_bureau = held.filter(office=task.office_id).values("user")
    found = Q(pk__in=at_bureau)
    if task.group is not None:
        in_group = held.filter(office=task.group_id).values("user")
        found |= Q(pk__in=in_group) | Q(pk__in=candidates(task.group, today).values("pk"))
    return User.objects.filter(found, is_active=True).order_by("name", "id")


@transaction.atomic
def add_task(group: Group, what: str, *, due_at: datetime | None, by: Viewer, at: datetime) -> Task:
    """新增任务. Put something on the list of a group by hand; twice is once."""
    if not may_lead(group, by):
        raise Refused(_("由信访部门负责人或者组长办理。"))
    return kept_once(
        Task(
            office=group.emergency.office,
            emergency=group.emergency,
            group=group,
            kind=TaskKind.OTHER,
            what=worded(what),
            due_at=due_at,
            made_by=by.id,
            made_at=at,
        )
    )


def kept_once(task: Task) -> Task:
    """The task as it is kept; the one that waits already if the form was sent twice."""
    alone()
    names = ("group", "meeting_id", "what", "owner", "due_at", "made_by")
    same = {name: getattr(task, name) for name in names}
    if known := Task.objects.filter(done_at=None, **same).first():
        return known
    task.save(force_insert=True)
    return task


@transaction.atomic
def allot(
    task: Task, *, owner: UUID | None, due_at: datetime | None, by: Viewer, at: datetime
) -> Task:
    """分派. Say who does it and by when."""
    row = _waiting(task)
    if not may_allot(row, by):
        raise Refused(_("由信访部门负责人或者组长办理。"))
    person = owners(row, at).filter(pk=owner).first() if owner else None
    if owner and person is None:
        raise Refused(_("请从列表中选择负责人。"), field="owner")
    row.owner, row.due_at = person, due_at
    row.save(update_fields=["owner", "due_at"])
    return row


@transaction.atomic
def finish(task: Task, *, note: str, by: Viewer, at: datetime) -> Task:
    """完成. Say that it is done, and how; twice is once."""
    row = Task.objects.select_for_update(of=("self",)).select_related("group").get(pk=task.pk)
    if not may_finish(row, by):
        raise Refused(_("由任务的负责人、组长或者信访部门负责人办理。"))
    if row.done_at is None:
        row.done_at, row.done_by, row.note = at, by.id, _noted(note)
        row.save(update_fields=["done_at", "done_by", "note"])
    return row


@transaction.atomic
def reopen(task: Task, *, by: Viewer) -> Task:
    """撤销完成. It was not done after all; the note stays until it is done anew."""
    row = Task.objects.select_for_update(of=("self",)).select_related("group").get(pk=task.pk)
    if not may_finish(row, by):
        raise Refused(_("由任务的负责人、组长或者信访部门负责人办理。"))
    row.done_at, row.done_by = None, ""
    row.save(update_fields=["done_at", "done_by"])
    return row


def worded(typed: str) -> str:
    """What is to do, in a line."""
    try:
        what = one_line(typed, limit=LONGEST_WHAT)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="what") from None
    if not what:
        raise Refused(_("请写明要做什么。"), field="what")
    return what


def tasks_of(viewer: Viewer) -> QuerySet[Task]:
    """The tasks that wait for a person: their own, and those of the groups they lead."""
    led = Q(owner=None, group__in=viewer.office_ids(HEADING))
    return Task.objects.waiting().filter(Q(owner=UUID(viewer.id)) | led)


def late_count(viewer: Viewer, at: datetime) -> int:
    """How many tasks of the bureaus in line above the viewer's offices are past their date."""
    lines = {path for each in viewer.holdings for path in line_of(each.path)}
    return Task.objects.waiting().filter(office__path__in=lines, due_at__lt=at).count()


def _waiting(task: Task) -> Task:
    row = Task.objects.select_for_update(of=("self",)).select_related("group").get(pk=task.pk)
    if row.done_at is not None:
        raise Refused(_("这项任务已经完成。"))
    return row


def _noted(typed: str) -> str:
    try:
        return tidy(typed, limit=LONGEST_NOTE).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="note") from None
