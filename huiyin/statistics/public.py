"""公开统计. What anybody may read of the months that are over (G13); small numbers stay hidden.

A number below ten is not published, nor any that would let it be worked out from a total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huiyin.statistics.definitions import FEW
from huiyin.statistics.freezing import PUBLIC
from huiyin.statistics.models import MonthReport

Shown = dict[str, int | None]
"""The number of each column that is this office's work; None where it is not published."""


@dataclass(frozen=True)
class PublicLine:
    """An organ and its numbers."""

    name: str
    counts: Shown


@dataclass(frozen=True)
class PublicMonth:
    """A month as it is published."""

    month: date  # its first day
    as_of: date
    definitions: str
    whole: Shown
    offices: list[PublicLine]


def years() -> list[int]:
    """The years of which there are reports, newest first."""
    found = MonthReport.objects.values_list("month", flat=True)
    return sorted({each.year for each in found}, reverse=True)


def monthly(year: int) -> list[PublicMonth]:
    """The months of a year that are frozen, newest first."""
    reports = MonthReport.objects.filter(month__year=year).order_by("-month")
    return [_published(each) for each in reports]


def _published(report: MonthReport) -> PublicMonth:
    whole: Shown = {}
    counts: list[Shown] = [{} for _line in report.lines]
    for column in PUBLIC:
        # In the shuffled order of the report: what is hidden beside a small number is by chance.
        order = report.orders[column.name]
        places = [each for each in order if column.name in report.lines[each]["counts"]]
        numbers = [report.lines[place]["counts"][column.name] for place in places]
        shown, total = published(numbers)
        whole[column.name] = total
        for place, number in zip(places, shown, strict=True):
            counts[place][column.name] = number
    return PublicMonth(
        month=report.month,
        as_of=report.as_of,
        definitions=report.definitions,
        whole=whole,
        offices=[
            PublicLine(line["name"], shown)
            for line, shown in zip(report.lines, counts, strict=True)
        ],
    )


def published(numbers: Sequence[int]) -> tuple[list[int | None], int | None]:
    """A column, in an order that nobody knows, and its total, as far as they may be shown.

    Hidden are all numbers below ten and, so that none of them follows from the total, as many of
    the first others as it takes: at least two hidden ones that come to ten or more. What is
    hidden all looks alike; to hide the smallest of the others would tell how large it is at most.
    Where that is not enough, the total is hidden too.
    """
    total = sum(numbers)
    hidden = [place for place, number in enumerate(numbers) if number < FEW]
    others = [place for place, number in enumerate(numbers) if number >= FEW]
    while hidden and others and not _is_safe(numbers, hidden):
        hidden.append(others.pop(0))
    is_told = total >= FEW and (not hidden or _is_safe(numbers, hidden))
    shown = [None if place in hidden else number for place, number in enumerate(numbers)]
    return shown, total if is_told else None


def _is_safe(numbers: Sequence[int], hidden: Sequence[int]) -> bool:
    return len(hidden) > 1 and sum(numbers[place] for place in hidden) >= FEW
