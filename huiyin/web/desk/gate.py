"""The gate of the desk: whoever reads a page here is signed in, and the view knows who it is.

`staff_page` sets `request.person`, `request.viewer`, `request.today` and `request.now`.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import cast, overload
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import Post, User, second_factor_needed
from huiyin.petitions.composed import Composed
from huiyin.petitions.simulation import shift
from huiyin.petitions.viewing import tell_database, telling
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS, READERS, Viewer
from huiyin.rules.terms import Role
from huiyin.web.desk import signin_locked as locked
from huiyin.web.desk import signin_proof as proof
from huiyin.web.desk.signin_arrival import with_device
from huiyin.web.desk.signin_carried import wants_json
from huiyin.web.desk.signin_session import (
    Standing,
    note_seen,
    person_of,
    second_factor_given,
    standing,
)

PETITION_ROLES = READERS
"""Who may open pages about petitions at all; administrators may not."""


class StaffRequest(HttpRequest):
    """A request that has passed the gate."""

    person: User
    viewer: Viewer
    today: date
    now: datetime  # the law's time, which a demo may shift
    real_now: datetime
    second_factor_needed: bool


StaffView = Callable[..., HttpResponse]


@overload
def staff_page(view: StaffView) -> StaffView: ...
@overload
def staff_page(
    *,
    roles: frozenset[Role] | None = None,
    while_setting_up: bool = False,
    proves: proof.Proves | None = None,
    fetches: proof.Proves = proof.never,
) -> Callable[[StaffView], StaffView]: ...
def staff_page(
    view: StaffView | None = None,
    *,
    roles: frozenset[Role] | None = None,
    while_setting_up: bool = False,
    proves: proof.Proves | None = None,
    fetches: proof.Proves = proof.never,
) -> StaffView | Callable[[StaffView], StaffView]:
    """Let only staff who are signed in on to a page; with `roles`, others find nothing (404).

    `while_setting_up` is for the pages on which a one-time password is replaced or a second
    factor is set up: every other page waits until that is done.

    `proves` says which requests want a proof given just now. On pages of administrators alone
    that is whatever is sent, without being said. `fetches` says which ask for a file that leaves
    the desk: they want the same proof.
    """
    is_administration = roles is not None and roles <= ADMINISTRATORS
    wants_proof = proves or (proof.when_sent if is_administration else proof.never)

    def guard(guarded: StaffView) -> StaffView:
        @wraps(guarded)
        def admitted(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            now = timezone.now()
            refusal = _refusal(request, now)
            if refusal is not None:
                return refusal
            known = _introduce(request, now)
            if not while_setting_up:
                first = _to_set_up_first(known)
                if first is not None:
                    return first
            if roles is not None and not roles & known.viewer.roles:
                raise Http404
            is_file = fetches(known, named)
            again = None
            if is_file or wants_proof(known, named):
                again = proof.asked(known, now, is_file=is_file)
            return with_device(request, again or guarded(known, *arguments, **named))

        return admitted

    return guard(view) if view is not None else guard


def landing(viewer: Viewer) -> str:
    """The page on which a day at the desk begins for this person."""
    if viewer.roles & ADMINISTRATORS:
        return reverse("desk:admin")
    return "/"


def _refusal(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """What answers a request that may not go on, or None."""
    state = standing(request, now)
    if state is Standing.OPEN:
        note_seen(request, now)
        return None
    if request.method == "POST" and locked.is_unlocking(request):
        return locked.unlock_and_go_on(request, now)
    if wants_json(request):
        status = 401 if state is Standing.OUT else 423
        return JsonResponse({"state": state}, status=status)
    if request.method == "POST":
        return locked.page(request, now, status=401 if state is Standing.OUT else 423)
    if state is Standing.OUT:
        return redirect(f"{reverse('desk:signin')}?{urlencode({'next': request.get_full_path()})}")
    return locked.page(request, now, status=423)


def _introduce(request: HttpRequest, now: datetime) -> StaffRequest:
    """Tell the view, and the database, who looks: with the query for the person's posts."""
    known = cast(StaffRequest, request)
    known.real_now = now
    known.now = now + shift()
    known.today = localdate(known.now)
    known.person = person_of(request)
    nobody_yet = known.person.viewer(known.today, posts=())
    posts = _POSTS(known.today, person=known.person.pk, tag=nobody_yet.tag())
    known.viewer = known.person.viewer(known.today, posts=posts)
    known.second_factor_needed = second_factor_needed(posts)
    if not posts:
        tell_database(known.viewer)
    return known


def _posts(today: date, *, person: UUID, tag: str) -> QuerySet[Post]:
    """The posts of a person, told to the database by whom they are asked."""
    held = User(pk=person).posts_of(today)
    return held.annotate(told=telling(tag))


_POSTS = Composed(_posts)


def _to_set_up_first(request: StaffRequest) -> HttpResponse | None:
    """Where somebody is sent who still has a one-time password or lacks a second factor."""
    if request.person.password_until is not None:
        return redirect("desk:password")
    if request.second_factor_needed and not second_factor_given(request):
        return redirect("desk:second_factor")
    return None
