"""C12: guessing passwords, codes and query codes does not pay, and locks out nobody who may."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import log2
from random import Random
from statistics import median

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from huiyin.accounts import signing_in, tries
from huiyin.accounts.models import SignInFailure, User
from huiyin.accounts.passwords import ONE_TIME_LASTS
from huiyin.accounts.second_factor import ASIDE
from huiyin.accounts.signing_in import Answer, Browser
from huiyin.api import slowing
from huiyin.api.proving import DIFFICULTY
from huiyin.petitions import tracking
from huiyin.petitions.models import Petition
from huiyin.petitions.numbers_given import WrongGuess
from huiyin.petitions.tracking import NeedsProof, Opened, Wrong, open_with
from huiyin.privacy.codes import LENGTH, new_code
from huiyin.rules.ids import new_id
from huiyin.rules.terms import State
from tests.accounts.cast import AT, PASSWORD, known_browser, with_password, with_telephone
from tests.api.calling import submit
from tests.make import a_petition, a_user
from tests.web.portal import PHONE, a_form, a_portal, code_of
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
Tally = Callable[[str, int], None]
WRONG = "not the password"
SECOND = timedelta(seconds=1)


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it counts how often, not how long, a password is hashed."""
    monkeypatch.setattr(User, "check_password", lambda _person, typed: typed == PASSWORD)
    monkeypatch.setattr(signing_in, "make_password", lambda _typed: "")


def address(number: int) -> str:
    """One of 200 addresses of the attacker."""
    return f"127.0.{number // 100}.{number % 100 + 1}"


def sprayed(
    names: list[str], count: int, *, addresses: int, over: timedelta, seed: int
) -> list[tuple[str, str]]:
    """Try so many passwords, spread over names, addresses and time: which were looked at."""
    draw = Random(seed)
    looked = []
    for number in range(count):
        name, source = names[number % len(names)], address(draw.randrange(addresses))
        at = AT + over * number / count
        if signing_in.check_password(name, WRONG, browser=Browser(source), at=at).answer is (
            Answer.WRONG
        ):
            looked.append((name, source))
    return looked


@pytest.mark.usefixtures("_quick")
def test_spraying_many_accounts(seed: int, tally: Tally) -> None:
    """10,000 passwords over 1,000 accounts within the hour: few are looked at, all stay usable"""
    people = [with_password(a_user()) for _each in range(3)]
    browsers = [known_browser(each) for each in people]
    names = [each.username for each in people]
    names += [f"name.{number}" for number in range(size(15, 1_000) - 3)]
    count, hour = size(150, 10_000), timedelta(hours=1)
    looked = sprayed(names, count, addresses=20, over=hour, seed=seed)
    windows = hour // tries.WINDOW + 1
    each_source = Counter(source for _name, source in looked)
    assert max(Counter(looked).values()) <= tries.OF_A_NAME_FROM_A_SOURCE * windows
    assert max(each_source.values()) <= tries.OF_A_SOURCE * windows
    assert max(Counter(name for name, _source in looked).values()) <= tries.OF_A_NAME * windows
    for person, browser in zip(people, browsers, strict=True):
        mine = signing_in.check_password(
            person.username, PASSWORD, browser=browser, at=AT + hour + SECOND
        )
        assert mine.answer is Answer.RIGHT
    tally("passwords", count)
    tally("looked at", len(looked))


@pytest.mark.usefixtures("_quick")
def test_a_thousand_passwords_at_one_account(seed: int, tally: Tally) -> None:
    """1,000 passwords on one account from 200 addresses: fifteen a quarter of an hour at most"""
    person = with_password(a_user())
    mine = known_browser(person)
    count = size(60, 1_000)
    looked = sprayed([person.username], count, addresses=200, over=tries.WINDOW, seed=seed)
    assert 3 <= len(looked) <= tries.OF_A_NAME
    at = AT + tries.WINDOW
    assert (
        signing_in.check_password(person.username, PASSWORD, browser=mine, at=at).answer
        is Answer.RIGHT
    )
    free = at + tries.WINDOW
    anew = Browser("192.0.2.77")
    outcome = signing_in.check_password(person.username, PASSWORD, browser=anew, at=free)
    assert outcome.answer is Answer.RIGHT  # no lock outlasts its window
    tally("passwords", count)
    tally("looked at", len(looked))


