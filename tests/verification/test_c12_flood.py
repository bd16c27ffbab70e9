"""C12: a flood of petitions is slowed, wherever it comes from; nobody is refused."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from json import dumps
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from huiyin.api import slowing
from huiyin.documents.models import StoredFile
from huiyin.petitions.arrivals import Arrival
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.ids import new_id
from huiyin.web.portal import pages
from tests.api.calling import submit
from tests.make import FACTS
from tests.web.portal import a_form, a_portal, hidden_in, solved
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
Tally = Callable[[str, int], None]

# The numbers of the design, written here once more: who makes the product's own laxer is told.
OF_A_TELEPHONE, OF_AN_ADDRESS = 5, 10  # petitions an hour without a proof
HALF_A_MINUTE = timedelta(seconds=30)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
TAKEN, ASKED = 201, 429


@pytest.fixture(autouse=True)
def _portal() -> None:
    a_portal()


def hand_in(
    number: int, *, source: str = HERE, key: str = "", **given: str
) -> tuple[int, dict[str, Any]]:
    """One petition by the script of the form, of a telephone of its own: the answer."""
    form = a_form(**{"key": key or f"flood-{new_id().hex}", "phone": f"199{number:08}", **given})
    headers = {"Accept": "application/json", "X-Forwarded-For": f"203.0.113.{number % 250}"}
    answer = Client(REMOTE_ADDR=source).post("/submit", form, headers=headers)
    return answer.status_code, answer.json()


def with_proof(number: int) -> int:
    """The same, computing what is asked for: what came of it in the end."""
    key = f"flood-{new_id().hex}"
    status, answer = hand_in(number, key=key)
    if status != ASKED:
        return status
    price = answer["price"]
    proof = solved(dumps(price["challenge"]))
    status, _answer = hand_in(number, key=key, sealed=price["sealed"], proof=proof)
    return status


def flooded(count: int) -> Counter[int]:
    """Hand in so many from one address and pay for none: how often what was answered."""
    return Counter(hand_in(number)[0] for number in range(count))


def test_the_sixth_of_a_telephone_and_the_eleventh_of_an_address_come_with_a_proof() -> None:
    """5 of a telephone from anywhere, 10 of an address, whatever a header says"""
    one_telephone = [
        hand_in(number, source=f"192.0.2.{100 + number}", phone="199 0000 1206")[0]
        for number in range(OF_A_TELEPHONE + 1)
    ]
    assert one_telephone == [TAKEN] * OF_A_TELEPHONE + [ASKED]
    one_address = [hand_in(number)[0] for number in range(OF_AN_ADDRESS + 1)]
    assert one_address == [TAKEN] * OF_AN_ADDRESS + [ASKED]


def test_two_hundred_neighbours_behind_one_address_hand_in(tally: Tally) -> None:
    """200 citizens of one address hand in: each is taken in, after the tenth with some work"""
    count = size(12, 200)
    met = Counter(with_proof(number) for number in range(count))
    assert met == {TAKEN: count}
    assert Petition.objects.count() == count
    tally("petitions", count)


def test_a_flood_without_proof(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds from one address without a proof become ten; a neighbour's words and files stay"""
    client, key = Client(REMOTE_ADDR=HERE), f"flood-{new_id().hex}"
    files = [SimpleUploadedFile("a.txt", b"words")]
    form = a_form(key=key, phone="", check="1") | {"attachments": files}
    draft = {"draft": hidden_in(client.post("/submit", form).content.decode(), "draft")}
    count = size(30, 2_000)
    assert flooded(count) == {TAKEN: OF_AN_ADDRESS, ASKED: count - OF_AN_ADDRESS}
    assert Petition.objects.count() == OF_AN_ADDRESS
    assert hand_in(1, source=ELSEWHERE, phone="")[0] == TAKEN
    asked = client.post("/submit/confirm", draft)
    page = asked.content.decode()
    assert asked.status_code == ASKED
    assert "tel:" in page
    paid = draft | {"sealed": hidden_in(page, "sealed"), "proof": ""}
    real = pages.now
    monkeypatch.setattr("huiyin.web.portal.queue.now", lambda: real() + HALF_A_MINUTE)
    monkeypatch.setattr("huiyin.web.portal.views_submit.now", lambda: real() + HALF_A_MINUTE)
    assert client.post("/submit/confirm", paid)["Location"] == "/receipt"
    petition = Petition.objects.get(pk=StoredFile.objects.get(purpose="original").owner_id)
    words = petition.words.get(seq=1)
    assert Vault(petition.pk, petition.key).open_words(words.body, words.pk)["facts"] == FACTS
    tally("petitions", count)


def test_by_the_api_one_too_many_waits_and_is_taken_in_later(settings: Settings) -> None:
    """Who hands in too much by the API is told when and where else; the key still holds"""
    settings.HUIYIN_INTAKE_LIMIT = 3
    slowing.forget()  # what other tests of this process handed in
    keys = [str(new_id()) for _each in range(4)]
    answers = [submit(key=each) for each in keys]
    assert [each.status for each in answers] == [201, 201, 201, 429]
    assert int(answers[3].headers["Retry-After"]) <= 600
    assert "电话" in answers[3].body["detail"]
    settings.HUIYIN_INTAKE_LIMIT = 4
    assert submit(key=keys[0]).status == 200


@pytest.mark.control
def test_petitions_that_nobody_counts_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Arrival.call
    monkeypatch.setattr(Arrival, "call", lambda one: honest(replace(one, proved=True)))
    assert flooded(OF_AN_ADDRESS + 5)[TAKEN] > OF_AN_ADDRESS


@pytest.mark.control
@pytest.mark.parametrize("name", ["HUIYIN_INTAKE_OF_A_PHONE", "HUIYIN_INTAKE_OF_AN_ADDRESS"])
def test_a_laxer_number_of_the_product_is_noticed(name: str, settings: Settings) -> None:
    setattr(settings, name, 1_000)
    with pytest.raises(AssertionError):
        test_the_sixth_of_a_telephone_and_the_eleventh_of_an_address_come_with_a_proof()
