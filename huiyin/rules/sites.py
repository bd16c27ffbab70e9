"""Disinfection by plan and log, as a pure function: which place lacks what on which day (T10)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """A place that is to be disinfected so often a day, from a day on, perhaps to a day."""

    id: UUID
    times: int
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True)
class Lack:
    """A place that was not done often enough on a day."""

    on: date
    place: UUID
    done: int
    times: int


def lacks(
    plan: Iterable[Planned], done: Mapping[tuple[UUID, date], int], *, first: date, last: date
) -> Iterator[Lack]:
    """Every place and day of a span where something is missing, day by day."""
    rows = list(plan)
    for number in range((last - first).days + 1):
        on = first + number * ONE_DAY
        for each in rows:
            if each.from_on <= on and (each.to_on is None or on <= each.to_on):
                count = done.get((each.id, on), 0)
                if count < each.times:
                    yield Lack(on, each.id, count, each.times)
