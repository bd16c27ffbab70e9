"""One-time codes from a person's telephone (TOTP): the secret is sealed, a code works once.

Two in a row, twelve digits, are a million times harder to guess than one (tries.py asks for them).
"""

import base64
import hmac
from datetime import datetime

import pyotp

from huiyin.accounts.models import User
from huiyin.privacy.sealing import new_key, unwrap, wrap

ISSUER = "回音 Huiyin"
PERIOD = 30
# A telephone's clock may be half a minute off either way.
ASIDE = 1
_SECRET_SIZE = 20
_DIGITS = 6


def new_secret(person: User) -> bytes:
    """A new secret, sealed for this person's row."""
    return wrap(new_key(), aad=cell(person))


def written(person: User, sealed: bytes) -> str:
    """The secret as it is typed into a telephone."""
    return base64.b32encode(unwrap(sealed, aad=cell(person))[:_SECRET_SIZE]).decode()


def address(person: User, sealed: bytes) -> str:
    """The otpauth address that a telephone reads from a QR code."""
    generator = pyotp.TOTP(written(person, sealed), name=person.username, issuer=ISSUER)
    return generator.provisioning_uri()


def step_of(person: User, sealed: bytes, code: str, *, at: datetime) -> int | None:
    """The half minute for which this code is right, or None."""
    return _last_step(person, sealed, code, at=at, count=1)


def are_two(code: str) -> bool:
    """Whether two codes were typed."""
    return len(_digits(code)) == 2 * _DIGITS


def use(person: User, code: str, *, at: datetime) -> bool:
    """Whether the code, or two in a row, are right and newer than any used before.

    They are used up by this.
    """
    if person.totp_secret is None:
        return False
    count = 2 if are_two(code) else 1
    step = _last_step(person, bytes(person.totp_secret), code, at=at, count=count)
    if step is None:
        return False
    unused = User.objects.filter(pk=person.pk, totp_last_step__lte=step - count)
    return unused.update(totp_last_step=step) == 1


def _last_step(person: User, sealed: bytes, code: str, *, at: datetime, count: int) -> int | None:
    """The last of so many half minutes in a row for which what was typed is right, or None.

    The first code may be older by as many periods as the person had to wait for the others.
    """
    typed = _digits(code)
    generator = pyotp.TOTP(written(person, sealed))
    now = int(at.timestamp()) // PERIOD
    found = None
    for last in range(now - ASIDE, now + ASIDE + 1):
        steps = range(last - count + 1, last + 1)
        if hmac.compare_digest("".join(map(generator.generate_otp, steps)), typed):
            found = last
    return found


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdecimal() and sign.isascii())


def cell(person: User) -> str:
    """The cell that a person's secret is bound to."""
    return f"accounts_user.totp:{person.pk}"
