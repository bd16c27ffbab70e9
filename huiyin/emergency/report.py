"""结束报告. What an emergency came to: days, people, tasks, papers, petitions; all of it counted.

Each rate is a number of a number. Petitions are counted through the one door, as the one who
reads may see them; what their ratings came to stands with the figures of the period.
"""

from dataclasses import dataclass
from datetime import date, datetime

from huiyin.emergency.models import Emergency, Group, Meeting, PaperUsed, Task, Turn
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Petition
from huiyin.rules.hours import is_late
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import FINAL
from huiyin.rules.terms_emergency import EmergencyTurn, Found


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    count: int
    whole: int


@dataclass(frozen=True)
class Report:
    """What an emergency came to until a moment."""

    first_on: date
    last_on: date
    days: int
    prolonged: int
    groups: int
    people: int
    meetings: int
    papers: int
    tasks_done: Part
    tasks_in_time: Part
    found: int
    screened: int
    told: Part
    told_in_time: Part
    ended: Part


def report_of(emergency: Emergency, viewer: Viewer, *, at: datetime) -> Report:
    """The figures of an emergency; both its first and its last day count."""
    until = min(at, emergency.ended_at or end_of_day(emergency.expected_end_on))
    first, last = localdate(emergency.starts_at), localdate(max(until, emergency.starts_at))
    tasks = list(Task.objects.filter(emergency=emergency))
    done = [each for each in tasks if each.done_at is not None]
    dated = [each for each in done if each.due_at is not None]
    groups = Group.objects.filter(emergency=emergency)
    used = PaperUsed.objects.filter(emergency=emergency)
    marks = _marks(emergency, viewer, localdate(at))
    told = [each for each in marks if each.told_at is not None]
    return Report(
        first_on=first,
        last_on=last,
        days=(last - first).days + 1,
        prolonged=Turn.objects.filter(emergency=emergency, kind=EmergencyTurn.PROLONGED).count(),
        groups=groups.count(),
        people=groups.values("office__posts__user").exclude(office__posts=None).distinct().count(),
        meetings=Meeting.objects.filter(emergency=emergency).values("root").distinct().count(),
        papers=used.values("paper__root").distinct().count(),
        tasks_done=Part(len(done), len(tasks)),
        tasks_in_time=Part(sum(_was_in_time(each) for each in dated), len(dated)),
        found=len(marks),
        screened=sum(each.found == Found.SCREENING for each in marks),
        told=Part(len(told), len(marks)),
        told_in_time=Part(
            sum(not is_late(each.due_at, each.told_at) for each in told if each.told_at),
            len(told),
        ),
        ended=Part(sum(each.petition.state in FINAL for each in marks), len(marks)),
    )


def _was_in_time(task: Task) -> bool:
    return bool(task.due_at and task.done_at and task.done_at <= task.due_at)


def _marks(emergency: Emergency, viewer: Viewer, today: date) -> list[EmergencyMark]:
    seen = Petition.objects.visible_to(viewer, today=today)
    marks = EmergencyMark.objects.filter(emergency=emergency.pk, cleared_at=None)
    return list(marks.filter(petition__in=seen.values("pk")).select_related("petition"))
