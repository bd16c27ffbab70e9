"""排队: beyond the usual number of an hour the next one comes with a proof; none is refused.

The numbers of the design are written here once more: 5 of a telephone, 10 of an address.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from huiyin.config.wsgi import behind_proxies
from huiyin.documents.models import StoredFile
from huiyin.petitions import arrivals
from huiyin.petitions.arrivals import Arrival, Arrivals, NeedsProof, arrive
from huiyin.petitions.models import Draft, Petition
from huiyin.rules.ids import new_id
from huiyin.web.portal import pages, proofs, queue
from tests.web.portal import a_form, a_portal, challenge_in, hidden_in, solved
from tests.web.test_portal_submit import PNG

pytestmark = pytest.mark.django_db

SUBMIT, CONFIRM = "/submit", "/submit/confirm"
HERE = "192.0.2.1"
OF_A_PHONE, OF_AN_ADDRESS = 5, 10
HOUR, HALF_A_MINUTE = timedelta(hours=1), timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it counts that work is asked for, not how much."""
    monkeypatch.setattr(proofs, "MOST_WORK", 300)


def a_key() -> str:
    return f"portal-test-{new_id().hex}"


def a_phone(number: int) -> str:
    return f"1990000{number:04}"


def by_script(address: str = HERE, **given: str) -> Any:  # noqa: ANN401 (a test's answer)
    """Hand in as the script of the form does."""
    form = a_form(**{"key": a_key(), **given})
    accept = {"Accept": "application/json"}
    return Client(REMOTE_ADDR=address).post(SUBMIT, form, headers=accept)


def paid(answer: HttpResponse) -> dict[str, str]:
    """What goes with the form once the price that was named is paid by work."""
    price = json.loads(answer.content)["price"]
    return {"sealed": price["sealed"], "proof": solved(json.dumps(price["challenge"]))}


def fill_the_hour(address: str = HERE) -> None:
    """Ten of an address, each with a telephone of its own."""
    for number in range(OF_AN_ADDRESS):
        assert by_script(address, phone=a_phone(number)).status_code == 201


def hold_the_clock(monkeypatch: pytest.MonkeyPatch, *, after: timedelta) -> None:
    """The pages' clock goes by so much."""
    real = pages.now
    for module in ("views_submit", "queue"):
        monkeypatch.setattr(f"huiyin.web.portal.{module}.now", lambda: real() + after)


def test_the_sixth_of_a_telephone_comes_with_a_proof() -> None:
    for number in range(OF_A_PHONE):
        assert by_script(f"192.0.2.{number}", phone="199 0000 1206").status_code == 201
    key = a_key()
    asked = by_script("198.51.100.1", phone="+86 199-0000-1206", key=key)
    assert asked.status_code == 429
    assert Petition.objects.count() == OF_A_PHONE
    assert by_script("198.51.100.1", phone="19900009999").status_code == 201
    taken = by_script("198.51.100.1", key=key, **paid(asked))
    assert taken.status_code == 201
    assert Petition.objects.count() == OF_A_PHONE + 2


def test_the_eleventh_of_an_address_comes_with_a_proof_and_the_ways_beside_it_are_named() -> None:
    fill_the_hour()
    key = a_key()
    asked = by_script(phone="", key=key)
    assert asked.status_code == 429
    assert any("电话" in way["title"] and way["number"] for way in asked.json()["ways"])
    assert any("来访" in way["title"] and way["where"] for way in asked.json()["ways"])
    assert by_script("192.0.2.2", phone="").status_code == 201
    assert by_script(key=key, phone="", **paid(asked)).status_code == 201


def test_a_proof_is_good_for_the_form_it_was_made_for() -> None:
    fill_the_hour()
    key = a_key()
    proof = paid(by_script(key=key))
    assert by_script(key=a_key(), **proof).status_code == 429
    assert by_script(key=key, sealed=proof["sealed"], proof="").status_code == 429
    assert by_script(key=key, sealed="x", proof=proof["proof"]).status_code == 429
    assert by_script(key=key, **proof).status_code == 201
    assert by_script(key=key, **proof).status_code == 201
    assert Petition.objects.count() == OF_AN_ADDRESS + 1


