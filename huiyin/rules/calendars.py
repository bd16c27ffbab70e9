"""Calendars of working days, one version for each announcement that changed them.

Holidays change after the fact (2020-01-26), so every counted day names its version. The days
themselves stand in holidays.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from huiyin.rules.holidays import NOTICES, Notice

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class WhyOff(StrEnum):
    """Why nobody works on a day."""

    HOLIDAY = "holiday"
    WEEKEND = "weekend"


class DayOff(NamedTuple):
    """Why a day is off: a code, and the Chinese name people use (春节, 周末)."""

    code: WhyOff
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """工作日历. Which days are worked, as it was known from one announcement on.

    Years outside `first_year`–`last_year` are not announced: there every Monday to Friday counts
    as worked, and whatever is counted there is provisional.
    """

    version: str
    published_on: date
    source: str
    first_year: int
    last_year: int
    off: Mapping[date, str]
    worked_weekends: Mapping[date, str]

    def __post_init__(self) -> None:
        both = self.off.keys() & self.worked_weekends.keys()
        if both:
            raise ValueError(f"both off and worked: {', '.join(map(str, sorted(both)))}")

    def __hash__(self) -> int:
        return hash(self.version)

    def is_working(self, day: date) -> bool:
        """Whether people work on this day, weekends worked for a break (调休) included."""
        if day.weekday() < SATURDAY:
            return day not in self.off
        return day in self.worked_weekends

    def why_off(self, day: date) -> DayOff | None:
        """Why this day is off; None for a working day."""
        name = self.off.get(day)
        if name is not None:
            return DayOff(WhyOff.HOLIDAY, name)
        if self.is_working(day):
            return None
        return DayOff(WhyOff.WEEKEND, "周末")

    def why_worked(self, day: date) -> str | None:
        """The break for which this weekend day is worked (调休上班); None for any other day."""
        return self.worked_weekends.get(day)

    def next_working(self, day: date) -> date:
        """This day if it is worked, else the first working day after it (民法典 Art. 203)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def is_confirmed(self, year: int) -> bool:
        """Whether the days off of this year have been announced."""
        return self.first_year <= year <= self.last_year


def _days(first: str, last: str) -> list[date]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return [day + timedelta(days=n) for n in range((end - day).days + 1)]


def _calendar_after(notices: tuple[Notice, ...]) -> WorkCalendar:
    newest = notices[-1]
    breaks = {(notice.year, rest.name): rest for notice in notices for rest in notice.breaks}
    years = {notice.year for notice in notices}
    return WorkCalendar(
        version=newest.published_on.isoformat(),
        published_on=newest.published_on,
        source=newest.paper,
        first_year=min(years),
        last_year=max(years),
        off=MappingProxyType(
            {day: rest.name for rest in breaks.values() for day in _days(rest.first, rest.last)}
        ),
        worked_weekends=MappingProxyType(
            {date.fromisoformat(day): rest.name for rest in breaks.values() for day in rest.worked}
        ),
    )


@cache
def _calendars() -> dict[str, WorkCalendar]:
    all_of_them = (_calendar_after(NOTICES[: n + 1]) for n in range(len(NOTICES)))
    return {calendar.version: calendar for calendar in all_of_them}


def versions() -> tuple[WorkCalendar, ...]:
    """Every calendar version, oldest first."""
    return tuple(_calendars().values())


def calendar_of(version: str) -> WorkCalendar:
    """The calendar version that a stored deadline names; LookupError if there is none."""
    try:
        return _calendars()[version]
    except KeyError:
        known = ", ".join(_calendars())
        raise LookupError(f"no calendar version {version!r}; known are {known}") from None


def latest() -> WorkCalendar:
    """The newest calendar version there is."""
    return versions()[-1]


def in_force(on: date) -> WorkCalendar:
    """The calendar version that was known on a day; LookupError before the first one."""
    known = [calendar for calendar in versions() if calendar.published_on <= on]
    if not known:
        raise LookupError(
            f"no calendar was known on {on}; the first is of {NOTICES[0].published_on}"
        )
    return known[-1]
