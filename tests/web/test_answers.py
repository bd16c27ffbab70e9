"""Answers at the desk and on the portal: searched by everybody, written by the bureau."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.publishing import answers as verbs
from huiyin.publishing.models import Answer
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, Step
from tests.make import a_petition, an_office
from tests.people import CLERK, COUNTY_LEADER, DISPATCHER, HANDLER, LEADER, SYSTEM_ADMIN
from tests.petitions.marked import a_marked_petition
from tests.publishing.test_answers import WORDS
from tests.web.desk import desk_of, posted, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


def a_form(**given: str) -> dict[str, Any]:
    today = localdate(timezone.now()).isoformat()
    days = {"source_on": today, "valid_from": today, "valid_until": ""}
    names = ("question", "answer", "source_title", "source_organ", "tags")
    return {name: getattr(WORDS, name) for name in names} | days | given


def test_the_bureau_writes_and_looks_again_and_everybody_at_the_desk_finds() -> None:
    client = desk_of(DISPATCHER)
    wrong = client.post("/answers/new/", a_form(source_title=""))
    assert (wrong.status_code, WORDS.answer in text(wrong)) == (422, True)
    assert client.post("/answers/new/", a_form()).status_code == 302
    made = Answer.objects.get()
    there = reverse("desk:answer", args=[made.root])
    assert WORDS.answer in text(desk_of(HANDLER).get("/answers/?q=社区"))
    assert "没有找到" in text(desk_of(HANDLER).get("/answers/?q=没有这个"))
    for other in (HANDLER, COUNTY_LEADER):
        assert desk_of(other).get(there).status_code == 200
        assert desk_of(other).post(there, {"version": "1", "retire": "1"}).status_code == 404
    assert desk_of(HANDLER).get("/answers/new/").status_code == 404
    assert desk_of(SYSTEM_ADMIN).get("/answers/").status_code == 404
    assert desk_of(LEADER).get(reverse("desk:answer", args=[uuid4()])).status_code == 404
    assert client.post(there, {"version": "1", "checked": "1"}).status_code == 302
    late = client.post(there, a_form(version="1", answer="晚了的改动"))
    assert (late.status_code, "晚了的改动" in text(late)) == (422, True)
    assert client.post(there, {"version": "2", "retire": "1"}).status_code == 302
    assert Answer.objects.count() == 3
    assert WORDS.answer not in text(client.get("/answers/"))


@pytest.mark.urls("huiyin.config.urls_portal")
def test_the_public_reads_what_is_in_force_with_its_source(client: Client) -> None:
    today = localdate(timezone.now())
    wording = replace(
        WORDS,
        source_on=today,
        valid_from=today,
        valid_until=None,
        answer="<script>alert(1)</script>",
    )
    made = verbs.publish(
        an_office("yunling-bureau"), wording, by=DISPATCHER.viewer, at=timezone.now()
    )
    page = text(client.get("/answers", {"q": "外地"}))
    assert WORDS.source_title in page
    assert "<script>alert" not in page
    assert made.question in text(client.get("/answers", {"tag": "出行返岗"}))
    assert client.get("/answers", {"q": "\x00" * 5000, "tag": "长" * 5000}).status_code == 200
    assert client.get(reverse("portal:answer", args=[made.root])).status_code == 200
    assert client.get(reverse("portal:answer", args=[uuid4()])).status_code == 404


def test_an_explanation_keeps_which_answers_it_used() -> None:
    petition = a_marked_petition(State.ACCEPTED)
    today = localdate(timezone.now())
    wording = replace(WORDS, source_on=today, valid_from=today, valid_until=None)
    made = verbs.publish(
        an_office("yunling-bureau"), wording, by=DISPATCHER.viewer, at=timezone.now()
    )
    client, there = desk_of(CLERK), step_of(petition, "explain")
    assert made.question in text(client.get(there))
    wrong = client.post(there, posted(petition, words="请看通告。", answers=[str(uuid4())]))
    assert wrong.status_code == 422
    done = client.post(there, posted(petition, words="请看通告。", answers=[str(made.pk)]))
    assert done.status_code == 302
    kept = petition.events.get(step=Step.EXPLAIN).codes["answers"]
    assert [each.question for each in verbs.used(kept)] == [made.question]


def test_a_reply_takes_an_answer_with_its_source_and_without_script() -> None:
    petition = a_petition(State.ACCEPTED)
    today = localdate(timezone.now())
    made = verbs.publish(
        an_office("yunling-bureau"),
        replace(WORDS, source_on=today, valid_from=today, valid_until=None),
        by=DISPATCHER.viewer,
        at=timezone.now(),
    )
    client, there = desk_of(HANDLER), step_of(petition, "contact")
    assert f'value="answer-{made.pk}"' in text(client.get(there))
    form = posted(petition, insert="words", words="您好。", **{"phrase-words": f"answer-{made.pk}"})
    page = text(client.post(there, form))
    for words in ("您好。", WORDS.answer, f"依据：{WORDS.source_organ}《{WORDS.source_title}》"):
        assert words in page
    verbs.retire(made, by=DISPATCHER.viewer, at=timezone.now())
    assert "answer-" not in text(client.get(there))
