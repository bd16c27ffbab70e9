"""The same work and the same answer for every name; codes work once; lost passwords end."""

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import Argon2PasswordHasher

from huiyin.accounts import devices, second_factor, signing_in
from huiyin.accounts.models import KnownDevice
from huiyin.accounts.passwords import Hasher
from huiyin.accounts.signing_in import Answer
from huiyin.privacy.sealing import Unreadable
from tests.accounts.cast import (
    AT,
    PASSWORD,
    code_for,
    known_browser,
    stranger,
    two_codes_for,
    with_password,
    with_telephone,
)
from tests.make import a_user

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
HALF_A_MINUTE = timedelta(seconds=30)
PRICE = (Hasher.memory_cost, Hasher.time_cost, Hasher.parallelism)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every Argon2 computation, in place of its cost."""
    done: list[str] = []

    def encode(_hasher: object, password: str, salt: str) -> str:
        done.append("encode")
        return f"argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA{len(password)}"

    def verify(_hasher: object, password: str, encoded: str) -> bool:
        done.append("verify")
        return False

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    monkeypatch.setattr(Argon2PasswordHasher, "must_update", lambda _hasher, _encoded: False)
    return done


@pytest.mark.parametrize("kind", ["known", "stopped", "without a password", "unknown", "garbage"])
def test_every_name_costs_one_hash_and_gets_one_answer(kind: str, hashed: list[str]) -> None:
    person = with_password(a_user())
    if kind == "stopped":
        person.is_active = False
        person.save()
    if kind == "without a password":
        person.set_unusable_password()
        person.save()
    name = {"unknown": "nobody.here", "garbage": "\x00'; drop"}.get(kind, person.username)
    hashed.clear()
    outcome = signing_in.check_password(name, "wrong", browser=stranger(), at=AT)
    assert outcome.answer is Answer.WRONG
    assert outcome.person is None
    assert len(hashed) == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_a_refused_try_costs_no_hash(hashed: list[str], *, is_known: bool) -> None:
    name = with_password(a_user()).username if is_known else "nobody.here"
    hashed.clear()
    for _try in range(5):
        signing_in.check_password(name, "wrong", browser=stranger(), at=AT)
    assert len(hashed) == 3


def test_a_stopped_account_stays_out_with_the_right_password() -> None:
    person = with_password(a_user())
    person.is_active = False
    person.save()
    outcome = signing_in.check_password(person.username, PASSWORD, browser=stranger(), at=AT)
    assert outcome == signing_in.Outcome(Answer.WRONG)


def test_a_one_time_password_ends() -> None:
    person = with_password(a_user())
    person.password_until = AT
    person.save()
    for at, answer in ((AT - HALF_A_MINUTE, Answer.RIGHT), (AT, Answer.WRONG)):
        outcome = signing_in.check_password(person.username, PASSWORD, browser=stranger(), at=at)
        assert outcome.answer is answer


def test_a_code_works_once() -> None:
    person = with_telephone(with_password(a_user()))
    code = code_for(person, at=AT)
    first = signing_in.check_code(person, code, browser=stranger(), at=AT)
    again = signing_in.check_code(person, code, browser=stranger(2), at=AT)
    assert (first.answer, again.answer) == (Answer.RIGHT, Answer.WRONG)


def test_an_older_code_is_refused_after_a_newer_one() -> None:
    person = with_telephone(with_password(a_user()))
    older, newer = code_for(person, at=AT - HALF_A_MINUTE), code_for(person, at=AT)
    assert second_factor.use(person, newer, at=AT)
    assert not second_factor.use(person, older, at=AT)
    assert second_factor.use(person, code_for(person, at=AT + HALF_A_MINUTE), at=AT)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(steps: int, *, is_right: bool) -> None:
    person = with_telephone(a_user())
    code = code_for(person, at=AT + steps * HALF_A_MINUTE)
    assert second_factor.use(person, code, at=AT) is is_right


def test_a_code_may_be_typed_with_a_space() -> None:
    person = with_telephone(a_user())
    code = code_for(person, at=AT)
    assert second_factor.use(person, f" {code[:3]} {code[3:]}", at=AT)


@pytest.mark.parametrize(
    ("first", "second", "is_right"),
    [(-1, 0, True), (-2, -1, True), (0, 1, True), (1, 2, False), (-3, -2, False), (0, 0, False),
     (0, -1, False), (-2, 0, False)],
)  # fmt: skip
def test_two_codes_are_two_in_a_row(first: int, second: int, *, is_right: bool) -> None:
    person = with_telephone(a_user())
    typed = [code_for(person, at=AT + steps * HALF_A_MINUTE) for steps in (first, second)]
    assert second_factor.use(person, " ".join(typed), at=AT) is is_right


def test_of_two_codes_none_was_used_before_or_after() -> None:
    person = with_telephone(a_user())
    assert second_factor.use(person, code_for(person, at=AT - HALF_A_MINUTE), at=AT)
    assert not second_factor.use(person, two_codes_for(person, at=AT), at=AT)
    later = AT + HALF_A_MINUTE
    assert second_factor.use(person, two_codes_for(person, at=later), at=later)
    assert not second_factor.use(person, code_for(person, at=later), at=later)


@pytest.mark.parametrize("typed", ["", "1", "１２３４５６", "abcdef", "0" * 500])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert not second_factor.use(with_telephone(a_user()), typed, at=AT)


def test_the_secret_opens_in_its_own_row_only() -> None:
    mine, other = with_telephone(a_user()), a_user()
    assert mine.totp_secret is not None
    with pytest.raises(Unreadable):
        second_factor.written(other, bytes(mine.totp_secret))


def test_the_address_for_the_telephone_names_product_and_person() -> None:
    person = with_telephone(a_user())
    assert person.totp_secret is not None
    address = second_factor.address(person, bytes(person.totp_secret))
    assert address.startswith("otpauth://totp/")
    assert person.username in address
    assert second_factor.written(person, bytes(person.totp_secret)) in address


def test_only_the_digest_of_a_device_is_kept() -> None:
    person = a_user()
    browser = known_browser(person)
    row = KnownDevice.objects.get(user=person)
    assert browser.tokens[0].encode() not in bytes(row.token_digest)
    assert devices.known(person.username, browser.tokens) == row


def test_several_people_share_a_browser() -> None:
    tokens: list[str] = []
    people = [a_user() for _number in range(devices.MOST_IN_A_BROWSER)]
    for person in people:
        _device, tokens = devices.remember(person, tokens, label="", at=AT)
    assert all(devices.known(person.username, tokens) for person in people)
    _device, tokens = devices.remember(a_user(), tokens, label="", at=AT)
    assert devices.known(people[0].username, tokens) is None
    assert devices.known(people[-1].username, tokens) is not None


def test_a_browser_is_remembered_once() -> None:
    person = a_user()
    first, tokens = devices.remember(person, [], label="Firefox", at=AT)
    second, same = devices.remember(person, tokens, label="Firefox 2", at=AT + HALF_A_MINUTE)
    assert (first.pk, tokens) == (second.pk, same)
    assert second.last_seen_at == AT + HALF_A_MINUTE


def test_our_hasher_is_strong_and_small() -> None:
    assert PRICE == (32 * 1024, 3, 1)


def test_our_hasher_reads_its_own_and_asks_to_renew_others() -> None:
    encoded = Hasher().encode("a long enough password", Hasher().salt())
    assert Hasher().verify("a long enough password", encoded)
    assert not Hasher().must_update(encoded)
    assert hashers.identify_hasher(encoded).algorithm == Hasher.algorithm
