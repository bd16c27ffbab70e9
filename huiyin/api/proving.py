"""Proof of work for tracking by the API: a small price for a guess, so a right code always opens.

A challenge is signed here and names the keyed digest of its number and when it was made; only
that it was used is remembered (petitions/spent.py).
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from huiyin.petitions.spent import spend
from huiyin.petitions.tracking import number_digest

HEADER = "HTTP_PROOF_OF_WORK"
DIFFICULTY = 18  # bits: about a quarter of a million hashes, some tenths of a second
LASTS = timedelta(minutes=10)
LONGEST = 400
_SALT = "huiyin.api.proof"

PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": "Proof-Of-Work",
    "required": False,
    "description": "After 429 too-many-guesses: `challenge:text`, where SHA-256 of it begins with"
    " `difficulty` zero bits. For the number of the challenge only, once, within ten minutes;"
    " anything else is as none.",
    "schema": {"type": "string"},
    "example": "WyI5ZjNj:1vM2kQ:pXb6T0a:203817",
}


def challenge_for(number: str, *, at: datetime) -> str:
    """A fresh challenge for one guess of a number."""
    content = [number_digest(number).hex(), at.timestamp(), secrets.token_hex(8)]
    return signing.dumps(content, salt=_SALT, compress=True)


def is_proved(proof: str, number: str, *, at: datetime) -> bool:
    """Whether this header pays for a guess of the number now; what pays is used up by asking."""
    challenge, _colon, text = proof.rpartition(":")
    if not text or len(proof) > LONGEST or not proof.isascii() or not _is_solved(proof):
        return False
    try:
        digest, made, _random = signing.loads(challenge, salt=_SALT)
    except signing.BadSignature:
        return False
    expires_at = datetime.fromtimestamp(made, UTC) + LASTS
    if digest != number_digest(number).hex() or expires_at <= at:
        return False
    return spend(challenge, expires_at=expires_at)


def _is_solved(proof: str) -> bool:
    digest = int.from_bytes(hashlib.sha256(proof.encode()).digest())
    return digest >> (256 - DIFFICULTY) == 0
