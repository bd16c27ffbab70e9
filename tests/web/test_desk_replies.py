"""Reply templates at the desk: who writes them, and how they come into the forms of the steps."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from huiyin.organisations import replies
from huiyin.organisations.models import ReplyTemplate
from huiyin.petitions.models import Event, Petition
from huiyin.rules.terms import Matter, State
from tests.make import a_petition, an_office
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HANDLER,
    OTHER_HEAD,
    SUPERVISOR,
    Person,
)
from tests.web.desk import NAME, desk_of, posted, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
LIST, NEW = "/replies/", "/replies/new/"
FORM = {"name": "已到现场", "use": "note", "text": "{编号}：{今天}已到现场，{承办单位}。"}


def kept(office: str = "yunling-water", **more: Any) -> ReplyTemplate:
    wording = replies.ReplyWording(**FORM | more)
    return replies.add_reply(an_office(office), wording, by=HEAD.viewer, at=timezone.now())


def address(template: ReplyTemplate) -> str:
    return reverse("desk:reply", args=[template.root])


@pytest.mark.parametrize("who", [HANDLER, CLERK, SUPERVISOR, *ADMINISTRATORS])
def test_others_find_no_page(who: Person) -> None:
    template, client = kept(), desk_of(who)
    for there in (LIST, NEW, address(template)):
        assert client.get(there).status_code == 404
        assert client.post(there, FORM | {"version": "1"}).status_code in (404, 405)
    assert ReplyTemplate.objects.count() == 1


@pytest.mark.parametrize("who", [HEAD, DISPATCHER, LEADER])
def test_those_who_lead_an_office_write_its_texts(who: Person) -> None:
    client = desk_of(who)
    assert "还没有常用语" in text(client.get(LIST))
    assert client.post(NEW, FORM | {"is_shared": "1"}).status_code == 302
    made = ReplyTemplate.objects.get()
    assert str(made.office_id) in who.viewer.offices(who.viewer.roles)
    assert made.name in text(client.get(LIST))
    changed = FORM | {"version": "1", "name": "又到现场"}
    assert client.post(address(made), changed).status_code == 302
    late = client.post(address(made), FORM | {"version": "1", "text": "乙写了很久"})
    assert (late.status_code, "乙写了很久" in text(late)) == (422, True)
    assert client.post(address(made), {"version": "2", "retire": "1"}).status_code == 302
    assert "已停用 1 条" in text(client.get(LIST))
    assert client.post(address(made), {"version": "3", "retire": "0"}).status_code == 302
    assert ReplyTemplate.objects.count() == 4


def test_the_texts_of_other_offices_are_not_found() -> None:
    template = kept()
    client = desk_of(OTHER_HEAD)
    assert client.get(address(template)).status_code == 404
    assert client.post(address(template), FORM | {"version": "1"}).status_code == 404
    assert client.post(NEW, FORM | {"office": str(template.office_id)}).status_code == 404
    assert template.name not in text(client.get(LIST))


def test_an_error_keeps_what_was_typed_and_a_look_keeps_nothing() -> None:
    client = desk_of(HEAD)
    for wrong in ({"text": "您好{姓名}"}, {"text": "{0.__class__}"}, {"name": ""}, {"use": "x"}):
        answer = client.post(NEW, FORM | wrong)
        assert answer.status_code == 422
        assert "aria-invalid" in text(answer)
        assert wrong.get("text", FORM["text"]) in text(answer)
    look = text(client.post(NEW, FORM | {"preview": "1"}))
    assert f"已到现场，{an_office().name}。" in look
    assert "插入后的样子" in look
    assert client.post(NEW, FORM | {"text": "<script>alert(1)</script>"}).status_code == 302
    assert "<script>alert" not in text(client.get(LIST))
    assert ReplyTemplate.objects.count() == 1


def test_without_a_script_the_form_comes_back_with_the_text_behind_what_was_typed() -> None:
    template, petition = kept(), a_petition(State.ACCEPTED)
    client, there = desk_of(HANDLER), step_of(petition, "note")
    assert template.name in text(client.get(there))
    before = Event.objects.count()
    form = posted(petition, insert="words", words="我先写的 <b>", **{"phrase-words": template.pk})
    answer = client.post(there, form)
    page = text(answer)
    assert answer.status_code == 200
    assert f"我先写的 &lt;b&gt;\n{petition.number}：" in page
    assert f"已到现场，{petition.holder.name}。</textarea>" in page
    assert "has-error" not in page
    assert f'name="version" value="{form["version"]}"' in page
    assert Event.objects.count() == before


def test_nothing_typed_is_lost_in_a_long_form_and_nothing_is_judged_yet() -> None:
    template, petition = kept(use="answer"), a_petition(State.ACCEPTED)
    rows = {"request": ["恢复供水"], "decision": [""], "explanation": ["写到一半"]}
    typed = {"facts_found": "事实写好了", "reasons": "", "laws": "第一条\n第二条", **rows}
    chosen = {"insert": "reasons", "phrase-reasons": str(template.pk)}
    page = text(
        desk_of(HANDLER).post(step_of(petition, "answer"), posted(petition, **typed, **chosen))
    )
    for words in ("恢复供水", "写到一半", "事实写好了", "第一条\n第二条", "已到现场"):
        assert words in page
    assert "has-error" not in page


def test_choosing_nothing_or_what_is_not_offered_puts_nothing_in() -> None:
    foreign, other_use = kept("yunling-housing", name="别家的"), kept(use="reply", name="别处的")
    petition = a_petition(State.ACCEPTED)
    client, there = desk_of(HANDLER), step_of(petition, "note")
    for wanted in ("", "nonsense", "\x00", str(foreign.pk), str(other_use.pk)):
        form = posted(petition, insert="words", words="还在", **{"phrase-words": wanted})
        answer = client.post(there, form)
        assert answer.status_code == 422
        assert "请先选择一条常用语。" in text(answer)
        assert "还在</textarea>" in text(answer)
        assert "已到现场" not in text(answer)
    assert client.post(there, posted(petition, insert="version", words="x")).status_code == 422


@pytest.mark.parametrize(
    ("state", "matter", "verb", "use"),
    [
        (State.SIGNED, Matter.CLAIM, "accept", "accept"),
        (State.ACCEPTED, Matter.CLAIM, "answer", "answer"),
        (State.SIGNED, Matter.SUGGESTION, "answer", "suggestion"),
        (State.SIGNED, Matter.ENQUIRY, "reply", "reply"),
        (State.ACCEPTED, Matter.CLAIM, "contact", "contact"),
        (State.ACCEPTED, Matter.CLAIM, "note", "note"),
    ],
)
def test_each_form_offers_what_serves_there(
    state: State, matter: Matter, verb: str, use: str
) -> None:
    fit, unfit = kept(use=use), kept(use="note" if use != "note" else "reply", name="不合适")
    petition = a_petition(state, matter=matter)
    page = text(desk_of(HANDLER).get(step_of(petition, verb)))
    assert f'value="{fit.pk}"' in page
    assert f'value="{unfit.pk}"' not in page


def test_the_wall_stays_and_no_text_knows_the_petitioner() -> None:
    template, petition = kept(), a_petition(State.ACCEPTED)
    form = posted(petition, insert="words", words="", **{"phrase-words": str(template.pk)})
    hidden = desk_of(OTHER_HANDLER).post(step_of(petition, "note"), form)
    assert hidden.status_code == 404
    assert "已到现场" not in text(hidden)
    filled = text(desk_of(HANDLER).post(step_of(petition, "note"), form))
    assert NAME not in filled.split("<textarea", 1)[1].split("</textarea>")[0]
    assert Petition.objects.get(pk=petition.pk).version == petition.version


def test_a_retired_text_is_offered_no_longer() -> None:
    template, petition = kept(), a_petition(State.ACCEPTED)
    later = timezone.now() + timedelta(minutes=1)
    replies.retire_reply(template, retired=True, by=HEAD.viewer, at=later)
    assert "data-insert" not in text(desk_of(HANDLER).get(step_of(petition, "note")))
