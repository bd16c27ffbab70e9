"""The last day of a duty, and why: target, legal and assessed (docs/law.md § 5).

Pure day arithmetic. The start day is not counted (民法典 Art. 201), a last day that is off moves
to the next working day (Art. 203), and every such step stands in the explanation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from huiyin.rules.calendars import ONE_DAY, WorkCalendar
from huiyin.rules.hours import MOST, end_of, whole
from huiyin.rules.limits import Limit, Unit, rules_of
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import Term, TimeLimit

SOON_DAYS = 3


class Why(StrEnum):
    """What one line of an explanation says about its day."""

    DAY_ZERO = "day_zero"  # not counted; detail: the Beginning
    SKIPPED = "skipped"  # off, so not counted as a working day; detail: the name of the day off
    WORKED_WEEKEND = "worked_weekend"  # a weekend day that counts; detail: the break it is for
    NATURAL_END = "natural_end"  # the count of natural days ends; detail: how many
    SET_END = "set_end"  # the day that was set by who demands it; detail: empty
    WORKING_END = "working_end"  # the count of working days ends; detail: how many
    EXTENDED_END = "extended_end"  # an extension ends; detail: how many natural days
    ROLLED_OVER = "rolled_over"  # the last day cannot be this one; detail: the name of the day off
    LEGAL_END = "legal_end"  # where a rolled-over last day comes to rest; detail: 调休 break or ""
    ASSESSED = "assessed"  # the day for assessment; detail: days since registration
    PROVISIONAL = "provisional"  # a day of a year not announced; detail: the year
    HOUR_ZERO = "hour_zero"  # the second from which hours count; detail: the time of day
    HOURS_END = "hours_end"  # the last second; detail: how many hours, and the time of day


class Line(NamedTuple):
    """One line of an explanation: what it says, of which day, with what detail."""

    code: Why
    day: date
    detail: str = ""


class Explanation(tuple[Line, ...]):
    """The reasons for a date, day by day, in the order of counting."""

    __slots__ = ()

    def as_json(self) -> list[list[str]]:
        """The lines as plain lists of text, for storing beside the date."""
        return [[line.code.value, line.day.isoformat(), line.detail] for line in self]

    @classmethod
    def from_json(cls, rows: Iterable[Sequence[str]]) -> "Explanation":
        """The lines that `as_json` made lists of."""
        return cls(Line(Why(code), date.fromisoformat(day), text) for code, day, text in rows)


@dataclass(frozen=True)
class Due:
    """到期日. The three last days of a limit, and everything needed to explain or recompute them.

    `target` has no roll-over and is what staff work to; `legal` is what citizens are told;
    `assessed` is what statistics use. For the petitioner's own periods all three are the later day.
    """

    target: date
    legal: date
    assessed: date
    explanation: Explanation
    calendar_version: str
    rule_set: str
    is_provisional: bool


class Standing(Term):
    """期限状态. How a running clock stands today: its colour and its word."""

    FINE = "fine", "正常"
    SOON = "soon", "即将到期"
    TODAY = "today", "今天到期"
    PAST_TARGET = "past_target", "已过目标日"
    LATE = "late", "已超期"


def due(
    limit: TimeLimit | Limit,
    start: date,
    calendar: WorkCalendar,
    extension: int = 0,
    *,
    registered_on: date | None = None,
    until: date | None = None,
    length: int | None = None,
) -> Due:
    """Target, legal and assessed last day of a duty that began on `start`, and why.

    A bare TimeLimit is looked up in the rules of the registration day (else of the start day);
    pass `rule_set(petition.rule_set)[TimeLimit.L5]` to keep a petition's own. `extension` is in
    natural days and runs from the natural end (R34.1); more than the limit allows is refused.
    `until` is the day that was set where the limit itself sets none (R22.4); `length` shortens or
    lengthens an office's own count of days, which the law leaves open.
    """
    row = limit if isinstance(limit, Limit) else rules_of(registered_on or start)[limit]
    if row.unit is Unit.HOURS:
        raise ValueError(f"{row.id} counts hours, not days")
    if not 0 <= extension <= row.longest_extension:
        raise ValueError(f"{row.id} may be extended by 0 to {row.longest_extension} days")

    if (until is None) == (row.length is None):
        raise ValueError(f"{row.id}: a day is set exactly where the limit has no length")
    days = length or row.length or 0

    lines = [Line(Why.DAY_ZERO, start, row.begins.value)]
    if until is not None:
        end = examined_from = until
        lines.append(Line(Why.SET_END, end))
    elif row.unit is Unit.WORKING:
        end = _count_working(lines, start, days, calendar)
        examined_from = start + ONE_DAY
    else:
        end = start + timedelta(days=days)
        lines.append(Line(Why.NATURAL_END, end, str(days)))
        if extension:
            end += timedelta(days=extension)
            lines.append(Line(Why.EXTENDED_END, end, str(extension)))
        examined_from = end

    legal = _roll_over(lines, end, calendar)
    target = legal if row.is_right_of_petitioner else end
    assessed = target
    if row.assessed_days is not None and registered_on is not None:
        assessed = registered_on + timedelta(days=row.assessed_days)
        lines.append(Line(Why.ASSESSED, assessed, str(row.assessed_days)))

    unknown = [
        year
        for year in range(examined_from.year, legal.year + 1)
        if not calendar.is_confirmed(year)
    ]
    lines += [
        Line(Why.PROVISIONAL, max(examined_from, date(year, 1, 1)), str(year)) for year in unknown
    ]
    return Due(
        target=target,
        legal=legal,
        assessed=assessed,
        explanation=Explanation(lines),
        calendar_version=calendar.version,
        rule_set=row.rule_set,
        is_provisional=bool(unknown),
    )


@dataclass(frozen=True)
class DueAt:
    """到期时刻. The last second of a limit in hours, the day it lies on, and why."""

    at: datetime
    day: date
    explanation: Explanation


def due_at(start: datetime, hours: int = MOST) -> DueAt:
    """The last second of a limit that began at `start`: no calendar speaks of it."""
    end = end_of(start, hours)
    lines = [
        Line(Why.HOUR_ZERO, localdate(start), f"{localtime(whole(start)):%H:%M:%S}"),
        Line(Why.HOURS_END, localdate(end), f"{hours} {localtime(end):%H:%M:%S}"),
    ]
    return DueAt(end, localdate(end), Explanation(lines))


def counted_again(limit: Limit, explanation: Explanation, calendar: WorkCalendar) -> Due:
    """The same duty counted by another calendar: everything else stands in its explanation."""
    lines = {line.code: line for line in explanation}
    start = lines[Why.DAY_ZERO].day
    counted = lines.get(Why.WORKING_END) or lines.get(Why.NATURAL_END)
    extended = lines.get(Why.EXTENDED_END)
    set_on = lines.get(Why.SET_END)
    assessed = lines.get(Why.ASSESSED)
    return due(
        limit,
        start,
        calendar,
        int(extended.detail) if extended else 0,
        registered_on=assessed.day - timedelta(days=int(assessed.detail)) if assessed else None,
        until=set_on.day if set_on else None,
        length=int(counted.detail) if counted else None,
    )


def _count_working(lines: list[Line], start: date, length: int, calendar: WorkCalendar) -> date:
    day, counted = start, 0
    while counted < length:
        day += ONE_DAY
        off = calendar.why_off(day)
        if off is not None:
            lines.append(Line(Why.SKIPPED, day, off.name))
            continue
        counted += 1
        rest = calendar.why_worked(day)
        if rest is not None:
            lines.append(Line(Why.WORKED_WEEKEND, day, rest))
    lines.append(Line(Why.WORKING_END, day, str(length)))
    return day


def _roll_over(lines: list[Line], end: date, calendar: WorkCalendar) -> date:
    day = end
    while (off := calendar.why_off(day)) is not None:
        lines.append(Line(Why.ROLLED_OVER, day, off.name))
        day += ONE_DAY
    if day != end:
        lines.append(Line(Why.LEGAL_END, day, calendar.why_worked(day) or ""))
    return day


def days_left(due_day: date, today: date) -> int:
    """How many days remain: 0 on the day itself, negative after it."""
    return (due_day - today).days


def standing(target: date, legal: date, today: date, *, soon: int = SOON_DAYS) -> Standing:
    """How a running clock stands: late only after the legal day, soon in the days before target."""
    if today > legal:
        return Standing.LATE
    if today > target:
        return Standing.PAST_TARGET
    if today == target:
        return Standing.TODAY
    if days_left(target, today) <= soon:
        return Standing.SOON
    return Standing.FINE
