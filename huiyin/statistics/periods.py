"""Months and weeks as periods of days."""

from dataclasses import dataclass
from datetime import date, timedelta

from huiyin.petitions.filters import YEARS

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def named(cls, text: str) -> "Month":
        """The month written 2026-03; ValueError for anything else."""
        day = date.fromisoformat(f"{text}-01")
        if day.year >= YEARS.stop:
            raise ValueError(text)
        return cls.of(day)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - ONE_DAY

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def back(self, months: int) -> "Month":
        """The month so many months before."""
        ordinal = self.year * 12 + self.number - 1 - months
        return Month(ordinal // 12, ordinal % 12 + 1)


def months(first: date, last: date) -> list[Month]:
    """Every month that the days from first to last touch."""
    found = [Month.of(first)]
    while found[-1] < Month.of(last):
        found.append(found[-1].next)
    return found


def week_begin(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
