"""Entering a notice: what was understood, what would move, and then the new calendar."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.notifications.models import Outbox
from huiyin.organisations.models import HolidayNotice
from huiyin.petitions.models import Petition
from huiyin.rules.calendars import latest
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests.make import a_petition
from tests.people import AUDIT_ADMIN, CLERK, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
YEAR = latest().last_year + 1
LINES = f"一、元旦：1月1日至3日放假，共3天。\n二、春节：2月30日放假。\n{YEAR}年值班安排另行通知。"


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def form(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "paper": "国办发明电〔2026〕99号",
        "published_on": localdate(timezone.now()).isoformat(),
        "year": str(YEAR),
        "whole": "1",
        "text": "",
        "name": ["元旦", "劳动节", ""],
        "first": [f"{YEAR}-01-01", f"{YEAR}-05-01", ""],
        "last": [f"{YEAR}-01-03", f"{YEAR}-05-05", ""],
        "worked": ["", "", ""],
        "do": "preview",
    }
    return usual | given


ADDRESS = "/admin/calendars/new/"


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK, LEADER])
def test_nobody_else_enters_a_notice(who: Person) -> None:
    client = desk_of(who)
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, form(do="enter")).status_code == 404
    assert not HolidayNotice.objects.exists()


def test_pasted_lines_are_read_and_what_is_not_understood_is_said(admin: Client) -> None:
    assert reverse("desk:calendar_new") == ADDRESS
    page = text(admin.post(ADDRESS, form(do="read", text=LINES, name=[], first=[], last=[])))
    assert f'value="{YEAR}-01-03"' in page
    assert page.count("没有看懂这一行") == 1
    assert page.count("日期不对或者不完整") == 1
    assert LINES.splitlines()[0] in page, "what was pasted stays"
    assert admin.post(ADDRESS, form(do="read", text=" ")).status_code == 422
    assert admin.post(ADDRESS, form(do="read", text="1" * 5000)).status_code == 422


def test_a_notice_is_looked_at_before_it_is_entered(admin: Client) -> None:
    shown = admin.post(ADDRESS, form(do="enter"))
    page = text(shown)
    assert "录入以后会怎样" in page
    assert not HolidayNotice.objects.exists()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    other = admin.post(ADDRESS, form(do="enter", seen=seen, paper="另一个文号"))
    assert "录入以后会怎样" in text(other), "something else than was previewed"
    done = admin.post(ADDRESS, form(do="enter", seen=seen))
    assert done.status_code == 302
    row = HolidayNotice.objects.get()
    assert (row.year, row.is_whole_year, len(row.breaks)) == (YEAR, True, 2)
    assert "已录入，从现在起" in text(admin.get(done["Location"]))
    assert admin.post(ADDRESS, form(do="enter", seen=seen)).status_code in (200, 422)
    assert HolidayNotice.objects.count() == 1, "twice is once"
    noted = Access.objects.filter(subject=f"enter_notice:{row.version}")
    assert noted.get().reason == row.paper


def test_the_preview_lists_every_clock_and_names_no_petition(admin: Client) -> None:
    petition = a_petition(State.ACCEPTED, arrived_at=timezone.now() - timedelta(days=9))
    clock = Petition.objects.get(pk=petition.pk).clocks.get(limit="L5", ended_at=None)
    last = clock.legal_on
    breaks = {
        "name": ["加假"],
        "first": [last.isoformat()],
        "last": [(last + timedelta(days=2)).isoformat()],
        "worked": [""],
    }
    given = form(year=str(last.year), whole="0", **breaks)
    page = text(admin.post(ADDRESS, given))
    assert "作出并送达处理意见" in page
    assert petition.number not in page
    assert "编号不显示" in page
    assert petition.holder.name in page.split('id="each"')[1]
    assert "有 1 个的最后一日会变动" in page
    behind = text(admin.post(ADDRESS, given | {"do": "", "after": "999"}))
    assert "后面没有了" in behind
    assert "有 1 个的最后一日会变动" in behind, "the counts stay"
    seen = page.split('name="seen" value="')[1].split('"')[0]
    admin.post(ADDRESS, given | {"do": "enter", "seen": seen})
    assert Outbox.objects.filter(topic="recount", subject=petition.pk).count() == 1
    assert "还有 1 件等待" in text(admin.get(reverse("desk:calendars")))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"paper": ""}, "请填写通知的文号"),
        ({"published_on": ""}, "请填写公布的日期"),
        ({"published_on": "昨天"}, "日期请写成"),
        ({"year": "二〇二七"}, "请填写通知安排的年份"),
        ({"year": "20 27"}, "请填写通知安排的年份"),
        ({"name": [], "first": [], "last": [], "worked": []}, "请至少填写一个假期"),
        ({"first": ["1月1日", f"{YEAR}-05-01", ""]}, "日期不对或者不完整"),
        ({"last": [f"{YEAR}-01-03", f"{YEAR}-04-30", ""]}, "最后一天在第一天之前"),
        ({"worked": [f"{YEAR}-01-02", "", ""]}, "同一天写了两次"),
        ({"name": ["元旦", "", ""]}, "请填写假期的名称"),
        ({"paper": "x" * 100}, "不能超过"),
        ({"name": ["元旦", "劳" * 300, ""]}, "不能超过"),
        ({"name": ["元旦", "劳动\x00节", ""]}, "无法保存"),
        ({"worked": ["", "", "", *["调休"] * 9]}, "日期不对或者不完整"),
        ({"worked": ["调休"] * 13}, "最多填写12个假期"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    admin: Client, given: dict[str, object], words: str
) -> None:
    answer = admin.post(ADDRESS, form(**given))
    assert answer.status_code == 422
    page = text(answer)
    assert words in page
    assert [*given.get("worked", ()), ""][-1] in page  # type: ignore[misc]
    if given.get("name") != []:
        assert f"{YEAR}-05-05" in page or given.get("last")
    assert not HolidayNotice.objects.exists()
