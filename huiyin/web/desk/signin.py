"""Signing in and out: password, second factor, and in the demo one click."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.accounts import signing_in
from huiyin.accounts.models import User
from huiyin.accounts.signing_in import Answer
from huiyin.petitions.simulation import law_time
from huiyin.rules.moments import localdate
from huiyin.web.desk import signin_words
from huiyin.web.desk.gate import landing
from huiyin.web.desk.signin_arrival import arrive, with_device
from huiyin.web.desk.signin_browser import browser_of, is_demo_here
from huiyin.web.desk.signin_demo import first_page, offered, replayed
from huiyin.web.desk.signin_session import Standing, leave, person_of, safe_next, standing

PENDING = "pending"
PENDING_LASTS = timedelta(minutes=5)
CODES_A_PASSWORD = 5
A_YEAR = 365 * 24 * 60 * 60


@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Ask for username and password; in the demo also offer each role with one click."""
    now = timezone.now()
    next_page = safe_next(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method != "POST":
        if standing(request, now) is Standing.OPEN:
            return redirect(next_page or landing(person_of(request).viewer(localdate(now))))
        return _form(request, next_page)
    outcome = signing_in.check_password(
        request.POST.get("username", ""),
        request.POST.get("password", ""),
        browser=browser_of(request),
        at=now,
    )
    if outcome.person is None:
        return _form(request, next_page, problem=signin_words.sentence(outcome))
    if outcome.person.totp_secret is None:
        return _in(request, outcome.person, now, second="", next_page=next_page)
    request.session.cycle_key()
    request.session[PENDING] = [str(outcome.person.pk), now.timestamp(), next_page, 0]
    return redirect("desk:code")


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of somebody whose password was right just now."""
    now = timezone.now()
    person = _pending(request, now)
    if person is None:
        return redirect("desk:signin")
    if request.method != "POST":
        two = signing_in.needs_two_codes(person, browser=browser_of(request), at=now)
        return render(request, "desk/signin/code.html", {"person": person, "asks_two": two})
    typed = request.POST.get("code", "")
    outcome = signing_in.check_code(person, typed, browser=browser_of(request), at=now)
    if outcome.answer is Answer.RIGHT:
        next_page = request.session.pop(PENDING)[2]
        return _in(request, person, now, second="totp", next_page=next_page)
    problem = signin_words.sentence(outcome, of_code=True)
    pending = request.session[PENDING]
    pending[3] += 1
    if pending[3] >= CODES_A_PASSWORD:
        del request.session[PENDING]
        return _form(request, pending[2], problem=problem)
    request.session[PENDING] = pending
    return render(
        request, "desk/signin/code.html", {"person": person, "problem": problem}, status=422
    )


@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people, on the demo's own machine only."""
    if not is_demo_here(request):
        raise Http404
    now = timezone.now()
    person = User.objects.filter(
        username=request.POST.get("username", "").replace("\x00", ""), is_active=True
    ).first()
    if person is None:
        return redirect("desk:signin")
    viewer = person.viewer(localdate(law_time(now)))
    next_page = first_page(viewer, safe_next(request.POST.get("next", "")), now)
    return _in(request, person, now, second="demo", next_page=next_page)


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget its pages."""
    leave(request)
    auth.logout(request)
    response = redirect(f"{reverse('desk:signin')}?out=1")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the desk's pages."""
    response = redirect(safe_next(request.POST.get("next", "")) or "/")
    chosen = request.POST.get("language", "")
    if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Strict",
        )
    return response


def _form(request: HttpRequest, next_page: str, *, problem: str = "") -> HttpResponse:
    is_here, now = is_demo_here(request), timezone.now()
    context = {
        "next": next_page,
        "problem": problem,
        "username": request.POST.get("username", ""),
        "was_signed_out": "out" in request.GET,
        "offers": offered(localdate(law_time(now))) if is_here else [],
        "morning": replayed(now) if is_here else None,
        "here": request.get_full_path(),
    }
    return render(request, "desk/signin/signin.html", context, status=422 if problem else 200)


def _pending(request: HttpRequest, now: datetime) -> User | None:
    """Whose password was right, not long ago, in this browser."""
    pending = request.session.get(PENDING)
    if pending is None or now - datetime.fromtimestamp(pending[1], UTC) > PENDING_LASTS:
        return None
    return User.objects.filter(pk=UUID(pending[0]), is_active=True).first()


def _in(
    request: HttpRequest, person: User, now: datetime, *, second: str, next_page: str
) -> HttpResponse:
    arrive(request, person, now, second=second)
    return with_device(request, redirect(next_page or landing(person.viewer(localdate(now)))))
