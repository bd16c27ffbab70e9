"""Around every page: one transaction, strict headers, one log line without personal data."""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.urls.exceptions import Resolver404

from huiyin.audit.actions import note_denial
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import NOBODY, SOMEBODY
from huiyin.web import counting

Next = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# What a browser could give a page of the machine and its surroundings: none of it is wanted.
SENSES = (
    "accelerometer",
    "bluetooth",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(f"{each}=()" for each in SENSES),
}
STATIC, READY, PORTAL = "/static/", "/readyz", "portal"
AWAY, FAULTY = 503, 400
log = logging.getLogger("huiyin.request")
_written = json.JSONEncoder(ensure_ascii=False).encode


class Headers:
    """Security headers on every answer; nothing personal is ever stored by a browser."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers of SECURITY.md."""
        response = self.get_response(request)
        headers = response.headers
        for name, value in HEADERS.items():
            if name not in headers:
                headers[name] = value
        if "Cache-Control" not in headers and not request.path.startswith(STATIC):
            headers["Cache-Control"] = "no-store"
        return response


class RequestLog:
    """One JSON line a request: which page, which answer, how long; no addresses, no names."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write the line."""
        began = time.monotonic()
        response = self.get_response(request)
        if not request.path.startswith(STATIC):
            seconds = time.monotonic() - began
            counting.note(request.method, response.status_code, seconds)
            _remember(request, response.status_code)
            line = {
                "site": settings.HUIYIN_SITE,
                "method": request.method,
                "page": route_of(request),
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            log.info(_written(line))
        return response


def _remember(request: HttpRequest, status: int) -> None:
    """For /readyz, whose own answers say nothing new: whether people are being turned away."""
    if status == AWAY and request.path != READY:
        counting.turned_away(at=time.time())
    elif request.method == "POST" and status < FAULTY and counting.last_turned_away():
        counting.turned_away(at=None)


def route_of(request: HttpRequest) -> str:
    """The pattern of the address, so that ids and codes stay out of the log."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "unmatched"


class OneTransaction:
    """Every page is one transaction; a failure or a server error leaves nothing behind.

    It begins with who looks: nobody in particular at the portal, who shows a code later; at the
    desk somebody not known yet, to whom the database shows no petition until the gate names them.
    Views marked `owns_transaction` open their own.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside a transaction that commits before the answer leaves."""
        match = _match(request)
        if match is None or getattr(match.func, "owns_transaction", False):
            return self.get_response(request)
        with viewing(NOBODY if PORTAL in match.namespaces else SOMEBODY):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if response.status_code == HTTPStatus.NOT_FOUND:
            _note_denial(request)
        return response


def _note_denial(request: HttpRequest) -> None:
    """Whoever is signed in and finds nothing at the address of a petition leaves a row."""
    match, viewer = request.resolver_match, getattr(request, "viewer", None)
    if match is not None and viewer is not None and "petition_id" in match.kwargs:
        at: datetime = request.now  # type: ignore[attr-defined]  # the gate sets it beside viewer
        note_denial(viewer=viewer, at=at, petition_id=match.kwargs["petition_id"])


def owns_transaction(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that opens its own transaction, or needs none."""
    view.owns_transaction = True  # type: ignore[attr-defined]  # a function's type knows no marks
    return view


def _match(request: HttpRequest) -> ResolverMatch | None:
    if request.path.startswith(STATIC):
        return None
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return None
