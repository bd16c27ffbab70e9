"""A small price, work or half a minute: for each guess at a number that is being guessed, and for
each petition of who hands in many.

Price and attempt are bound together, so nothing is gained by paying once and guessing twice,
and nothing need be remembered but who waited last: all who wait at a number take turns, and all
who wait at an address. A right code always opens (F64). Handing in is bound to the key of the
form, and one key makes one petition.
"""

import hashlib
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import cast

from altcha import v1 as altcha
from django.conf import settings
from django.core import signing

from huiyin.petitions.tracking import BETWEEN_WAITS

MOST_WORK = 300_000
WAIT = BETWEEN_WAITS
LASTS_SECONDS = 10 * 60
LONGEST = 2_000  # characters of a proof
_SALT = "huiyin.portal.attempt"
_SALT_OF_INTAKE = "huiyin.portal.intake"


@dataclass(frozen=True)
class Attempt:
    """What somebody typed to open a petition."""

    number: str
    code: str
    tail: str


@dataclass(frozen=True)
class Price:
    """What must be done before this attempt is tried: solve the challenge, or wait."""

    sealed: str
    challenge: str
    wait_seconds: int = int(WAIT.total_seconds())


def price_of(attempt: Attempt, *, at: datetime) -> Price:
    """A fresh price for one attempt."""
    return _price([attempt.number, attempt.code, attempt.tail], salt=_SALT, at=at)


def price_of_handing_in(key: str, *, at: datetime) -> Price:
    """A fresh price for the one petition that the form with this key can become."""
    return _price([key], salt=_SALT_OF_INTAKE, at=at)


def _price(what: list[str], *, salt: str, at: datetime) -> Price:
    sealed = signing.dumps([*what, at.timestamp()], salt=salt, compress=True)
    challenge = altcha.create_challenge(
        altcha.ChallengeOptions(
            max_number=MOST_WORK,
            hmac_key=_key(),
            expires=at + timedelta(seconds=LASTS_SECONDS),
            params={"for": _digest(sealed)},
        )
    )
    return Price(sealed, json.dumps(challenge.to_dict()))


class Paid(Enum):
    """How the price of an attempt was paid."""

    NOT = auto()
    WAITED = auto()
    WORKED = auto()


def paid(sealed: str, proof: str, *, at: datetime) -> tuple[Attempt, Paid] | None:
    """The attempt and how its price is paid; None for anything not made here or too old."""
    try:
        number, code, tail, made = signing.loads(sealed, salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return Attempt(number, code, tail), _how(sealed, proof, made, at)


def paid_for_handing_in(key: str, sealed: str, proof: str, *, at: datetime) -> Paid:
    """How the price of the form with this key is paid; a price of another form pays nothing."""
    try:
        of, made = signing.loads(sealed, salt=_SALT_OF_INTAKE, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return Paid.NOT
    return _how(sealed, proof, made, at) if of == key else Paid.NOT


def _how(sealed: str, proof: str, made: float, at: datetime) -> Paid:
    if _is_solved(sealed, proof):
        return Paid.WORKED
    waited = timedelta(seconds=at.timestamp() - made) >= WAIT
    return Paid.WAITED if waited else Paid.NOT


def _is_solved(sealed: str, proof: str) -> bool:
    solution = _solution(proof)
    if f"for={_digest(sealed)}&" not in str(solution.get("salt", "")):
        return False
    solved, _trouble = altcha.verify_solution(cast(altcha.PayloadType, solution), _key())
    return solved


def _solution(proof: str) -> dict[str, object]:
    """What a proof says; nothing where it is none of ours: those are short, plain and flat."""
    if len(proof) > LONGEST:
        return {}
    try:
        solution = json.loads(b64decode(proof))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(solution, dict) or not all(map(_is_plain, solution.values())):
        return {}
    return solution


def _is_plain(value: object) -> bool:
    return value.isascii() if isinstance(value, str) else isinstance(value, int)


def _digest(sealed: str) -> str:
    return hashlib.sha256(sealed.encode()).hexdigest()


def _key() -> str:
    return hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).hexdigest()