def cost_of(name: str) -> float:
    """What a try with a wrong password costs this process, in seconds of computing."""
    SignInFailure.objects.all().delete()
    began = time.thread_time()
    signing_in.check_password(name, WRONG, browser=Browser(address(1)), at=AT)
    return time.thread_time() - began


def apart(count: int) -> float:
    """How far apart a known and an unknown name are, as a share of what one costs."""
    known, unknown = with_password(a_user()).username, "nobody.here"
    cost_of(known), cost_of(unknown)
    pairs = [(cost_of(known), cost_of(unknown)) for _each in range(count)]
    one: float = median(cost for cost, _other in pairs)
    other: float = median(cost for _one, cost in pairs)
    return abs(one - other) / max(one, other)


def test_a_known_and_an_unknown_name_cost_the_same(tally: Tally) -> None:
    """A known and an unknown name cost the same work: medians at most a third apart"""
    count = size(5, 300)
    assert apart(count) < 1 / 3
    tally("pairs", count)


@pytest.mark.usefixtures("_quick")
def test_codes_of_the_second_factor(tally: Tally) -> None:
    """Weeks of guessing codes with the right password: less than 1 in 1,000,000 a day

    A telephone may be half a minute off, so three codes are right, of a million: a single guess
    has 3 in 1,000,000. But it is one in four days, and then only two codes in a row are looked
    at, ten of them a day, each with 3 in 1,000,000,000,000.
    """
    person = with_telephone(with_password(a_user()))
    count, days = size(60, 2_000), 12
    looked = Counter[int]()
    for number in range(count):
        at = AT + tries.DAY * days * number / count
        source = Browser(address(number % 200))
        typed = f"{number:06}" * (1 + number % 2)  # one, then two, and so on
        outcome = signing_in.check_code(person, typed, browser=source, at=at)
        looked[len(typed)] += outcome.answer is Answer.WRONG
    assert 1 <= looked[6] <= 1 + timedelta(days=days) // tries.ONE_AGAIN
    assert 1 <= looked[12] <= tries.SECONDS_A_DAY * (days + 1)
    right = 2 * ASIDE + 1
    alone = right / 10**6 / (tries.ONE_AGAIN / tries.DAY)
    in_a_row = tries.SECONDS_A_DAY * right / 10**12
    assert alone + in_a_row < 1e-6
    tally("codes", count)


@pytest.mark.django_db(transaction=True)
def test_codes_from_everywhere_at_one_moment(tally: Tally) -> None:
    """Codes sent from many addresses at one moment: one is looked at, as if one after another"""
    person = with_telephone(with_password(a_user()))
    count = size(8, 64)

    def guess(number: int) -> Answer:
        try:
            with transaction.atomic():
                source = Browser(address(number))
                return signing_in.check_code(person, f"{number:06}", browser=source, at=AT).answer
        finally:
            connection.close()

    with ThreadPoolExecutor(size(4, 16)) as workers:
        met = Counter(workers.map(guess, range(count)))
    assert met == {Answer.WRONG: 1, Answer.TWO: count - 1}
    tally("codes", count)


def test_a_password_given_by_another_lasts_three_days_and_is_kept_hashed() -> None:
    person = with_password(a_user())
    assert timedelta(hours=72) >= ONE_TIME_LASTS
    assert person.password.startswith("argon2")
    assert PASSWORD not in person.password


# -- query codes -----------------------------------------------------------------------------------


def guessed(petition: Petition, count: int, *, sources: int, at: datetime) -> Counter[type]:
    """Guess codes of a petition without paying: what was answered, how often."""
    return Counter(
        type(
            open_with(
                petition.number, new_code(), PHONE[-4:], source=address(number % sources), at=at
            )
        )
        for number in range(count)
    )


