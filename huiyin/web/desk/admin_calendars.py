"""系统管理: the calendars that deadlines are counted by, and entering the notice of a new year."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.notifications.models import Outbox
from huiyin.organisations.calendars import (
    LONGEST_PAPER,
    calendars_with,
    considered,
    enter_notice,
)
from huiyin.organisations.calendars import calendars as calendars_known
from huiyin.organisations.errors import Refused
from huiyin.petitions.recounting import Preview, leave_recounts, preview
from huiyin.rules.calendars import ONE_DAY, WorkCalendar, version_of
from huiyin.rules.holidays import Break, Notice
from huiyin.rules.notice_text import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_BREAKS,
    Understood,
    Wrong,
    read_notice,
    wrong_with,
)
from huiyin.web.desk.admin_fields import day_typed, error_of
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page

FROM_MONTH = 11
"""From this month on the days off of the next year are usually announced."""
EMPTY_ROWS = 2
FIELDS = ("paper", "published_on", "year", "whole", "text")

WORDS: dict[Wrong, str] = {
    Wrong.UNREAD: gettext_noop("没有看懂这一行，请在下面自己填写。"),
    Wrong.NO_SUCH_DAY: gettext_noop("日期不对或者不完整，请写成 2027-02-05 的样子。"),
    Wrong.COUNT_DIFFERS: gettext_noop("起止日期和“共几天”对不上，请核对。"),
    Wrong.BACKWARDS: gettext_noop("最后一天在第一天之前。"),
    Wrong.TOO_LONG: gettext_noop("假期太长，请核对起止日期。"),
    Wrong.OTHER_YEAR: gettext_noop("有的日子不在这一年（元旦可以从上一年年底开始）。"),
    Wrong.NOT_WEEKEND: gettext_noop("调休上班的日子应当是周六或者周日。"),
    Wrong.TWICE: gettext_noop("同一天写了两次。"),
    Wrong.SAME_NAME: gettext_noop("同一个假期写了两次。"),
    Wrong.NAMELESS: gettext_noop("请填写假期的名称。"),
}


@dataclass(frozen=True)
class Span:
    """Days in a row under one name."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class YearShown:
    """A year, whether its days off are announced, and the days that differ from the week."""

    year: int
    is_confirmed: bool
    off: list[Span]
    worked: list[Span]


@staff_page(roles=SYSTEM)
def calendars(request: StaffRequest) -> HttpResponse:
    """Every calendar version, the one in force, and which years it does not know yet."""
    known = calendars_known()
    current = known.in_force(request.today)
    years = [request.today.year, request.today.year + 1]
    return page(
        request,
        "desk/admin/calendars.html",
        tab="calendars",
        versions=list(reversed(known.versions())),
        current=current,
        years=[_year(current, year) for year in years],
        is_time=request.today.month >= FROM_MONTH,
        recounting=_recounting(),
        done="done" in request.GET,
    )


@dataclass(frozen=True)
class Row:
    """One break as it was typed, and what is wrong with it."""

    name: str = ""
    first: str = ""
    last: str = ""
    worked: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.first or self.last or self.worked)


@dataclass
class Typed:
    """The form as it was typed, with what was read from the pasted lines."""

    values: dict[str, str]
    rows: list[Row]
    read: list[tuple[Understood, str]]
    problem: Refused
    preview: Preview | None = None
    seen: str = ""


@staff_page(roles=SYSTEM)
def enter(request: StaffRequest) -> HttpResponse:
    """录入放假通知: read the lines, check the days, see what would move, then enter it."""
    if request.method != "POST":
        year = request.today.year + (request.today.month >= FROM_MONTH)
        values = {"paper": "", "published_on": "", "year": str(year), "whole": "1", "text": ""}
        return _form(request, Typed(values, [], [], Refused("")))
    one = Typed(typed(request, *FIELDS), _rows_typed(request), [], Refused(""))
    try:
        if request.POST.get("do") == "read":
            _read(one)
            return _form(request, one)
        notice = considered(_notice(request, one), today=request.today)
        seen = _digest(notice)
        if request.POST.get("do") == "enter" and request.POST.get("seen") == seen:
            entered = enter_notice(notice, by=request.viewer, at=request.now, today=request.today)
            leave_recounts(at=request.now)
            return redirect(f"{reverse('desk:calendars')}?done={entered.version}")
        one.preview, one.seen = _preview(request, notice), seen
    except Refused as refused:
        one.problem = refused
    return _form(request, one)


