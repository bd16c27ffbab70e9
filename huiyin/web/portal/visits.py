"""A petition that somebody has opened with its code, remembered in a short signed cookie.

Half an hour without a page ends it, and so does a new code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import holder_viewer
from huiyin.petitions.viewing import tell_database
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.web.portal.pages import PageView, Rest, now, personal

COOKIE = settings.SESSION_COOKIE_NAME.replace("session", "visit")
IDLE_SECONDS = 30 * 60
_SALT = "huiyin.portal.visit"
_SIGN_OF_CODE = 8


@dataclass(frozen=True)
class Visit:
    """An opened petition and its viewer; `is_new` while its receipt may still be shown.

    `from_whole` where it is a part that was opened from the petition that was split.
    """

    petition: Petition
    viewer: Viewer
    is_new: bool
    from_whole: bool = False


def begin(
    response: HttpResponse,
    petition_id: UUID,
    code_index: bytes | memoryview,
    *,
    is_new: bool = False,
    from_whole: bool = False,
) -> None:
    """Remember an opened petition, or remember it for another half hour."""
    sign = bytes(code_index)[:_SIGN_OF_CODE].hex()
    response.set_cookie(
        COOKIE,
        signing.dumps([str(petition_id), sign, is_new, from_whole], salt=_SALT),
        max_age=IDLE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def end(response: HttpResponse) -> None:
    """Forget it, and have the browser forget the pages."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'


def current(request: HttpRequest) -> Visit | None:
    """The petition that this browser has open, if the code that opened it still holds."""
    try:
        words = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=IDLE_SECONDS)
    except signing.BadSignature:
        return None
    visit = visit_of(UUID(words[0]), is_new=bool(words[2]), from_whole=words[3:] == [True])
    if visit is None or bytes(visit.petition.code_index)[:_SIGN_OF_CODE].hex() != words[1]:
        return None
    return visit


def visit_of(petition_id: UUID, *, is_new: bool, from_whole: bool = False) -> Visit | None:
    """The visit of somebody who has shown the right to this petition."""
    viewer = holder_viewer(Petition(pk=petition_id))
    tell_database(viewer)
    found = (
        Petition.objects.visible_to(viewer, today=localdate(now()))
        .select_related("holder", "registering", "attached_to")
        .first()
    )
    return Visit(found, viewer, is_new=is_new, from_whole=from_whole) if found else None


def opened(
    view: Callable[Concatenate[HttpRequest, Visit, Rest], HttpResponse],
) -> PageView[Rest]:
    """Gives the view the opened petition; without one, leads to the page that opens it."""

    @wraps(view)
    def with_visit(
        request: HttpRequest, *arguments: Rest.args, **named: Rest.kwargs
    ) -> HttpResponse:
        visit = current(request)
        if visit is None:
            was_here = COOKIE in request.COOKIES
            return redirect(reverse("portal:track") + ("?idle=1" if was_here else ""))
        response = view(request, visit, *arguments, **named)
        if COOKIE not in response.cookies:
            petition = visit.petition
            begin(
                response,
                petition.pk,
                petition.code_index,
                is_new=visit.is_new,
                from_whole=visit.from_whole,
            )
        return response

    return cast("PageView[Rest]", personal(with_visit))
