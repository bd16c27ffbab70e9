"""物资. What is there against what two weeks need, what waits, what expires; and the ledger."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.emergency import supplies, supplies_told
from huiyin.emergency.saying import said
from huiyin.emergency.supplies_rows import SupplyRequest
from huiyin.organisations.errors import Refused
from huiyin.rules.stock import FORTNIGHT
from huiyin.rules.terms_supplies import SupplyRequestState
from huiyin.web.desk.charts import Bars, against
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_proof import as_file
from huiyin.web.desk.supplies_pages import (
    KEEPING_ROLES,
    approves,
    back,
    day_in,
    number_in,
    office_asked,
    page,
    supply_of_mine,
    typed,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL_SPAN = timedelta(days=13)
LATEST = 40


@require_GET
@staff_page(roles=KEEPING_ROLES)
def home(request: StaffRequest) -> HttpResponse:
    """Everything that is kept, requests that wait, and what has to be used soon."""
    return _home(request)


def _home(request: StaffRequest, problem: Refused | None = None) -> HttpResponse:
    office, offices = office_asked(request)
    rows = supplies_told.standings(office, request.today)
    decides = approves(request, office)
    return page(
        request,
        "home",
        problem=problem,
        office=office,
        bureaus=offices,
        rows=rows,
        short=[each for each in rows if each.missing],
        chart=_chart(rows),
        expiring=[(each.supply, lot, False) for each in rows for lot in each.soon]
        + [(each.supply, lot, True) for each in rows for lot in each.expired],
        waiting=[
            (each, who, decides and each.asked_by != request.viewer.id, _is_mine(request, each))
            for each, who in supplies_told.waiting(office)
        ],
        typed=typed(request, answer=""),
        longest=supplies.LONGEST,
    )


def _chart(rows: Sequence[supplies_told.Standing]) -> Bars:
    """For how many days each thing lasts, against the fourteen that are to be covered."""
    lasting = sorted(
        (each for each in rows if each.lasts is not None),
        key=lambda each: each.stock / each.supply.need,
    )
    return against(
        "lasting",
        title=_("够用几天"),
        about=_("现在能用的按两周用量算能用几天，过期的不算；竖线是十四天。"),
        line=_("14 天"),
        need=FORTNIGHT,
        rows=[(said(each.supply.name), _lasting(each), each.lasts or 0) for each in lasting],
    )


def _lasting(row: supplies_told.Standing) -> str:
    unit = said(row.supply.unit)
    told = {"stock": row.stock, "unit": unit, "days": row.lasts, "n": row.missing}
    if row.missing:
        return _("%(stock)s %(unit)s，够 %(days)s 天，缺 %(n)s") % told
    return _("%(stock)s %(unit)s，够 %(days)s 天") % told


def _is_mine(request: StaffRequest, asked: SupplyRequest) -> bool:
    return asked.asked_by == request.viewer.id and asked.state == SupplyRequestState.ASKED


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def add(request: StaffRequest) -> HttpResponse:
    """Keep one more kind of thing."""
    office, _offices = office_asked(request)
    problem = Refused("")
    if request.method == "POST":
        try:
            made = supplies.add(
                office,
                name=request.POST.get("name", ""),
                unit=request.POST.get("unit", ""),
                need=number_in(request.POST, "need", empty=0),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("supply", made.pk, done="kept")
    fields = typed(request, name="", unit="个", need="")
    return page(
        request, "kept", problem=problem, office=office, supply=None, typed=fields,
        longest=supplies.LONGEST,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def change(request: StaffRequest, supply_id: UUID) -> HttpResponse:
    """Another name or unit, or what two weeks need."""
    supply = supply_of_mine(request, supply_id)
    problem = Refused("")
    fields = typed(request, name=supply.name, unit=supply.unit, need=supply.need or "")
    if request.method == "POST":
        try:
            supplies.change(
                supply,
                name=request.POST.get("name", ""),
                unit=request.POST.get("unit", ""),
                need=number_in(request.POST, "need", empty=0),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("supply", supply.pk, done="kept")
    return page(
        request, "kept", problem=problem, office=supply.office, supply=supply, typed=fields,
        longest=supplies.LONGEST,
    )  # fmt: skip


@require_POST
@staff_page(roles=KEEPING_ROLES)
def decide(request: StaffRequest, ask_id: UUID) -> HttpResponse:
    """Approve, decline, or withdraw what one asked."""
    asked = SupplyRequest.objects.filter(
        pk=ask_id, supply__office__in=supplies.keeping(request.viewer)
    ).first()
    if asked is None:
        raise Http404
    by, at = request.viewer, request.now
    try:
        if "withdraw" in request.POST:
            supplies.withdraw(asked, by=by, at=at)
        else:
            answer = request.POST.get("answer", "")
            approved = "approve" in request.POST
            supplies.decide(asked, approved=approved, answer=answer, by=by, at=at)
    except Refused as refused:
        return _home(request, refused)
    return back("supplies", done="settled", office=asked.supply.office_id)


@require_GET
@staff_page(roles=KEEPING_ROLES)
def supply(request: StaffRequest, supply_id: UUID) -> HttpResponse:
    """One thing: its lots, the balance at the end of a day, its moves, the latest first."""
    found = supply_of_mine(request, supply_id)
    problem, on = Refused(""), request.today
    try:
        on = day_in(request.GET, "on") or request.today
    except Refused as refused:
        problem = refused
    moves = supplies.moves_of(found)
    latest = (
        moves.select_related("lot", "mends")
        .prefetch_related("mended")
        .order_by("-on", "-at", "-pk")
    )
    return page(
        request,
        "supply",
        problem=problem,
        office=found.office,
        supply=found,
        standing=supplies_told.standing(found, request.today),
        lots=[each for each in found.lots.all() if each.balance],
        on=on,
        balance=moves.balance(on),
        lines=supplies_told.lines_of(latest[:LATEST]),
        longest=supplies.LONGEST,
    )


@require_GET
@staff_page(roles=KEEPING_ROLES, fetches=as_file("xlsx"))
def ledger(request: StaffRequest) -> HttpResponse:
    """台账. Every move of a span of days, to read, to print, as a spreadsheet."""
    office, _offices = office_asked(request)
    problem, span = Refused(""), (request.today - USUAL_SPAN, request.today)
    try:
        span = _span(request)
    except Refused as refused:
        problem = refused
    first, last = span
    told = supplies_told.ledger(office, first=first, last=last)
    if request.GET.get("form") == "xlsx" and not problem.sentence:
        note_access(Access.EXPORT, viewer=request.viewer, at=request.now, subject="supplies_ledger")
        answer = HttpResponse(supplies_told.workbook(office, told), content_type=XLSX)
        name = f"supplies-{first.isoformat()}-{last.isoformat()}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return page(
        request, "ledger", problem=problem, office=office, told=told,
        typed={
            "from": request.GET.get("from") or first.isoformat(),
            "to": request.GET.get("to") or last.isoformat(),
        },
    )  # fmt: skip


def _span(request: StaffRequest) -> tuple[date, date]:
    last = day_in(request.GET, "to") or request.today
    first = day_in(request.GET, "from") or last - USUAL_SPAN
    if first > last:
        raise Refused(_("结束的日子不能早于开始的日子。"), field="to")
    return first, last
