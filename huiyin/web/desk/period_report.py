"""期间报告. Figures of any days, both ends counted; every number opens its petitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from huiyin.emergency.models import Emergency
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.petitions.filters import YEARS
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import READERS
from huiyin.statistics.counting import Counting
from huiyin.statistics.period import COUNTED, RATES, VERSION, PeriodReport, reported
from huiyin.statistics.period_paper import TITLE, span_of, to_draw
from huiyin.statistics.period_tables import (
    OF_THEM,
    Figure,
    PeriodLine,
    PeriodTable,
    promised,
    tables,
)
from huiyin.web.desk.exporting_forms import PurposeForm
from huiyin.web.desk.figures_table import Cell, DefinitionShown, Line
from huiyin.web.desk.figures_words import NONE, address_of_measure, percent
from huiyin.web.desk.forms import Chosen
from huiyin.web.desk.frame import PERIOD_ROLES, own_offices, page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_proof import when_sent

MEDIA = {
    "pdf": gettext_noop("打印（PDF）"),
    "docx": gettext_noop("文字（docx）"),
    "xlsx": gettext_noop("电子表格（xlsx）"),
}


class MediumForm(PurposeForm):
    """On which medium, and for what."""

    medium = Chosen(label=gettext_lazy("格式"))

    field_order = ("medium", "reason")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which days; of which emergency, if one is named; `problem` says what could not be."""

    first: date
    last: date
    emergency: Emergency | None
    own: bool
    problem: str = ""


@dataclass(frozen=True)
class TableShown:
    """A table as its page shows it."""

    title: str
    line: str
    heads: list[str]
    lines: list[Line]


@require_http_methods(["GET", "POST"])
@staff_page(roles=PERIOD_ROLES, proves=when_sent)
def period(request: StaffRequest) -> HttpResponse:
    """The report; posted, the worker makes a file of it."""
    given = request.GET.dict()
    mine = _emergencies(request)
    asked = _asked(given, mine, request.today)
    report = reported(_counting(request, asked))
    form = MediumForm(request.POST if request.method == "POST" else None)
    form.offer("medium", [(name, _(label)) for name, label in MEDIA.items()])
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:export", _ask(request, form, report).pk)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, _(refusal.sentence))
    return page(
        request,
        "desk/period.html",
        status=422 if form.errors else 200,
        here="figures",
        asked=asked,
        span=_span(report),
        emergencies=mine,
        glance=_glance(report, asked),
        tables=[_table(each, asked) for each in tables(report)],
        definitions=_definitions(),
        form=form,
        promised=promised(report),
        as_of=people_moment(request.now, date.min),
        version=VERSION,
    )


def _emergencies(request: StaffRequest) -> list[Emergency]:
    """Those of the viewer's own offices, the newest first; drills too."""
    offices = request.viewer.office_ids(PERIOD_ROLES)
    return list(Emergency.objects.filter(office__in=offices, starts_at__lte=request.now))


def _counting(request: StaffRequest, asked: Asked) -> Counting:
    return Counting(
        viewer=request.viewer,
        first=asked.first,
        last=asked.last,
        as_of=request.today,
        own_only=asked.own,
        at=request.now,
        emergency=asked.emergency.pk if asked.emergency else None,
    )


def _asked(given: Mapping[str, str], mine: list[Emergency], today: date) -> Asked:
    """What the address asks for; what cannot be is answered with this month and a sentence."""
    named = next((each for each in mine if str(each.pk) == given.get("emergency")), None)
    first, last = today.replace(day=1), today
    if named:
        ended = localdate(named.ended_at) if named.ended_at else today
        first, last = localdate(named.starts_at), ended
    problem = ""
    try:
        typed = [
            date.fromisoformat(given[name]) if given.get(name) else usual
            for name, usual in (("from", first), ("to", last))
        ]
    except ValueError:
        typed, problem = [first, last], _("日期请写成 2026-03-02 这样。已改回。")
    if typed[0] > typed[1]:
        typed, problem = [first, last], _("开始的日期在结束的日期之后。已改回。")
    if any(each.year not in YEARS for each in typed):
        typed, problem = [first, last], _("这个年份没有记录。已改回。")
    return Asked(
        first=typed[0],
        last=typed[1],
        emergency=named,
        own=given.get("own") == "1",
        problem=problem,
    )


def _span(report: PeriodReport) -> str:
    first, last = (people_date(each, date.min) for each in (report.first, report.last))
    days = ngettext("共 %(days)s 天", "共 %(days)s 天", report.days) % {"days": report.days}
    return f"{first} — {last} · {days}"


def _glance(report: PeriodReport, asked: Asked) -> list[tuple[str, Cell]]:
    """The report in six numbers, a share as 「98/98」."""
    whole = tables(report)[0].lines[-1]
    shown = []
    for figure in whole.figures:
        name = figure.what if isinstance(figure.what, str) else figure.what.under
        share = figure.share
        said = f"{share.over}/{share.under}" if share else str(figure.number)
        shown.append((_(figure.zh), Cell(said, address=_address(name, whole, asked))))
    return shown


def _table(table: PeriodTable, asked: Asked) -> TableShown:
    return TableShown(
        _(table.zh),
        _(table.line),
        [_(each) for each in table.heads],
        [
            Line(_name(line), [_cell(each, line, asked) for each in line.figures])
            for line in table.lines
        ],
    )


def _name(line: PeriodLine) -> str:
    return _(line.zh) if line.door is None else f"{_(OF_THEM)}{_(line.zh)}"


def _cell(figure: Figure, line: PeriodLine, asked: Asked) -> Cell:
    share = figure.share
    if isinstance(figure.what, str) or share is None:
        number = figure.number
        return Cell(str(number), address=_address(str(figure.what), line, asked) if number else "")
    return Cell(
        percent(share) if share.under else NONE,
        share=share,
        over_address=_address(figure.what.over, line, asked) if share.over else "",
        under_address=_address(figure.what.under, line, asked) if share.under else "",
    )


def _address(name: str, line: PeriodLine, asked: Asked) -> str:
    return address_of_measure(
        name,
        asked.first,
        asked.last,
        own=asked.own,
        channel=line.channel,
        matter=line.matter,
        door=line.door,
        emergency=asked.emergency.pk if asked.emergency else None,
    )


def _definitions() -> list[DefinitionShown]:
    shown = []
    received = COUNTED["received"]
    shown.append(DefinitionShown(_(received.zh), _(received.means), "", _(received.dated), ""))
    for zh, rate in RATES:
        over, under = COUNTED[rate.over], COUNTED[rate.under]
        shown.append(DefinitionShown(_(zh), _(over.means), _(under.means), _(under.dated), ""))
    breached = COUNTED["found_breached"]
    shown.append(DefinitionShown(_(breached.zh), _(breached.means), "", _(breached.dated), "L15"))
    return shown


def _ask(request: StaffRequest, form: MediumForm, report: PeriodReport) -> Export:
    offices = own_offices(request.viewer)
    office = next(offices[key] for key in offices if key in request.viewer.office_ids(READERS))
    return ask_export(
        Product.REPORT,
        title=TITLE,
        about=span_of(report),
        arguments={
            "as": form.cleaned_data["medium"],
            **to_draw(report, head=office.name, at=request.now),
        },
        reason=form.cleaned_data["reason"],
        office=office.pk,
        by=request.viewer,
        at=request.now,
    )
