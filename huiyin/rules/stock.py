"""Stock as pure functions: which lots an issue takes from, and what a late entry would have left.

A lot is never below nothing, neither now nor on any day in between (T8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

FORTNIGHT = 14
EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Lot:
    """What is there of one lot."""

    id: UUID
    balance: int
    expires_on: date | None = None

    def is_expired(self, on: date) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < on

    def expires_soon(self, on: date) -> bool:
        """Whether it has to be used within thirty days."""
        return self.expires_on is not None and on <= self.expires_on <= on + EXPIRES_SOON


def taken(lots: Iterable[Lot], amount: int, *, on: date) -> list[tuple[UUID, int]]:
    """How much of which lot, what expires first first; nothing where there is not enough."""
    usable = [each for each in lots if each.balance > 0 and not each.is_expired(on)]
    parts = []
    for lot in sorted(usable, key=lambda each: (each.expires_on or date.max, str(each.id))):
        part = min(lot.balance, amount)
        if part:
            parts.append((lot.id, part))
            amount -= part
    return [] if amount else parts


def lowest(moves: Iterable[tuple[date, int]], *, since: date) -> int:
    """The least that was there at the end of a day or of any later one."""
    by_day: dict[date, int] = {}
    for on, amount in moves:
        by_day[max(on, since)] = by_day.get(max(on, since), 0) + amount
    by_day.setdefault(since, 0)
    return min(accumulate(number for _day, number in sorted(by_day.items())))


def lasts(stock: int, need: int) -> int | None:
    """For how many days the stock lasts where so much is needed in two weeks; None without need."""
    return stock * FORTNIGHT // need if need > 0 else None


def missing(stock: int, need: int) -> int:
    """How much is missing for two weeks."""
    return max(need - stock, 0)
