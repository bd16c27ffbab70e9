"""申请、入库、发放、报废、退回、更正. One form for each; a form that is sent twice counts once."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from huiyin.emergency import supplies, supplies_told
from huiyin.emergency.supplies_rows import SupplyLot, SupplyMove, SupplyRequest
from huiyin.organisations.errors import Refused
from huiyin.rules.terms_supplies import MoveKind, SupplyRequestState
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.supplies_pages import (
    KEEPING_ROLES,
    back,
    day_in,
    moved_in,
    moving,
    number_in,
    page,
    supply_of_mine,
    typed,
)


def _form(
    request: StaffRequest,
    template: str,
    do: Callable[[], object],
    supply_id: UUID,
    *,
    done: str,
    **context: object,
) -> HttpResponse:
    """Show a form, or do what it asks and go back to the thing it is about."""
    problem = Refused("")
    if request.method == "POST":
        try:
            do()
        except Refused as refused:
            problem = refused
        else:
            return back("supply", supply_id, done=done)
    return page(request, template, problem=problem, longest=supplies.LONGEST, **context)


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def ask(request: StaffRequest, supply_id: UUID) -> HttpResponse:
    """Ask for more."""
    supply = supply_of_mine(request, supply_id)
    standing = supplies_told.standing(supply, request.today)

    def do() -> object:
        return supplies.ask(
            supply,
            amount=number_in(request.POST, "amount"),
            need=number_in(request.POST, "need", empty=0),
            reason=request.POST.get("reason", ""),
            by=request.viewer,
            at=request.now,
        )

    return _form(
        request, "ask", do, supply.pk, done="asked", supply=supply, standing=standing,
        typed=typed(
            request, amount=standing.missing or "", need=supply.need or "", reason=""
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def receive(request: StaffRequest, supply_id: UUID) -> HttpResponse:
    """Into stock, perhaps on an approved request."""
    supply = supply_of_mine(request, supply_id)
    approved = list(supply.requests.filter(state=SupplyRequestState.APPROVED, moves=None))

    def do() -> object:
        return supplies.receive(
            supply,
            moved_in(request),
            number=request.POST.get("number", ""),
            expires_on=day_in(request.POST, "expires_on"),
            request=_chosen(request, supply.pk),
            by=request.viewer,
            at=request.now,
        )

    wanted = request.GET.get("request", "")
    first = next((each for each in approved if str(each.pk) == wanted), None)
    fields = moving(request, number="", expires_on="", asked=wanted)
    if first is not None and request.method == "GET":
        fields["amount"] = first.amount
    return _form(
        request, "receive", do, supply.pk, done="received", supply=supply, approved=approved,
        typed=fields,
    )  # fmt: skip


def _chosen(request: StaffRequest, supply_id: UUID) -> SupplyRequest | None:
    wanted = request.POST.get("asked", "")
    if not wanted:
        return None
    rows = SupplyRequest.objects.filter(supply=supply_id)
    return next((each for each in rows if str(each.pk) == wanted), None)


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def issue(request: StaffRequest, supply_id: UUID) -> HttpResponse:
    """Out of stock, to a receiver for a purpose."""
    supply = supply_of_mine(request, supply_id)

    def do() -> object:
        return supplies.issue(supply, moved_in(request), by=request.viewer, at=request.now)

    before = supplies.moves_of(supply).filter(kind=MoveKind.ISSUED).exclude(receiver="")
    return _form(
        request, "issue", do, supply.pk, done="issued", supply=supply,
        standing=supplies_told.standing(supply, request.today),
        receivers=before.order_by("receiver").values_list("receiver", flat=True).distinct()[:30],
        typed=moving(request, receiver=""),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def scrap(request: StaffRequest, lot_id: UUID) -> HttpResponse:
    """What has expired or is damaged leaves the stock."""
    mine = SupplyLot.objects.filter(supply__office__in=supplies.keeping(request.viewer))
    lot = get_object_or_404(mine.select_related("supply__office"), pk=lot_id)

    def do() -> object:
        return supplies.scrap(lot, moved_in(request), by=request.viewer, at=request.now)

    fields = moving(request)
    if request.method == "GET":
        fields["amount"] = lot.balance
    return _form(
        request, "scrap", do, lot.supply_id, done="scrapped", supply=lot.supply, lot=lot,
        typed=fields,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def mend(request: StaffRequest, move_id: UUID, mending: str) -> HttpResponse:
    """A return of what was issued, or a correction of what was written."""
    mine = SupplyMove.objects.filter(lot__supply__office__in=supplies.keeping(request.viewer))
    rows = mine.select_related("lot__supply__office").prefetch_related("mended")
    move = get_object_or_404(rows, pk=move_id, mends=None)
    if mending == "return" and move.kind != MoveKind.ISSUED:
        raise Http404
    does = {"return": supplies.give_back, "correct": supplies.correct}.get(mending)
    if does is None:
        raise Http404

    def do() -> object:
        return does(move, moved_in(request), by=request.viewer, at=request.now)

    return _form(
        request, "mend", do, move.lot.supply_id, done="mended", supply=move.lot.supply,
        line=supplies_told.lines_of([move])[0], still=abs(move.still()), mending=mending,
        typed=moving(request),
    )  # fmt: skip
