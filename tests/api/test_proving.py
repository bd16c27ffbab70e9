"""Proof of work for tracking: a right code always opens, a proof is good for its number, once."""

import hashlib
from datetime import timedelta
from itertools import count
from unittest.mock import patch

import pytest
from django.utils import timezone

from huiyin.api import proving
from huiyin.api.proving import LASTS, challenge_for, is_proved
from huiyin.petitions.spent import SpentProof
from huiyin.petitions.tracking import FREE_GUESSES, forget_guesses
from tests.api.calling import Answer, submit, track

pytestmark = pytest.mark.campaign("C12")

WRONG_CODE = "0000 0000 0000"


@pytest.fixture(autouse=True)
def _easy() -> object:
    with patch.object(proving, "DIFFICULTY", 8), patch("huiyin.api.tracking.DIFFICULTY", 8):
        yield


def solved(challenge: str, difficulty: int) -> str:
    """The header that answers a challenge, as docs/api.md says."""
    for text in count():
        proof = f"{challenge}:{text}"
        digest = int.from_bytes(hashlib.sha256(proof.encode()).digest())
        if digest >> (256 - difficulty) == 0:
            return proof
    raise AssertionError


def besieged() -> tuple[str, str]:
    """Number and code of a petition that somebody guesses at."""
    receipt = submit().body
    for _ in range(FREE_GUESSES):
        track(receipt["number"], WRONG_CODE)
    return receipt["number"], receipt["code"]


def paid(number: str, code: str, *, bought_for: str = "") -> Answer:
    """Ask, solve what is asked for, and ask again."""
    asked = track(bought_for or number, WRONG_CODE)
    assert asked.status == 429
    proof = solved(asked.body["challenge"], asked.body["difficulty"])
    return track(number, code, **{"Proof-Of-Work": proof})


def test_a_right_code_with_a_proof_opens_at_once() -> None:
    number, code = besieged()
    assert track(number, code).status == 429
    assert paid(number, code).status == 200


def test_a_wrong_code_with_a_proof_is_as_wrong_as_ever() -> None:
    number, _code = besieged()
    assert paid(number, WRONG_CODE).status == 404
    assert paid("H26999999990" if number == "" else number, WRONG_CODE).status == 404


def test_a_proof_pays_once() -> None:
    number, code = besieged()
    asked = track(number, code)
    proof = solved(asked.body["challenge"], asked.body["difficulty"])
    headers = {"Proof-Of-Work": proof}
    assert track(number, WRONG_CODE, **headers).status == 404
    again = track(number, code, **headers)
    assert (again.status, again.kind) == (429, "too-many-guesses")
    assert again.body["challenge"] != asked.body["challenge"]
    other_text = solved(asked.body["challenge"] + ":0", asked.body["difficulty"])
    assert track(number, code, **{"Proof-Of-Work": other_text}).status == 429
    assert SpentProof.objects.count() == 1


def test_a_proof_for_one_number_opens_no_other() -> None:
    first, code = besieged()
    other, _code = besieged()
    assert paid(first, code, bought_for=other).status == 429


def test_numbers_may_be_typed_loosely_between_asking_and_answering() -> None:
    number, code = besieged()
    assert paid(f" {number.lower()} ", code, bought_for=number).status == 200


@pytest.mark.parametrize(
    "proof",
    ["", ":", "::", "x", "a:b", "a:b:c:d", "0" * 5000, "é:1", "\x00:1", ":" * 399],
)
def test_what_is_no_proof_pays_nothing(proof: str) -> None:
    assert not is_proved(proof, "H1", at=timezone.now())


def test_work_that_was_not_done_pays_nothing() -> None:
    at = timezone.now()
    challenge = challenge_for("H1", at=at)
    lazy = next(
        f"{challenge}:{text}"
        for text in count()
        if hashlib.sha256(f"{challenge}:{text}".encode()).digest()[0]
    )
    assert not is_proved(lazy, "H1", at=at)
    proof = solved(challenge, 8)
    assert not is_proved(proof.replace(challenge[:4], "AAAA", 1), "H1", at=at)


def test_a_challenge_ends_and_is_forgotten() -> None:
    at = timezone.now()
    proof = solved(challenge_for("H1", at=at), 8)
    assert not is_proved(proof, "H1", at=at + LASTS)
    assert is_proved(proof, "H1", at=at + LASTS - timedelta(seconds=1))
    assert not is_proved(proof, "H1", at=at)
    forget_guesses(at + LASTS + timedelta(seconds=1))
    assert not SpentProof.objects.exists()


def test_a_challenge_does_not_tell_the_number() -> None:
    assert "H26" not in challenge_for("H26012345678", at=timezone.now())
