"""Steps from the desk after the answer: serving, closing, correcting, the wall, the inbox."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.notifications.actions import tell
from huiyin.petitions.actions import approving, registering, routing
from huiyin.petitions.requests import Request
from huiyin.petitions.wall import Accused
from huiyin.privacy.codes import in_groups
from huiyin.rules.moments import localtime
from huiyin.rules.terms import Matter, Naming, Service, State, Step
from huiyin.web.desk import inbox
from tests.make import a_petition, an_office, fresh, later, unserved
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
)
from tests.web.desk import NAME, PHONE, desk_of, page_of, posted, step_of, text
from tests.web.portal import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

LONG = "第一段写了很久。\n第二段写了更久：“引号”与<标签>都在。"
REQUEST_ROW = {
    "request": ["恢复供水"],
    "decision": ["support"],
    "explanation": ["已经更换管段。"],
}
OPINION = {
    **REQUEST_ROW,
    "facts_found": "主管断裂。",
    "reasons": "供水企业应当及时抢修。",
    "laws": "《城市供水条例》\n《信访工作条例》",
}


def test_serve_starts_the_review_period() -> None:
    petition = a_petition(State.ANSWERED)
    waiting = unserved(petition, is_answer=True)
    served = timezone.now() - timedelta(hours=1)
    typed = {
        "letter": str(waiting.letter_id),
        "how": Service.POST.value,
        "served_at": f"{localtime(served):%Y-%m-%dT%H:%M}",
        "to": NAME,
        "evidence": "挂号信 XA123",
    }
    client = desk_of(HANDLER)
    tried = client.post(
        step_of(petition, "serve"),
        posted(petition, **typed, preview="1"),
        headers={"X-Part": "outcome"},
    )
    assert "期限开始：申请复查" in text(tried)
    early = typed | {"served_at": "2020-01-01T09:00"}
    refused = client.post(step_of(petition, "serve"), posted(petition, **early))
    assert refused.status_code == 422
    assert "送达时间不能早于文书制发的日期" in text(refused)
    assert client.post(step_of(petition, "serve"), posted(petition, **typed)).status_code == 302
    now = fresh(petition)
    assert now.state == State.SERVED
    assert now.served_at is not None
    assert abs(now.served_at - served) < timedelta(minutes=1)


@pytest.mark.parametrize("typed", ["", "昨天", "2026-13-40T09:00"])
def test_a_moment_that_is_none_is_refused(typed: str) -> None:
    petition = a_petition(State.ANSWERED)
    waiting = unserved(petition, is_answer=True)
    form = {"letter": str(waiting.letter_id), "how": "post", "to": NAME, "evidence": "回证"}
    answer = desk_of(HANDLER).post(
        step_of(petition, "serve"), posted(petition, **form, served_at=typed)
    )
    assert answer.status_code == 422
    assert fresh(petition).state == State.ANSWERED


def test_follow_up_and_close() -> None:
    petition = a_petition(State.SERVED)
    clerk = desk_of(CLERK)
    form = posted(petition, reached="yes", words="已收到，满意。")
    assert clerk.post(step_of(petition, "follow_up"), form).status_code == 302
    assert clerk.post(step_of(petition, "close"), posted(petition)).status_code == 302
    assert fresh(petition).state == State.CLOSED


def test_contact_and_note() -> None:
    petition = a_petition(State.RECEIVED)
    clerk = desk_of(CLERK)
    form = posted(petition, way="电话", result="已联系上", words="约好明天来")
    assert clerk.post(step_of(petition, "contact"), form).status_code == 302
    assert (
        clerk.post(step_of(petition, "note"), posted(petition, words="记一笔")).status_code == 302
    )
    shown = text(clerk.get(page_of(petition)))
    assert "电话联系：已联系上" in shown
    assert "约好明天来" in shown


def test_correct_letter_begins_with_what_the_old_one_says() -> None:
    petition = a_petition(State.ANSWERED)
    client = desk_of(HANDLER)
    asked = unescape(text(client.get(step_of(petition, "correct_letter"))))
    assert "破裂的管段已经更换，供水恢复正常。" in asked
    assert "主管因邻近施工移位断裂" in asked
    form = posted(petition, **OPINION, reason="日期写错")
    assert client.post(step_of(petition, "correct_letter"), form).status_code == 302
    assert unserved(petition, is_answer=True).letter.corrects is not None


def test_reclassify_keeps_the_reason() -> None:
    petition = a_petition(State.REGISTERED)
    form = posted(petition, matter="enquiry", category="0102", reason="只是咨询")
    assert desk_of(CLERK).post(step_of(petition, "reclassify"), form).status_code == 302
    assert fresh(petition).matter == Matter.ENQUIRY
    assert "只是咨询" in text(desk_of(CLERK).get(page_of(petition)))


def test_ask_name() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    form = posted(petition, reason="须上门核实漏水点")
    assert desk_of(HEAD).post(step_of(petition, "ask_name"), form).status_code == 302
    assert fresh(petition).name_disclosure == "asked"


def test_the_preview_of_a_hidden_name_shows_the_unit_no_cover() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, address="云岭市柳荫街44号")
    asked = text(desk_of(HANDLER).get(step_of(petition, "accept")))
    assert "信访事项受理告知书" in asked
    assert f"信访人（编号{petition.number}）" in asked
    for secret in (NAME, "柳荫街44号", "送达封面"):
        assert secret not in asked


def test_accuse_walls_at_once_and_a_second_person_clears() -> None:
    petition = a_petition(State.DELIVERED)
    clerk, form = desk_of(CLERK), posted(petition, office=str(an_office("yunling-water").pk))
    assert clerk.post(step_of(petition, "accuse"), form).status_code == 302
    assert desk_of(HEAD).get(page_of(petition)).status_code == 404
    neither = clerk.post(step_of(petition, "accuse"), posted(petition))
    assert neither.status_code == 422
    mark = Accused.objects.get(petition=petition)
    form = posted(petition, mark=str(mark.pk), reason="写错了单位")
    assert clerk.post(step_of(petition, "clear_accused"), form).status_code == 302
    waiting = Request.objects.get(petition=petition)
    there = reverse("desk:decide", args=[petition.pk, waiting.pk])
    assert "另一个人审批" in text(clerk.get(page_of(petition)))
    refused = clerk.post(there, {"agrees": "yes"})
    assert refused.status_code == 422
    assert "不能由申请人本人审批" in text(refused)
    second = desk_of(DISPATCHER)
    assert "写错了单位" not in text(second.get(page_of(petition))), "it is sealed"
    opened = second.post(page_of(petition), {"show": "words", "reason": "审批撤销标记的申请"})
    assert opened.status_code == 200
    assert "写错了单位" in text(second.get(page_of(petition)))
    assert second.post(there, {"agrees": "yes"}).status_code == 302
    mark.refresh_from_db()
    assert mark.cleared_at is not None
    assert second.post(there, {"agrees": "yes"})["Location"] == page_of(petition)


REISSUED = {
    "name": NAME,
    "phone_tail": PHONE[-4:],
    "address_words": "柳荫街44号",
    "arrived_on": "2026-03-02",
}


@pytest.mark.parametrize("left_out", [None, *REISSUED])
def test_a_new_code_after_three_facts_is_shown_once(left_out: str | None) -> None:
    petition = a_petition(State.RECEIVED, address="云岭市柳荫街44号")
    old = code_of(petition)
    facts = {name: value for name, value in REISSUED.items() if name != left_out}
    clerk = desk_of(CLERK)
    answer = clerk.post(step_of(petition, "reissue_code"), posted(petition, **facts))
    new = code_of(fresh(petition))
    assert new != old
    assert in_groups(new) in text(answer)
    assert in_groups(new) not in text(clerk.get(page_of(petition)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "郑大满", "address_words": ""},
        {"phone_tail": "0000", "address_words": ""},
        {"arrived_on": "2026-03-03", "address_words": ""},
        {"address_words": "街", "name": ""},
        {"name": "", "phone_tail": "", "address_words": "", "arrived_on": ""},
        {"identity_tail": "", "name": "", "phone_tail": "", "arrived_on": "不记得"},
    ],
)
def test_fewer_than_three_facts_give_nothing_and_tell_nothing(wrong: dict[str, str]) -> None:
    petition = a_petition(State.RECEIVED, address="云岭市柳荫街44号")
    old = code_of(petition)
    form = posted(petition, **(REISSUED | wrong))
    answer = desk_of(CLERK).post(step_of(petition, "reissue_code"), form)
    assert answer.status_code == 422
    assert code_of(fresh(petition)) == old
    assert in_groups(old) not in text(answer)


def test_the_reading_beside_a_form_is_noted() -> None:
    petition = a_petition(State.RECEIVED)
    desk_of(CLERK).get(step_of(petition, "register"))
    assert Access.objects.filter(petition_id=petition.pk, kind=Access.READ).count() == 1


def test_who_was_marked_by_mistake_never_learns_it_from_the_story() -> None:
    petition = a_petition(State.DELIVERED)
    water, by = an_office("yunling-water"), CLERK.viewer
    registering.accuse(petition.pk, office=water, by=by, at=later(petition))
    wish = approving.ask_approval(
        Step.CLEAR_ACCUSED,
        petition.pk,
        arguments={"mark": str(Accused.objects.get(petition=petition).pk)},
        reason="写错了单位。",
        by=by,
        at=later(petition),
    )
    approving.decide(wish.pk, agrees=True, by=DISPATCHER.viewer, at=later(petition))
    routing.forward(petition.pk, to=water, by=DISPATCHER.viewer, at=later(petition))
    assert text(desk_of(CLERK).get(page_of(petition))).count("被控告") >= 3
    shown = text(desk_of(HEAD).get(page_of(petition)))
    assert petition.number in shown
    assert "被控告" not in shown
    assert "写错了单位" not in shown


def test_the_inbox_shows_what_the_office_was_told() -> None:
    petition = a_petition(State.DELIVERED)
    water = an_office("yunling-water")
    tell(key="a", way="desk", text="有转来的信访件", subject=petition.pk, to_office=water.pk)
    tell(key="b", way="sms", text="您的信访事项已转送", subject=petition.pk)
    shown = text(desk_of(HEAD).get(reverse("desk:inbox")))
    assert "有转来的信访件" in shown
    assert petition.number in shown
    assert "您的信访事项已转送" not in shown
    assert "有转来的信访件" not in text(desk_of(CLERK).get(reverse("desk:inbox")))


def test_the_inbox_names_no_petition_that_is_walled() -> None:
    petition = a_petition(State.DELIVERED)
    water = an_office("yunling-water")
    text_of_notice = f"转来 {petition.number}"
    tell(key="a", way="desk", text=text_of_notice, subject=petition.pk, to_office=water.pk)
    tell(key="b", way="desk", text="办公室通知", to_office=water.pk)
    assert text_of_notice in text(desk_of(HEAD).get(reverse("desk:inbox")))
    registering.accuse(petition.pk, office=water, by=CLERK.viewer, at=later(petition))
    shown = text(desk_of(HEAD).get(reverse("desk:inbox")))
    assert petition.number not in shown
    assert "办公室通知" in shown


def test_what_is_walled_takes_no_place_in_the_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST", 1)
    petition = a_petition(State.DELIVERED)
    water = an_office("yunling-water")
    registering.accuse(petition.pk, office=water, by=CLERK.viewer, at=later(petition))
    tell(key="a", way="desk", text="办公室通知", to_office=water.pk)
    tell(key="b", way="desk", text="转来一件", subject=petition.pk, to_office=water.pk)
    shown = text(desk_of(HEAD).get(reverse("desk:inbox")))
    assert "办公室通知" in shown
    assert "转来一件" not in shown
