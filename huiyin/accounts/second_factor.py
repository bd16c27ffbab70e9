"""One-time codes from a person's telephone (TOTP): the secret is sealed, a code works once."""

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
    typed = "".join(sign for sign in code if sign.isdecimal() and sign.isascii())
    generator = pyotp.TOTP(written(person, sealed))
    now = int(at.timestamp()) // PERIOD
    found = None
    for step in range(now - ASIDE, now + ASIDE + 1):
        if hmac.compare_digest(generator.generate_otp(step), typed):
            found = step
    return found


def use(person: User, code: str, *, at: datetime) -> bool:
    """Whether the code is right and newer than any used before; it is used up by this."""
    if person.totp_secret is None:
        return False
    step = step_of(person, bytes(person.totp_secret), code, at=at)
    if step is None:
        return False
    unused = User.objects.filter(pk=person.pk, totp_last_step__lt=step)
    return unused.update(totp_last_step=step) == 1


def cell(person: User) -> str:
    """The cell that a person's secret is bound to."""
    return f"accounts_user.totp:{person.pk}"
