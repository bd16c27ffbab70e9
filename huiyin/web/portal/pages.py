"""What every page of the portal is rendered with: whose portal it is, the day, the choices."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypedDict, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from huiyin.organisations.models import Office
from huiyin.petitions.simulation import law_time
from huiyin.rules.moments import localdate
from huiyin.web.portal.places import portal_office
from huiyin.web.ways import dial

LARGE_COOKIE = settings.LANGUAGE_COOKIE_NAME.replace("language", "large")
YEAR = 365 * 24 * 60 * 60

View = Callable[..., HttpResponse]
Rest = ParamSpec("Rest")
PageView: TypeAlias = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


class OfficeWords(TypedDict):
    """How the head and the foot of a page name the office."""

    office_name: str
    office_phone: str
    office_dial: str
    office_address: str
    office_logo: str


def page(
    request: HttpRequest, template: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page of the portal. Nothing personal may be put into its address or title."""
    return render(request, template, {**surroundings(request), **context}, status=status)


def page_without_database(
    request: HttpRequest, template: str, *, status: int, **context: object
) -> HttpResponse:
    """A page for when the database may be away: the office as it was last known."""
    return render(request, template, {**_choices(request), **_last_known, **context}, status=status)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What frame.html needs."""
    _last_known.update(_words(portal_office()))
    return {**_choices(request), **_last_known}


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "demo": settings.HUIYIN_DEMO,
        "large": request.COOKIES.get(LARGE_COOKIE) == "on",
        "english": translation.get_language() == "en",
        "here": request.path,
        "today": localdate(now()),
    }


def _words(office: Office | None) -> OfficeWords:
    if office is None:
        return {
            "office_name": "",
            "office_phone": "",
            "office_dial": "",
            "office_address": "",
            "office_logo": "",
        }
    return {
        "office_name": office.name,
        "office_phone": office.phone,
        "office_dial": dial(office.phone),
        "office_address": office.address,
        "office_logo": office.logo,
    }


_last_known = _words(None)


def personal(view: PageView[Rest]) -> PageView[Rest]:
    """Marks a page about somebody's petition: never stored, neither here nor on the way."""

    @wraps(view)
    def never_stored(
        request: HttpRequest, *arguments: Rest.args, **named: Rest.kwargs
    ) -> HttpResponse:
        response = view(request, *arguments, **named)
        response.headers["Cache-Control"] = "no-store"
        return response

    return cast("PageView[Rest]", never_stored)


def owns_transaction(view: View) -> View:
    """Marks a view that opens its own transaction and answers only after it has committed."""
    view.__dict__["owns_transaction"] = True
    return view


def now() -> datetime:
    """This moment by the law's time; only pages read the clock, actions are given it."""
    return law_time(timezone.now())