def test_guessing_a_query_code(tally: Tally) -> None:
    """Five guesses of a number a day are free, from wherever; a million would cost days of work

    A code has 36 bits; each further guess costs 2^18 hashes, or half a minute of waiting in turn.
    """
    petition = a_petition(State.ACCEPTED)
    count = size(30, 5_000)
    met = guessed(petition, count, sources=200, at=AT)
    assert met == {Wrong: tracking.FREE_GUESSES, NeedsProof: count - tracking.FREE_GUESSES}
    assert WrongGuess.objects.count() == tracking.FREE_GUESSES
    code = code_of(petition)
    paid = open_with(petition.number, code, PHONE[-4:], source=address(1), at=AT, proved=True)
    assert isinstance(paid, Opened)  # who holds the code is never shut out
    assert log2(10 ** (LENGTH - 1)) > 36
    assert 10**6 / 10 ** (LENGTH - 1) <= 1e-5  # the chance of a million guesses
    assert timedelta(days=340) < 10**6 * tracking.BETWEEN_WAITS
    assert DIFFICULTY >= 18
    tally("guesses", count)


def test_guessing_at_many_numbers_from_one_place(tally: Tally) -> None:
    """From one address twenty guesses in a quarter of an hour are free, whatever the numbers"""
    count = size(40, 2_000)
    met = Counter(
        type(open_with(f"H26{number:09}", new_code(), "1206", source=address(1), at=AT))
        for number in range(count)
    )
    assert met[Wrong] == tracking.FREE_PER_SOURCE
    assert not met[Opened]
    tally("guesses", count)


# -- handing in is never refused -------------------------------------------------------------------


def test_two_hundred_neighbours_behind_one_address_hand_in(tally: Tally) -> None:
    """200 citizens of one address hand in by the form within minutes, each is taken in"""
    a_portal()
    count = size(10, 200)
    for _each in range(count):
        form = a_form(key=f"portal-{new_id()}")
        answer = Client(REMOTE_ADDR="192.0.2.1").post(
            "/submit", form, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 201
    assert Petition.objects.count() == count
    tally("petitions", count)


def test_by_the_api_one_too_many_waits_and_is_taken_in_later(settings: Settings) -> None:
    """Who hands in too much by the API is told when and where else; the key still holds"""
    a_portal()
    settings.HUIYIN_INTAKE_LIMIT = 3
    slowing.forget()  # what other tests of this process handed in
    keys = [str(new_id()) for _each in range(4)]
    answers = [submit(key=each) for each in keys]
    assert [each.status for each in answers] == [201, 201, 201, 429]
    assert int(answers[3].headers["Retry-After"]) <= 600
    assert "电话" in answers[3].body["detail"]
    settings.HUIYIN_INTAKE_LIMIT = 4
    assert submit(key=keys[0]).status == 200


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.usefixtures("_quick")
def test_tries_that_nobody_counts_are_noticed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "note_failure", lambda *_given, **_named: None)
    looked = sprayed(["somebody"], 30, addresses=200, over=tries.WINDOW, seed=seed)
    assert len(looked) > tries.OF_A_NAME


@pytest.mark.control
@pytest.mark.usefixtures("_quick")
def test_codes_that_may_always_come_alone_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "needs_two", lambda *_given, **_named: False)
    person = with_telephone(with_password(a_user()))
    for number in range(2):
        source = Browser(address(number))
        outcome = signing_in.check_code(person, "000000", browser=source, at=AT)
        assert outcome.answer is Answer.WRONG


@pytest.mark.control
def test_a_missing_hash_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "make_password", lambda _typed: "")
    assert apart(3) > 1 / 3


@pytest.mark.control
def test_guesses_that_nobody_counts_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "must_prove", lambda *_given, **_named: False)
    met = guessed(a_petition(State.ACCEPTED), 30, sources=5, at=AT)
    assert met[Wrong] > tracking.FREE_GUESSES
