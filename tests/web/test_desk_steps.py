"""Taking steps from the desk: what would happen, what is refused, and nothing typed is lost."""

from html import escape, unescape

import pytest
from django.utils import timezone

from huiyin.documents.models import Letter, LetterCounter
from huiyin.notifications.models import Outbox
from huiyin.petitions.actions import closing, registering
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter
from huiyin.petitions.standing import open_steps
from huiyin.petitions.upkeep import record_rendering
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, State, Step
from huiyin.rules.workflow import WORKFLOW
from huiyin.web.desk.steps import CHOSEN, FORMS
from tests.make import WAY, a_petition, an_office, fresh, later, letter, story, unserved
from tests.people import (
    CLERK,
    COLLEAGUE,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HANDLER,
    Person,
)
from tests.web.desk import NAME, desk_of, page_of, posted, step_of, text

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


def everything() -> dict[str, object]:
    """What a step that was only tried must leave as it was."""
    return {
        "events": Event.objects.count(),
        "letters": Letter.objects.count(),
        "links": PetitionLetter.objects.count(),
        "clocks": sorted(Clock.objects.values_list("id", "ended_at")),
        "counters": sorted(LetterCounter.objects.values_list("office", "kind", "last")),
        "outbox": Outbox.objects.count(),
        "petitions": sorted(Petition.objects.values_list("id", "state", "version", "code")),
    }


def test_every_step_that_staff_take_has_a_form() -> None:
    assert {rule.step for rule in WORKFLOW if rule.by} == set(FORMS) | set(CHOSEN)


ASKED = [
    (state, matter, who)
    for state, matter in (
        (State.RECEIVED, Matter.CLAIM),
        (State.REGISTERED, Matter.CLAIM),
        (State.REGISTERED, Matter.ENQUIRY),
        (State.REGISTERED, Matter.ACCUSATION),
        (State.DELIVERED, Matter.CLAIM),
        (State.SIGNED, Matter.CLAIM),
        (State.SIGNED, Matter.SUGGESTION),
        (State.ACCEPTED, Matter.CLAIM),
        (State.ANSWERED, Matter.CLAIM),
        (State.ANSWERED, Matter.SUGGESTION),
        (State.ANSWERED, Matter.ENQUIRY),
        (State.SERVED, Matter.CLAIM),
        (State.CLOSED, Matter.CLAIM),
    )
    for who in (CLERK, DISPATCHER, HEAD, HANDLER)
]


@pytest.mark.parametrize(("state", "matter", "who"), ASKED)
def test_asking_for_a_form_shows_it_and_changes_nothing(
    state: State, matter: Matter, who: Person
) -> None:
    petition = a_petition(state, matter=matter)
    client, before = desk_of(who), everything()
    today = localdate(timezone.now())
    seen = Petition.objects.visible_to(who.viewer, today=today).filter(pk=petition.pk).exists()
    for step in open_steps(fresh(petition), who.viewer, today) if seen else []:
        answer = client.get(step_of(petition, step.value))
        assert answer.status_code == 200, step
        assert "data-take" in text(answer)
        tried = client.post(
            step_of(petition, step.value),
            posted(petition, preview="1"),
            headers={"X-Part": "outcome"},
        )
        assert tried.status_code == 200
    assert everything() == before


def test_a_step_that_is_not_open_says_why() -> None:
    petition = a_petition(State.ACCEPTED)
    answer = desk_of(HANDLER).get(step_of(petition, "sign"))
    assert answer.status_code == 409
    assert "当前状态下不能进行这一步" in text(answer)
    assert "data-take" not in text(answer)


@pytest.mark.parametrize("verb", ["rate", "withdraw", "receive", "render", "nonsense"])
def test_steps_of_others_have_no_form(verb: str) -> None:
    petition = a_petition(State.REGISTERED)
    for answer in (
        desk_of(DISPATCHER).get(step_of(petition, verb)),
        desk_of(DISPATCHER).post(step_of(petition, verb), posted(petition)),
    ):
        assert answer["Location"] == page_of(petition)
    assert len(story(petition)) == 2


def test_register() -> None:
    petition = a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    form = posted(
        petition,
        matter="claim",
        procedure="31-6",
        category="0102",
        division="990100",
        people_count="3",
    )
    tried = client.post(
        step_of(petition, "register"), {**form, "preview": "1"}, headers={"X-Part": "outcome"}
    )
    assert "建议去向" in text(tried)
    assert "依据" in text(tried)
    assert "待转办" in text(tried)
    answer = client.post(step_of(petition, "register"), form)
    assert answer["Location"] == f"{page_of(petition)}?done=register"
    now = fresh(petition)
    assert (now.state, now.people_count, now.procedure) == (State.REGISTERED, 3, "31-6")
    assert "已完成：登记" in text(client.get(answer["Location"]))


