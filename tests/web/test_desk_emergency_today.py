"""Beside the board: who is on duty and who is called next, what is missing today, and its cost."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.duty import on_duty
from huiyin.duty.alerts import whom_to_wake
from huiyin.emergency import sites
from huiyin.emergency.models import Task
from huiyin.emergency.sites import Ground
from huiyin.emergency.tasks import add_task
from huiyin.petitions.actions import emergency as steps
from huiyin.publishing import delivering, notices
from huiyin.publishing.models import Delivery
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms_emergency import GroupKind
from huiyin.statistics import situations
from tests.make import HOUR, an_office
from tests.people import CLERK, COUNTY_LEADER, DISPATCHER, HANDLER, LEADER
from tests.petitions.marked import group_of
from tests.publishing.test_notices import INTERNAL
from tests.web.desk import desk_of, text
from tests.web.test_desk_emergency_board import declared, marked_ago, member_of
from tests.web.test_duty_pages import PHONE, a_post, a_shift

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

LACK = re.compile(
    r"<li(?: class=\"is-late\")?>\s*<(?:a|span)[^>]*>([^<]+)</(?:a|span)>\s*"
    r"<b class=\"digits\">(\d+)</b>"
)


def beside(client: Client) -> str:
    """The panels beside the board."""
    page = text(client.get(reverse("desk:emergency_board")))
    return page[page.index('class="board-beside"') : page.index("</aside>", page.index("lacking"))]


def lacks(client: Client) -> dict[str, int]:
    """What is missing, by its words."""
    return {what: int(count) for what, count in LACK.findall(beside(client))}


def test_who_is_on_duty_and_who_is_called_if_nobody_answers() -> None:
    assert "没有值班岗" in beside(desk_of(CLERK))
    a_shift(a_post(), DISPATCHER)
    on_duty.forget()
    for person in (CLERK, HANDLER):  # the bureau's watch is that of the units below, too
        page = beside(desk_of(person))
        assert f'href="tel:{PHONE}"' in page
        assert page.index(DISPATCHER.user.name) < page.index("没有人应答时叫")
        _now, following, *_rest = whom_to_wake(an_office("yunling-bureau"), timezone.now())
        assert following.name in page


def test_what_is_missing_is_counted_until_it_is_done() -> None:
    """Each line by the real action that makes it, and gone by the one that mends it."""
    one, now = declared(), timezone.now()
    Task.objects.update(done_at=now, done_by=LEADER.id)
    situations.set_hour(one, "00:00", by=LEADER.viewer, at=now)
    client = desk_of(LEADER)
    people = lacks(client).pop("今天没有报告健康情况的人")
    assert people > 1
    assert "什么都不缺" not in beside(client)

    petition = marked_ago(3)
    member, _client = member_of(one, GroupKind.LEADING)
    a_shift(a_post(), DISPATCHER, -1, 2)
    ground = Ground(one, an_office("yunling-bureau"))
    today = localdate(now)
    notice = notices.draft(
        ground.office, replace(INTERNAL, from_on=today), by=DISPATCHER.viewer, at=now
    )
    notices.issue(notice, by=LEADER.viewer, at=now)
    group = group_of(one, GroupKind.OFFICE)
    add_task(group, "报送名单", due_at=now - HOUR, by=LEADER.viewer, at=now - 2 * HOUR)
    found = lacks(client)
    below = Delivery.objects.count()
    assert found == {
        "有阶段到时没有做的应急件": 1,
        "领导小组还有人没有阅知的应急件": 1,
        "今后二十四小时的空岗": 1,
        "今天没有报告健康情况的人": people + 1,
        "到时没有发出的每日情况报告": 1,
        "今天还没有消毒的区域": one.sites.count(),
        "下级没有签收我处的通知": below,
        "过期没有完成的任务": 1,
    }
    county = lacks(desk_of(COUNTY_LEADER))
    assert county["我处没有签收的通知"] == 1
    assert "有阶段到时没有做的应急件" not in county

    steps.acknowledge(petition.pk, by=member.viewer(today), at=now)
    for site in one.sites.all():
        sites.disinfect(site, entry=new_id(), agent="消毒液", by=LEADER.viewer, at=now)
    delivering.sign(Delivery.objects.all()[0], by=COUNTY_LEADER.viewer, at=now)
    Task.objects.update(done_at=now, done_by=LEADER.id)
    after = lacks(client)
    assert set(found) - set(after) == {
        "领导小组还有人没有阅知的应急件",
        "今天还没有消毒的区域",
        "过期没有完成的任务",
    }
    assert after["下级没有签收我处的通知"] == below - 1


def test_the_panels_ask_no_more_however_much_is_missing() -> None:
    one, now = declared(), timezone.now()
    marked_ago(3)
    post = a_post()
    a_shift(post, DISPATCHER, -1, 2)
    ground = Ground(one, an_office("yunling-bureau"))
    sites.plan(ground, name="电梯", times=1, by=LEADER.viewer, at=now)
    client = desk_of(LEADER)
    beside(client)
    with CaptureQueriesContext(connection) as few:
        beside(client)
    for name in ("楼道", "卫生间"):
        sites.plan(ground, name=name, times=1, by=LEADER.viewer, at=now)
    for begin in (4, 8, 12):
        a_shift(post, CLERK, begin, begin + 2)
    group = group_of(one, GroupKind.OFFICE)
    for _each in range(3):
        add_task(group, "报送名单", due_at=now - HOUR, by=LEADER.viewer, at=now - 2 * HOUR)
    marked_ago(4)
    with CaptureQueriesContext(connection) as many:
        beside(client)
    assert len(many) == len(few) <= 40, len(few)


def test_a_group_member_finds_the_same_page_without_what_is_not_theirs() -> None:
    one = declared()
    marked_ago(3)
    _user, client = member_of(one, GroupKind.NET)
    assert "下级没有签收我处的通知" not in lacks(client)
    page = text(client.get(reverse("desk:emergency_board")))
    assert reverse("desk:notices") not in page[page.index("board-beside") :]


def test_the_head_of_every_page_asks_about_duty_and_emergencies_once_in_half_a_minute() -> None:
    declared()
    a_shift(a_post(), DISPATCHER)
    client = desk_of(LEADER)
    on_duty.forget()
    asked = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert 'class="on-duty"' in text(client.get("/inbox/"))
        told = " ".join(each["sql"] for each in queries)
        tables = ("duty_dutypost", "duty_alertcall", "emergency_emergency")
        asked.append([told.count(f'FROM "{table}"') for table in tables])
    assert asked[0][:2] == [1, 1]
    assert asked[1] == [0, 0, 0]
