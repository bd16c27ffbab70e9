"""Minutes and plan papers at the desk: kept in versions, with tasks, use and drills (B1, B3)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from huiyin.emergency.models import Meeting, Paper, PaperUsed, Task
from huiyin.rules.moments import localdate
from tests.make import DAY
from tests.people import (
    CLERK,
    COUNTY_LEADER,
    DISPATCHER,
    HANDLER,
    LEADER,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
NEW, PAPER_NEW = "/emergency/meetings/new/", "/emergency/papers/new/"
MINUTES = {
    "title": "应急工作第一次会议",
    "held_at": "2020-01-23T15:00",
    "place": "三楼会议室",
    "chair": "顾明澈",
    "attendees": "顾明澈\n沈问舟",
    "passed_on": "传达市里的部署。",
    "decisions": "一、即日起安排二十四小时值班。",
}
PAPER = {"kind": "contingency", "title": "群众来访应急预案", "text": "第一条……"}


def test_minutes_are_kept_corrected_and_leave_tasks_with_owner_and_date() -> None:
    """B1."""
    client = desk_of(DISPATCHER)
    assert "还没有会议记录" in text(client.get("/emergency/meetings/"))
    assert client.post(NEW, MINUTES).status_code == 302
    first = Meeting.objects.get()
    page = reverse("desk:meeting", args=[first.root])
    assert "二十四小时值班" in text(client.get(page))
    task = {"what": "排出春节值班表", "owner": CLERK.id, "due_at": "2020-01-24T12:00"}
    for wrong in ({"what": ""}, {"owner": ""}, {"owner": SYSTEM_ADMIN.id}, {"due_at": ""}):
        answer = client.post(page, task | wrong)
        assert (answer.status_code, "field-error" in text(answer)) == (422, True)
    assert client.post(page, task).status_code == 302
    assert Task.objects.get().owner == CLERK.user
    assert "排出春节值班表" in text(desk_of(CLERK).get("/emergency/"))
    correct = reverse("desk:meeting_correct", args=[first.root])
    mended = MINUTES | {"version": "1", "decisions": "一、明日起值班。"}
    assert client.post(correct, mended).status_code == 302
    late = client.post(correct, mended | {"decisions": "乙写的。"})
    assert (late.status_code, "乙写的。" in text(late)) == (422, True)
    shown = text(client.get(page))
    assert "排出春节值班表" in shown
    assert "一、明日起值班。" in shown
    assert list(Meeting.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize("field", ["title", "held_at", "chair", "decisions"])
def test_minutes_need_what_minutes_need(field: str) -> None:
    client = desk_of(LEADER)
    tomorrow = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M")
    odd = (tomorrow, "0001-01-01T00:00") if field == "held_at" else ("长" * 5000,)
    for wrong in ("", "\x00", *odd):
        answer = client.post(NEW, MINUTES | {field: wrong})
        page = text(answer)
        assert (answer.status_code, f'id="{field}-problem"' in page) == (422, True)
        assert MINUTES["passed_on"] in page
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("who", [HANDLER, COUNTY_LEADER, SYSTEM_ADMIN])
def test_minutes_stay_within_the_bureau(who: Person) -> None:
    desk_of(LEADER).post(NEW, MINUTES)
    root, client = Meeting.objects.get().root, desk_of(who)
    for name in ("meeting", "meeting_correct"):
        assert client.get(reverse(f"desk:{name}", args=[root])).status_code == 404
        assert client.post(reverse(f"desk:{name}", args=[root]), MINUTES).status_code == 404
    assert desk_of(CLERK).get(reverse("desk:meeting", args=[root])).status_code == 200
    assert desk_of(CLERK).post(reverse("desk:meeting", args=[root]), {}).status_code == 404
    assert desk_of(CLERK).get(NEW).status_code == 404


def test_a_paper_has_versions_and_is_put_to_use_and_rehearsed() -> None:
    """B3."""
    client, today = desk_of(LEADER), localdate(timezone.now())
    assert client.post(PAPER_NEW, PAPER | {"kind": "x"}).status_code == 422
    assert client.post(PAPER_NEW, PAPER | {"text": ""}).status_code == 422
    assert client.post(PAPER_NEW, PAPER).status_code == 302
    root = Paper.objects.get().root
    page, change = reverse("desk:paper", args=[root]), reverse("desk:paper_change", args=[root])
    revised = PAPER | {"version": "1", "text": "第一条　修订。"}
    assert client.post(change, revised).status_code == 302
    assert client.post(change, revised | {"text": "乙改。"}).status_code == 422
    drill = {"use": "drilled", "used_on": today.isoformat(), "note": "对讲机没电。"}
    for wrong in (
        {"use": "x"},
        {"used_on": ""},
        {"used_on": (today + DAY).isoformat()},
        {"note": ""},
        {"note": "\x00"},
    ):
        assert client.post(page, drill | wrong).status_code == 422
    assert client.post(page, drill).status_code == 302
    assert client.post(page, drill | {"use": "activated", "note": ""}).status_code == 302
    assert {each.paper.version for each in PaperUsed.objects.all()} == {2}
    read = text(desk_of(HANDLER).get(page))
    assert "对讲机没电。" in read
    assert "第一条　修订。" in read
    assert "记一次" not in read
    assert desk_of(HANDLER).post(page, drill).status_code == 404
    assert desk_of(HANDLER).get(change).status_code == 404
    assert desk_of(COUNTY_LEADER).get(page).status_code == 404
