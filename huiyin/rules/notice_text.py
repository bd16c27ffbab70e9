"""Reading the lines of a yearly notice (放假安排), and what of a notice cannot be right.

What is not understood is named, never guessed: a clock counted by a wrong day is a wrong clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from huiyin.rules.calendars import SATURDAY, days_of
from huiyin.rules.holidays import Break

LONGEST_BREAK = 16
LONGEST_TEXT = 4000
MOST_BREAKS = 12
LONGEST_NAME = 20

_DAY = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日"
_LINE = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?\s*)?(?P<name>[^：:]{1,20})[：:]"
    + _DAY.format("a")
    + r"(?:至|到|—|–|-|~)?"
    + f"(?:{_DAY.format('b')})?"
    + r"放假(?P<rest>.*)$"
)
_WORKED = re.compile(_DAY.format("w"))
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_TOGETHER = re.compile(r"共(\d{1,2})天|放假(\d{1,2})天")


class Wrong(StrEnum):
    """What is the matter with a line or a break."""

    UNREAD = "unread"
    NO_SUCH_DAY = "no_such_day"
    COUNT_DIFFERS = "count_differs"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"
    OTHER_YEAR = "other_year"
    NOT_WEEKEND = "not_weekend"
    TWICE = "twice"
    SAME_NAME = "same_name"
    NAMELESS = "nameless"


@dataclass(frozen=True)
class Understood:
    """One line as it was read: the break, or what is wrong with the line."""

    line: str
    rest: Break | None
    wrong: Wrong | None = None


def read_notice(text: str, year: int) -> list[Understood]:
    """What each line that is not empty says of the breaks of a year."""
    lines = (line.strip() for line in text[:LONGEST_TEXT].splitlines())
    return [_read(line, year) for line in lines if line]


def _read(line: str, year: int) -> Understood:
    plain = _IN_BRACKETS.sub("", line).replace(" ", "").replace("\u3000", "")
    found = _LINE.match(plain)
    if found is None:
        return Understood(line, None, Wrong.UNREAD)
    try:
        first = _day(found, "a", year, month=None)
        last = _day(found, "b", first.year, month=first.month) if found["bd"] else first
        if last < first and found["by"] is None:
            last = last.replace(year=last.year + 1)
        worked = _worked(found["rest"], year)
    except ValueError:
        return Understood(line, None, Wrong.NO_SUCH_DAY)
    rest = Break(found["name"], first.isoformat(), last.isoformat(), worked)
    said = _TOGETHER.search(plain)
    count = int(said[1] or said[2]) if said else None
    if count is not None and count != (last - first).days + 1:
        return Understood(line, rest, Wrong.COUNT_DIFFERS)
    return Understood(line, rest)


def _day(found: "re.Match[str]", part: str, year: int, *, month: int | None) -> date:
    months = found[f"{part}m"]
    if months is None and month is None:
        raise ValueError("a day without its month")
    return date(int(found[f"{part}y"] or year), int(months or month or 0), int(found[f"{part}d"]))


def _worked(text: str, year: int) -> tuple[str, ...]:
    """The weekend days before 上班; the others of the rest only tell how long the break is."""
    head, is_there, _tail = text.partition("上班")
    if not is_there:
        return ()
    month: int | None = None
    days = []
    for found in _WORKED.finditer(head):
        day = _day(found, "w", year, month=month)
        month = day.month
        days.append(day.isoformat())
    return tuple(days)


def wrong_with(breaks: Iterable[Break], year: int) -> list[tuple[int, Wrong]]:
    """What cannot be right about the breaks of a year, each with the place of its break."""
    flaws: list[tuple[int, Wrong]] = []
    taken: set[date] = set()
    names: set[str] = set()
    for place, rest in enumerate(breaks):
        wrong = _wrong(rest, year)
        if wrong is None:
            days = {*days_of(rest), *(date.fromisoformat(day) for day in rest.worked)}
            if rest.name in names:
                wrong = Wrong.SAME_NAME
            elif days & taken or len(days) < len(days_of(rest)) + len(rest.worked):
                wrong = Wrong.TWICE
            names.add(rest.name)
            taken |= days
        if wrong is not None:
            flaws.append((place, wrong))
    return flaws


def _wrong(rest: Break, year: int) -> Wrong | None:
    first, last = date.fromisoformat(rest.first), date.fromisoformat(rest.last)
    worked = [date.fromisoformat(day) for day in rest.worked]
    # A break of New Year may begin in the last days of the year before.
    earliest, latest = date(year - 1, 12, 20), date(year, 12, 31)
    if not rest.name:
        return Wrong.NAMELESS
    if last < first:
        return Wrong.BACKWARDS
    if last - first >= timedelta(days=LONGEST_BREAK):
        return Wrong.TOO_LONG
    if any(not earliest <= day <= latest for day in (first, last, *worked)):
        return Wrong.OTHER_YEAR
    if any(day.weekday() < SATURDAY for day in worked):
        return Wrong.NOT_WEEKEND
    return None
