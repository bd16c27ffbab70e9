"""The closing report: counted from rows, both days included, each rate a number of a number."""

from datetime import date

import pytest

from huiyin.emergency.ending import prolong, stand_down
from huiyin.emergency.marking import mark
from huiyin.emergency.members import name_member
from huiyin.emergency.models import Group, Task
from huiyin.emergency.report import Part, report_of
from huiyin.emergency.tasks import finish
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role, State
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, HOUR, a_petition, later
from tests.people import CLERK, COUNTY_CLERK, LEADER
from tests.take_emergency import _tell_result

pytestmark = pytest.mark.django_db


def test_it_counts_what_happened_and_says_of_how_many() -> None:
    emergency, by = an_emergency(), LEADER.viewer
    net = Group.objects.get(emergency=emergency, kind="net")
    name_member(
        net, CLERK.user.pk, Role.GROUP_HEAD, from_on=localdate(AT), to_on=None, by=by, at=AT
    )
    for task in Task.objects.filter(kind="notice"):
        finish(task, note="", by=by, at=AT + 2 * DAY)
    first, second = a_petition(State.ACCEPTED), a_petition(State.ACCEPTED)
    for each in (first, second):
        mark(each.pk, by=CLERK.viewer, at=later(each))
    marked_at = EmergencyMark.objects.get(petition=first).marked_at
    _tell_result(first, CLERK.viewer, marked_at + HOUR, {})
    prolong(emergency, end_on=date(2026, 3, 30), reason="还有新增。", by=by, at=AT)
    stand_down(emergency, reason="响应终止。", by=by, at=AT + 23 * DAY)
    emergency.refresh_from_db()
    report = report_of(emergency, by, at=AT + 40 * DAY)
    assert (report.first_on, report.last_on, report.days) == (
        date(2026, 3, 2),
        date(2026, 3, 25),
        24,
    )
    assert (report.prolonged, report.groups, report.people) == (1, 6, 1)
    assert (report.found, report.told, report.told_in_time) == (2, Part(1, 2), Part(1, 1))
    assert report.ended == Part(0, 2)
    done = Task.objects.exclude(done_at=None).count()
    assert report.tasks_done == Part(done, Task.objects.count())
    assert report.tasks_in_time == Part(1, done), "three notices came a day late"
    assert report_of(emergency, COUNTY_CLERK.viewer, at=AT).found == 0
