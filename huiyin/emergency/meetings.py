"""会议. Minutes with what was passed on and decided, and the tasks that came of it (B1, B2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.emergency.models import Emergency, Meeting, Task
from huiyin.emergency.tasks import kept_once, owners, worded
from huiyin.emergency.writing import lines, optional_text, text_typed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import TaskKind

MINUTING = frozenset({Role.LEADER, Role.DISPATCHER})
"""Who writes minutes and papers for a bureau."""

LONGEST = {"title": 60, "place": 60, "chair": 40, "passed_on": 2000, "decisions": 4000}
EARLIER_THAN_NOW = timedelta(minutes=5)


@dataclass(frozen=True)
class Minutes:
    """The minutes of a meeting as they would be kept."""

    title: str
    held_at: datetime
    place: str
    chair: str
    attendees: str
    passed_on: str
    decisions: str


def considered(form: Mapping[str, str], held_at: datetime, *, at: datetime) -> Minutes:
    """What was typed, tidied; Refused, with the field, for what cannot be."""
    if held_at > at + EARLIER_THAN_NOW:
        raise Refused(_("会议开过以后再记。"), field="held_at")
    return Minutes(
        title=text_typed(form, "title", LONGEST["title"], missing=_("请填写会议名称。")),
        held_at=held_at,
        place=optional_text(form, "place", LONGEST["place"]),
        chair=text_typed(form, "chair", LONGEST["chair"], missing=_("请填写主持人。")),
        attendees="\n".join(lines(form.get("attendees", ""), "attendees")),
        passed_on=optional_text(form, "passed_on", LONGEST["passed_on"], many_lines=True),
        decisions=text_typed(
            form,
            "decisions",
            LONGEST["decisions"],
            many_lines=True,
            missing=_("请写明会议决定了什么。"),
        ),
    )


@transaction.atomic
def record(
    bureau: Office, minutes: Minutes, emergency: Emergency | None, *, by: Viewer, at: datetime
) -> Meeting:
    """记录会议. Keep minutes for the first time; the same form sent twice is one meeting."""
    alone()
    _refuse_others(bureau, by)
    begun = Meeting.objects.filter(office=bureau, emergency=emergency, version=1)
    if known := begun.filter(**vars(minutes)).first():
        return known
    key = new_id()
    return _kept(key, key, 1, bureau, minutes, emergency, by=by, at=at)


@transaction.atomic
def correct(last: Meeting, minutes: Minutes, *, by: Viewer, at: datetime) -> Meeting:
    """更正会议记录. A new version; `last` is the one that was read, and must be the newest."""
    alone()
    _refuse_others(last.office, by)
    if Meeting.objects.filter(root=last.root, version__gt=last.version).exists():
        raise Refused(_("别人刚刚更正过。您填写的内容还在，请看过现在的记录，再保存一次。"))
    if minutes == minutes_of(last):
        return last
    version = last.version + 1
    return _kept(new_id(), last.root, version, last.office, minutes, last.emergency, by=by, at=at)


def minutes_of(row: Meeting) -> Minutes:
    """What a version says."""
    return Minutes(**{name: getattr(row, name) for name in Minutes.__dataclass_fields__})


@transaction.atomic
def set_task(
    meeting: Meeting,
    what: str,
    *,
    owner: UUID | None,
    due_at: datetime | None,
    by: Viewer,
    at: datetime,
) -> Task:
    """布置任务. What the meeting wants done, with an owner and a date (B4); twice is once."""
    _refuse_others(meeting.office, by)
    task = Task(
        office=meeting.office,
        emergency=meeting.emergency,
        meeting_id=meeting.root,
        kind=TaskKind.DECISION,
        what=worded(what),
        due_at=due_at,
        made_by=by.id,
        made_at=at,
    )
    task.owner = owners(task, at).filter(pk=owner).first() if owner else None
    if task.owner is None:
        raise Refused(_("请从列表中选择负责人。"), field="owner")
    if due_at is None:
        raise Refused(_("请填写何时以前完成。"), field="due_at")
    return kept_once(task)


def may_write(bureau: Office, viewer: Viewer) -> bool:
    """Whether this viewer writes minutes and papers of the bureau."""
    return viewer.may_act(MINUTING, str(bureau.pk)) is not None


def _refuse_others(bureau: Office, by: Viewer) -> None:
    if not may_write(bureau, by):
        raise Refused(_("由信访部门负责人或者转办员办理。"))


def _kept(
    key: UUID,
    root: UUID,
    version: int,
    bureau: Office,
    minutes: Minutes,
    emergency: Emergency | None,
    *,
    by: Viewer,
    at: datetime,
) -> Meeting:
    return Meeting.objects.create(
        id=key,
        root=root,
        version=version,
        office=bureau,
        emergency=emergency,
        **{name: getattr(minutes, name) for name in Minutes.__dataclass_fields__},
        written_by=by.id,
        written_at=at,
    )
