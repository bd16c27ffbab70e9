"""The calendars that clocks are counted by: those that come with the program, and what was entered.

Remembered for some seconds by each process; what was counted meanwhile by the calendar before is
counted again at night (petitions/recounting.py).
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import HolidayNotice
from huiyin.organisations.tree import alone
from huiyin.rules.calendars import Calendars, WorkCalendar, version_of, with_entered
from huiyin.rules.holidays import Break, Notice
from huiyin.rules.notice_text import LONGEST_NAME, wrong_with
from huiyin.rules.permissions import Viewer

SECONDS = 10.0
LONGEST_PAPER = 60
EARLIEST_YEAR, LATEST_YEAR = 2018, 2100

_remembered: list[tuple[float, Calendars]] = []


def calendars() -> Calendars:
    """Every calendar version that is known."""
    now = time.monotonic()
    if not _remembered or now - _remembered[0][0] > SECONDS:
        _remembered[:] = [(now, _read())]
    return _remembered[0][1]


def forget() -> None:
    """Look again: a notice was entered."""
    _remembered.clear()


def in_force(on: date) -> WorkCalendar:
    """The calendar version that was known on a day."""
    return calendars().in_force(on)


def _read() -> Calendars:
    return _made_of(tuple(_notice(row) for row in HolidayNotice.objects.all()))


# Who counts thousands of clocks again looks each time, and mostly finds what was found before.
_made_of = lru_cache(maxsize=1)(with_entered)


def _notice(row: HolidayNotice) -> Notice:
    return Notice(
        row.published_on,
        row.paper,
        row.year,
        tuple(Break(name, first, last, tuple(worked)) for name, first, last, worked in row.breaks),
        is_whole_year=row.is_whole_year,
        again=row.again,
    )


def considered(notice: Notice, *, today: date) -> Notice:
    """A notice as it would be entered today; Refused for what cannot be right."""
    try:
        paper = one_line(notice.paper, limit=LONGEST_PAPER)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="paper") from None
    if not paper:
        raise Refused(_("请填写通知的文号。"), field="paper")
    if not EARLIEST_YEAR <= notice.year <= LATEST_YEAR:
        raise Refused(_("请填写通知安排的年份，例如 2027。"), field="year")
    if notice.published_on > today:
        raise Refused(_("公布日期不能晚于今天。"), field="published_on")
    known = _read()
    newest = known.latest()
    if notice.published_on < newest.published_on:
        # What a stored date was counted by must stay what it was.
        raise Refused(
            _("已有 %(day)s 公布的日历，不能插入更早的通知。更正以前录入的，公布日期填今天。")
            % {"day": newest.published_on.isoformat()},
            field="published_on",
        )
    if not notice.breaks:
        raise Refused(_("请至少填写一个假期。"), field="breaks")
    try:
        breaks = tuple(
            replace(each, name=one_line(each.name, limit=LONGEST_NAME)) for each in notice.breaks
        )
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="breaks") from None
    if wrong_with(breaks, notice.year):
        raise Refused(_("假期有不对的地方，请先改正。"), field="breaks")
    again = sum(each.published_on == notice.published_on for each in known.versions()) + 1
    return Notice(notice.published_on, paper, notice.year, breaks, notice.is_whole_year, again)


def calendars_with(notice: Notice) -> Calendars:
    """The calendars as they would be with this notice as well; nothing is changed."""
    return with_entered([*(_notice(row) for row in HolidayNotice.objects.all()), notice])


@transaction.atomic
def enter_notice(notice: Notice, *, by: Viewer, at: datetime, today: date) -> HolidayNotice:
    """录入放假通知. A new calendar version from now on; what runs is counted again by a job."""
    alone()
    clean = considered(notice, today=today)
    try:
        calendars_with(clean)
    except ValueError:
        raise Refused(
            _("有的日子在别的假期里已经写明，一天不能既放假又上班。请核对前后两年的元旦。"),
            field="breaks",
        ) from None
    if any(_same(clean, _notice(row)) for row in HolidayNotice.objects.all()):
        raise Refused(_("这份通知已经录入，内容一样。"))
    row = HolidayNotice.objects.create(
        version=version_of(clean),
        published_on=clean.published_on,
        again=clean.again,
        paper=clean.paper,
        year=clean.year,
        is_whole_year=clean.is_whole_year,
        breaks=_plain(clean.breaks),
        entered_by=by.id,
        entered_at=at,
    )
    note("enter_notice", row.version, by=by, at=at, details=row.paper)
    transaction.on_commit(forget)
    forget()
    return row


def _same(one: Notice, other: Notice) -> bool:
    mine, theirs = (
        (each.published_on, each.paper, each.year, each.is_whole_year, sorted(_plain(each.breaks)))
        for each in (one, other)
    )
    return mine == theirs


def _plain(breaks: Sequence[Break]) -> list[list[object]]:
    return [[rest.name, rest.first, rest.last, list(rest.worked)] for rest in breaks]
