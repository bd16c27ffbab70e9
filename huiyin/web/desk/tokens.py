"""我的令牌: what programs show to act for me; collected here, once, and ended when I like."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.petitions import staff_tokens
from huiyin.petitions.errors import Refused
from huiyin.petitions.staff_tokens import StaffToken
from huiyin.web.desk.admin_pages import page
from huiyin.web.desk.admin_tokens import scopes_of, state_of
from huiyin.web.desk.gate import StaffRequest, staff_page

COLLECT, REVOKE = "collect", "revoke"


def _collects(request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    return COLLECT in request.POST


@require_http_methods(["GET", "POST"])
@staff_page(proves=_collects)
def own_tokens(request: StaffRequest) -> HttpResponse:
    """My tokens; posted, one of them is collected and its text shown once, or ended."""
    problem, text = "", ""
    if request.method == "POST":
        try:
            text = _posted(request)
        except Refused as refusal:
            problem = _(refusal.sentence)
    rows = StaffToken.objects.filter(person=request.person).select_related("office")
    return page(
        request,
        "desk/signin/tokens.html",
        tab="account",
        status=422 if problem else 200,
        rows=[
            (row, state_of(row, request.today), scopes_of(row))
            for row in rows.order_by("-granted_at")
        ],
        problem=problem,
        text=text,
    )


def _posted(request: StaffRequest) -> str:
    """Collect or end one of my tokens; the text of what was collected."""
    row = StaffToken.objects.filter(person=request.person, pk=_id(request)).first()
    if row is None:
        raise Http404
    if REVOKE in request.POST:
        if row.revoked_at is None:
            staff_tokens.revoke(row, by=request.viewer, at=request.now)
        return ""
    return staff_tokens.collect(row.pk, by=request.viewer, at=request.now)


def _id(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get(COLLECT) or request.POST.get(REVOKE) or "")
    except ValueError:
        raise Http404 from None
