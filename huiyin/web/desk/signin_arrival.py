"""A sign-in that is complete: the session, the device, and a line among the accesses."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from huiyin.accounts import signing_in
from huiyin.accounts.models import User
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.rules.moments import localdate
from huiyin.web.desk.signin_browser import browser_of, keep_tokens, label_of
from huiyin.web.desk.signin_session import GUESSED, begin

_TOKENS = "huiyin.device_tokens"


def arrive(request: HttpRequest, person: User, now: datetime, *, second: str) -> None:
    """Sign this person in. The answer to the request must pass `with_device`."""
    label = label_of(request)
    arrival = signing_in.arrived(person, browser=browser_of(request), label=label, at=now)
    begin(request, person, now, second=second)
    if arrival.guessed:
        request.session[GUESSED] = arrival.guessed
    request.META[_TOKENS] = arrival.tokens
    note_access(
        Access.ADMIN,
        viewer=person.viewer(localdate(now)),
        at=now,
        subject="sign_in_new_device" if arrival.is_new else "sign_in",
        reason=label,
    )


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with the device cookie if somebody has just signed in."""
    if _TOKENS in request.META:
        keep_tokens(response, request.META[_TOKENS])
    return response
