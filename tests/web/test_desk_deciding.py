"""审批 at the desk: who is shown what waits, what agreeing would do, and both answers."""

from html import unescape
from uuid import uuid4

import pytest
from django.http.response import HttpResponseBase
from django.urls import reverse

from huiyin.petitions.actions import approving
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.rules.terms import LetterKind, State, Step
from tests.make import fresh, letter, story
from tests.people import CLERK, COLLEAGUE, DISPATCHER, HANDLER, HEAD, LEADER, OTHER_HEAD, Person
from tests.web.desk import desk_of, lists_with, page_of, posted, step_of, text
from tests.web.test_desk_steps import everything
from tests.web.ways import now, recent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

REASON = "须请专业机构检测管道，检测需要二十天。"


def asked(days: int = 20) -> Request:
    """The handler asks for an extension."""
    petition = recent(State.ACCEPTED)
    return approving.ask_approval(
        Step.EXTEND,
        petition.pk,
        reason=REASON,
        arguments={"days": days},
        by=HANDLER.viewer,
        at=now(),
    )


def place_of(request: Request) -> str:
    """Where the request is decided."""
    return reverse("desk:decide", args=[request.petition_id, request.pk])


def answer(who: Person, request: Request, **typed: str) -> HttpResponseBase:
    """What somebody sends as a decision."""
    return desk_of(who).post(place_of(request), typed)


def test_who_decides_finds_it_in_the_list_and_on_the_page() -> None:
    request = asked()
    assert "to-decide" in lists_with(HEAD, request.petition)
    assert "to-decide" not in lists_with(HANDLER, request.petition)
    shown = text(desk_of(HEAD).get(page_of(request.petition)))
    for words in ("等待审批", REASON, "20日", "温若溪", "不同意", place_of(request)):
        assert words in shown
    assert "撤回申请" not in shown


def test_who_asked_may_take_it_back_and_nobody_else_is_asked() -> None:
    request = asked()
    own = text(desk_of(HANDLER).get(page_of(request.petition)))
    assert "撤回申请" in own
    assert 'value="yes"' not in own
    for who in (COLLEAGUE, CLERK):
        other = text(desk_of(who).get(page_of(request.petition)))
        assert place_of(request) not in other
    taken = answer(HANDLER, request, agrees="no")
    assert taken["Location"].endswith("done=request_withdrawn")
    assert "申请已经撤回" in text(desk_of(HANDLER).get(taken["Location"]))
    assert Request.objects.get(pk=request.pk).agreed is False
    assert 'extend/"' in text(desk_of(HANDLER).get(page_of(request.petition))), (
        "it may be asked anew"
    )


def test_what_agreeing_would_do_is_shown_and_changes_nothing() -> None:
    request, before = asked(), everything()
    shown = text(desk_of(HEAD).get(place_of(request)))
    for words in ("延期告知书", "办理期限延长到", REASON, "孟沅渚"):
        assert words in shown
    assert everything() == before


def test_the_asker_sees_the_letter_before_asking_without_the_name_of_who_decides() -> None:
    petition = recent(State.ACCEPTED)
    form = posted(petition, days="20", reason=REASON, preview="1")
    tried = desk_of(HANDLER).post(step_of(petition, "extend"), form, headers={"X-Part": "outcome"})
    assert "延期告知书" in text(tried)
    assert "（审批人）" in text(tried)
    assert "孟沅渚" not in text(tried)


def test_agreeing_takes_the_step() -> None:
    request = asked()
    there = answer(HEAD, request, agrees="yes", words="同意。")["Location"]
    landed = text(desk_of(HEAD).get(there))
    assert "已同意" in landed
    assert "批准延长20日" in landed
    assert letter(request.petition, LetterKind.EXTENSION).served_at is None
    assert story(request.petition)[-1].step == Step.EXTEND
    assert answer(HEAD, request, agrees="yes")["Location"] == page_of(request.petition), "once"


def test_who_does_not_agree_says_why() -> None:
    request, before = asked(), everything()
    silent = answer(HEAD, request, agrees="no", words="  ")
    assert silent.status_code == 422
    assert "请写明不同意的理由" in text(silent)
    assert everything() == before
    assert answer(HEAD, request, agrees="no", words="先把检测做完。").status_code == 302
    assert "先把检测做完。" in text(desk_of(HANDLER).get(page_of(request.petition)))
    assert fresh(request.petition).state == State.ACCEPTED


@pytest.mark.parametrize("hostile", ["空\x00字", "字" * 2001])
def test_words_that_cannot_be_stored_are_refused(hostile: str) -> None:
    request, before = asked(), everything()
    assert answer(HEAD, request, agrees="yes", words=hostile).status_code == 422
    assert everything() == before


def test_what_can_no_longer_be_done_says_so_and_keeps_the_words() -> None:
    request = asked()
    petition = Petition.objects.get(pk=request.petition_id)
    petition.legs.filter(is_main=True).update(state=State.WITHDRAWN)
    Petition.objects.filter(pk=petition.pk).update(state=State.WITHDRAWN)
    refused = answer(HEAD, request, agrees="yes", words="可以办。")
    assert refused.status_code == 422
    assert "情况已经变化" in text(refused)
    assert "可以办。" in unescape(text(refused))


@pytest.mark.parametrize("who", [OTHER_HEAD, COLLEAGUE, CLERK, LEADER])
def test_others_find_nothing_to_decide(who: Person) -> None:
    request, before = asked(), everything()
    client = desk_of(who)
    assert client.get(place_of(request)).status_code == 404
    assert client.post(place_of(request), {"agrees": "yes"}).status_code == 404
    assert everything() == before


def test_a_request_of_another_petition_leads_back() -> None:
    request, other = asked(), recent(State.ACCEPTED)
    for strange in (request.pk, uuid4()):
        there = reverse("desk:decide", args=[other.pk, strange])
        assert desk_of(HEAD).get(there)["Location"] == page_of(other)


def test_keeping_is_approved_with_its_sheet() -> None:
    petition = recent()
    form = posted(petition, ground="no_request", reason="只寄来一张剪报。")
    assert desk_of(DISPATCHER).post(step_of(petition, "keep"), form).status_code == 302
    request = Request.objects.get(petition=petition)
    shown = text(desk_of(LEADER).get(place_of(request)))
    for words in ("没有请求", "审批单", "已存"):
        assert words in shown
    assert answer(LEADER, request, agrees="yes").status_code == 302
    assert fresh(petition).state == State.KEPT
    assert "本机构存档" in text(desk_of(CLERK).get(page_of(petition)))
