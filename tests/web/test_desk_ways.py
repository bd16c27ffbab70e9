"""The forms of the ways on, back, aside and out: open to the right person, and losing no word."""

from html import unescape

import pytest
from django.utils import timezone

from huiyin.petitions.actions import closing
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Step
from tests.make import fresh, story
from tests.people import ADMINISTRATORS, CLERK, NOBODY, OTHER_HEAD
from tests.web.desk import desk_of, page_of, posted, step_of, text
from tests.web.test_desk_steps import everything
from tests.web.ways import WAYS, WORDS, Way

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)


def is_kept(shown: str, typed: object) -> bool:
    """Whether a page still holds what was typed."""
    parts = typed if isinstance(typed, list) else [typed]
    return all(str(part) in unescape(shown) for part in parts)


@every_way
def test_who_may_finds_the_button_the_form_and_what_it_would_do(way: Way) -> None:
    petition, client = way.made(), desk_of(way.who())
    address, before = step_of(petition, way.step), everything()
    assert f'href="{address}"' in text(client.get(page_of(petition)))
    asked = client.get(address)
    assert asked.status_code == 200
    assert "data-take" in text(asked)
    form = posted(petition, **way.fields(petition), preview="1")
    tried = client.post(address, form, headers={"X-Part": "outcome"})
    assert tried.status_code == 200
    assert "field-error" not in text(tried), text(tried)
    assert everything() == before


@every_way
def test_the_step_is_taken_and_told(way: Way) -> None:
    petition, client = way.made(), desk_of(way.who())
    form = posted(petition, **way.fields(petition))
    answer = client.post(step_of(petition, way.step), form)
    assert answer.status_code == 302, text(answer)
    assert fresh(petition).state == way.after
    assert Request.objects.filter(petition=petition).exists() is way.asks
    told = Step.ASK_APPROVAL if way.asks else way.step
    assert story(petition)[-1].step == told
    landed = client.get(answer["Location"], follow=True)
    assert landed.status_code == 200
    keeper = text(desk_of(CLERK).get(page_of(petition)))
    entry = keeper[keeper.index('id="story"') :]
    assert way.step.zh in entry
    # Twice is once: the form that was sent again finds the step gone, or somebody's change.
    assert client.post(step_of(petition, way.step), form).status_code in (404, 409)


@every_way
def test_others_find_neither_button_nor_form(way: Way) -> None:
    petition, before = way.made(), everything()
    fields, seen = way.fields(petition), Petition.objects.visible_to
    today = localdate(timezone.now())
    for person in (NOBODY, OTHER_HEAD, *ADMINISTRATORS):
        client = desk_of(person)
        shown = seen(person.viewer, today=today).filter(pk=petition.pk).first()
        if shown is not None:
            assert way.step not in open_steps(shown, person.viewer, today)
            continue
        assert client.get(step_of(petition, way.step)).status_code == 404
        assert (
            client.post(step_of(petition, way.step), posted(petition, **fields)).status_code == 404
        )
    assert everything() == before


@pytest.mark.parametrize("way", [each for each in WAYS if each.says], ids=str)
def test_a_refusal_keeps_what_was_typed(way: Way) -> None:
    petition, before = way.made(), everything()
    typed = way.fields(petition) | way.gap
    answer = desk_of(way.who()).post(step_of(petition, way.step), posted(petition, **typed))
    assert answer.status_code == 422
    assert way.says in unescape(text(answer))
    if way.typed:
        assert is_kept(text(answer), typed[way.typed] if way.step != Step.SPLIT else WORDS)
    assert everything() == before


@pytest.mark.parametrize("way", [each for each in WAYS if each.typed], ids=str)
def test_a_change_by_somebody_else_keeps_what_was_typed(way: Way) -> None:
    petition = way.made()
    typed = way.fields(petition)
    form = posted(petition, **typed)
    closing.note(petition.pk, words="别人先写了一笔", by=CLERK.viewer, at=timezone.now())
    before = everything()
    answer = desk_of(way.who()).post(step_of(petition, way.step), form)
    assert answer.status_code == 409
    assert is_kept(text(answer), typed[way.typed])
    assert everything() == before


@pytest.mark.parametrize("way", [each for each in WAYS if each.typed], ids=str)
@pytest.mark.parametrize(
    ("hostile", "sentence"), [("空\x00字", "空字符"), ("字" * 20_001, "不能超过")]
)
def test_what_cannot_be_stored_is_refused(way: Way, hostile: str, sentence: str) -> None:
    petition, before = way.made(), everything()
    value = ["请求", hostile] if way.typed == "part" else hostile
    typed = way.fields(petition) | {way.typed: value}
    answer = desk_of(way.who()).post(step_of(petition, way.step), posted(petition, **typed))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert everything() == before
