"""A table of figures as its page shows it: lines, cells, what each opens, and the definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.organisations.models import Office
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter
from huiyin.statistics.counting import Counting, Table, count
from huiyin.statistics.definitions import (
    COLUMNS,
    FORMULAS,
    MEASURES,
    RATES,
    By,
    Measure,
    Rate,
    Share,
    Tally,
    View,
    sources_of,
)
from huiyin.statistics.period_tables import UNCLASSED
from huiyin.statistics.periods import months
from huiyin.web.desk.charts import Chart
from huiyin.web.desk.figures_asked import Asked
from huiyin.web.desk.figures_words import NONE, address_of_measure, in_percent, percent
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.home_bureau import answers_by_month


@dataclass(frozen=True)
class ColumnShown:
    """The head of a column."""

    zh: str
    is_rate: bool


@dataclass(frozen=True)
class Cell:
    """A count that opens its petitions, or a rate whose two numbers do."""

    shown: str
    address: str = ""
    share: Share | None = None
    over_address: str = ""
    under_address: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class DefinitionShown:
    """What a column counts: its numerator and denominator in words, its period, its source."""

    zh: str
    over: str
    under: str
    dated: str
    source: str


@dataclass(frozen=True)
class FormulaShown:
    """Satisfaction as others work it out, with what it came to."""

    zh: str
    words: str
    caution: str
    shown: str


@dataclass(frozen=True)
class FiguresTable:
    """A table, its chart if it has one, and what its words mean."""

    title: str
    line: str
    columns: list[ColumnShown]
    lines: list[Line]
    whole: Line
    chart: Chart | None
    definitions: list[DefinitionShown]
    formulas: list[FormulaShown]


@dataclass(frozen=True)
class Part:
    """The petitions of one line: for whom and for which days its numbers open."""

    label: str
    tally: Tally
    first: date
    last: date
    office: UUID | None = None
    channel: Channel | None = None
    matter: str | None = None


def figures_table(request: StaffRequest, asked: Asked) -> FiguresTable:
    """Counted in one query; a second one names the offices."""
    table = counted(request.viewer, request.today, asked)
    chart = None
    if asked.view is View.UNIT and asked.by is By.MONTH:
        chart = answers_by_month(table, months(asked.first, asked.last)[-12:])
    named = {
        By.UNIT: _("机构"),
        By.CHANNEL: _("信访形式"),
        By.MATTER: _("信访事项类别"),
        By.MONTH: _("月份"),
    }
    return FiguresTable(
        title=_(asked.view.zh),
        line=named[asked.by],
        columns=[_head(name) for name in COLUMNS[asked.view]],
        lines=[_line(part, asked.view) for part in parts_of(table, asked)],
        whole=_line(whole_of(table, asked), asked.view),
        chart=chart,
        definitions=[definition_of(name) for name in COLUMNS[asked.view]],
        formulas=[
            FormulaShown(
                _(each.zh),
                _(each.words),
                _(each.caution),
                in_percent(each.of(asked.view, table.whole)),
            )
            for each in FORMULAS
        ],
    )


def counted(viewer: Viewer, today: date, asked: Asked) -> Table:
    """What this viewer may know of, as of today, in one query."""
    counting = Counting(viewer=viewer, first=asked.first, last=asked.last, as_of=today)
    return count(counting, sources_of(asked.view), asked.by)


def whole_of(table: Table, asked: Asked) -> Part:
    """All lines together."""
    return Part(_("合计（一件只计一次）"), table.whole, asked.first, asked.last)


def parts_of(table: Table, asked: Asked) -> Sequence[Part]:
    """The lines in their order: offices by code, channels, months. Never by count."""
    if asked.by is By.CHANNEL:
        return [
            Part(_(each.zh), table.lines[each], asked.first, asked.last, channel=each)
            for each in Channel
            if each in table.lines
        ]
    if asked.by is By.MATTER:
        named = [(each.value, _(each.zh)) for each in Matter] + [("", _(UNCLASSED))]
        return [
            Part(zh, table.lines[name], asked.first, asked.last, matter=name)
            for name, zh in named
            if name in table.lines
        ]
    if asked.by is By.MONTH:
        return [
            Part(str(each), table.lines.get(str(each), {}), each.first, each.last)
            for each in months(asked.first, asked.last)
        ]
    offices = Office.objects.filter(pk__in=[key for key in table.lines if key]).order_by("path")
    return [
        Part(each.name, table.lines[str(each.pk)], asked.first, asked.last, office=each.pk)
        for each in offices
    ]


def _head(name: str) -> ColumnShown:
    return ColumnShown(_(_of(name).zh), name in RATES)


def _of(name: str) -> Measure | Rate:
    return RATES[name] if name in RATES else MEASURES[name]


def _line(part: Part, view: View) -> Line:
    return Line(part.label, [_cell(name, part) for name in COLUMNS[view]])


def _cell(name: str, part: Part) -> Cell:
    if name in MEASURES:
        number = MEASURES[name].count(part.tally)
        return Cell(str(number), address=_address(name, part) if number else "")
    rate = RATES[name]
    share = rate.of(part.tally)
    return Cell(
        percent(share) if share.under else NONE,
        share=share,
        over_address=_address(rate.over, part) if share.over else "",
        under_address=_address(rate.under, part) if share.under else "",
    )


def _address(name: str, part: Part) -> str:
    return address_of_measure(
        name,
        part.first,
        part.last,
        office=part.office,
        channel=part.channel,
        matter=part.matter,
    )


def definition_of(name: str) -> DefinitionShown:
    """What a column counts, in words."""
    if name in MEASURES:
        measure = MEASURES[name]
        return DefinitionShown(_(measure.zh), _(measure.means), "", _(measure.dated), "")
    rate = RATES[name]
    over, under = MEASURES[rate.over], MEASURES[rate.under]
    return DefinitionShown(_(rate.zh), _(over.means), _(under.means), _(under.dated), rate.source)
