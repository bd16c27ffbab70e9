"""How long somebody stays signed in: idle pages lock, a working day or newer sign-ins end it.

A session holds only these facts. Django's own login happens once everything asked for is given
(password, second factor), so whoever is authenticated has passed both.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import cast

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from huiyin.accounts import sessions
from huiyin.accounts.models import User
from huiyin.web.desk.signin_browser import label_of

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
# For so long a code or a password given proves who sits there: sign-in, or asked again (D8).
PROOF_LASTS = timedelta(minutes=5)
# Seen is noted this seldom, so that reading pages writes almost nothing.
NOTED_EVERY = timedelta(minutes=1)
# A locked session lets nobody in; it is kept so that a form left over a weekend is not lost.
KEPT = timedelta(days=3)

BEGAN, SEEN, LOCKED, SECOND, TICKET = "began", "seen", "locked", "second", "ticket"
PROVED = "proved"
# How many wrong codes others tried with the right password; told until the account is looked at.
GUESSED = "guessed"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Standing(StrEnum):
    """How somebody stands before the pages for staff."""

    OUT = "out"
    LOCKED = "locked"
    EXPIRED = "expired"
    ENDED = "ended"
    UNPROVED = "unproved"  # open, but for what wants a proof just given
    OPEN = "open"


def standing(request: HttpRequest, now: datetime) -> Standing:
    """Whether this browser is signed in, and whether its pages are locked by now."""
    if not request.user.is_authenticated:
        return Standing.OUT
    session = request.session
    if now - _moment(session.get(BEGAN), now) >= LONGEST:
        return Standing.EXPIRED
    if has_given_way(request):
        return Standing.ENDED
    if session.get(LOCKED) or now - _moment(session.get(SEEN), now) >= IDLE:
        return Standing.LOCKED
    return Standing.OPEN


def note_seen(request: HttpRequest, now: datetime) -> None:
    """Remember that somebody is at work, at most once a minute."""
    session = request.session
    if BEGAN not in session:
        session[BEGAN] = now.timestamp()
    if SEEN not in session or now - _moment(session[SEEN], now) >= NOTED_EVERY:
        session[SEEN] = now.timestamp()


def begin(request: HttpRequest, person: User, now: datetime, *, second: str) -> None:
    """Sign in, under a new session key; `second` says what the second factor was, if any."""
    leave(request)
    auth.login(request, person, backend=BACKEND)
    request.session.set_expiry(KEPT)
    _fresh(request, now)
    request.session[BEGAN] = request.session[PROVED] = now.timestamp()
    request.session[SECOND] = second
    request.session[TICKET] = sessions.enter(person, label=label_of(request), at=now)


def leave(request: HttpRequest) -> None:
    """Give up the place of whoever was signed in here."""
    if request.session.get(TICKET) and request.user.is_authenticated:
        sessions.leave(person_of(request), request.session[TICKET])


def has_given_way(request: HttpRequest) -> bool:
    """Whether newer sessions of the person ended this one.

    One that was begun before they were counted has no ticket, and lasts out its day.
    """
    ticket = request.session.get(TICKET)
    return ticket is not None and not sessions.is_open(person_of(request), ticket)


def reopen(
    request: HttpRequest, person: User, now: datetime, *, second: str, is_proof: bool
) -> None:
    """Unlock, under a new session key; what was over begins anew: the day and the place.

    `is_proof` where what was given is all that a proof would ask for.
    """
    is_over = standing(request, now) is not Standing.LOCKED
    auth.update_session_auth_hash(request, person)
    if is_over:
        old, label = request.session.get(TICKET, ""), label_of(request)
        request.session[BEGAN] = now.timestamp()
        request.session[TICKET] = sessions.enter(person, label=label, at=now, instead_of=old)
    request.session[SECOND] = second
    if is_proof:
        request.session[PROVED] = now.timestamp()
    _fresh(request, now)


def lock(request: HttpRequest) -> None:
    """Let nobody on until the password is given again."""
    request.session[LOCKED] = True


def is_proved(request: HttpRequest, now: datetime) -> bool:
    """Whether a proof was given not long ago; a session from before proofs has its beginning."""
    session = request.session
    return now - _moment(session.get(PROVED, session.get(BEGAN)), now) < PROOF_LASTS


def note_proof(request: HttpRequest, now: datetime) -> None:
    """Remember a proof, under a new session key: a stolen old one must not share in it."""
    request.session.cycle_key()
    request.session[PROVED] = now.timestamp()


def second_factor_given(request: HttpRequest) -> bool:
    """Whether this session began with a second factor, or with one click in the demo."""
    given = request.session.get(SECOND)
    return given == "totp" or (given == "demo" and settings.HUIYIN_DEMO)


def person_of(request: HttpRequest) -> User:
    """The person signed in; only for requests that have passed the gate."""
    return cast(User, request.user)


def safe_next(address: str) -> str:
    """An address of this desk to go on to, or nothing."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None
    )
    return address if is_ours else ""


def _fresh(request: HttpRequest, now: datetime) -> None:
    request.session.pop(LOCKED, None)
    request.session[SEEN] = now.timestamp()


def _moment(stamp: float | None, otherwise: datetime) -> datetime:
    return otherwise if stamp is None else datetime.fromtimestamp(stamp, UTC)
