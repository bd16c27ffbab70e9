"""A small price for each guess at a number that is being guessed: work, or half a minute.

Price and attempt are bound together, so nothing is gained by paying once and guessing twice,
and nothing need be remembered but who waited last: all who wait at a number take turns. A right
code always opens (F64).
"""

import hashlib
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from altcha import v1 as altcha
from django.conf import settings
from django.core import signing

from huiyin.petitions.tracking import BETWEEN_WAITS

MOST_WORK = 300_000
WAIT = BETWEEN_WAITS
LASTS_SECONDS = 10 * 60
_SALT = "huiyin.portal.attempt"


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
    sealed = signing.dumps(
        [attempt.number, attempt.code, attempt.tail, at.timestamp()], salt=_SALT, compress=True
    )
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
    waited = timedelta(seconds=at.timestamp() - made) >= WAIT
    if _is_solved(sealed, proof):
        return Attempt(number, code, tail), Paid.WORKED
    return Attempt(number, code, tail), Paid.WAITED if waited else Paid.NOT


def _is_solved(sealed: str, proof: str) -> bool:
    if f"for={_digest(sealed)}&" not in _salt_of(proof):
        return False
    solved, _trouble = altcha.verify_solution(proof, _key())
    return solved


def _salt_of(proof: str) -> str:
    try:
        solution = json.loads(b64decode(proof))
    except ValueError:
        return ""
    return str(solution.get("salt", "")) if isinstance(solution, dict) else ""


def _digest(sealed: str) -> str:
    return hashlib.sha256(sealed.encode()).hexdigest()


def _key() -> str:
    return hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).hexdigest()
