"""Notices at the desk and on the portal: drafted, let out by a second person, read, signed for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.jobs.outbox import work_off
from huiyin.publishing import notices as verbs
from huiyin.publishing.models import Closure, Delivery, Issue, Notice, Publication, Reopening
from huiyin.rules.moments import localdate, localtime
from tests.documents.reading import pdf_text
from tests.make import an_office
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    SYSTEM_ADMIN,
    Person,
)
from tests.publishing.test_closures import a_way, shut
from tests.publishing.test_notices import WORDS
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
NEW = "/notices/new/"


def a_form(**given: object) -> dict[str, Any]:
    usual = {
        "kind": "public",
        "title": "关于提倡网上信访的温馨提示",
        "text": "请尽量网上反映。\n\n- 网上：信访门户\n- 电话：0990-2002",
        "from_on": localdate(timezone.now()).isoformat(),
    }
    return usual | given


def drafted(**given: object) -> Notice:
    answer = desk_of(DISPATCHER).post(NEW, a_form(**given))
    assert answer.status_code == 302, text(answer)
    return Notice.objects.get()


def issued(**given: object) -> Notice:
    notice = drafted(**given)
    answer = desk_of(LEADER).post(address(notice), {"issue": str(notice.pk)})
    assert answer.status_code == 302, text(answer)
    return Notice.objects.get()


def address(notice: Notice) -> str:
    return reverse("desk:notice", args=[notice.root])


def test_a_dispatcher_drafts_and_the_leader_lets_it_out() -> None:
    notice = drafted()
    page = text(desk_of(DISPATCHER).get(address(notice)))
    assert "公告由本机构负责人发布" in page
    assert notice.sms in page
    client = desk_of(DISPATCHER)
    assert client.post(address(notice), {"issue": str(notice.pk)}).status_code == 422
    assert not Issue.objects.exists()
    assert desk_of(LEADER).post(address(notice), {"issue": str(notice.pk)}).status_code == 302
    assert notice.title in text(desk_of(LEADER).get("/notices/"))
    again = desk_of(LEADER).post(address(notice), {"issue": str(notice.pk)})
    assert (again.status_code, Issue.objects.count()) == (422, 1)


def test_nothing_typed_is_lost_and_wrong_words_are_told_beside_their_field() -> None:
    client = desk_of(DISPATCHER)
    for wrong in ({"title": ""}, {"sms": "字" * 71}, {"from_on": "x"}, {"addressees": ["x"]}):
        answer = client.post(NEW, a_form(**wrong))
        assert answer.status_code == 422
        assert "0990-2002" in text(answer)
        assert "error-summary" in text(answer)
    assert not Notice.objects.exists()


def test_a_late_change_is_told_and_keeps_both() -> None:
    notice = drafted()
    there = reverse("desk:notice_change", args=[notice.root])
    client = desk_of(DISPATCHER)
    assert client.post(there, a_form(version="1", title="第二版")).status_code == 302
    late = client.post(there, a_form(version="1", title="晚了的一版"))
    assert (late.status_code, "晚了的一版" in text(late)) == (422, True)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("who", [CLERK, HEAD, SYSTEM_ADMIN])
def test_others_write_nothing(who: Person) -> None:
    notice, client = drafted(), desk_of(who)
    for there in (
        "/notices/",
        NEW,
        address(notice),
        reverse("desk:notice_change", args=[notice.root]),
    ):
        assert client.get(there).status_code == 404
        assert client.post(there, a_form()).status_code in (404, 405)
    assert Notice.objects.count() == 1
    assert desk_of(LEADER).get(reverse("desk:notice", args=[uuid4()])).status_code == 404


def test_an_internal_notice_is_signed_and_answered_by_the_office_that_got_it() -> None:
    due = localdate(timezone.now()) + timedelta(days=3)
    water = an_office("yunling-water")
    notice = issued(kind="internal", reply_by=due.isoformat(), addressees=[str(water.pk)])
    row = Delivery.objects.get()
    there = reverse("desk:delivery", args=[row.pk])
    assert notice.title in text(desk_of(HEAD).get("/notices/received/"))
    for other in (OTHER_HEAD, COUNTY_CLERK, SYSTEM_ADMIN, NOBODY):
        assert desk_of(other).get(there).status_code == 404
        assert desk_of(other).post(there, {"sign": "1"}).status_code == 404
    assert desk_of(HEAD).post(there, {"sign": "1"}).status_code == 302
    assert desk_of(HEAD).post(there, {"feedback": " "}).status_code == 422
    assert desk_of(HEAD).post(there, {"feedback": "已安排专人值守。"}).status_code == 302
    page = text(desk_of(LEADER).get(address(notice)))
    assert "已签收 1/1" in page
    assert "已反馈 1/1" in page
    assert "已安排专人值守。" in page
    assert "工作台" in text(desk_of(HEAD).get("/inbox/"))
    remind = reverse("desk:notice_remind", args=[notice.root])
    assert desk_of(DISPATCHER).post(remind).status_code == 302
    assert desk_of(HEAD).post(remind).status_code == 404


def test_where_it_was_broadcast_and_why_it_was_withdrawn_stay_in_view() -> None:
    notice = issued()
    client = desk_of(LEADER)
    then = (localtime(timezone.now()) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    shown = {"medium": "tv", "published_at": then, "remark": "晚间新闻后"}
    assert client.post(address(notice), shown | {"medium": ""}).status_code == 422
    assert client.post(address(notice), shown).status_code == 302
    assert client.post(address(notice), {"withdraw": "1", "reason": ""}).status_code == 422
    assert (
        desk_of(DISPATCHER).post(address(notice), {"withdraw": "1", "reason": "x"}).status_code
        == 422
    )
    assert client.post(address(notice), {"withdraw": "1", "reason": "内容有误"}).status_code == 302
    page = text(client.get(address(notice)))
    assert "晚间新闻后" in page
    assert "内容有误" in page
    assert Publication.objects.count() == 2


@pytest.mark.urls("huiyin.config.urls_portal")
def test_the_portal_shows_what_is_in_force_in_both_languages(client: Client) -> None:
    wording = replace(
        WORDS,
        from_on=localdate(timezone.now()),
        text="各位市民：\n\n请注意：\n\n- 电话：0990-2002\n- 来信照收",
        title_en="The web first",
        text_en="Please write on the web.",
    )
    notice = verbs.draft(
        an_office("yunling-bureau"), wording, by=DISPATCHER.viewer, at=timezone.now()
    )
    verbs.issue(notice, by=LEADER.viewer, at=timezone.now())
    page = text(client.get("/"))
    assert notice.title in page
    there = reverse("portal:notice", args=[notice.root])
    assert "<li>电话：0990-2002</li>" in text(client.get(there))
    assert client.get(reverse("portal:notice_paper", args=[notice.root])).status_code == 404
    while work_off(timezone.now()):
        pass
    paper = client.get(reverse("portal:notice_paper", args=[notice.root]))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert "各位市民：请注意：（一）电话：0990-2002（二）来信照收" in pdf_text(paper.content)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Please write on the web." in text(client.get(there))
    assert client.get(reverse("portal:notice", args=[uuid4()])).status_code == 404


def test_a_closed_hall_is_opened_by_a_notice_begun_from_it() -> None:
    closing = shut(a_way(), from_on=localdate(timezone.now()), at=timezone.now())
    client = desk_of(LEADER)
    there = reverse("desk:reopen_way", args=[closing.pk])
    assert "先起草恢复公告" in text(client.get(there))
    begun = text(client.get(f"{NEW}?closing={closing.pk}&reopen=1"))
    assert f"关于恢复{closing.way.title}接待的公告" in begun
    assert client.get(f"{NEW}?closing=x").status_code == 200
    notice = issued()
    opens = (localtime(timezone.now()) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(there, {"notice": str(uuid4()), "opens_at": opens}).status_code == 422
    assert desk_of(DISPATCHER).get(there).status_code == 404
    assert client.post(there, {"notice": str(notice.pk), "opens_at": opens}).status_code == 302
    assert Reopening.objects.get().closure == Closure.objects.get()
    assert client.get(there).status_code == 404
    assert "恢复。原因" in text(client.get("/closures/"))
