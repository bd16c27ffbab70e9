"""My account: password, second factor, where I am signed in and known, the posts I hold."""

import base64
import binascii
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.accounts import actions, devices, sessions, signing_in
from huiyin.accounts import second_factor as codes
from huiyin.accounts.errors import Refused
from huiyin.accounts.telephones import phone_of
from huiyin.web.desk import signin_words
from huiyin.web.desk.admin_pages import page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_browser import browser_of, tokens_of
from huiyin.web.desk.signin_proof import when_sent
from huiyin.web.desk.signin_session import (
    GUESSED,
    LONGEST,
    PROVED,
    SECOND,
    TICKET,
    is_proved,
    safe_next,
    second_factor_given,
)

BEING_SET_UP = "new_second_factor"


@staff_page
@require_GET
def account(request: StaffRequest) -> HttpResponse:
    """Everything about one's own account on one page."""
    person = request.person
    posts = person.posts.select_related("office").order_by("-from_on", "id")
    here = devices.known(person.username, tokens_of(request))
    return page(
        request,
        "desk/signin/account.html",
        tab="account",
        person=person,
        phone=phone_of(person),
        current=[post for post in posts if post.is_held(request.today)],
        coming=[post for post in posts if post.from_on > request.today],
        places=[
            each for each in sessions.places(person) if request.real_now - each.since < LONGEST
        ],
        this_place=_ticket(request),
        most_places=settings.HUIYIN_SESSIONS_AT_ONCE,
        devices=person.devices.order_by("-last_seen_at"),
        this_device=here,
        guessed=request.session.pop(GUESSED, 0),
        needs_second=request.second_factor_needed,
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(while_setting_up=True)
def password(request: StaffRequest) -> HttpResponse:
    """Change one's own password; a password given for one time must be changed first."""
    problem = Refused("")
    if request.method == "POST":
        try:
            _change_password(request)
        except Refused as refused:
            problem = refused
        else:
            sessions.end_all_but(request.person, _ticket(request))
            auth.update_session_auth_hash(request, request.person)
            if request.second_factor_needed and not request.session.get(SECOND):
                return redirect("desk:second_factor")
            return redirect("/account/?done=password")
    return page(
        request,
        "desk/signin/password.html",
        tab="account",
        status=422 if problem.sentence else 200,
        problem=problem,
        is_one_time=request.person.password_until is not None,
    )


@require_http_methods(["GET", "POST"])
@staff_page(while_setting_up=True)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Set up the second factor: a secret by QR code, confirmed by a first code."""
    if request.person.password_until is not None:
        return redirect("desk:password")
    problem = Refused("")
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                _new_secret(request)
                return redirect("desk:second_factor")
            _confirm(request)
        except Refused as refused:
            problem = refused
        else:
            return redirect("/account/?done=second_factor")
    sealed = _secret(request)
    return page(
        request,
        "desk/signin/second_factor.html",
        tab="account",
        status=422 if problem.sentence else 200,
        problem=problem,
        person=request.person,
        must_now=request.second_factor_needed and not second_factor_given(request),
        asks_password=_asks_password(request),
        picture=_picture(codes.address(request.person, sealed)) if sealed else "",
        secret=_in_fours(codes.written(request.person, sealed)) if sealed else "",
    )


@require_POST
@staff_page(proves=when_sent)
def prove(request: StaffRequest) -> HttpResponse:
    """Go on to a page that asked first; a file is fetched from a page that says so."""
    wanted = safe_next(request.POST.get("next", "")) or "/"
    if "is_file" not in request.POST:
        return redirect(wanted)
    response = render(request, "desk/signin/proved.html", {"wanted": wanted})
    response.headers["Refresh"] = f"0; url={iri_to_uri(wanted)}"  # also where no script runs
    return response


@staff_page
@require_POST
def forget_device(request: StaffRequest) -> HttpResponse:
    """Know one of one's browsers no longer."""
    try:
        device = UUID(request.POST.get("device", ""))
    except ValueError:
        return redirect("desk:account")
    actions.forget_device(request.person, device, by=request.viewer, at=request.real_now)
    return redirect("/account/?done=device#devices")


@staff_page
@require_POST
def sign_out_elsewhere(request: StaffRequest) -> HttpResponse:
    """End one's own sessions in other browsers."""
    person, by = request.person, request.viewer
    actions.sign_out_elsewhere(person, _ticket(request), by=by, at=request.real_now)
    auth.update_session_auth_hash(request, person)
    return redirect("/account/?done=elsewhere#places")


def _ticket(request: StaffRequest) -> str:
    return str(request.session.get(TICKET, ""))


def _change_password(request: StaffRequest) -> None:
    _check_own_password(request, request.POST.get("old", ""))
    new = request.POST.get("new", "")
    if new != request.POST.get("again", ""):
        raise Refused(_("两次输入的新密码不一样。"), field="again")
    actions.set_password(request.person, new=new, by=request.viewer, at=request.real_now)


def _check_own_password(request: StaffRequest, typed: str) -> None:
    outcome = signing_in.check_password(
        request.person.username, typed, browser=browser_of(request), at=request.real_now
    )
    if outcome.answer is signing_in.Answer.WAIT:
        raise Refused(signin_words.sentence(outcome), field="old")
    if outcome.answer is signing_in.Answer.WRONG:
        raise Refused(_("现在的密码不对。"), field="old")
    request.person.refresh_from_db()


def _asks_password(request: StaffRequest) -> bool:
    """Whether a new second factor needs the password once more: not right after a proof."""
    return request.person.totp_secret is not None or not is_proved(request, request.real_now)


def _new_secret(request: StaffRequest) -> None:
    if _asks_password(request):
        _check_own_password(request, request.POST.get("old", ""))
    sealed = codes.new_secret(request.person)
    request.session[BEING_SET_UP] = base64.b64encode(sealed).decode()


def _secret(request: StaffRequest) -> bytes | None:
    """The secret that is being set up, still sealed."""
    try:
        return base64.b64decode(request.session[BEING_SET_UP], validate=True)
    except (KeyError, binascii.Error):
        return None


def _confirm(request: StaffRequest) -> None:
    sealed = _secret(request)
    if sealed is None:
        raise Refused(_("设置已经中断，请重新开始。"))
    code = request.POST.get("code", "")
    actions.set_second_factor(request.person, sealed, code, by=request.viewer, at=request.real_now)
    request.session.cycle_key()
    del request.session[BEING_SET_UP]
    request.session[SECOND] = "totp"
    request.session[PROVED] = request.real_now.timestamp()


def _picture(address: str) -> str:
    """A QR code as an image that a page may hold."""
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff"))


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
