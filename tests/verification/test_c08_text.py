"""C8: every character comes back as it was written (NFC), or is refused in a sentence."""

import json
import re
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.test import Client

from huiyin.language import clean
from huiyin.petitions.models import Petition, Words
from huiyin.petitions.vault import Vault
from huiyin.rules.ids import new_id
from tests.api.calling import SUBMIT, a_body, post
from tests.verification.unicode_words import (
    INVISIBLE,
    JOINED,
    even,
    is_refusable,
    refusable,
    texts,
)
from tests.web.portal import a_form, a_portal
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C8"), pytest.mark.django_db]

Tally = Callable[[str, int], None]
LONG, SHORT = ("request", "facts", "reasons"), ("complained_about", "place_detail", "name")
FIELDS = LONG + SHORT
CHINESE = re.compile(r"[\u4e00-\u9fff]{3}")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]")


@pytest.fixture(autouse=True)
def _ground(settings: Any) -> None:  # noqa: ANN401
    settings.HUIYIN_INTAKE_LIMIT = settings.HUIYIN_INTAKE_OF_AN_ADDRESS = 0
    settings.HUIYIN_INTAKE_OF_A_PHONE = 0
    a_portal()


def by_the_api(given: dict[str, str]) -> tuple[int, dict[str, list[str]]]:
    """The answer to a petition in JSON, and its sentences by field."""
    answer = post(SUBMIT, a_body(**given), **{"Idempotency-Key": str(new_id())})
    if answer.status != 422:
        return answer.status, {}
    return 422, {each["field"]: [each["message"]] for each in answer.body["errors"]}


def by_the_form(given: dict[str, str]) -> tuple[int, dict[str, list[str]]]:
    """The same of the portal's form."""
    client = Client(raise_request_exception=False)
    form = a_form(key=f"portal-{new_id()}", **given)
    answer = client.post("/submit", form, headers={"Accept": "application/json"})
    errors = json.loads(answer.content)["errors"] if answer.status_code == 422 else {}
    return answer.status_code, errors


Way = Callable[[dict[str, str]], tuple[int, dict[str, list[str]]]]
WAYS: tuple[Way, ...] = (by_the_api, by_the_form)


def kept() -> dict[str, str]:
    """What the office has of the newest petition."""
    petition = Petition.objects.order_by("-recorded_at", "-id")[0]
    vault = Vault(petition.pk, petition.key)
    words = Words.objects.get(petition=petition, seq=1)
    person = petition.petitioners.get()
    name = vault.open(person.name, "petitions_petitioner.name", person.id)
    return vault.open_words(words.body, words.id) | {"name": name}


def faults_of(given: dict[str, str], way: Way) -> list[str]:
    """What is wrong with how these texts were taken; nothing, as it should be."""
    status, errors = way(given)
    bad = {name for name, text in given.items() if is_refusable(text)}
    if bad:
        told = set(errors) <= bad and all(
            CHINESE.search(sentence) for each in errors.values() for sentence in each
        )
        return [] if status == 422 and errors and told else [f"{status} {errors!r} {given!r:.200}"]
    if status != 201:
        return [f"{status} {errors!r} {given!r:.300}"]
    stands = kept()
    return [
        f"{name}: {text!r:.100} became {stands.get(name)!r:.100}"
        for name, text in given.items()
        if stands.get(name) != even(text, one_line=name in SHORT)
        or BIDI.search(stands.get(name, ""))
    ]


def batches(seed: int, count: int) -> list[dict[str, str]]:
    """So many texts, one for each field of a petition."""
    drawn = [each for each in texts(seed, count * 2) if not is_refusable(each)]
    drawn = [each for each in drawn if even(each, one_line=True) and len(each) <= 90][:count]
    assert len(drawn) == count
    return [
        dict(zip(FIELDS, drawn[start : start + len(FIELDS)], strict=False))
        for start in range(0, count, len(FIELDS))
    ]


def drawn_for(way: Way, seed: int) -> int:
    """What the texts of one way are drawn from: no way sends what the other sent."""
    return seed * len(WAYS) + WAYS.index(way)


@pytest.mark.parametrize("way", WAYS)
def test_every_text_comes_back_as_it_was_written(way: Way, seed: int, tally: Tally) -> None:
    """Whatever script, encoding accident or emoji: kept as written, but for what nobody sees"""
    count = size(240, 3_200)
    given = batches(drawn_for(way, seed), count)
    fell = [fault for each in given for fault in faults_of(each, way)]
    assert fell[:10] == []
    earlier = [batches(drawn_for(each, seed), count) for each in WAYS[: WAYS.index(way)]]
    tally("texts", len(_different(given).difference(*map(_different, earlier))))


def _different(given: list[dict[str, str]]) -> set[str]:
    return {text for each in given for text in each.values()}


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_kept_is_refused_in_a_sentence(way: Way, seed: int, tally: Tally) -> None:
    draw, fell = Random(drawn_for(way, seed)), []
    count = size(30, 400)
    drawn = (refusable(draw) for _each in iter(int, 1))
    # A browser cannot send half a character; by the API it may come as an escape.
    usable = (each for each in drawn if way is by_the_api or not re.search("[\ud800-\udfff]", each))
    for number, text in enumerate(islice(usable, count)):
        fell += faults_of({FIELDS[number % len(FIELDS)]: text}, way)
    assert fell[:10] == []
    tally("texts refused", count)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("field", "text", "is_kept"),
    [
        ("facts", "行\n" * 9_000, True),
        ("facts", "头" + "\n" * 100_000 + "完", False),
        ("facts", "长" * 19_000, True),
        ("facts", "长" * 1_000_000, False),
        ("phone", "１９９００００１２０６", True),
        ("name", "阿依古丽·买买提", True),
        ("name", "王\u200b小\u2060明", True),
        ("name", INVISIBLE, False),
        ("place_detail", "幢" * 301, False),
        ("people_count", "9" * 40, False),
    ],
)
def test_at_the_edge(field: str, text: str, is_kept: bool, way: Way) -> None:
    given: dict[str, Any] = {field: text}
    if field == "people_count" and way is by_the_api:
        given = {field: int(text)}
    status, errors = way(given)
    allowed = {201} if is_kept else {413, 422}
    assert status in allowed, errors


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.parametrize("way", WAYS)
def test_a_gate_that_loses_rare_characters_is_noticed(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = clean._lines
    monkeypatch.setattr(
        clean, "_lines", lambda text: honest("".join(each for each in text if ord(each) < 0x10000))
    )
    assert faults_of({"facts": "𬎆先生反映停水。"}, way)


@pytest.mark.control
@pytest.mark.parametrize("text", JOINED)
def test_a_gate_that_takes_joiners_out_is_noticed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults_of({"facts": text}, by_the_form) == []
    monkeypatch.setattr(clean, "_kept", lambda _found: "")
    assert faults_of({"facts": text}, by_the_form)


@pytest.mark.control
def test_a_gate_that_lets_everything_pass_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "_refuse", lambda _text: None)
    assert faults_of({"facts": "空\uffff字符。"}, by_the_api)


@pytest.mark.control
def test_a_gate_that_composes_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "_lines", lambda text: text.replace("１", "1"))
    assert faults_of({"facts": "门牌１号。"}, by_the_form)
