"""Guessing is slowed and refused, and never locks a browser that its person is known by."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from huiyin.accounts import actions, signing_in, tries
from huiyin.accounts.models import SignInFailure, User
from huiyin.accounts.signing_in import Answer, Browser, Outcome
from huiyin.audit.models import Access
from tests.accounts.cast import (
    AT,
    HOME,
    PASSWORD,
    code_for,
    known_browser,
    stranger,
    two_codes_for,
    with_password,
    with_telephone,
)
from tests.make import a_user
from tests.people import SECURITY_ADMIN

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
MINUTE = timedelta(minutes=1)
WRONG = "not the password"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it counts how often, not how long, a password is hashed."""
    monkeypatch.setattr(User, "check_password", lambda person, typed: typed == PASSWORD)
    monkeypatch.setattr(signing_in, "make_password", lambda typed: "")


def guess(name: str, browser: Browser, *, at: datetime, password: str = WRONG) -> Outcome:
    return signing_in.check_password(name, password, browser=browser, at=at)


def attack(name: str, *, count: int, at: datetime, sources: int = 10_000) -> list[Answer]:
    """Guess patiently from many sources, each time after the pause that is asked."""
    answers = []
    for number in range(count):
        at += tries.LONGEST_PAUSE
        answers.append(guess(name, stranger(number % sources), at=at).answer)
    return answers


def test_the_right_password_leads_in() -> None:
    person = with_password(a_user())
    outcome = guess(person.username, stranger(), at=AT, password=PASSWORD)
    assert (outcome.answer, outcome.person) == (Answer.RIGHT, person)


@pytest.mark.parametrize("written", [" {} ", "{}\n"])
def test_a_username_may_be_typed_loosely(written: str) -> None:
    person = with_password(a_user())
    typed = written.format(person.username.upper())
    assert guess(typed, stranger(), at=AT, password=PASSWORD).answer is Answer.RIGHT


@pytest.mark.parametrize("is_known", [True, False])
def test_pauses_grow_to_42_seconds_whether_or_not_the_name_exists(*, is_known: bool) -> None:
    name = with_password(a_user()).username if is_known else "nobody.here"
    pauses = []
    at = AT
    for _try in range(9):
        waited = timedelta(0)
        while (outcome := guess(name, stranger(), at=at)).answer is Answer.WAIT:
            at += outcome.wait
            waited += outcome.wait
        pauses.append(int(waited.total_seconds()))
    assert pauses == [0, 0, 0, 1, 2, 4, 8, 16, 32]
    assert guess(name, stranger(), at=at).wait == tries.LONGEST_PAUSE


@pytest.mark.parametrize("is_known", [True, False])
def test_unknown_browsers_are_refused_for_a_while(*, is_known: bool) -> None:
    name = with_password(a_user()).username if is_known else "nobody.here"
    answers = attack(name, count=tries.OF_A_NAME + 5, at=AT)
    assert answers == [Answer.WRONG] * tries.OF_A_NAME + [Answer.WAIT] * 5
    last = AT + tries.LONGEST_PAUSE * tries.OF_A_NAME
    still = last + tries.WINDOW - timedelta(seconds=1)
    assert guess(name, stranger(99), at=still, password=PASSWORD).answer is Answer.WAIT
    assert guess(name, stranger(99), at=last + tries.WINDOW).answer is Answer.WRONG


def test_refusal_ends_by_itself_and_refused_tries_do_not_prolong_it() -> None:
    person = with_password(a_user())
    last = AT + tries.LONGEST_PAUSE * tries.OF_A_NAME
    attack(person.username, count=tries.OF_A_NAME + 10, at=AT)
    assert SignInFailure.objects.count() == tries.OF_A_NAME
    outcome = guess(person.username, stranger(), at=last + tries.WINDOW, password=PASSWORD)
    assert outcome.answer is Answer.RIGHT


