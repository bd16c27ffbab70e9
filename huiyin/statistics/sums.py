"""指标合计. Every figure of whole months, by sums that the worker keeps (docs/decisions/0056).

What changed since it was added up is in no sum that is read here, nor what may be kept from
somebody: both are counted at the door, for the one who asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, NullIf, TruncMonth

from huiyin.petitions.models import Petition
from huiyin.rules.permissions import REGISTERING, Viewer, ViewerKind, job_viewer
from huiyin.statistics.definitions import OVERDUE, SILENT, WAITING, By
from huiyin.statistics.models import Changed, Figure, FigureSum
from huiyin.statistics.sources import SOURCES

SUMMED = frozenset(SOURCES)
NO_OFFICE = UUID(int=0)
# Who may count a rating: all, who registered what another office holds, or nobody yet (G8).
TO_ALL, TO_KEEPER, TO_NOBODY = "all", "keeper", "nobody"

_LINES: Mapping[str, Expression | F] = {
    By.UNIT: NullIf(Cast("office", TextField()), Value(str(NO_OFFICE), output_field=TextField())),
    By.CHANNEL: F("channel"),
    By.MATTER: F("matter"),
    By.MONTH: Func(F("day"), Value("YYYY-MM"), function="to_char", output_field=TextField()),
}


@dataclass(frozen=True)
class Sums:
    """The figures from the first day of a month to the last of another, as of a day."""

    viewer: Viewer
    registers: Q  # of which everything is seen but what counts alone; empty: of all
    first: date
    last: date
    as_of: date
    with_accusations: bool

    @property
    def _later(self) -> Exists:
        """Whether something was added up later than is asked of: then sums tell nothing."""
        return Exists(FigureSum.objects.filter(added_up_on__gt=self.as_of))

    def beside(self, others: Q) -> QuerySet[Any]:
        """The petitions to be counted one by one: what no sum, or none of these registers', holds.

        Other registers are opened only where the sums say that something is in them.
        """
        rows = Petition.objects.visible_to(job_viewer("statistics"), today=date.min).order_by()
        changed = Changed.objects.values("petition_id")
        parts = [changed, rows.filter(counts_alone=True).values("pk")]
        parts.append(rows.filter(self._later, counts_alone=False).values("pk"))
        if self.registers:
            some = Exists(FigureSum.objects.exclude(self.registers))
            parts.append(rows.filter(others, ~self.registers, some).values("pk"))
        return parts[0].union(*parts[1:], all=True)

    def rows(self, sources: Iterable[str], by: str) -> Iterable[QuerySet[Any, Any]]:
        """Source, outcome, whether it is of all lines, line and number: of each line and of all."""
        # What happened again is taken off where it is asked for together with the time before.
        twice = Q(since__gte=self.first)
        yield self._read(sources, Value("", output_field=TextField()), 1, twice)
        if by == By.UNIT:
            twice = Q(is_again=False)
        elif by == By.MONTH:
            twice = Q(since__gte=TruncMonth("day"))
        yield self._read(sources, _LINES[by], 0, twice)

    def _read(
        self, sources: Iterable[str], line: Expression | F, is_whole: int, twice: Q
    ) -> QuerySet[Any, Any]:
        rows = Figure.objects.filter(self.registers, twice, self._shown(), source__in=set(sources))
        rows = rows.filter(~self._later, day__range=(self.first, self.last))
        rows = rows.exclude(outcome=SILENT, day__gte=self.as_of)
        rows = rows if self.with_accusations else rows.filter(is_accusation=False)
        now = Case(
            When(outcome=OVERDUE, day__gte=self.as_of, then=Value(WAITING)),
            default=F("outcome"),
            output_field=TextField(),
        )
        lines = rows.order_by().annotate(
            now=now, is_whole=Value(is_whole, output_field=IntegerField()), line=line
        )
        numbers = Sum(Case(When(is_again=True, then=-F("number")), default=F("number")))
        return lines.values_list("source", "now", "is_whole", "line").annotate(n=numbers)

    def _shown(self) -> Q:
        """Ratings are kept from the office that is rated until the petition is closed (G8)."""
        if self.viewer.kind is ViewerKind.JOB:
            return Q()
        mine = self.viewer.office_ids(REGISTERING)
        return Q(shown_to=TO_ALL) | Q(shown_to=TO_KEEPER, registering__in=mine)
