"""Calendars of working days, one version for each announcement that changed them.

Holidays change after the fact (2020-01-26), so every counted day names its version. The days
themselves stand in holidays.py, and what was entered since in the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from huiyin.rules.holidays import NOTICES, Break, Notice

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


def days_of(rest: Break) -> list[date]:
    """Every day of a break."""
    day, end = date.fromisoformat(rest.first), date.fromisoformat(rest.last)
    return [day + timedelta(days=n) for n in range((end - day).days + 1)]


def version_of(notice: Notice) -> str:
    """What the calendar that a notice brought is called: its day, and the how-manieth that day."""
    day = notice.published_on.isoformat()
    return day if notice.again == 1 else f"{day}-{notice.again}"


def _calendar_after(notices: Sequence[Notice]) -> WorkCalendar:
    newest = notices[-1]
    breaks: dict[tuple[int, str], Break] = {}
    for notice in notices:
        if notice.is_whole_year:
            breaks = {key: rest for key, rest in breaks.items() if key[0] != notice.year}
        breaks |= {(notice.year, rest.name): rest for rest in notice.breaks}
    years = {notice.year for notice in notices}
    return WorkCalendar(
        version=version_of(newest),
        published_on=newest.published_on,
        source=newest.paper,
        first_year=min(years),
        last_year=max(years),
        off=MappingProxyType({day: rest.name for rest in breaks.values() for day in days_of(rest)}),
        worked_weekends=MappingProxyType(
            {date.fromisoformat(day): rest.name for rest in breaks.values() for day in rest.worked}
        ),
    )


class Calendars:
    """日历各版. Every calendar version that some notices make, oldest first."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        made = (_calendar_after(notices[: n + 1]) for n in range(len(notices)))
        self._by_version = {calendar.version: calendar for calendar in made}

    def versions(self) -> tuple[WorkCalendar, ...]:
        """Every calendar version, oldest first."""
        return tuple(self._by_version.values())

    def of(self, version: str) -> WorkCalendar:
        """The calendar version that a stored deadline names; LookupError if there is none."""
        try:
            return self._by_version[version]
        except KeyError:
            known = ", ".join(self._by_version)
            raise LookupError(f"no calendar version {version!r}; known are {known}") from None

    def latest(self) -> WorkCalendar:
        """The newest calendar version there is."""
        return self.versions()[-1]

    def in_force(self, on: date) -> WorkCalendar:
        """The calendar version that was known on a day; LookupError before the first one."""
        known = [each for each in self.versions() if each.published_on <= on]
        if not known:
            first = self.versions()[0].published_on
            raise LookupError(f"no calendar was known on {on}; the first is of {first}")
        return known[-1]


def with_entered(entered: Sequence[Notice]) -> Calendars:
    """The calendars of the notices in this file's neighbour and of those entered by hand.

    Who updates after entering a notice has it twice: what was entered, and counted by, stands.
    """
    taken = {version_of(notice) for notice in entered}
    shipped = [notice for notice in NOTICES if version_of(notice) not in taken]
    return Calendars(sorted([*shipped, *entered], key=lambda notice: notice.published_on))


def first_difference(before: WorkCalendar, after: WorkCalendar) -> date | None:
    """The first day on which two versions differ, or of which only the later one is sure."""
    days = [
        day
        for mine, other in (
            (before.off, after.off),
            (before.worked_weekends, after.worked_weekends),
        )
        for day in mine.keys() | other.keys()
        if mine.get(day) != other.get(day)
    ]
    announced = (
        year for calendar in (before, after) for year in (calendar.first_year, calendar.last_year)
    )
    for year in range(min(years := list(announced)), max(years) + 1):
        if before.is_confirmed(year) != after.is_confirmed(year):
            days.append(date(year, 1, 1))
    return min(days, default=None)


@cache
def _shipped() -> Calendars:
    return Calendars(NOTICES)


def versions() -> tuple[WorkCalendar, ...]:
    """Every calendar version that comes with the program, oldest first."""
    return _shipped().versions()


def calendar_of(version: str) -> WorkCalendar:
    """The shipped calendar version of this name; LookupError if there is none."""
    return _shipped().of(version)


def latest() -> WorkCalendar:
    """The newest calendar version that comes with the program."""
    return _shipped().latest()


def in_force(on: date) -> WorkCalendar:
    """The shipped version that was known on a day; LookupError before the first one."""
    return _shipped().in_force(on)