def _read(one: Typed) -> None:
    """Fill the rows from the lines; what is not understood is said, never guessed."""
    year = _year_typed(one.values["year"])
    text = one.values["text"]
    if not text.strip():
        raise Refused(_("请先把通知里的放假安排贴进来。"), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused(_("内容太长，请只贴放假安排这几行。"), field="text")
    understood = read_notice(text, year)
    one.read = [(each, _(WORDS[each.wrong]) if each.wrong else "") for each in understood]
    breaks = [each.rest for each in understood if each.rest][:MOST_BREAKS]
    flaws = {place: _(WORDS[wrong]) for place, wrong in wrong_with(breaks, year)}
    one.rows = [
        Row(rest.name, rest.first, rest.last, " ".join(rest.worked), flaws.get(place, ""))
        for place, rest in enumerate(breaks)
    ]


def _notice(request: StaffRequest, one: Typed) -> Notice:
    year = _year_typed(one.values["year"])
    published = day_typed(request, "published_on")
    if published is None:
        raise Refused(_("请填写公布的日期。"), field="published_on")
    one.rows = [row for row in one.rows if not row.is_empty]
    if len(one.rows) > MOST_BREAKS:
        most = _("一份通知最多填写%(most)s个假期，请删去多余的几行。") % {"most": MOST_BREAKS}
        raise Refused(most, field="breaks")
    breaks = []
    for place, row in enumerate(one.rows):
        try:
            breaks.append(_break(row))
        except ValueError:
            one.rows[place] = _with_error(row, Wrong.NO_SUCH_DAY)
    if len(breaks) == len(one.rows):
        for place, wrong in wrong_with(breaks, year):
            one.rows[place] = _with_error(one.rows[place], wrong)
    if any(row.error for row in one.rows):
        raise Refused(_("假期有不对的地方，请先改正。"), field="breaks")
    whole = one.values["whole"] == "1"
    return Notice(published, one.values["paper"], year, tuple(breaks), is_whole_year=whole)


def _break(row: Row) -> Break:
    first = date.fromisoformat(row.first)
    last = date.fromisoformat(row.last or row.first)
    worked = row.worked.replace("、", " ").replace("，", " ").replace(",", " ").split()
    days = tuple(date.fromisoformat(day).isoformat() for day in worked)
    return Break(row.name, first.isoformat(), last.isoformat(), days)


def _with_error(row: Row, wrong: Wrong) -> Row:
    return Row(row.name, row.first, row.last, row.worked, _(WORDS[wrong]))


def _year_typed(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) == len("2027")):
        raise Refused(_("请填写通知安排的年份，例如 2027。"), field="year")
    return int(plain)


def _rows_typed(request: StaffRequest) -> list[Row]:
    columns = [request.POST.getlist(name) for name in ("name", "first", "last", "worked")]
    return [Row(*map(str.strip, row)) for row in zip_longest(*columns, fillvalue="")]


def _preview(request: StaffRequest, notice: Notice) -> Preview:
    try:
        known = calendars_with(notice)
    except ValueError:
        raise Refused(
            _("有的日子在别的假期里已经写明，一天不能既放假又上班。请核对前后两年的元旦。"),
            field="breaks",
        ) from None
    calendar = known.of(version_of(notice))
    after = request.POST.get("after", "")
    return preview(calendar, known, by=request.viewer, today=request.today, after=after)


def _digest(notice: Notice) -> str:
    """What was previewed: something else is not entered without another look."""
    return hashlib.sha256(repr(notice).encode()).hexdigest()


def _form(request: StaffRequest, one: Typed) -> HttpResponse:
    spare = max(EMPTY_ROWS if one.rows else 7, 0)
    return page(
        request,
        "desk/admin/calendar_new.html",
        tab="calendars",
        status=422 if one.problem.sentence else 200,
        typed=one.values,
        rows=[*one.rows, *[Row()] * min(spare, MOST_BREAKS - len(one.rows))],
        read=one.read,
        problem=one.problem,
        errors={name: error_of(one.problem, name) for name in (*FIELDS, "breaks")},
        preview=one.preview,
        seen=one.seen,
        longest_paper=LONGEST_PAPER,
        longest_text=LONGEST_TEXT,
        longest_name=LONGEST_NAME,
    )


def _recounting() -> int:
    """How many petitions wait to be counted again."""
    return Outbox.objects.filter(done_at=None, topic="recount").count()


def _year(calendar: WorkCalendar, year: int) -> YearShown:
    return YearShown(
        year,
        calendar.is_confirmed(year),
        off=_spans(calendar.off, year),
        worked=_spans(calendar.worked_weekends, year),
    )


def _spans(days: Mapping[date, str], year: int) -> list[Span]:
    spans: list[Span] = []
    for on in sorted(on for on in days if on.year == year):
        before = spans[-1] if spans else None
        if before and before.name == days[on] and before.last + ONE_DAY == on:
            spans[-1] = Span(before.name, before.first, on)
        else:
            spans.append(Span(days[on], on, on))
    return spans
