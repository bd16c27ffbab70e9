"""What the tests of signing in share: a person with a password, browsers, and a telephone."""

from datetime import UTC, datetime, timedelta

import pyotp

from huiyin.accounts import devices, second_factor
from huiyin.accounts.models import User
from huiyin.accounts.signing_in import Browser

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "云岭山上的三棵银杏树"
HOME = "192.0.2.10"


def with_password(person: User, password: str = PASSWORD) -> User:
    """The person, freshly read, able to sign in by password from now on."""
    person = User.objects.get(pk=person.pk)
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


def with_telephone(person: User) -> User:
    """The person, freshly read, with a second factor in use."""
    person = User.objects.get(pk=person.pk)
    person.totp_secret = second_factor.new_secret(person)
    person.save(update_fields=["totp_secret"])
    return person


def code_for(person: User, *, at: datetime) -> str:
    """What the telephone of this person shows."""
    assert person.totp_secret is not None
    secret = second_factor.written(person, bytes(person.totp_secret))
    return pyotp.TOTP(secret).at(at)


def two_codes_for(person: User, *, at: datetime) -> str:
    """What the telephone showed half a minute ago, and what it shows now."""
    return code_for(person, at=at - timedelta(seconds=30)) + " " + code_for(person, at=at)


def known_browser(person: User, *, source: str = HOME) -> Browser:
    """A browser that the person has signed in with before."""
    _device, tokens = devices.remember(person, [], label="Firefox · Linux", at=AT)
    return Browser(source, tokens)


def stranger(number: int = 1) -> Browser:
    """A browser from another source for every number, known to nobody."""
    return Browser(f"198.51.{number // 250}.{number % 250}")
