"""查一件事: number, code and tail open it; wrong guesses learn nothing and grow dear."""

import json
from base64 import b64encode
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import FREE_GUESSES, NeedsProof, Opened, Wrong, open_with
from huiyin.privacy.codes import new_code
from huiyin.privacy.indexes import blind
from huiyin.rules.terms import Naming, State
from huiyin.web.portal import visits
from huiyin.web.portal.proofs import Attempt, Paid, paid, price_of
from tests.make import a_petition
from tests.web.portal import PHONE, a_portal, code_of, open_petition, solved

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
NOTHING = "没有查到"


@pytest.fixture
def petition() -> Petition:
    a_portal()
    return a_petition(State.RECEIVED)


def _guess(client: Client, number: str, code: str, tail: str = PHONE[-4:]) -> str:
    data = {"number": number, "code": code, "tail": tail}
    return client.post(reverse("portal:track"), data).content.decode()


def test_the_right_code_opens_and_the_cookie_is_short_and_hidden(
    client: Client, petition: Petition
) -> None:
    open_petition(client, petition)
    cookie = client.cookies[visits.COOKIE]
    assert cookie["httponly"]
    assert cookie["max-age"] == visits.IDLE_SECONDS
    assert str(code_of(petition)) not in cookie.value
    response = client.get(reverse("portal:petition"))
    assert response["Cache-Control"] == "no-store"
    assert petition.receipt in response.content.decode()


def test_every_wrong_answer_reads_the_same(client: Client, petition: Petition) -> None:
    code = code_of(petition)
    pages = {
        _shape(_guess(client, "H2600000000", code)),
        _shape(_guess(client, petition.number, new_code())),
        _shape(_guess(client, petition.number, code, "0000")),
    }
    assert len(pages) == 1
    assert NOTHING in pages.pop()


def _shape(page: str) -> str:
    """The page without what was typed and without its request's own token."""
    _head, found, tail = page.partition(NOTHING)
    return found + tail.split('<div class="find">')[0]


def test_a_code_with_a_slip_is_told_before_anything_is_asked(
    client: Client, petition: Petition
) -> None:
    code = code_of(petition)
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    page = _guess(client, petition.number, slip)
    assert "可能抄错了一位" in page
    assert NOTHING not in page


def test_without_a_telephone_number_and_code_suffice(client: Client) -> None:
    a_portal()
    quiet = a_petition(State.RECEIVED, naming=Naming.ANONYMOUS)
    open_petition(client, quiet, tail="")
    assert client.get(reverse("portal:petition")).status_code == 200


def test_many_wrong_guesses_cost_work_and_the_right_code_still_opens(
    client: Client, petition: Petition
) -> None:
    for _ in range(FREE_GUESSES):
        _guess(client, petition.number, new_code())
    response = client.post(
        reverse("portal:track"),
        {"number": petition.number, "code": code_of(petition), "tail": PHONE[-4:]},
    )
    page = response.content.decode()
    assert response.status_code == 429
    sealed = page.split('name="sealed" value="')[1].split('"')[0]
    early = client.post(reverse("portal:track"), {"sealed": sealed, "proof": ""})
    assert early.status_code == 429
    challenge = unescape(page.split('data-challenge="')[1].split('"')[0])
    proof = solved(challenge)
    opened = client.post(reverse("portal:track"), {"sealed": sealed, "proof": proof})
    assert opened["Location"] == reverse("portal:petition")


def test_a_proof_pays_for_one_attempt_only() -> None:
    at = timezone.now()
    one = price_of(Attempt("H1", "1", "2"), at=at)
    other = price_of(Attempt("H1", "3", "2"), at=at)
    proof = solved(one.challenge)
    assert paid(one.sealed, proof, at=at) == (Attempt("H1", "1", "2"), Paid.WORKED)
    assert paid(other.sealed, proof, at=at) == (Attempt("H1", "3", "2"), Paid.NOT)
    assert paid(one.sealed + "x", proof, at=at) is None


@pytest.mark.parametrize("number", ["\ud800", "\0", None, [], {}, 2**70, "9" * 3000])
def test_a_proof_that_says_something_strange_pays_nothing(number: object) -> None:
    at = timezone.now()
    attempt = Attempt("H1", "1", "2")
    price = price_of(attempt, at=at)
    strange = b64encode(json.dumps({**json.loads(price.challenge), "number": number}).encode())
    assert paid(price.sealed, strange.decode(), at=at) == (attempt, Paid.NOT)


STRANGE = [b"[1]", b"\xff\xfe", b"[" * 1400, b"1" * 1_000_000]


@pytest.mark.parametrize("proof", ["", "no base64", *(b64encode(x).decode() for x in STRANGE)])
def test_half_a_minute_of_waiting_pays_too(proof: str) -> None:
    at = timezone.now()
    price = price_of(Attempt("H1", "1", "2"), at=at)
    attempt = Attempt("H1", "1", "2")
    early, late = (at + timedelta(seconds=after) for after in (29, 30))
    assert paid(price.sealed, proof, at=early) == (attempt, Paid.NOT)
    assert paid(price.sealed, proof, at=late) == (attempt, Paid.WAITED)


def test_who_waits_takes_turns_at_a_number(petition: Petition) -> None:
    at = timezone.now()

    def wait(code: str, after: int) -> object:
        moment = at + timedelta(seconds=after)
        return open_with(petition.number, code, PHONE[-4:], source="1", at=moment, waited=True)

    for _ in range(FREE_GUESSES):
        open_with(petition.number, new_code(), "", source="1", at=at)
    assert wait(new_code(), 31) == Wrong()
    assert wait(new_code(), 32) == NeedsProof(), "side by side"
    assert wait(code_of(petition), 60) == NeedsProof()
    assert wait(code_of(petition), 62) == Opened(petition)
    assert open_with(
        petition.number, code_of(petition), PHONE[-4:], source="1", at=at, proved=True
    ) == Opened(petition), "work opens at any time"


def test_leaving_closes_the_petition_and_clears_the_browser(
    client: Client, petition: Petition
) -> None:
    open_petition(client, petition)
    assert client.get(reverse("portal:leave")).status_code == 405
    left = client.post(reverse("portal:leave"))
    assert left["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("portal:petition")).status_code == 302
    assert "已退出查询" in client.get(left["Location"]).content.decode()


def test_a_new_code_ends_what_the_old_one_opened(client: Client, petition: Petition) -> None:
    open_petition(client, petition)
    Petition.objects.filter(pk=petition.pk).update(code_index=blind("code", new_code()))
    response = client.get(reverse("portal:petition"))
    assert response["Location"] == reverse("portal:track") + "?idle=1"


def test_a_forged_cookie_opens_nothing(client: Client, petition: Petition) -> None:
    client.cookies[visits.COOKIE] = str(petition.pk)
    assert client.get(reverse("portal:petition")).status_code == 302
