"""月度件数. What came in, by sums that the database keeps (docs/decisions/0053).

What may be kept from somebody is in no sum and is counted at the door, as is what a viewer knows of
registers that are not open to it. Of a month asked for in part, the other days are taken off.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import (
    Count,
    DateField,
    Exists,
    Expression,
    F,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, TruncMonth

from huiyin.petitions.door import PetitionQuerySet, accusation
from huiyin.petitions.models import OPEN_STATES, Petition
from huiyin.rules.moments import ZONE, start_of_day
from huiyin.rules.permissions import job_viewer
from huiyin.statistics.definitions import BY_WAY, By
from huiyin.statistics.models import MonthlyCount
from huiyin.statistics.periods import ONE_DAY, Month

_KEYS: dict[str, Any] = {
    By.UNIT: F("registering"),
    By.CHANNEL: F("channel"),
    BY_WAY: Concat("channel", Value("."), "door", output_field=TextField()),
    By.MATTER: Coalesce("matter", Value(""), output_field=TextField()),
}
_KINDS = "month, registering_id, state, channel, door, matter, is_accusation, is_part"


@dataclass(frozen=True)
class Arrivals:
    """What came in from one day to another, of the petitions that are `seen`."""

    seen: PetitionQuerySet
    registers: Q  # of which everything is seen but what counts alone; empty: of all
    others: Q  # what else may be seen lies among these
    first: date
    last: date
    with_accusations: bool

    def by(self, kind: str) -> dict[str, int]:
        """How many petitions each line holds, in one query; a line of none is not there."""
        if self.last < self.first:
            return {}
        months = TruncMonth("arrived_at", tzinfo=ZONE, output_field=DateField())
        parts = [
            _counted(rows, months if kind == By.MONTH else _KEYS[kind], sign * Count("pk"))
            for rows, sign in self._rows()
        ]
        sums = self._sums().filter(self.registers)
        parts.append(_counted(sums, F("month") if kind == By.MONTH else _KEYS[kind], Sum("number")))
        found = _together(parts)
        if kind == By.MONTH:
            return {f"{month:%Y-%m}": number for month, number in found.items()}
        return {str(line): number for line, number in found.items()}

    def _rows(self) -> Iterable[tuple[PetitionQuerySet, int]]:
        """The petitions that are looked at one by one, and whether they come on top."""
        month_begin, month_end = Month.of(self.first).first, Month.of(self.last).last
        asked = _between(_all(), self.first, self.last)
        beside = _beside(self.registers, self.others, self._sums(), asked)
        yield _between(self.seen, self.first, self.last).filter(pk__in=beside), 1
        summed = _all().in_earnest().filter(self.registers, counts_alone=False)
        if not self.with_accusations:
            summed = summed.exclude(accusation())
        if self.first > month_begin:
            yield _between(summed, month_begin, self.first - ONE_DAY), -1
        if self.last < month_end:
            yield _between(summed, self.last + ONE_DAY, month_end), -1

    def _sums(self) -> QuerySet[MonthlyCount]:
        months = (Month.of(self.first).first, self.last)
        rows = MonthlyCount.objects.filter(month__range=months, is_part=False)
        return rows if self.with_accusations else rows.filter(is_accusation=False)


def open_by_state(seen: PetitionQuerySet, registers: Q, others: Q) -> dict[str, int]:
    """How many of the petitions that are `seen` are open, in each state; parts of others too."""
    sums = MonthlyCount.objects.filter(state__in=OPEN_STATES)
    beside = _beside(registers, others, sums, _all().open())
    return _together(
        [
            _counted(seen.open().filter(pk__in=beside), F("state"), Count("pk")),
            _counted(sums.filter(registers), F("state"), Sum("number")),
        ]
    )


def _all() -> PetitionQuerySet:
    """Every petition, as a sum knows it."""
    return Petition.objects.visible_to(job_viewer("statistics"), today=date.min)


def _beside(
    registers: Q, others: Q, sums: QuerySet[MonthlyCount], rows: PetitionQuerySet
) -> QuerySet[Any]:
    """The petitions of which no sum, or none of these registers', tells whether they are seen.

    Other registers are opened only where the sums say that something is in them.
    """
    alone = rows.filter(counts_alone=True).order_by().values("pk")
    if not registers:
        return alone
    summed = rows.filter(others, ~registers, Exists(sums.exclude(registers)), counts_alone=False)
    return alone.union(summed.order_by().values("pk"), all=True)


def _between(rows: PetitionQuerySet, first: date, last: date) -> PetitionQuerySet:
    """Those that came in on these days, parts of others left out."""
    begin, end = start_of_day(first), start_of_day(last + ONE_DAY)
    return rows.filter(parent=None, arrived_at__gte=begin, arrived_at__lt=end)


def _counted(rows: QuerySet[Any], line: Expression | F, number: Expression) -> QuerySet[Any]:
    lines = rows.order_by().annotate(line=line).values_list("line")
    counted: QuerySet[Any] = lines.annotate(n=number)
    return counted


def _together(parts: Sequence[QuerySet[Any]]) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for line, number in parts[0].union(*parts[1:], all=True):
        found[line] += number
    return {line: number for line, number in found.items() if number}


def differing() -> list[str]:
    """The months in which a sum is not what counting the petitions again comes to."""
    query = f"""
        SELECT DISTINCT to_char(month, 'YYYY-MM') FROM (
            SELECT {_KINDS}, sum(number) FROM (
                SELECT {_KINDS}, number FROM statistics_monthlycount
                UNION ALL SELECT {_KINDS}, -number FROM statistics_counted_afresh
            ) AS once_more GROUP BY {_KINDS} HAVING sum(number) <> 0
        ) AS differing ORDER BY 1"""  # noqa: S608 (our own words)
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [month for (month,) in cursor.fetchall()]


def fold() -> int:
    """Put the rows of each kind together; returns how many rows that spared. Waits for nobody."""
    query = f"""
        WITH crowded AS (
            SELECT {_KINDS} FROM statistics_monthlycount GROUP BY {_KINDS} HAVING count(*) > 1
        ),
        gone AS (
            DELETE FROM statistics_monthlycount USING crowded
            WHERE ({_names_of("statistics_monthlycount")}) = ({_names_of("crowded")})
            RETURNING {_names_of("statistics_monthlycount")}, number
        ),
        kept AS (
            INSERT INTO statistics_monthlycount ({_KINDS}, number)
            SELECT {_KINDS}, sum(number) FROM gone GROUP BY {_KINDS} HAVING sum(number) <> 0
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM kept)"""  # noqa: S608 (as above)
    with connection.cursor() as cursor:
        cursor.execute(query)
        spared: int = cursor.fetchone()[0]
        return spared


def _names_of(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in _KINDS.split(", "))
