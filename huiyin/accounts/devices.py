"""The browsers a person is known by: a random token in a cookie, here only its digest."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from huiyin.accounts.models import KnownDevice, User

MOST_IN_A_BROWSER = 6
"""Several people may share a counter's computer; each has a token of their own in it."""


def known(username: str, tokens: Sequence[str]) -> KnownDevice | None:
    """The device that one of these tokens names for this person."""
    if not tokens:
        return None
    digests = [_digest(token) for token in tokens[-MOST_IN_A_BROWSER:]]
    return KnownDevice.objects.filter(user__username=username, token_digest__in=digests).first()


def remember(
    person: User, tokens: Sequence[str], *, label: str, at: datetime
) -> tuple[KnownDevice, list[str]]:
    """Know this browser from now on; the device, and the tokens that its cookie shall hold."""
    device = known(person.username, tokens)
    if device is not None:
        device.last_seen_at, device.label = at, label
        device.save(update_fields=["last_seen_at", "label"])
        return device, list(tokens)
    token = secrets.token_urlsafe(32)
    device = KnownDevice.objects.create(
        user=person, token_digest=_digest(token), label=label, first_seen_at=at, last_seen_at=at
    )
    return device, [*tokens, token][-MOST_IN_A_BROWSER:]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
