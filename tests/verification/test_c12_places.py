"""C12, D8: three sessions of a person at once; a further one ends the oldest, which says why."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from huiyin.accounts import sessions
from huiyin.accounts.models import User
from huiyin.rules.terms import Role
from huiyin.web.desk import signin_session
from huiyin.web.desk.signin_session import SECOND, TICKET
from tests.accounts.cast import PASSWORD, code_for, with_password, with_telephone
from tests.make import a_user
from tests.web.desk import text
from tests.web.staff import at_work
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C12"),
    pytest.mark.usefixtures("cheap_hashes"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
PAGE = "/opinions/"  # of who works with petitions at a bureau
ELSEWHERE = "您的账号已在其他地方登录"


def fresh(person: User) -> User:
    """The person as the database has them now."""
    return User.objects.get(pk=person.pk)


def enter(browser: Client, person: User) -> None:
    """Sign in by the form."""
    form = {"username": person.username, "password": PASSWORD}
    assert browser.post("/signin/", form).status_code == 302
    session = browser.session
    session[SECOND] = "totp"  # as if it were set up
    session.save()


def signed_in(person: User, count: int, *, agent: str = "Firefox/140 Linux") -> list[Client]:
    """The person in so many browsers, one after the other."""
    browsers = [Client(headers={"User-Agent": agent}) for _each in range(count)]
    for each in browsers:
        enter(each, person)
    return browsers


def answered(browsers: list[Client]) -> list[int]:
    """What each of them gets at its next click."""
    return [each.get(PAGE).status_code for each in browsers]


def test_signing_in_once_more_ends_the_oldest_which_says_why(tally: Tally) -> None:
    """Beyond three sessions the oldest ends, says why, loses nothing typed, and may come back"""
    person = with_password(a_user(Role.REGISTRAR, "yunling-bureau"))
    most, count = settings.HUIYIN_SESSIONS_AT_ONCE, size(5, 40)
    assert most == 3
    browsers = signed_in(person, count)
    assert answered(browsers) == [423] * (count - most) + [200] * most
    oldest = browsers[0]
    page = text(oldest.get(PAGE))
    assert ELSEWHERE in page
    assert "同时只能在 3 个地方登录" in page
    alive = oldest.get("/alive/").json()
    assert (alive["state"], ELSEWHERE in alive["problem"]) == ("ended", True)
    typed = oldest.post("/opinions/themes/new/", {"name": "路灯不亮"})
    assert (typed.status_code, "路灯不亮" in text(typed)) == (423, True)
    back = {"unlock_password": PASSWORD, "next": PAGE}
    assert oldest.post("/unlock/", back | {"unlock_password": "?"}).status_code == 422
    assert oldest.post("/unlock/", back).headers["Location"] == PAGE
    assert answered([oldest, *browsers[-most:]]) == [200, 423, 200, 200]
    tally("sessions", count)


def test_coming_back_where_a_session_ended_needs_the_second_factor_too() -> None:
    person = with_telephone(with_password(a_user(Role.REGISTRAR, "yunling-bureau")))
    begun = timezone.now()
    browsers = [at_work(Client(), person) for _each in range(4)]
    for each in browsers:
        session = each.session
        session[TICKET] = sessions.enter(person, label="", at=begun)
        session.save()
    assert answered(browsers) == [423, 200, 200, 200]
    assert "动态口令" in text(browsers[0].get(PAGE))
    form = {"unlock_password": PASSWORD}
    assert browsers[0].post("/unlock/", form).status_code == 422
    form["unlock_code"] = code_for(person, at=timezone.now())
    assert browsers[0].post("/unlock/", form).status_code == 302
    assert answered(browsers) == [200, 423, 200, 200]


def test_my_account_shows_where_i_am_signed_in_and_ends_the_others() -> None:
    person = with_password(a_user(Role.REGISTRAR, "yunling-bureau"))
    [away] = signed_in(person, 1, agent="Chrome/150 Android")
    [here] = signed_in(person, 1)
    page = text(here.get("/account/"))
    rows = page[page.index('id="places"') : page.index('id="devices"')].split("<li>")[1:]
    assert ["Firefox · Linux" in rows[0], "这台" in rows[0]] == [True, True]
    assert ["Chrome · Android" in rows[1], "这台" in rows[1]] == [True, False]
    assert here.get("/account/elsewhere/").status_code == 405
    done = here.post("/account/elsewhere/", follow=True)
    assert "其他地方的登录已经退出" in text(done)
    assert answered([away, here]) == [302, 200]
    assert [each.label for each in sessions.places(fresh(person))] == ["Firefox · Linux"]
    here.post("/signout/")
    assert sessions.places(fresh(person)) == []


def test_signing_in_again_in_one_browser_takes_no_second_place() -> None:
    person, other = (with_password(a_user(Role.REGISTRAR, "yunling-bureau")) for _each in "ab")
    [browser] = signed_in(person, 1)
    enter(browser, person)
    assert len(sessions.places(fresh(person))) == 1
    enter(browser, other)
    assert [len(sessions.places(fresh(each))) for each in (person, other)] == [0, 1]


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
def test_places_that_nobody_counts_are_noticed(settings: Settings) -> None:
    settings.HUIYIN_SESSIONS_AT_ONCE = 1_000
    person = with_password(a_user(Role.REGISTRAR, "yunling-bureau"))
    assert answered(signed_in(person, 4)) == [200] * 4


@pytest.mark.control
def test_a_session_that_gave_way_and_is_not_asked_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signin_session, "has_given_way", lambda _request: False)
    person = with_password(a_user(Role.REGISTRAR, "yunling-bureau"))
    assert answered(signed_in(person, 4)) == [200] * 4
