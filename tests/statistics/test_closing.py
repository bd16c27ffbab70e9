"""The closing report: counted from rows, both days included, each rate a number of a number."""

from datetime import date

import pytest

from huiyin.emergency.ending import prolong, stand_down
from huiyin.emergency.marking import mark
from huiyin.emergency.members import name_member
from huiyin.emergency.models import Group, Task
from huiyin.emergency.supplies_rows import Supply
from huiyin.emergency.tasks import finish
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role, State
from huiyin.statistics.closing import Closing, closing
from huiyin.statistics.closing_paper import to_draw
from huiyin.statistics.counting import Counting
from huiyin.statistics.period import COUNTED, reported
from tests.emergency.declared import AT, an_emergency
from tests.emergency.stores import come_in
from tests.make import DAY, HOUR, a_petition, later
from tests.people import CLERK, COUNTY_CLERK, LEADER
from tests.petitions.marked import a_marked_petition
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
    report = closing(emergency, by, at=AT + 40 * DAY)
    assert (report.first, report.last, report.days) == (date(2026, 3, 2), date(2026, 3, 25), 24)
    found = numbers(report)
    assert (report.prolonged, found["groups"], found["people"]) == (1, (6, None), (1, None))
    assert (found["found"], found["found_told_in_time"]) == ((2, None), (1, 2))
    assert found["found_breached"] == (1, None), "the other one was never told"
    assert found["found_closed"] == (0, 2)
    done = Task.objects.exclude(done_at=None).count()
    assert found["tasks_done"] == (done, Task.objects.count())
    assert found["tasks_in_time"] == (1, done), "three notices came a day late"
    assert numbers(closing(emergency, COUNTY_CLERK.viewer, at=AT))["found"] == (0, None)


def test_it_says_what_the_report_of_its_days_says_and_satisfaction_too() -> None:
    emergency = an_emergency()
    a_marked_petition(State.SERVED)
    a_marked_petition(State.REGISTERED)
    come_in(Supply.objects.get(name="医用口罩"), 1000)
    at = AT + 20 * DAY
    told = closing(emergency, LEADER.viewer, at=at)
    found = numbers(told)
    days = Counting(
        viewer=LEADER.viewer,
        first=told.first,
        last=told.last,
        as_of=localdate(at),
        at=at,
        emergency=emergency.pk,
    )
    report = reported(days)
    counted = {name: pair for name, pair in found.items() if name in COUNTED}
    assert set(counted) >= {"received", "duties_in_time", "found_bureau_content"}
    for name, (number, _under) in counted.items():
        assert number == report.number(name), name
    assert found["found_unit_rated"] == (
        report.number("found_unit_rated"),
        report.number("found_unit_ratable"),
    )
    assert (found["on_time"], found["isolated"]) == ((0, 0), (0, None))
    drawn = to_draw(told, at=at)
    assert drawn["title"] == "春季疫情防控应急情况报告"
    assert ["物资", "医用口罩", 0, "", "只", "发放；入库 1000，结存 1000"] in drawn["cells"]


def numbers(told: Closing) -> dict[str, tuple[int, int | None]]:
    return {each.name: (each.number, each.under) for part in told.parts for each in part.numbers}