def test_an_attacker_elsewhere_cannot_lock_out_a_known_browser() -> None:
    person = with_password(a_user())
    mine = known_browser(person)
    at = AT + tries.LONGEST_PAUSE * (tries.OF_A_NAME + 5)
    attack(person.username, count=tries.OF_A_NAME + 5, at=AT)
    assert guess(person.username, stranger(3), at=at, password=PASSWORD).answer is Answer.WAIT
    outcome = guess(person.username, mine, at=at, password=PASSWORD)
    assert (outcome.answer, outcome.person) == (Answer.RIGHT, person)


def test_an_attacker_behind_the_same_address_cannot_lock_out_a_known_browser() -> None:
    person = with_password(a_user())
    mine = known_browser(person, source=HOME)
    for number in range(tries.OF_A_SOURCE + 5):
        guess(f"victim.{number}", Browser(HOME), at=AT)
    assert guess("victim.new", Browser(HOME), at=AT).answer is Answer.WAIT
    assert guess(person.username, mine, at=AT, password=PASSWORD).answer is Answer.RIGHT


def test_a_known_browser_has_a_small_budget_of_its_own() -> None:
    person = with_password(a_user())
    mine = known_browser(person)
    answers = [guess(person.username, mine, at=AT).answer for _try in range(12)]
    assert answers == [Answer.WRONG] * tries.OF_A_DEVICE + [Answer.WAIT] * 2
    assert guess(person.username, mine, at=AT, password=PASSWORD).answer is Answer.WAIT
    later = AT + tries.WINDOW
    assert guess(person.username, mine, at=later, password=PASSWORD).answer is Answer.RIGHT


def test_a_spent_browser_does_not_lock_another_one() -> None:
    person = with_password(a_user())
    spent, other = known_browser(person), known_browser(person)
    for _try in range(12):
        guess(person.username, spent, at=AT)
    assert guess(person.username, other, at=AT, password=PASSWORD).answer is Answer.RIGHT
    assert guess(person.username, stranger(), at=AT, password=PASSWORD).answer is Answer.RIGHT


def test_a_device_counts_for_its_own_person_only() -> None:
    thief, victim = with_password(a_user()), with_password(a_user())
    browser = known_browser(thief)
    for number in range(tries.OF_A_NAME):
        guess(victim.username, stranger(number), at=AT + number * tries.LONGEST_PAUSE)
    at = AT + tries.OF_A_NAME * tries.LONGEST_PAUSE
    assert guess(victim.username, browser, at=at, password=PASSWORD).answer is Answer.WAIT


def test_one_source_may_not_spray_many_names() -> None:
    answers = [
        guess(f"name.{number}", Browser(HOME), at=AT).answer
        for number in range(tries.OF_A_SOURCE + 3)
    ]
    assert answers == [Answer.WRONG] * tries.OF_A_SOURCE + [Answer.WAIT] * 3
    assert guess("name.0", stranger(), at=AT).answer is Answer.WRONG


def test_second_factors_have_a_daily_budget() -> None:
    person = with_telephone(with_password(a_user()))
    mine = known_browser(person)
    at, answers = AT, []
    for _hour in range(20):
        at += timedelta(minutes=30)
        answers.append(signing_in.check_code(person, "0" * 12, browser=mine, at=at).answer)
    assert answers.count(Answer.WRONG) == tries.SECONDS_A_DAY
    codes = two_codes_for(person, at=at)
    assert signing_in.check_code(person, codes, browser=mine, at=at).answer is Answer.WAIT
    elsewhere = known_browser(person)
    assert signing_in.check_code(person, codes, browser=elsewhere, at=at).answer is Answer.RIGHT


