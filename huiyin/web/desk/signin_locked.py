"""Locked pages: the password is asked again, and what was typed goes on to where it was going.

A form posted to a locked page comes back inside the unlocking form as hidden fields. That form
posts to the same address; the gate takes the password out and lets the rest on to the view.
"""

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.accounts import signing_in
from huiyin.accounts.models import User
from huiyin.accounts.signing_in import Answer
from huiyin.web.desk import signin_words
from huiyin.web.desk.signin_arrival import arrive
from huiyin.web.desk.signin_browser import browser_of, is_demo_here
from huiyin.web.desk.signin_carried import (
    CODE,
    DEMO,
    PASSWORD,
    UNLOCKING,
    USERNAME,
    carried,
    take_out,
    wants_json,
)
from huiyin.web.desk.signin_session import (
    SECOND,
    Standing,
    lock,
    note_seen,
    person_of,
    reopen,
    safe_next,
    standing,
)


def is_unlocking(request: HttpRequest) -> bool:
    """Whether a posted form holds an answer to the locked page."""
    return PASSWORD in request.POST or DEMO in request.POST


def asks_code(request: HttpRequest, now: datetime) -> bool:
    """Whether the password alone does not unlock: the working day or the session is over."""
    return (
        standing(request, now) in (Standing.EXPIRED, Standing.ENDED)
        and cast(User, request.user).totp_secret is not None
    )


def page(request: HttpRequest, now: datetime, *, status: int, problem: str = "") -> HttpResponse:
    """The locked page, with what was posted to it."""
    state = standing(request, now)
    context = carried(request) | {
        "why": signin_words.has_given_way() if state is Standing.ENDED else "",
        "person": None if state is Standing.OUT else person_of(request),
        "asks_code": state is Standing.OUT or asks_code(request, now),
        "problem": problem,
        "username": request.POST.get(USERNAME, ""),
        "demo_unlocks": state is not Standing.OUT and is_demo_here(request),
    }
    return render(request, "desk/signin/locked.html", context, status=status)


def unlock_and_go_on(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """Check the password in a posted form; None lets the rest of the form on to its view."""
    problem = _unlock(request, now)
    if problem:
        return page(request, now, status=422, problem=problem)
    take_out(request, UNLOCKING)
    return None


@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock the page that the browser shows, by script or by form."""
    now = timezone.now()
    problem = "" if standing(request, now) is Standing.OPEN else _unlock(request, now)
    if not wants_json(request):
        back = safe_next(request.POST.get("next", "")) or "/"
        return page(request, now, status=422, problem=problem) if problem else redirect(back)
    if problem:
        answer = {"problem": problem, "state": standing(request, now)}
        return JsonResponse(answer | {"asks_code": _may_need_code(request, now)}, status=422)
    return JsonResponse({"state": Standing.OPEN, "token": get_token(request)})


@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Lock this session's pages: nobody was at work for a while, or somebody leaves the desk."""
    if request.user.is_authenticated:
        lock(request)
    if wants_json(request):
        return JsonResponse({"state": standing(request, timezone.now())})
    return redirect(safe_next(request.POST.get("next", "")) or "/")


@require_http_methods(["GET", "POST"])
def alive(request: HttpRequest) -> HttpResponse:
    """How this browser stands; posted by a page on which somebody is typing, it counts as work."""
    now = timezone.now()
    state = standing(request, now)
    if request.method == "POST" and state is Standing.OPEN:
        note_seen(request, now)
    answer = {"state": state, "token": get_token(request)}
    if state is Standing.ENDED:
        answer["problem"] = signin_words.has_given_way()
    return JsonResponse(answer | {"asks_code": _may_need_code(request, now)})


def _may_need_code(request: HttpRequest, now: datetime) -> bool:
    return standing(request, now) is Standing.OUT or asks_code(request, now)


def _unlock(request: HttpRequest, now: datetime) -> str:
    """Sign in again, or what is wrong. A locked page opens only for the person it belongs to."""
    state = standing(request, now)
    if DEMO in request.POST and state is not Standing.OUT and is_demo_here(request):
        second = request.session.get(SECOND, "")
        reopen(request, person_of(request), now, second=second, is_proof=True)
        return ""
    is_out = state is Standing.OUT
    username = request.POST.get(USERNAME, "") if is_out else person_of(request).username
    browser = browser_of(request)
    password = request.POST.get(PASSWORD, "")
    outcome = signing_in.check_password(username, password, browser=browser, at=now)
    if outcome.person is None:
        return signin_words.sentence(outcome)
    person, second = outcome.person, ""
    if person.totp_secret is not None and state is not Standing.LOCKED:
        code = request.POST.get(CODE, "")
        if not code.strip():
            return _("请输入动态口令。")
        outcome = signing_in.check_code(person, code, browser=browser, at=now)
        if outcome.answer is not Answer.RIGHT:
            return signin_words.sentence(outcome, of_code=True)
        second = "totp"
    if is_out:
        arrive(request, person, now, second=second)
    else:
        # The password alone proves as much only where no code could have been asked for.
        is_proof = bool(second) or person.totp_secret is None
        second = second or request.session.get(SECOND, "")
        reopen(request, person, now, second=second, is_proof=is_proof)
    return ""
