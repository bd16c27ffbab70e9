"""C12: how long an answer takes tells nobody whether a name, a number or a telephone is known."""

import time
from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import NamedTuple
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiyin.accounts import signing_in
from huiyin.accounts.models import SignInFailure
from huiyin.petitions import tracking
from huiyin.petitions.actions import closing
from huiyin.petitions.models import Petition
from huiyin.petitions.numbers_given import WrongGuess
from huiyin.privacy.codes import new_code
from huiyin.rules.terms import State
from tests.accounts.cast import with_password
from tests.make import a_petition, a_user
from tests.people import CLERK
from tests.verification.sending import DESK
from tests.web.portal import PHONE, a_portal
from verify.plugin import is_full, size

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
Tally = Callable[[str, int], None]
MOST = 0.005  # seconds
AGAIN = 3
NOBODY, NO_NUMBER, NO_PHONE = "nobody.here", "H26000000000", "19900009999"


class Asked(NamedTuple):
    """An address, and two forms for it: of what is there, and of what is not."""

    address: str
    there: dict[str, str]
    nowhere: dict[str, str]


def sign_in() -> Asked:
    """A wrong password for a name that is known, and for one that is not."""
    known, wrong = with_password(a_user()).username, {"password": "not the password"}
    return Asked(reverse("desk:signin"), {"username": known} | wrong, {"username": NOBODY} | wrong)


def query_code() -> Asked:
    """A wrong code for a number that is known, and for one that is not."""
    number, wrong = a_petition(State.ACCEPTED).number, {"code": new_code(), "tail": "0000"}
    return Asked(reverse("portal:track"), {"number": number} | wrong, {"number": NO_NUMBER} | wrong)


def telephone() -> Asked:
    """A new code asked for with a number that is known and one that is not: a wrong telephone."""
    number, wrong = a_petition(State.ACCEPTED).number, {"phone": NO_PHONE}
    there, nowhere = {"number": number} | wrong, {"number": NO_NUMBER} | wrong
    return Asked(reverse("portal:lost"), there, nowhere)


def belonging() -> Asked:
    """A new code asked for with the telephone on file, and with another one."""
    number = a_petition(State.ACCEPTED).number
    there, nowhere = {"phone": PHONE}, {"phone": NO_PHONE}
    return Asked(reverse("portal:lost"), {"number": number} | there, {"number": number} | nowhere)


def seconds(address: str, form: dict[str, str]) -> float:
    """How long the answer takes, as the first try of whoever asks."""
    SignInFailure.objects.all().delete()
    WrongGuess.objects.all().delete()
    client = Client()
    # On a busy machine others' work would be measured too: in short only that of this process is.
    clock = time.perf_counter if is_full() else time.thread_time
    began = clock()
    answer = client.post(address, form)
    took = clock() - began
    assert answer.status_code in (200, 422), answer.status_code
    assert SignInFailure.objects.exists() or WrongGuess.objects.exists(), "it was not looked at"
    return took


def apart(asked: Asked, pairs: int) -> float:
    """How far apart the medians of both answers are, one asked right after the other."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(pairs):
        for is_there in (True, False) if number % 2 else (False, True):
            form = asked.there if is_there else asked.nowhere
            times[is_there].append(seconds(asked.address, form))
    return abs(median(times[True]) - median(times[False]))


def hash_of(asked: Asked) -> float:
    """How far apart may be what hashes a password: a third of it, where others disturb a few."""
    return MOST if is_full() else median(seconds(*asked[:2]) for _each in range(3)) / 3


def assert_alike(asked: Asked, tally: Tally, *, most: float = MOST) -> None:
    """Medians less apart than that; a busy machine may disturb a round, ours shows in each."""
    pairs = size(3, 1_000)
    seconds(*asked[:2])  # what is read once and remembered
    assert any(apart(asked, pairs) < most for _round in range(AGAIN))
    tally("pairs", pairs)


@pytest.mark.urls(DESK)
def test_a_known_and_an_unknown_name_take_as_long(tally: Tally) -> None:
    """Signing in with a known and an unknown name: medians less than 5 ms apart"""
    asked = sign_in()
    assert_alike(asked, tally, most=hash_of(asked))


@pytest.mark.parametrize("way", [query_code, telephone, belonging])
def test_a_known_and_an_unknown_number_take_as_long(
    way: Callable[[], Asked], settings: Settings, tally: Tally
) -> None:
    """Following a matter, or asking for a new code, by what belongs or not: takes as long"""
    a_portal()
    settings.HUIYIN_GATEWAYS = {"sms": "http", "email": "inbox"}  # so that codes can be sent
    assert_alike(way(), tally)


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.urls(DESK)
def test_a_name_that_nobody_hashes_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sign_in()
    most = hash_of(asked)
    monkeypatch.setattr(signing_in, "make_password", lambda _typed: "")
    assert all(apart(asked, 2) > most for _round in range(AGAIN))


@pytest.mark.control
def test_a_number_that_is_looked_into_longer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    a_portal()
    asked = query_code()
    matching = tracking._matching

    def slower(number: str, code: str, phone_tail: str) -> object:
        until = time.thread_time() + 4 * MOST
        while number != NO_NUMBER and time.thread_time() < until:
            pass
        return matching(number, code, phone_tail)

    monkeypatch.setattr(tracking, "_matching", slower)
    seconds(*asked[:2])
    assert all(apart(asked, 2) > MOST for _round in range(AGAIN))


@pytest.mark.control
def test_a_code_sent_while_the_page_waits_is_noticed(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    a_portal()
    settings.HUIYIN_GATEWAYS = {"sms": "http", "email": "inbox"}
    asked = belonging()

    def at_once(_topic: str, *, subject: UUID, at: datetime) -> None:
        is_there = Petition.objects.filter(pk=subject).exists()
        # A fast machine sends one in little more than what is allowed.
        for _again in range(3 if is_there else 0):
            closing.send_new_code(subject, by=CLERK.viewer, at=at)

    monkeypatch.setattr(tracking, "leave", at_once)
    seconds(*asked[:2])
    assert all(apart(asked, 4) > MOST for _round in range(AGAIN))