def test_after_a_wrong_code_two_in_a_row_are_asked_here_for_four_days() -> None:
    person = with_telephone(with_password(a_user()))
    mine, others = known_browser(person), (stranger(1), stranger(2))
    check = signing_in.check_code
    assert check(person, "000000", browser=others[0], at=AT).answer is Answer.WRONG
    at = AT + tries.ONE_AGAIN - MINUTE
    code = code_for(person, at=at)
    for browser in others:  # whichever unknown one: the right code alone is not looked at
        assert signing_in.needs_two_codes(person, browser=browser, at=at)
        assert check(person, code, browser=browser, at=at).answer is Answer.TWO
    assert SignInFailure.objects.count() == 1
    assert not signing_in.needs_two_codes(person, browser=mine, at=at)
    late = AT + tries.ONE_AGAIN
    assert not signing_in.needs_two_codes(person, browser=others[1], at=late)
    assert check(person, two_codes_for(person, at=at), browser=others[1], at=at).answer is (
        Answer.RIGHT
    )


def test_signing_in_tells_of_codes_that_others_tried_with_the_right_password() -> None:
    person = with_telephone(with_password(a_user()))
    mine, thief = known_browser(person), stranger()
    signing_in.check_code(person, "000000", browser=mine, at=AT + MINUTE)  # one's own slip
    signing_in.check_code(person, "000000", browser=thief, at=AT + MINUTE)
    guess(person.username, thief, at=AT + MINUTE)  # a wrong password is no sign
    signing_in.check_code(person, "0" * 12, browser=thief, at=AT + 2 * MINUTE)
    at = AT + 3 * MINUTE
    assert signing_in.arrived(person, browser=mine, label="", at=at).guessed == 2
    assert signing_in.arrived(person, browser=mine, label="", at=at + MINUTE).guessed == 0
    new = signing_in.arrived(person, browser=stranger(5), label="", at=at)
    assert (new.is_new, new.guessed) == (True, 2)
    deeds = Access.objects.filter(viewer=person.pk, subject="wrong_second_factor")
    assert deeds.count() == 3


def test_a_sign_in_nearby_gives_who_guesses_codes_no_new_try() -> None:
    person = with_telephone(with_password(a_user()))
    signing_in.check_code(person, "000000", browser=stranger(), at=AT)
    signing_in.arrived(person, browser=stranger(), label="", at=AT + MINUTE)
    assert signing_in.needs_two_codes(person, browser=stranger(), at=AT + MINUTE)


@pytest.mark.parametrize("deed", [actions.reset_second_factor, actions.give_one_time_password])
def test_a_security_administrator_lets_a_person_in_again(deed: Callable[..., object]) -> None:
    person = with_telephone(with_password(a_user()))
    for number in range(tries.SECONDS_A_DAY):
        at = AT + number * MINUTE
        assert (
            signing_in.check_code(person, "0" * 12, browser=stranger(), at=at).answer
            is Answer.WRONG
        )
    assert signing_in.check_code(person, "0" * 12, browser=stranger(), at=at).answer is Answer.WAIT
    deed(person.pk, by=SECURITY_ADMIN.viewer, at=at)
    assert not SignInFailure.objects.exists()


def test_signing_in_forgets_what_went_wrong_on_the_way() -> None:
    person = with_password(a_user())
    for number in range(4):
        guess(person.username, stranger(), at=AT + number * MINUTE)
    elsewhere = stranger(7)
    guess(person.username, elsewhere, at=AT + 5 * MINUTE)
    signing_in.arrived(person, browser=stranger(), label="", at=AT + 6 * MINUTE)
    assert SignInFailure.objects.count() == 1


def test_nothing_kept_names_anybody() -> None:
    person = with_password(a_user())
    guess(person.username, Browser(HOME), at=AT)
    row = SignInFailure.objects.get()
    kept = bytes(row.username_digest) + bytes(row.source_digest)
    assert person.username.encode() not in kept
    assert HOME.encode() not in kept
    assert len(kept) == 64


def test_old_failures_are_swept() -> None:
    guess("somebody", stranger(), at=AT)
    signing_in.check_code(a_user(), "000000", browser=stranger(), at=AT)
    assert tries.forget_old(at=AT + tries.DAY - MINUTE) == 0
    assert tries.forget_old(at=AT + tries.DAY) == 1
    assert tries.forget_old(at=AT + tries.ONE_AGAIN - MINUTE) == 0
    assert tries.forget_old(at=AT + tries.ONE_AGAIN) == 1
