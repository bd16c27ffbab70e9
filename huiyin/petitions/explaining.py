"""Days and deadlines in the words people use: 「2月22日是周六，顺延到2月24日（周一）」.

Turns the stored explanation of a clock (rules/clock.py) into sentences; change wording here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, wraps
from typing import TypeVarTuple

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from huiyin.rules.clock import Explanation, Line, Standing, Why, days_left, standing
from huiyin.rules.limits import Beginning
from huiyin.rules.moments import localdate, localtime

ONE_DAY = timedelta(days=1)
LETTERS = 3
MOST_REMEMBERED = 2048
Days = TypeVarTuple("Days")
WEEKEND = gettext_noop("周末")
MONTHS = (
    gettext_noop("1月"),
    gettext_noop("2月"),
    gettext_noop("3月"),
    gettext_noop("4月"),
    gettext_noop("5月"),
    gettext_noop("6月"),
    gettext_noop("7月"),
    gettext_noop("8月"),
    gettext_noop("9月"),
    gettext_noop("10月"),
    gettext_noop("11月"),
    gettext_noop("12月"),
)
WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
# The names that days off bear in rules/holidays.py, for the message catalogue.
HOLIDAYS = (
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明节"),
    gettext_noop("劳动节"),
    gettext_noop("端午节"),
    gettext_noop("中秋节"),
    gettext_noop("国庆节"),
    gettext_noop("中秋节、国庆节"),
    gettext_noop("国庆节、中秋节"),
)


def _said_again(worded: Callable[[*Days], str]) -> Callable[[*Days], str]:
    """Remember what was said of the same days in the same language: a page repeats a few."""

    @lru_cache(maxsize=MOST_REMEMBERED)
    def remembered(_language: str | None, days: tuple[*Days]) -> str:
        return worded(*days)

    @wraps(worded)
    def said(*days: *Days) -> str:
        return remembered(get_language(), days)

    return said


@_said_again
def people_date(day: date, today: date) -> str:
    """「2月7日 周五」, with the year when it is not this year's."""
    return _("%(date)s %(weekday)s") % {"date": _plain(day, today), "weekday": _weekday(day)}


@_said_again
def short_date(day: date, today: date) -> str:
    """「2月7日 周五」 for a narrow column, in English "Fri 7 Feb".

    Three letters of a name are enough in English, and no Chinese one has more.
    """
    values = {
        "year": day.year,
        "month": _(MONTHS[day.month - 1])[:LETTERS],
        "day": day.day,
    }
    plain = _dated(values, is_this_year=day.year == today.year)
    return _("%(date)s %(weekday)s") % {"date": plain, "weekday": _weekday(day)[:LETTERS]}


def people_moment(at: datetime, today: date) -> str:
    """「2月7日 周五 16:00」, by the clock of the office."""
    local = localtime(at)
    return _("%(date)s %(time)s") % {
        "date": people_date(localdate(at), today),
        "time": f"{local:%H:%M}",
    }


def days_left_words(days: int) -> str:
    """「还有 11 天」, 「今天到期」 or 「已超 3 天」."""
    if days == 0:
        return _("今天到期")
    if days > 0:
        return ngettext("还有 %(count)s 天", "还有 %(count)s 天", days) % {"count": days}
    return ngettext("已超 %(count)s 天", "已超 %(count)s 天", -days) % {"count": -days}


