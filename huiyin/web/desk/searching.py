"""查找. From what was typed to a page of petitions, without it standing in an address or a log.

The typed words are posted, sealed for whoever typed them, and come back as part of the address:
one can go back, reload and turn the page, and nobody else can read or use it.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import short_date
from huiyin.petitions.finding import Hit, Sought, find, numbered, sought
from huiyin.privacy.sealing import WRAPPED_SIZE, Unreadable, new_key, seal, unseal, unwrap, wrap
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import State
from huiyin.web.desk.dues import DueShown, due_of
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.seeing import flags_of

KEPT = timedelta(hours=12)
BY = {
    "name": gettext_noop("姓名相符"),
    "phone": gettext_noop("电话相符"),
    "identity": gettext_noop("证件号码相符"),
}


@dataclass(frozen=True)
class Row:
    """A petition that was found, as one line."""

    id: UUID
    number: str
    by: str
    flags: list[tuple[str, str]]
    pieces: list[tuple[str, bool]]
    holder: str
    state: str
    arrived: str
    due: DueShown


@require_http_methods(["GET", "POST"])
@staff_page(roles=PETITION_ROLES)
def search(request: StaffRequest) -> HttpResponse:
    """What was found, newest first; posted words are sealed into the address of their page."""
    if request.method == "POST":
        return _asked(request, request.POST.get("q", ""))
    token = request.GET.get("t", "")
    typed = _opened(token, request.viewer, request.now) if token else ""
    if not typed:
        problem = _("这次查找已经过期，请重新输入。") if token else ""
        return _empty(request, problem=problem)
    return _shown(request, sought(typed), token)


def _asked(request: StaffRequest, typed: str) -> HttpResponse:
    """Straight to the petition whose number it is, else to the page of what is found."""
    if not typed.strip():
        return redirect("desk:search")
    try:
        wanted = sought(typed)
    except Refused as refusal:
        return _empty(request, wanted=typed, problem=refusal.sentence, status=422)
    petition = numbered(wanted, request.viewer, today=request.today)
    if petition is not None:
        note_access(Access.SEARCH, viewer=request.viewer, at=request.now, subject="number")
        return redirect("desk:petition", petition.pk)
    token = _sealed(wanted.typed, request.viewer, request.now)
    return redirect(f"{reverse('desk:search')}?t={token}")


def _empty(
    request: StaffRequest, *, wanted: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The page with nothing looked for yet: what one can type, and what was wrong."""
    return page(
        request,
        "desk/search.html",
        status=status,
        here="search",
        wanted=wanted,
        problem=problem,
        rows=None,
        older="",
    )


def _shown(request: StaffRequest, wanted: Sought, token: str) -> HttpResponse:
    before = _place(request.GET.get("before", ""))
    found = find(wanted, request.viewer, today=request.today, before=before)
    note_access(Access.SEARCH, viewer=request.viewer, at=request.now, subject=wanted.ways)
    return page(
        request,
        "desk/search.html",
        here="search",
        wanted=wanted.typed,
        rows=[_row(request, hit) for hit in found.hits],
        token=token,
        older=found.older.hex if found.older else "",
        is_first=before is None,
        problem="",
    )


def _row(request: StaffRequest, hit: Hit) -> Row:
    petition = hit.petition
    return Row(
        id=petition.pk,
        number=petition.number,
        by=_(BY[hit.by]) if hit.by else "",
        flags=flags_of(petition),
        pieces=hit.pieces,
        holder=petition.holder.short_name,
        state=_(State(petition.state).zh),
        arrived=short_date(localdate(petition.arrived_at), request.today),
        due=due_of(petition, request.today),
    )


def _place(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def _bound(viewer: Viewer) -> str:
    return f"desk.search:{viewer.id}"


def _sealed(typed: str, viewer: Viewer, at: datetime) -> str:
    """The words for an address: only this person's own pages open them, and not for long."""
    key, aad = new_key(), _bound(viewer)
    body = seal(json.dumps([typed, at.timestamp()], ensure_ascii=False), key, aad=aad)
    return base64.urlsafe_b64encode(wrap(key, aad=aad) + body).decode().rstrip("=")


def _opened(token: str, viewer: Viewer, at: datetime) -> str:
    """The words of an address; nothing for one that is old, altered or somebody else's."""
    aad = _bound(viewer)
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        key = unwrap(raw[:WRAPPED_SIZE], aad=aad)
        typed, since = json.loads(unseal(raw[WRAPPED_SIZE:], key, aad=aad))
    except (binascii.Error, ValueError, Unreadable):
        return ""
    return str(typed) if at.timestamp() - since < KEPT.total_seconds() else ""
