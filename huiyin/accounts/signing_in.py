"""Checking a password and a second factor: the same work and the same answer for every name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.hashers import make_password

from huiyin.accounts import devices, second_factor, tries
from huiyin.accounts.models import User
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.rules.moments import localdate

USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


class Answer(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    TWO = "two"  # a single code is not enough; it was not looked at
    WAIT = "wait"


@dataclass(frozen=True)
class Outcome:
    """What came of a try: who it is if it was right, how long to wait if it was too soon."""

    answer: Answer
    person: User | None = None
    wait: timedelta = tries.NOT_NOW


@dataclass(frozen=True)
class Browser:
    """Where a try comes from: the network address, and the tokens in the device cookie."""

    source: str
    tokens: Sequence[str] = ()


@dataclass(frozen=True)
class Arrival:
    """What a whole sign-in found.

    The tokens for the device cookie, whether the device is new, and how many wrong codes others
    with the right password tried since the last sign-in here.
    """

    tokens: list[str]
    is_new: bool
    guessed: int


def tidy_username(typed: str) -> str:
    """A username as it is kept: lower case, without spaces around it."""
    return typed.strip().lower()


def check_password(username: str, password: str, *, browser: Browser, at: datetime) -> Outcome:
    """Whether this is the password of this person, who may sign in."""
    name = tidy_username(username)
    trier = _trier(name, browser)
    tries.hold(trier)
    wait = tries.pause_before(trier, at=at)
    if wait > tries.NOT_NOW:
        return Outcome(Answer.WAIT, wait=wait)
    person = _found(name)
    if person is None:
        make_password(password)  # the same work as for a known name
        is_right = False
    else:
        is_right = person.check_password(password)
    if person is not None and is_right and may_sign_in(person, at=at):
        return Outcome(Answer.RIGHT, person)
    tries.note_failure(trier, at=at)
    return Outcome(Answer.WRONG)


def check_code(person: User, code: str, *, browser: Browser, at: datetime) -> Outcome:
    """Whether this is the code that the person's telephone shows now, and not used before."""
    trier = _trier(person.username, browser)
    tries.hold(trier, from_anywhere=True)
    wait = tries.pause_before(trier, at=at)
    if wait > tries.NOT_NOW:
        return Outcome(Answer.WAIT, wait=wait)
    if tries.needs_two(trier, at=at) and not second_factor.are_two(code):
        return Outcome(Answer.TWO)
    if may_sign_in(person, at=at) and second_factor.use(person, code, at=at):
        return Outcome(Answer.RIGHT, person)
    tries.note_failure(trier, at=at, second=True)
    note_access(
        Access.ADMIN, viewer=person.viewer(localdate(at)), at=at, subject="wrong_second_factor"
    )
    return Outcome(Answer.WRONG)


def needs_two_codes(person: User, *, browser: Browser, at: datetime) -> bool:
    """Whether two codes in a row are asked of who signs in here: one went wrong not long ago."""
    return tries.needs_two(_trier(person.username, browser), at=at)


def may_sign_in(person: User, *, at: datetime) -> bool:
    """Whether the account is in use and its password, if given by another, still holds."""
    is_over = person.password_until is not None and person.password_until <= at
    return person.is_active and not is_over


def arrived(person: User, *, browser: Browser, label: str, at: datetime) -> Arrival:
    """After a whole sign-in: know this browser, forget what went wrong in it."""
    trier = _trier(person.username, browser)
    tries.forget(trier)
    since = trier.device.last_seen_at if trier.device else at - tries.ONE_AGAIN
    guessed = tries.guessed_elsewhere(trier, since=since)
    _device, tokens = devices.remember(person, browser.tokens, label=label, at=at)
    return Arrival(tokens, is_new=trier.device is None, guessed=guessed)


def proved(person: User, *, browser: Browser) -> None:
    """After a proof within a session: forget what went wrong in this browser, as after a sign-in.

    Else one slip would have two codes typed at every proof for four days.
    """
    tries.forget(_trier(person.username, browser))


def _trier(name: str, browser: Browser) -> tries.Trier:
    device = devices.known(name, browser.tokens) if USERNAME.fullmatch(name) else None
    return tries.Trier.of(name, source=browser.source, device=device)


def _found(name: str) -> User | None:
    if USERNAME.fullmatch(name) is None:
        return None
    return User.objects.filter(username=name).first()
