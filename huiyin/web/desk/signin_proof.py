"""Asked again, before what cannot be taken back: a proof not older than five minutes (D8).

Masked words, exports, somebody's telephone, administration: whoever sits down at an open desk
does none of it. One proof holds for all of them. What was typed goes on afterwards.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from huiyin.accounts import signing_in
from huiyin.accounts.signing_in import Answer
from huiyin.web.desk import signin_words
from huiyin.web.desk.signin_browser import browser_of, is_demo_here
from huiyin.web.desk.signin_carried import (
    PROVE_CODE,
    PROVE_DEMO,
    PROVE_PASSWORD,
    PROVING,
    carried,
    take_out,
    wants_json,
)
from huiyin.web.desk.signin_session import Standing, is_proved, note_proof, person_of

Proves = Callable[[HttpRequest, Mapping[str, object]], bool]
"""Whether a request wants a recent proof, by what it sends and the parts of its address."""


def never(_request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    """For pages that want no proof."""
    return False


def when_sent(request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    """For pages on which looking is free and sending is not."""
    return request.method == "POST"


def always(_request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    """For pages that are not shown without: a file chosen on them would have to be chosen again."""
    return True


def as_file(form: str) -> Proves:
    """For pages that are also saved as a file, by `?form=`."""
    return lambda request, _parts: request.GET.get("form") == form


def asked(request: HttpRequest, now: datetime, *, is_file: bool = False) -> HttpResponse | None:
    """What answers somebody who proved nothing lately; None lets the request on.

    `is_file` where a browser would keep the form that asks on the screen while it saves the file.
    """
    answers = request.method == "POST" and not PROVING.isdisjoint(request.POST)
    if not is_proved(request, now):
        if not answers:
            return _asks(request, now, is_file=is_file)
        problem = _prove(request, now)
        if problem:
            return _page(request, now, status=422, problem=problem)
    if answers:
        take_out(request, PROVING)
    return None


def _asks(request: HttpRequest, now: datetime, *, is_file: bool) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": Standing.UNPROVED}, status=423)
    return _page(request, now, status=423, is_file=is_file)


def _page(
    request: HttpRequest, now: datetime, *, status: int, problem: str = "", is_file: bool = False
) -> HttpResponse:
    person, browser = person_of(request), browser_of(request)
    asks_code = person.totp_secret is not None
    context = carried(request) | {
        "person": person,
        "problem": problem,
        "asks_code": asks_code,
        "asks_two": asks_code and signing_in.needs_two_codes(person, browser=browser, at=now),
        "is_file": is_file,
        "demo_proves": is_demo_here(request),
    }
    return render(request, "desk/signin/proof.html", context, status=status)


def _prove(request: HttpRequest, now: datetime) -> str:
    """Take the code, or of who has no second factor the password; or say what is wrong."""
    if not (PROVE_DEMO in request.POST and is_demo_here(request)):
        person, browser = person_of(request), browser_of(request)
        has_code = person.totp_secret is not None
        typed = request.POST.get(PROVE_CODE if has_code else PROVE_PASSWORD, "")
        outcome = (
            signing_in.check_code(person, typed, browser=browser, at=now)
            if has_code
            else signing_in.check_password(person.username, typed, browser=browser, at=now)
        )
        if outcome.answer is not Answer.RIGHT:
            return signin_words.wrong_proof(outcome, of_code=has_code)
        signing_in.proved(person, browser=browser)
    note_proof(request, now)
    return ""