def test_a_claim_without_a_procedure_is_refused_beside_the_field() -> None:
    petition = a_petition(State.RECEIVED)
    form = posted(petition, matter="claim", category="0102", division="990100", people_count="1")
    answer = desk_of(CLERK).post(step_of(petition, "register"), form)
    assert answer.status_code == 422
    shown = text(answer)
    error = shown.index("须选择办理程序")
    assert (
        shown.rindex("<fieldset", 0, error)
        == shown.index('data-choice="procedure"')
        - shown[: shown.index('data-choice="procedure"')][::-1].index("<")
        - 1
    )
    assert fresh(petition).state == State.RECEIVED


def test_forward_previews_its_letters_with_the_name_masked() -> None:
    petition = a_petition(State.REGISTERED)
    client, to = desk_of(DISPATCHER), an_office("yunling-water")
    asked = text(client.get(step_of(petition, "forward")))
    assert f'value="{to.pk}" checked' in asked, "the office that answers for it is suggested"
    assert "依据：" in asked
    for words in (
        "信访事项转送函",
        "信访事项转送告知书",
        "待签收",
        to.name,
        "期限开始",
        "期限结束",
    ):
        assert words in asked
    assert "郑**" in asked
    assert NAME not in asked
    offered = [name for name in _offered(asked) if name.endswith("信访局")]
    assert offered == ["青禾县信访局", "北岭县信访局"], "only lower bureaus"
    answer = client.post(step_of(petition, "forward"), posted(petition, to=str(to.pk), note=LONG))
    assert answer.status_code == 302
    assert fresh(petition).holder_id == to.pk
    assert fresh(petition).state == State.DELIVERED


def _offered(page: str) -> list[str]:
    start = page.index("data-office-list")
    part = page[start : page.index("</fieldset>", start)]
    return [each.partition("</span>")[0] for each in part.split("<span>")[1:]]


def test_an_office_that_is_not_offered_is_refused() -> None:
    petition = a_petition(State.REGISTERED)
    for slug in ("yunling-bureau", "yunling-gov", "yunling-discipline"):
        form = posted(petition, to=str(an_office(slug).pk), note=LONG)
        answer = desk_of(DISPATCHER).post(step_of(petition, "forward"), form)
        assert answer.status_code == 422
        assert escape(LONG, quote=True).replace("&quot;", '"')[:8] in text(answer)
    assert fresh(petition).state == State.REGISTERED


def test_the_accused_office_is_not_offered() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    accused = an_office("yunling-discipline")
    registering.accuse(petition.pk, office=accused, by=CLERK.viewer, at=later(petition))
    asked = text(desk_of(DISPATCHER).get(step_of(petition, "hand_over")))
    assert f'value="{accused.pk}"' not in asked
    assert f'value="{an_office("nanjiang-discipline").pk}"' in asked


def test_hand_over() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    to = an_office("yunling-discipline")
    form = posted(petition, to=str(to.pk))
    answer = desk_of(DISPATCHER).post(step_of(petition, "hand_over"), form)
    assert answer.status_code == 302
    assert fresh(petition).state == State.HANDED_OVER


def test_sign_allot_accept() -> None:
    petition = a_petition(State.DELIVERED)
    head = desk_of(HEAD)
    assert "签收只记下谁收了件" in text(head.get(step_of(petition, "sign")))
    assert head.post(step_of(petition, "sign"), posted(petition)).status_code == 302
    assert (
        head.post(step_of(petition, "allot"), posted(petition, person=HANDLER.id)).status_code
        == 302
    )
    assert str(fresh(petition).person_id) == HANDLER.id
    assert desk_of(COLLEAGUE).get(page_of(petition)).status_code == 404
    outsider = head.post(step_of(petition, "allot"), posted(petition, person=OTHER_HANDLER.id))
    assert outsider.status_code == 422
    handler = desk_of(HANDLER)
    asked = text(handler.get(step_of(petition, "accept")))
    assert "信访事项受理告知书" in asked
    answer = handler.post(step_of(petition, "accept"), posted(petition, way_of_handling=WAY))
    assert answer.status_code == 302
    assert fresh(petition).state == State.ACCEPTED


