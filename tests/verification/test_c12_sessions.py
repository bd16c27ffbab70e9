"""C12, D8: sessions are few, and what one may ends with the next click, whoever answers it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from huiyin.accounts import actions, sessions
from huiyin.accounts.models import Post, User
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role
from huiyin.web.desk import signin_session
from tests.city import a_city
from tests.make import a_user
from tests.people import SECURITY_ADMIN
from tests.web.staff import sign_in
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C12"),
    pytest.mark.usefixtures("cheap_hashes"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
PAGE = "/opinions/"  # of who works with petitions at a bureau


def clicks(cookie: str, threads: int) -> list[int]:
    """What the page answers in so many threads, each with a connection of its own."""

    def click(_which: int) -> int:
        try:
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie
            return client.get(PAGE).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as workers:
        return list(workers.map(click, range(threads)))


def stop(person: User) -> None:
    actions.switch_account(person.pk, on=False, by=SECURITY_ADMIN.viewer, at=timezone.now())


def end_sessions(person: User) -> None:
    actions.sign_out_everywhere(person.pk, by=SECURITY_ADMIN.viewer, at=timezone.now())


def take_post(person: User) -> None:
    Post.objects.filter(user=person).update(from_on=localdate(timezone.now()) + timedelta(days=1))


def opened() -> tuple[User, str]:
    """Somebody at work, and the key of the session."""
    a_city()
    person, client = a_user(Role.REGISTRAR, "yunling-bureau"), Client()
    sign_in(client, person)
    return person, client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize(("taken", "status"), [(stop, 302), (end_sessions, 302), (take_post, 404)])
def test_what_was_taken_away_ends_with_the_next_click(
    taken: Callable[[User], None], status: int, tally: Tally
) -> None:
    """A stopped account, ended sessions and a lost post are seen at once by whoever answers"""
    threads = size(4, 16)
    person, cookie = opened()
    assert set(clicks(cookie, threads)) == {200}
    taken(person)
    assert set(clicks(cookie, threads)) == {status}  # the very next click: well within 5 seconds
    tally("clicks", 2 * threads)


def test_signing_in_everywhere_at_once_leaves_no_more_than_three(tally: Tally) -> None:
    """However many sign in at one moment, three sessions are left, and each was the newest once"""
    person, _cookie = opened()
    count = size(8, 64)

    def enter(_which: int) -> str:
        try:
            return sessions.enter(User.objects.get(pk=person.pk), label="", at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(size(4, 16)) as workers:
        tickets = list(workers.map(enter, range(count)))
    left = [each.ticket for each in sessions.places(User.objects.get(pk=person.pk))]
    assert len(left) == settings.HUIYIN_SESSIONS_AT_ONCE
    assert set(left) <= set(tickets)
    tally("sessions", count)


@pytest.mark.control
def test_a_session_that_outlives_its_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    person, _cookie = opened()
    monkeypatch.setattr(User, "get_session_auth_hash", lambda _person: "the same for ever")
    monkeypatch.setattr(signin_session, "has_given_way", lambda _request: False)
    again = Client()
    sign_in(again, person)
    cookie = again.cookies[settings.SESSION_COOKIE_NAME].value
    end_sessions(person)
    assert set(clicks(cookie, 1)) == {200}
