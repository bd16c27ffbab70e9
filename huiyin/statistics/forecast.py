"""预计来件. What the coming weeks may bring by channel, and how many people that asks for (B9).

Plain arithmetic, of which the page shows every figure: the weekly mean of the last eight weeks,
times how the same week of the lunar year stood to its own eight weeks in the two years before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID

from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.lunar import NEW_YEARS, nearest_new_year
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import days
from huiyin.rules.terms import Channel
from huiyin.statistics.volume import ONE_DAY, ONE_WEEK, WEEKS, Counts, arrivals_by_day

WEEKS_AHEAD = 4
YEARS_BEFORE = 2
LEAST_PAST = 16  # fewer in the eight weeks of all years before say nothing about a season


@dataclass(frozen=True)
class WeekAhead:
    """A week to come: what came in it before, what may come, and on how many days one works."""

    begin: date
    past: tuple[int, ...]  # in each year before, by the lunar calendar
    ratio: float  # how the years before stood to their own eight weeks
    expected: float
    working: int

    @property
    def last(self) -> date:
        """Its seventh day."""
        return self.begin + ONE_WEEK - ONE_DAY

    @property
    def a_day(self) -> float | None:
        """For each working day; None in a week without one."""
        return self.expected / self.working if self.working else None

    def people(self, rate: float) -> float | None:
        """How many are needed where each deals with so many a day; None where nobody works."""
        return None if self.a_day is None else self.a_day / rate


@dataclass(frozen=True)
class Forecast:
    """What a channel may bring, and the figures it is made from."""

    channel: Channel
    came: tuple[int, ...]  # in each of the last eight weeks
    past: tuple[int, ...]  # in the eight weeks of each year before
    weeks: tuple[WeekAhead, ...]

    @property
    def mean(self) -> float:
        """What came in a week."""
        return sum(self.came) / WEEKS

    @property
    def knows_season(self) -> bool:
        """Whether the years before say anything."""
        return sum(self.past) >= LEAST_PAST


def forecast(
    channel: Channel,
    counts: Counts,
    *,
    before: Sequence[tuple[Counts, int]],
    today: date,
    calendar: WorkCalendar,
) -> Forecast:
    """The weeks from today on. `before` are the counts of each year before, and how many days
    it lies back by the lunar calendar."""
    begins = [today + n * ONE_WEEK for n in range(-WEEKS, WEEKS_AHEAD)]
    came = tuple(_in_week(counts, channel, begin) for begin in begins[:WEEKS])
    years = [
        [_in_week(past, channel, begin - back * ONE_DAY) for begin in begins]
        for past, back in before
    ]
    eight = tuple(sum(year[:WEEKS]) for year in years)
    weeks = []
    for place, begin in enumerate(begins[WEEKS:], WEEKS):
        past = tuple(year[place] for year in years)
        ratio = sum(past) * WEEKS / sum(eight) if sum(eight) >= LEAST_PAST else 1.0
        week = days(begin, begin + ONE_WEEK - ONE_DAY)
        working = sum(calendar.is_working(day) for day in week)
        weeks.append(WeekAhead(begin, past, ratio, sum(came) / WEEKS * ratio, working))
    return Forecast(channel, came, eight, tuple(weeks))


def forecasts(
    viewer: Viewer, office: UUID, today: date, calendar: WorkCalendar
) -> tuple[list[int], list[Forecast]]:
    """The lunar years compared with, and the forecast of each channel that has brought anything."""
    first, last = today - WEEKS * ONE_WEEK, today + WEEKS_AHEAD * ONE_WEEK - ONE_DAY
    counts = arrivals_by_day(viewer, office, first, today - ONE_DAY)
    before: dict[int, tuple[Counts, int]] = {}
    for year, back in shifts(today).items():
        shift = back * ONE_DAY
        found = arrivals_by_day(viewer, office, first - shift, last - shift)
        if found:
            before[year] = (found, back)
    known = {channel for channel, _day in counts}
    return list(before), [
        forecast(channel, counts, before=[*before.values()], today=today, calendar=calendar)
        for channel in Channel
        if channel in known
    ]


def shifts(today: date) -> Mapping[int, int]:
    """How many days each of the years before lies back, counted from its first lunar day."""
    # The weeks to come hang on the new year that is nearest to their middle.
    near = nearest_new_year(today + WEEKS_AHEAD // 2 * ONE_WEEK)
    if near is None:
        return {}
    years = [year for year in range(near.year - YEARS_BEFORE, near.year) if year in NEW_YEARS]
    return {year: (near - NEW_YEARS[year]).days for year in years}


def whole(people: float) -> int:
    """As many as can come; 30 a day at 7.5 each are four, whatever binary fractions say."""
    return ceil(round(people, 6))


def _in_week(counts: Counts, channel: Channel, begin: date) -> int:
    return sum(counts.get((channel, begin + n * ONE_DAY), 0) for n in range(7))