def test_answer_with_several_requests() -> None:
    petition = a_petition(State.ACCEPTED)
    form = posted(
        petition,
        **OPINION
        | {
            "request": ["恢复供水", "", "赔偿损失"],
            "decision": ["support", "", "refuse"],
            "explanation": ["已经更换管段。", "", "没有依据。"],
        },
    )
    answer = desk_of(HANDLER).post(step_of(petition, "answer"), form)
    assert answer.status_code == 302
    assert fresh(petition).state == State.ANSWERED
    link = unserved(petition, is_answer=True)
    assert link.letter.kind == LetterKind.OPINION


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ({"request": [""], "explanation": [""]}, "请至少写一项请求和处理意见"),
        ({"request": [""]}, "请写明请求的内容"),
        ({"decision": [""]}, "请选择处理意见"),
        ({"explanation": [" "]}, "请写明处理意见的说明"),
        ({"facts_found": ""}, "请填写这一项"),
        ({"reasons": "不服本意见的，可以自收到之日起六十日内申请行政复议。"}, "不能写复议、诉讼"),
    ],
)
def test_an_opinion_with_a_gap_keeps_every_word(gap: dict[str, object], sentence: str) -> None:
    petition = a_petition(State.ACCEPTED)
    typed = {**OPINION, "laws": LONG, **gap}
    answer = desk_of(HANDLER).post(step_of(petition, "answer"), posted(petition, **typed))
    assert answer.status_code == 422
    shown = unescape(text(answer))
    assert sentence in shown
    for value in typed.values():
        for word in value if isinstance(value, list) else [value]:
            assert str(word).strip() in shown
    assert fresh(petition).state == State.ACCEPTED


def test_what_cannot_be_stored_is_refused_with_its_sentence() -> None:
    petition = a_petition(State.RECEIVED)
    for words, sentence in (("字" * 4001, "不能超过 4000 字"), ("空\x00字符", "无法保存的空字符")):
        answer = desk_of(CLERK).post(step_of(petition, "note"), posted(petition, words=words))
        assert answer.status_code == 422
        assert sentence in text(answer)
    assert len(story(petition)) == 1


def test_a_change_by_somebody_else_keeps_every_word_and_tells_what_happened() -> None:
    petition = a_petition(State.ACCEPTED)
    handler = desk_of(HANDLER)
    form = posted(petition, **OPINION, reason="")
    form["reasons"] = LONG
    closing.note(petition.pk, words="先别答复，等检测结果", by=HEAD.viewer, at=later(petition))
    answer = handler.post(step_of(petition, "answer"), form)
    assert answer.status_code == 409
    shown = unescape(text(answer))
    assert LONG in shown
    assert "主管断裂。" in shown
    assert "已经更换管段。" in shown
    assert "先别答复，等检测结果" in shown
    assert "孟沅渚" in shown
    assert fresh(petition).state == State.ACCEPTED
    again = form | {
        "version": str(fresh(petition).version),
        "seen": str(fresh(petition).event_count),
    }
    assert f'name="version" value="{again["version"]}"' in shown
    assert handler.post(step_of(petition, "answer"), again).status_code == 302


def test_a_step_taken_by_somebody_else_leaves_the_text_to_copy() -> None:
    petition = a_petition(State.REGISTERED)
    first, second = desk_of(DISPATCHER), desk_of(LEADER)
    to = str(an_office("yunling-water").pk)
    form = posted(petition, to=to, note=LONG)
    assert first.post(step_of(petition, "forward"), form).status_code == 302
    answer = second.post(step_of(petition, "forward"), form)
    assert answer.status_code == 409
    shown = unescape(text(answer))
    assert LONG in shown
    assert "沈闻舟" in shown
    assert "data-take" not in shown
    assert len([event for event in story(petition) if event.step == Step.FORWARD]) == 1


def test_a_form_that_is_behind_is_told_so_even_if_it_needs_mending() -> None:
    petition = a_petition(State.ACCEPTED)
    form = posted(petition, **OPINION)
    made = letter(petition, LetterKind.ACCEPTANCE)
    record_rendering(petition.pk, letter_id=made.letter_id, hashes={}, at=later(petition))
    client = desk_of(HANDLER)
    answer = client.post(step_of(petition, "answer"), form | {"facts_found": ""})
    assert answer.status_code == 422
    assert f'name="version" value="{form["version"]}"' in text(answer)
    closing.note(petition.pk, words="新情况", by=HEAD.viewer, at=later(petition))
    answer = client.post(step_of(petition, "answer"), form | {"facts_found": ""})
    assert answer.status_code == 409
    assert "新情况" in text(answer)
    assert "请填写这一项" in text(answer)


def test_a_letter_made_meanwhile_is_no_change_by_anybody() -> None:
    petition = a_petition(State.DELIVERED)
    form = posted(petition)
    made = letter(petition, LetterKind.FORWARDING)
    record_rendering(petition.pk, letter_id=made.letter_id, hashes={}, at=later(petition))
    assert desk_of(HEAD).post(step_of(petition, "sign"), form).status_code == 302
    assert fresh(petition).state == State.SIGNED
