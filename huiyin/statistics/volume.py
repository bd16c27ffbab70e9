"""来件量. What comes in by channel and day, and whether it is clearly more than usual (A13).

A day is compared with the same weekday of the eight weeks before, of the same office and channel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate

from huiyin.petitions.door import accusation
from huiyin.petitions.models import Petition
from huiyin.rules.lunar import NEW_YEARS, last_new_year
from huiyin.rules.moments import ZONE, start_of_day
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import Channel

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKS = 8
WIDE = 3.0  # how many spreads above the middle are clearly more
LIKE_SIGMA = 1.4826  # makes the middle distance of a bell curve its standard deviation
WEEKS_BEFORE, WEEKS_AFTER = 2, 8  # around the Spring Festival
LEAST = 3  # fewer more than usual are chance

Counts = dict[tuple[Channel, date], int]


@dataclass(frozen=True)
class Band:
    """What is usual: the middle of the past numbers, and up to where a number is no surprise."""

    middle: float
    upper: float
    weeks: int


@dataclass(frozen=True)
class DayCount:
    """A day of a channel: what came, and what was usual on such days."""

    day: date
    came: int
    band: Band

    @property
    def is_high(self) -> bool:
        """Whether it is clearly more than usual."""
        return self.came > self.band.upper

    @property
    def over(self) -> int:
        """How many more than is no surprise."""
        return self.came - int(self.band.upper) if self.is_high else 0


def band(past: Sequence[int]) -> Band:
    """The middle and the spread of some numbers, neither moved by a single odd day."""
    if not past:
        return Band(0, LEAST, 0)
    middle = _median(past)
    spread = LIKE_SIGMA * _median(abs(each - middle) for each in past)
    return Band(middle, middle + max(WIDE * spread, LEAST), len(past))


def _median(numbers: Iterable[float]) -> float:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def compared(counts: Counts, channel: Channel, day: date) -> DayCount:
    """A day beside the same weekday of the weeks before."""
    past = [counts.get((channel, day - n * ONE_WEEK), 0) for n in range(1, WEEKS + 1)]
    return DayCount(day, counts.get((channel, day), 0), band(past))


def arrivals_by_day(viewer: Viewer, office: UUID, first: date, last: date) -> Counts:
    """What an office received each day by channel, of what the viewer may see.

    A job counts no accusations: what it finds is told to people who may not know of them (R30.3).
    """
    seen = Petition.objects.visible_to(viewer, today=last).in_earnest()
    if viewer.kind is ViewerKind.JOB:
        seen = seen.exclude(accusation())
    rows = (
        seen.filter(
            registering=office,
            parent=None,
            arrived_at__gte=start_of_day(first),
            arrived_at__lt=start_of_day(last + ONE_DAY),
        )
        .order_by()
        .annotate(day=TruncDate("arrived_at", tzinfo=ZONE))
        .values_list("channel", "day")
        .annotate(came=Count("pk"))
    )
    return {(Channel(channel), day): came for channel, day, came in rows}


def volumes(
    viewer: Viewer, office: UUID, *, last: date, days: int
) -> dict[Channel, list[DayCount]]:
    """The last days of every channel in which anything came, each beside its own past."""
    first = last - (days - 1) * ONE_DAY
    counts = arrivals_by_day(viewer, office, first - WEEKS * ONE_WEEK, last)
    known = {channel for channel, _day in counts}
    shown = [first + n * ONE_DAY for n in range(days)]
    return {
        channel: [compared(counts, channel, day) for day in shown]
        for channel in Channel
        if channel in known
    }


def high_today(viewer: Viewer, office: UUID, today: date) -> list[tuple[Channel, DayCount]]:
    """The channels that have clearly more today than on such days before."""
    found = volumes(viewer, office, last=today, days=1)
    return [(channel, days[-1]) for channel, days in found.items() if days[-1].is_high]


def open_by_channel(viewer: Viewer, office: UUID, today: date) -> dict[Channel, int]:
    """How many petitions of an office are open, by channel."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest().open()
    rows = seen.filter(registering=office).order_by().values_list("channel")
    return {Channel(channel): number for channel, number in rows.annotate(n=Count("pk"))}


@dataclass(frozen=True)
class LunarWeek:
    """A week counted from the first day of the lunar year, with what came in it in each year."""

    number: int  # 1: the week that begins on 正月初一; 0: the one before
    came: list[int | None]  # None: it is not over yet


def lunar_weeks(viewer: Viewer, office: UUID, today: date) -> tuple[list[date], list[LunarWeek]]:
    """The weeks around the Spring Festival, this year and the two before, side by side (B9)."""
    last = last_new_year(today + WEEKS_BEFORE * ONE_WEEK)
    if last is None:
        return [], []
    years = [NEW_YEARS[year] for year in range(last.year - 2, last.year + 1) if year in NEW_YEARS]
    numbers = range(1 - WEEKS_BEFORE, WEEKS_AFTER + 1)
    totals = []
    for begin in years:
        first, end = _week(begin, numbers[0]), _week(begin, numbers[-1] + 1) - ONE_DAY
        counts = arrivals_by_day(viewer, office, first, end)
        totals.append([_in_week(counts, _week(begin, number), today) for number in numbers])
    return years, [
        LunarWeek(number, [total[place] for total in totals])
        for place, number in enumerate(numbers)
    ]


def _week(new_year: date, number: int) -> date:
    return new_year + (number - 1) * ONE_WEEK


def _in_week(counts: Counts, begin: date, today: date) -> int | None:
    if begin + ONE_WEEK > today:
        return None
    return sum(n for (_channel, day), n in counts.items() if begin <= day < begin + ONE_WEEK)
