"""What the tests of the desk's sign-in share: people with passwords, and browsers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.web.desk.signin_session import BEGAN, LOCKED, SECOND, SEEN
from tests.accounts.cast import PASSWORD, code_for, with_password

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

JSON = {"Accept": "application/json"}


def sign_in(client: Client, person: User, **more: str) -> "Answer":
    """Sign in by the form, with the second factor where there is one."""
    person = with_password(person)
    form = {"username": person.username, "password": PASSWORD}
    response = client.post(reverse("desk:signin"), form | more)
    if person.totp_secret is not None:
        code = code_for(person, at=timezone.now())
        response = client.post(reverse("desk:code"), {"code": code})
    return response


def at_work(client: Client, person: User, *, second: str = "totp") -> Client:
    """A browser in which this person is signed in and has passed whatever is asked."""
    client.force_login(User.objects.get(pk=person.pk))
    session = client.session
    session[SECOND] = second
    session.save()
    return client


def leave_for(client: Client, away: timedelta) -> None:
    """Let time pass during which nobody touches this browser."""
    session = client.session
    now = timezone.now()
    session[SEEN] = _earlier(session.get(SEEN), now, away)
    session[BEGAN] = _earlier(session.get(BEGAN), now, away)
    session.save()


def is_locked(client: Client) -> bool:
    """Whether the session says so itself."""
    return bool(client.session.get(LOCKED))


def _earlier(stamp: float | None, now: datetime, away: timedelta) -> float:
    return (stamp if stamp is not None else now.timestamp()) - away.total_seconds()
