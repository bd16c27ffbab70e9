"""What the tests of the desk's sign-in share: people with passwords, and browsers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.web.desk.signin_session import (
    BEGAN,
    LOCKED,
    LONGEST,
    PROOF_LASTS,
    PROVED,
    SECOND,
    SEEN,
)
from tests.accounts.cast import PASSWORD, code_for, with_password

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

JSON = {"Accept": "application/json"}


def sign_in(client: Client, person: User, *, is_set_up: bool = True, **more: str) -> "Answer":
    """Sign in by the form, with the second factor.

    Who has none yet is taken on as if it were set up, but where that is what is tried.
    """
    person = with_password(person)
    form = {"username": person.username, "password": PASSWORD}
    response = client.post(reverse("desk:signin"), form | more)
    if person.totp_secret is not None:
        code = code_for(person, at=timezone.now())
        return client.post(reverse("desk:code"), {"code": code})
    if is_set_up:
        session = client.session
        session[SECOND] = "totp"
        session.save()
    return response


def at_work(client: Client, person: User, *, second: str = "totp") -> Client:
    """A browser in which this person is signed in and has passed whatever is asked.

    So it stays for as long as a campaign works in it: `work_on` is for who is to be asked again.
    """
    client.force_login(User.objects.get(pk=person.pk))
    session = client.session
    session[SECOND] = second
    session[PROVED] = (timezone.now() + LONGEST).timestamp()
    session.save()
    return client


def leave_for(client: Client, away: timedelta) -> None:
    """Let time pass during which nobody touches this browser."""
    session = client.session
    now = timezone.now()
    session[SEEN] = _earlier(session.get(SEEN), now, away)
    session[BEGAN] = _earlier(session.get(BEGAN), now, away)
    if PROVED in session:
        session[PROVED] = _earlier(session[PROVED], now, away)
    session.save()


def work_on(client: Client, since: timedelta = PROOF_LASTS) -> Client:
    """Let so much time pass since the last proof, while somebody works in this browser."""
    session = client.session
    session[PROVED] = timezone.now().timestamp() - since.total_seconds()
    session.save()
    return client


def is_locked(client: Client) -> bool:
    """Whether the session says so itself."""
    return bool(client.session.get(LOCKED))


def _earlier(stamp: float | None, now: datetime, away: timedelta) -> float:
    return (stamp if stamp is not None else now.timestamp()) - away.total_seconds()