def time_left_words(left: timedelta) -> str:
    """「还剩 3 小时 05 分」 or 「已超 0 小时 01 分」; a second over is over."""
    minutes, over = divmod(abs(int(left.total_seconds())), 60)
    if left < timedelta(0):
        minutes += bool(over)  # one second over shows, and not as nothing
    values = {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    if left < timedelta(0):
        return _("已超 %(hours)s 小时 %(minutes)s 分") % values
    return _("还剩 %(hours)s 小时 %(minutes)s 分") % values


def took_words(took: timedelta) -> str:
    """「5 分」, 「3 小时 05 分」."""
    minutes = int(took.total_seconds()) // 60
    values = {"hours": minutes // 60, "minutes": minutes % 60}
    if minutes < 60:
        return ngettext("%(minutes)s 分", "%(minutes)s 分", minutes) % values
    return _("%(hours)s 小时 %(minutes)s 分") % {**values, "minutes": f"{minutes % 60:02}"}


@_said_again
def due_words(target: date, legal: date, today: date) -> str:
    """What stands beside a due date: days to the target, then the legal last day, then days over.

    Only a duty past its legal day is called overdue, and its days are counted from there.
    """
    match standing(target, legal, today):
        case Standing.PAST_TARGET:
            return _("已过目标日，法定最迟 %(day)s") % {"day": people_date(legal, today)}
        case Standing.LATE:
            return days_left_words(days_left(legal, today))
        case _:
            return days_left_words(days_left(target, today))


def explained(
    rows: Iterable[Sequence[str]], today: date, *, for_citizen: bool = False
) -> list[str]:
    """The sentences that answer 「为什么是这一天？」, from the stored rows of an explanation.

    The day for assessment is the office's own affair: a citizen is not told it.
    """
    lines = Explanation.from_json(rows)
    if for_citizen:
        lines = Explanation(line for line in lines if line.code is not Why.ASSESSED)
    return list(_sentences(lines, today))


def _sentences(lines: Explanation, today: date) -> Iterator[str]:
    first = date.min  # the first day of the count that is running
    for run in _runs(lines):
        line = run[0]
        match line.code:
            case Why.DAY_ZERO:
                first = line.day + ONE_DAY
                yield _begun(line, today)
            case Why.HOUR_ZERO | Why.HOURS_END:
                yield _by_the_hour(line, today)
            case Why.NATURAL_END:
                yield _counted(line, first, today)
                first = line.day + ONE_DAY
            case Why.WORKING_END | Why.EXTENDED_END:
                yield _counted(line, first, today)
            case Why.SKIPPED:
                yield _skipped(run, today)
            case Why.ROLLED_OVER:
                yield _rolled_over(run, today)
            case _:
                yield _remark(line, today)


def _runs(lines: Explanation) -> list[list[Line]]:
    """The lines that make one sentence: days off in a row, and a roll-over with its end."""
    runs: list[list[Line]] = []
    for line in lines:
        before = runs[-1][-1] if runs else None
        if before is not None and _goes_on(before, line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _goes_on(before: Line, line: Line) -> bool:
    if before.code is Why.ROLLED_OVER:
        return line.code in (Why.ROLLED_OVER, Why.LEGAL_END)
    return (
        before.code is line.code is Why.SKIPPED
        and before.detail == line.detail
        and before.day + ONE_DAY == line.day
    )


def _begun(line: Line, today: date) -> str:
    values = {"day": _full(line.day, today)}
    match line.detail:
        case Beginning.ACCEPTED:
            return _("%(day)s受理，当日不计入") % values
        case Beginning.SERVED:
            return _("%(day)s送达，当日不计入") % values
        case Beginning.OBJECTED:
            return _("%(day)s提出异议，当日不计入") % values
        case Beginning.ASSIGNED:
            return _("%(day)s交办") % values
        case Beginning.REWORKED:
            return _("%(day)s退回重办") % values
        case _:
            return _("%(day)s收到，当日不计入") % values


def _by_the_hour(line: Line, today: date) -> str:
    count, _space, time = line.detail.rpartition(" ")
    values = {"day": _full(line.day, today), "time": time, "count": count}
    if line.code is Why.HOUR_ZERO:
        return _("从%(day)s %(time)s起按钟点计算，夜间和节假日都计入") % values
    return _("满%(count)s小时，到%(day)s %(time)s；在这一秒以前反馈的都按时") % values


def _counted(line: Line, first: date, today: date) -> str:
    values = {
        "first": _plain(first, today),
        "last": _full(line.day, today),
        "count": line.detail,
    }
    match line.code:
        case Why.EXTENDED_END:
            return _("经批准延长%(count)s日，从%(first)s起接着数，到%(last)s") % values
        case Why.WORKING_END:
            return _("从%(first)s起数%(count)s个工作日，到%(last)s") % values
        case _:
            return _("从%(first)s起数%(count)s个自然日，到%(last)s") % values


def _skipped(run: Sequence[Line], today: date) -> str:
    first, last = run[0], run[-1]
    values = {
        "first": _plain(first.day, today),
        "last": _plain(last.day, today),
        "weekday": _weekday(first.day),
        "name": _(first.detail),
    }
    match first.detail == WEEKEND, first is last:
        case True, True:
            return _("%(first)s是%(weekday)s，不计入") % values
        case True, False:
            return _("%(first)s至%(last)s是周末，不计入") % values
        case False, True:
            return _("%(first)s逢%(name)s放假，不计入") % values
        case _:
            return _("%(first)s至%(last)s逢%(name)s放假，不计入") % values


def _rolled_over(run: Sequence[Line], today: date) -> str:
    first, end = run[0], run[-1]
    names = list(dict.fromkeys(line.detail for line in run[:-1]))
    values = {
        "first": _plain(first.day, today),
        "last": _full(end.day, today, worked_for=end.detail),
        "weekday": _weekday(first.day),
        "name": _("、").join(_(name) for name in names),
    }
    if names == [WEEKEND]:
        return _("%(first)s是%(weekday)s，顺延到%(last)s") % values
    if len(names) == 1:
        return _("%(first)s逢%(name)s放假，顺延到%(last)s") % values
    return _("从%(first)s起连逢%(name)s，顺延到%(last)s") % values


def _remark(line: Line, today: date) -> str:
    match line.code:
        case Why.SET_END:
            return _("要求在%(last)s以前完成") % {"last": _full(line.day, today)}
        case Why.WORKED_WEEKEND:
            values = {"day": _full(line.day, today), "name": _(line.detail)}
            return _("%(day)s因%(name)s调休上班，计入") % values
        case Why.ASSESSED:
            values = {"last": _full(line.day, today), "count": line.detail}
            return _("考核从登记次日起数%(count)s日，到%(last)s，不顺延") % values
        case _:
            values = {"year": line.detail}
            return _("%(year)s年的放假安排尚未公布，暂按周末推算，公布后重新计算") % values


def _weekday(day: date) -> str:
    return _(WEEKDAYS[day.weekday()])


def _plain(day: date, today: date) -> str:
    """「2月7日」, or 「2019年2月7日」 when it is another year."""
    values = {"year": day.year, "month": _(MONTHS[day.month - 1]), "day": day.day}
    return _dated(values, is_this_year=day.year == today.year)


def _dated(values: dict[str, object], *, is_this_year: bool) -> str:
    if is_this_year:
        return _("%(month)s%(day)s日") % values
    return _("%(year)s年%(month)s%(day)s日") % values


def _full(day: date, today: date, *, worked_for: str = "") -> str:
    """「2月7日（周五）」, and why it is worked when it is a weekend day."""
    values = {"date": _plain(day, today), "weekday": _weekday(day)}
    if worked_for:
        return _("%(date)s（%(weekday)s，%(name)s调休上班）") % {**values, "name": _(worked_for)}
    return _("%(date)s（%(weekday)s）") % values
