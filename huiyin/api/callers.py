"""Who calls the API of the desk: the person behind a token, and what the token is for."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop

from huiyin.api.problems import Kind, Problem, refused
from huiyin.audit.actions import note_denial
from huiyin.petitions.simulation import law_time
from huiyin.petitions.staff_tokens import Caller, Scope, caller_of
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import SOMEBODY, Viewer

SCHEME = "StaffToken"
REASON = "Access-Reason"
LONGEST_REASON = 2000
PERCENT_ENCODED = re.compile("[!-~]*")
REASON_PARAMETER = {
    "in": "header",
    "name": REASON,
    "required": False,
    "description": "Why words or personal fields are opened, percent-encoded UTF-8, four to 200"
    " characters. It is written to the accesses.",
    "schema": {
        "type": "string",
        "maxLength": LONGEST_REASON,
        "pattern": f"^{PERCENT_ENCODED.pattern}$",
    },
}


@dataclass(frozen=True)
class Call:
    """One request of a caller."""

    caller: Caller
    at: datetime
    reason: str

    @property
    def viewer(self) -> Viewer:
        """Who reads."""
        return self.caller.viewer

    @property
    def acting(self) -> Viewer:
        """Who takes steps: a token is one factor, whatever asks for two is done on the pages."""
        if not self.caller.acting.holdings:
            raise Problem(Kind.SECOND_FACTOR)
        return self.caller.acting


def known(request: HttpRequest) -> tuple[Caller, datetime]:
    """Who calls, and when: the routers ask this before they read anything else of a request."""
    now = law_time(timezone.now())
    scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(Kind.TOKEN)
    with viewing(SOMEBODY):
        caller = caller_of(text.strip(), at=now)
    if caller is None:
        raise Problem(Kind.TOKEN)
    return caller, now


def call_of(request: HttpRequest, scope: Scope | None) -> Call:
    """The call of somebody known, with a token that is for this; a problem for anybody else."""
    caller, now = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    if scope is not None and scope not in caller.token.scopes:
        raise Problem(Kind.SCOPE)
    call = Call(caller, now, _reason(request))
    request.call = call  # type: ignore[attr-defined]  # for note_denial_of
    return call


def note_denial_of(request: HttpRequest) -> None:
    """A caller who finds nothing at the address of a petition leaves a row, as on the pages."""
    match, call = request.resolver_match, getattr(request, "call", None)
    if match is None or call is None or "key" not in match.kwargs:
        return
    try:
        petition_id = UUID(match.kwargs["key"])
    except ValueError:
        petition_id = None  # asked by number, which leads nowhere
    note_denial(viewer=call.viewer, at=call.at, petition_id=petition_id)


def _reason(request: HttpRequest) -> str:
    sent = request.headers.get(REASON, "")
    if len(sent) > LONGEST_REASON:
        raise refused(REASON, gettext_noop("内容过长，请删减后再提交。"))
    try:
        written = unquote(sent, errors="strict") if PERCENT_ENCODED.fullmatch(sent) else None
    except UnicodeDecodeError:
        written = None
    if written is None:
        raise refused(REASON, gettext_noop("格式不对，请核对。"))
    return " ".join(written.split())


def wants(scope: Scope | None, *, reason: bool = False) -> dict[str, Any]:
    """What an address wants, for the document: a token, of which scope, and perhaps a reason."""
    known: dict[str, Any] = {"security": [{SCHEME: [scope.value] if scope else []}]}
    return known | ({"parameters": [REASON_PARAMETER]} if reason else {})
