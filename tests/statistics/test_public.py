"""What the public reads: months that are over, no small number, none that follows from others."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations, product

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from huiyin.rules.terms import Matter, State
from huiyin.statistics.freezing import derive, freeze_what_is_over, settled_on
from huiyin.statistics.models import MonthReport
from huiyin.statistics.periods import Month
from huiyin.statistics.public import monthly, published, years
from tests.make import ARRIVAL, DAY, a_petition
from tests.statistics.register import a_register

MARCH = Month(2026, 3)


def columns_like(shown: Sequence[int | None], total: int | None) -> Iterator[tuple[int, ...]]:
    """Every column that could be published just so, in whatever order: all one can know."""
    known = sum(each for each in shown if each is not None)
    rest = (total if total is not None else 60) - known
    choices = [[each] if each is not None else range(rest + 1) for each in shown]
    for numbers in product(*choices):
        if total is not None and sum(numbers) != total:
            continue
        orders = permutations(range(len(numbers)))
        if any(as_published(numbers, order) == (tuple(shown), total) for order in orders):
            yield numbers


def as_published(
    numbers: Sequence[int], order: Sequence[int]
) -> tuple[tuple[int | None, ...], int | None]:
    """A column in its own order, published in another."""
    shown, total = published([numbers[place] for place in order])
    back = dict(zip(order, shown, strict=True))
    return tuple(back[place] for place in range(len(numbers))), total


@pytest.mark.parametrize(
    "numbers",
    [
        (3, 40), (9, 9), (9, 10), (0, 12), (0, 0, 15), (1, 2, 30), (5, 5), (9, 11, 12), (0, 10),
        (9, 0, 25), (4, 18, 18), (10, 10, 9), (0, 12, 12), (30, 9, 9), (0, 0, 27), (9, 20, 9, 20),
    ],
)  # fmt: skip
def test_who_tries_every_possibility_learns_no_hidden_number(numbers: tuple[int, ...]) -> None:
    shown, total = published(numbers)
    possible = list(columns_like(shown, total))
    assert tuple(numbers) in possible
    for place, each in enumerate(shown):
        if each is None:
            assert len({found[place] for found in possible}) > 1, (numbers, shown, total)


@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_small_number_is_ever_shown_nor_left_by_subtraction(numbers: list[int]) -> None:
    shown, total = published(numbers)
    assert all(each is None or each == number for each, number in zip(shown, numbers, strict=True))
    assert all(each is None or each >= 10 for each in shown)
    hidden = [number for number, each in zip(numbers, shown, strict=True) if each is None]
    if total is not None and hidden:
        assert len(hidden) > 1
        assert total - sum(each for each in shown if each is not None) >= 10


def test_large_numbers_are_shown_as_they_are() -> None:
    assert published([10, 25, 300]) == ([10, 25, 300], 335)
    assert published([]) == ([], None)
    assert published([12]) == ([12], 12)
    assert published([7]) == ([None], None)


@pytest.mark.django_db
def test_a_month_is_frozen_once_when_it_has_settled_and_never_changes() -> None:
    a_register()
    day = settled_on(MARCH)
    assert freeze_what_is_over(day - DAY, at=ARRIVAL) == 0
    assert freeze_what_is_over(day, at=ARRIVAL) == 1
    assert freeze_what_is_over(day, at=ARRIVAL) == 0
    report = MonthReport.objects.get()
    assert (report.month, report.as_of, report.rule_sets) == (MARCH.first, day, ["2022"])
    assert report.lines == derive(MARCH), "it can be derived again"
    with pytest.raises(ProgrammingError), transaction.atomic():
        MonthReport.objects.update(lines=[])
    a_petition(State.RECEIVED)
    assert freeze_what_is_over(day, at=ARRIVAL) == 0
    assert MonthReport.objects.get().lines == report.lines


@pytest.mark.django_db
def test_months_that_were_missed_are_made_up() -> None:
    a_petition(State.RECEIVED)
    assert freeze_what_is_over(date(2026, 8, 6), at=ARRIVAL) == 5
    assert years() == [2026]
    assert [each.month.month for each in monthly(2026)] == [7, 6, 5, 4, 3]


@pytest.mark.django_db
def test_no_accusation_is_counted_whatever_is_asked() -> None:
    a_petition(State.RECEIVED)
    before = derive(MARCH)
    a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    a_petition(State.RECEIVED, wish=Matter.ACCUSATION)
    assert derive(MARCH) == before


@pytest.mark.django_db
def test_a_published_month_names_organs_in_their_order_and_hides_what_is_small() -> None:
    a_register()
    for _again in range(2):
        a_petition(State.RECEIVED)
    freeze_what_is_over(settled_on(MARCH), at=ARRIVAL)
    month = monthly(2026)[0]
    bureau = next(each for each in month.offices if each.name.endswith("信访局"))
    assert bureau.counts == {"received": 12, "routed": None, "kept": None, "voided": None}
    assert month.whole["received"] == 12
    assert all(each is bureau or each.counts == {} for each in month.offices)
    assert monthly(2025) == []
