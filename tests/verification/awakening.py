"""A worker that slept: what the clock starts once it is awake, and what it must then tell."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from inspect import iscoroutinefunction
from unittest.mock import patch

from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from huiyin.jobs import timed
from huiyin.notifications.models import Notice
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Clock
from huiyin.rules.moments import localdate
from huiyin.rules.terms import TimeLimit

OF_OFFICES, OF_RIGHTS, OF_HOURS = "remind", "right", "hours"
KINDS = (OF_OFFICES, OF_RIGHTS, OF_HOURS)
HOURS = (12, 18, 22, 24)


def awaken(at: datetime) -> list[str]:
    """Run at once what a worker begins that is started at this moment; the names of the jobs.

    Which, and for which moments, is decided as in the worker; so is their order.
    """
    deferrer = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
    begun = []
    with patch.object(timed, "now", return_value=at):
        for job, moment in deferrer.get_previous_tasks(at=at.timestamp()):
            # The one that gives back jobs of dead workers tells nobody anything.
            if not iscoroutinefunction(job.task.func):
                job.task.func(timestamp=moment)
                begun.append(job.task.name.rpartition(".")[2])
    return begun


def told(kind: str) -> list[str]:
    """The keys of what was told of a kind, in the order of telling."""
    keys = Notice.objects.order_by("created_at", "id").values_list("key", flat=True)
    return [key for key in keys if key.split(":")[0] == kind]


def promised(at: datetime) -> dict[str, list[str]]:
    """What must have been told of each kind at this moment, in order: by looking at each row."""
    today = localdate(at)
    clocks = sorted(Clock.objects.filter(ended_at=None), key=lambda x: (x.target_on, x.pk))
    rights = [each for each in clocks if each.limit == TimeLimit.L7]
    rights.sort(key=lambda x: (x.legal_on, x.pk))
    marks = sorted(EmergencyMark.objects.all(), key=lambda x: (x.counted_from, x.pk))
    return {
        OF_OFFICES: [
            f"remind:{each.pk}:{each.office_id}:{said}"
            for each in clocks
            if not each.is_right and each.due_at is None and (said := _threshold(each, today))
        ],
        OF_RIGHTS: [
            f"right:{each.pk}"
            for each in rights
            if today <= each.legal_on <= today + timedelta(days=7)
        ],
        OF_HOURS: [
            f"hours:{each.pk}:{hours}:{office}"
            for each in marks
            for hours in HOURS
            if each.counted_from + timedelta(hours=hours) <= at
            for office in _groups(each, hours)
        ],
    }


def _threshold(clock: Clock, today: date) -> str:
    left = (clock.target_on - today).days
    if clock.legal_on < today:
        return "late"
    return "" if left > 3 else "soon" if left > 0 else "today" if left == 0 else "past_target"


def _groups(mark: EmergencyMark, hours: int) -> list[object]:
    """The group that has it and who supervises; at the end who leads, too."""
    last = [mark.leading_id] if hours == HOURS[-1] else []
    return list(dict.fromkeys([mark.group_id, mark.supervising_id, *last]))


def assert_once(expected: Iterable[str], keys: Iterable[str]) -> None:
    """Each of the expected was told, once, and nothing else."""
    assert Counter(keys) == Counter(expected)


def assert_in_order(expected: Iterable[str], keys: Iterable[str]) -> None:
    """What ends first was told first."""
    places = {key: place for place, key in enumerate(expected)}
    order = [places[key] for key in keys if key in places]
    assert order == sorted(order)
