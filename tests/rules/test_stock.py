"""Which lots an issue takes from, what a late entry would have left, how long stock lasts."""

from datetime import date
from uuid import UUID

import pytest

from huiyin.rules.stock import Lot, lasts, lowest, missing, taken

TODAY = date(2026, 3, 2)
OLD, SOON, LATER, FOREVER = (UUID(int=n) for n in range(1, 5))
LOTS = [
    Lot(FOREVER, 50),
    Lot(LATER, 30, date(2027, 1, 1)),
    Lot(SOON, 20, TODAY),
    Lot(OLD, 99, date(2026, 3, 1)),
]


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (20, [(SOON, 20)]),
        (45, [(SOON, 20), (LATER, 25)]),
        (100, [(SOON, 20), (LATER, 30), (FOREVER, 50)]),
        (101, []),
    ],
)
def test_what_expires_first_goes_first_and_nothing_that_has_expired(
    amount: int, parts: list[tuple[UUID, int]]
) -> None:
    assert taken(LOTS, amount, on=TODAY) == parts


def test_a_late_entry_is_held_against_every_day_since() -> None:
    moves = [(date(2026, 3, 1), 100), (date(2026, 3, 5), -80), (date(2026, 3, 9), 50)]
    assert lowest(moves, since=date(2026, 3, 1)) == 20
    assert lowest([*moves, (date(2026, 3, 2), -30)], since=date(2026, 3, 2)) == -10
    assert lowest([*moves, (date(2026, 3, 9), -30)], since=date(2026, 3, 9)) == 40
    assert lowest([(date(2026, 3, 1), -1), (date(2026, 3, 2), 1)], since=date(2026, 3, 1)) == -1


def test_the_stock_is_held_against_the_need_of_two_weeks() -> None:
    assert (lasts(600, 1400), missing(600, 1400)) == (6, 800)
    assert (lasts(1400, 1400), missing(1500, 1400)) == (14, 0)
    assert (lasts(5, 0), missing(5, 0)) == (None, 0)


def test_soon_is_thirty_days_with_the_last_day_counted() -> None:
    assert not Lot(SOON, 1, date(2026, 3, 1)).expires_soon(TODAY)
    assert Lot(SOON, 1, TODAY).expires_soon(TODAY)
    assert Lot(SOON, 1, date(2026, 4, 1)).expires_soon(TODAY)
    assert not Lot(SOON, 1, date(2026, 4, 2)).expires_soon(TODAY)
