"""统计. Figures of a period by unit, channel or month; behind each number its petitions."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.sorting import BY_DUE
from huiyin.rules.terms import Channel, Door, Matter
from huiyin.statistics.counting import Counting, petitions
from huiyin.statistics.definitions import MEASURES, VERSION, By, Measure
from huiyin.statistics.period import PERIOD_MEASURES
from huiyin.web.desk.figures_asked import Asked, asked_of
from huiyin.web.desk.figures_table import FiguresTable, figures_table
from huiyin.web.desk.frame import FIGURES_ROLES, PERIOD_ROLES, page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.lists import rows_of
from huiyin.web.desk.signin_proof import as_file

BOM = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@staff_page(roles=FIGURES_ROLES, fetches=as_file("csv"))
def figures(request: StaffRequest) -> HttpResponse:
    """A table with its chart and definitions; as CSV when asked for."""
    asked = asked_of(request.GET.dict(), request.viewer, request.today)
    table = figures_table(request, asked)
    if request.GET.get("form") == "csv":
        return _csv(request, asked, table)
    return page(
        request,
        "desk/figures.html",
        here="figures",
        asked=asked,
        table=table,
        views=[(each, each == asked.view) for each in asked.views],
        bys=[(each, each == asked.by) for each in By],
        as_of=people_moment(request.now, date.min),
        version=VERSION,
    )


def _csv(request: StaffRequest, asked: Asked, table: FiguresTable) -> HttpResponse:
    """The table for a spreadsheet: a rate with its numerator and denominator, each in a column."""
    note_access(Access.EXPORT, viewer=request.viewer, at=request.now, subject="figures")
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow([table.title, asked.words, _("截至"), request.today.isoformat(), VERSION])
    heads = [table.line]
    for column in table.columns:
        heads.append(column.zh)
        if column.is_rate:
            heads += [_("分子"), _("分母")]
    write.writerow(heads)
    for line in [*table.lines, table.whole]:
        cells = [_inert(line.label)]
        for cell in line.cells:
            cells.append(cell.shown)
            if cell.share is not None:
                cells += [str(cell.share.over), str(cell.share.under)]
        write.writerow(cells)
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"figures-{asked.first:%Y%m}-{asked.last:%Y%m}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


@dataclass(frozen=True)
class Behind:
    """Which number's petitions are asked for."""

    measure: Measure
    first: date
    last: date
    own: bool
    office: UUID | None
    channel: Channel | None
    matter: str | None
    door: str | None
    emergency: UUID | None


@require_GET
@staff_page(roles=FIGURES_ROLES | PERIOD_ROLES)
def behind(request: StaffRequest) -> HttpResponse:
    """The petitions behind a number, as of today."""
    asked = _behind(request)
    counting = Counting(
        viewer=request.viewer,
        first=asked.first,
        last=asked.last,
        as_of=request.today,
        own_only=asked.own,
        at=request.now,
        emergency=asked.emergency,
    )
    rows = petitions(
        counting,
        asked.measure,
        office=asked.office,
        channel=asked.channel,
        matter=asked.matter,
        door=asked.door,
    )
    part = page_of(
        rows.order_by(*BY_DUE.order).select_related("holder", "person"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        is_dated=False,
    )
    shown, offices, _beside = rows_of(request, part.rows)
    days = f"{people_date(asked.first, date.min)} — {people_date(asked.last, date.min)}"
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return page(
        request,
        "desk/figures_list.html",
        here="figures",
        offices=offices,
        title=_(asked.measure.zh),
        about=f"{_(asked.measure.means)}{_(asked.measure.dated)}{_('：')}{days}",
        rows=shown,
        next=part.next,
        previous=part.previous,
        asked=f"{kept.urlencode()}&",
        back=reverse(
            "desk:figures_period" if asked.measure.name in PERIOD_MEASURES else "desk:figures"
        ),
    )


def _behind(request: StaffRequest) -> Behind:
    """What the address names; an address nobody gave finds nothing."""
    asked = request.GET
    try:
        return Behind(
            measure=(MEASURES | PERIOD_MEASURES)[asked["measure"]],
            first=date.fromisoformat(asked["from"]),
            last=date.fromisoformat(asked["to"]),
            own=asked.get("own") == "1",
            office=UUID(asked["office"]) if "office" in asked else None,
            channel=Channel(asked["channel"]) if "channel" in asked else None,
            matter=asked["matter"] and Matter(asked["matter"]) if "matter" in asked else None,
            door=asked["door"] and Door(asked["door"]) if "door" in asked else None,
            emergency=UUID(asked["emergency"]) if "emergency" in asked else None,
        )
    except (KeyError, ValueError) as unknown:
        raise Http404 from unknown