def test_what_was_taken_in_gets_its_receipt_again_and_no_question() -> None:
    key = a_key()
    first = by_script(key=key)
    for number in range(OF_AN_ADDRESS - 1):
        by_script(phone=a_phone(number))
    again = by_script(key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert by_script(key=key, facts="后来又停了两天。").status_code == 409
    assert by_script(key=a_key()).status_code == 429


def test_an_hour_later_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_the_hour()
    hold_the_clock(monkeypatch, after=HOUR - timedelta(seconds=30))
    assert by_script().status_code == 429
    hold_the_clock(monkeypatch, after=2 * HOUR)
    assert by_script().status_code == 201


def test_a_forged_header_changes_nothing() -> None:
    fill_the_hour()
    forged = {"Accept": "application/json", "X-Forwarded-For": "203.0.113.9"}
    answer = Client(REMOTE_ADDR=HERE).post(SUBMIT, a_form(key=a_key()), headers=forged)
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("proxies", "header", "counted"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
    ],
)
def test_behind_our_proxies_what_a_visitor_writes_himself_does_not_count(
    proxies: int, header: str, counted: str
) -> None:
    met: list[str] = []

    def answer(environ: dict[str, Any], _start: object) -> list[bytes]:
        met.append(environ["REMOTE_ADDR"])
        return []

    ours = behind_proxies(answer, proxies)
    ours({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": header}, None)
    assert met == [counted]


def test_a_network_of_ipv6_is_one_address() -> None:
    for number in range(OF_AN_ADDRESS):
        assert by_script(f"2001:db8::{number:x}", phone=a_phone(number)).status_code == 201
    assert by_script("2001:db8::ffff:1").status_code == 429
    assert by_script("2001:db8:0:1::1").status_code == 201


def test_without_script_words_and_files_wait_with_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_the_hour()
    client = Client(REMOTE_ADDR=HERE)
    form = a_form(key=a_key(), check="1") | {"attachments": [SimpleUploadedFile("照片.png", PNG)]}
    draft = hidden_in(client.post(SUBMIT, form).content.decode(), "draft")
    asked = client.post(CONFIRM, {"draft": draft, "confirm": "1"})
    page = asked.content.decode()
    assert asked.status_code == 429
    for words in ("正在排队", "不会丢失", "请等 30 秒", "tel:", "接待"):
        assert words in page
    assert hidden_in(page, "draft") == draft
    sealed = hidden_in(page, "sealed")
    early = client.post(CONFIRM, {"draft": draft, "sealed": sealed, "proof": ""})
    assert early.status_code == 429
    hold_the_clock(monkeypatch, after=HALF_A_MINUTE)
    done = client.post(CONFIRM, {"draft": draft, "sealed": sealed, "proof": ""})
    assert done["Location"] == "/receipt"
    assert not Draft.objects.exists()
    petition = Petition.objects.order_by("recorded_at").last()
    assert petition is not None
    assert StoredFile.objects.filter(owner_id=petition.pk, purpose="original").count() == 1
    again = client.post(CONFIRM, {"draft": draft, "sealed": sealed, "proof": ""})
    assert again["Location"] == "/receipt"
    assert Petition.objects.count() == OF_AN_ADDRESS + 1


def test_the_page_of_who_waits_computes_where_a_script_runs() -> None:
    fill_the_hour()
    client = Client(REMOTE_ADDR=HERE)
    form = a_form(key=a_key()) | {"attachments": [SimpleUploadedFile("照片.png", PNG)]}
    page = client.post(SUBMIT, form).content.decode()
    sent = {name: hidden_in(page, name) for name in ("draft", "sealed")}
    done = client.post(CONFIRM, sent | {"proof": solved(challenge_in(page))})
    assert done["Location"] == "/receipt"
    assert StoredFile.objects.filter(purpose="original").count() == 1


def test_the_page_in_english() -> None:
    fill_the_hour()
    english = {"Accept-Language": "en"}
    asked = Client(REMOTE_ADDR=HERE).post(SUBMIT, a_form(key=a_key()), headers=english)
    page = asked.content.decode()
    assert "Many petitions are coming in" in page
    assert "nothing is lost" in page


def one(source: str, *, phone: str = "", after: int = 0, waited: bool = False) -> bool:
    """Whether one more goes in, so many seconds after the hour began."""
    at = timezone.now() + timedelta(seconds=after)
    try:
        arrive(Arrival(phone=phone, source=source, at=at, waited=waited))
    except NeedsProof:
        return False
    return True


def test_who_waits_takes_turns_with_those_of_the_same_address_alone() -> None:
    for source in ("here", "there"):
        assert all(one(source) for _each in range(OF_AN_ADDRESS))
    waiting = [("here", 31), ("here", 32), ("there", 33), ("there", 40), ("here", 62)]
    passed = [one(source, after=after, waited=True) for source, after in waiting]
    assert passed == [True, False, True, False, True]


@pytest.mark.parametrize("name", ["HUIYIN_INTAKE_OF_A_PHONE", "HUIYIN_INTAKE_OF_AN_ADDRESS"])
def test_each_number_can_be_taken_away(name: str, settings: Settings) -> None:
    settings.HUIYIN_INTAKE_OF_A_PHONE = settings.HUIYIN_INTAKE_OF_AN_ADDRESS = 1
    assert [one("here", phone=a_phone(1)) for _each in range(2)] == [True, False]
    setattr(settings, name, 0)
    assert [one("there", phone=a_phone(2)) for _each in range(2)] == [True, False]
    settings.HUIYIN_INTAKE_OF_A_PHONE = settings.HUIYIN_INTAKE_OF_AN_ADDRESS = 0
    assert all(one("everywhere", phone=a_phone(3)) for _each in range(12))
    assert Arrivals.objects.count() == 14  # counted all the same


def test_of_who_came_only_digests_stay_and_those_for_an_hour() -> None:
    one("192.0.2.1", phone="19900001206")
    one("192.0.2.1", after=60)
    [first, _second] = Arrivals.objects.order_by("at")
    kept = bytes(first.phone_digest or b"") + bytes(first.source_digest)
    assert len(kept) == 32
    assert b"1206" not in kept
    arrivals.forget(timezone.now() + HOUR + timedelta(seconds=30))
    assert Arrivals.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'petitions_arrival'")
        assert cursor.fetchone() == ("u",)


def test_one_too_many_writes_nothing_and_asks_little() -> None:
    fill_the_hour()
    before = Arrivals.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = by_script()
    assert answer.status_code == 429
    assert Arrivals.objects.count() == before
    assert not [each for each in asked if each["sql"].startswith(("INSERT", "UPDATE"))]
    assert queue.QUEUED == 429
