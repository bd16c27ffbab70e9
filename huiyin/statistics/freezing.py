"""月报. A month that is over is counted once and kept: what was published does not change.

Each night freezes what is due; a month missed is made up, as of the same day as ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom

from django.db.models import Min

from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import OfficeKind
from huiyin.statistics.counting import Counting, count
from huiyin.statistics.definitions import MEASURES, VERSION, By, Tally, View
from huiyin.statistics.models import MonthReport
from huiyin.statistics.periods import Month, months

CHANCE = SystemRandom()
SETTLING = timedelta(days=5)  # what happened in the month is typed in by then


@dataclass(frozen=True)
class PublicColumn:
    """A published column: its measures come to one number (G13)."""

    name: str
    measures: tuple[str, ...]

    @property
    def view(self) -> View:
        """Whose work it counts."""
        return MEASURES[self.measures[0]].view

    def count(self, tally: Tally) -> int:
        """How many."""
        return sum(MEASURES[name].count(tally) for name in self.measures)


PUBLIC: tuple[PublicColumn, ...] = (
    PublicColumn("received", ("received",)),
    PublicColumn("routed", ("routed",)),
    PublicColumn("answered_in_time", ("answered_in_time",)),
    PublicColumn("late", ("answered_late", "answer_overdue")),
    PublicColumn("kept", ("kept",)),
    PublicColumn("voided", ("voided",)),
    PublicColumn("refused", ("refused",)),
)

ReportLine = dict[str, str | dict[str, int]]


def settled_on(month: Month) -> date:
    """The day as of which a month is counted."""
    return month.next.first + SETTLING


def derive(month: Month) -> list[ReportLine]:
    """What a month came to, by organ in the order of the tree; accusations are left out."""
    counting = Counting(
        viewer=job_viewer("statistics"),
        first=month.first,
        last=month.last,
        as_of=settled_on(month),
        with_accusations=False,
    )
    sources = {MEASURES[name].source for column in PUBLIC for name in column.measures}
    table = count(counting, sources, By.UNIT)
    offices = Office.objects.filter(pk__in=[key for key in table.lines if key]).order_by("path")
    return [
        {
            "office": str(office.pk),
            "name": office.name,
            "counts": _counts(office, table.lines[str(office.pk)]),
        }
        for office in offices
    ]


def _counts(office: Office, tally: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """The columns that are this office's work; another one only where it did some of it."""
    kind = View.BUREAU if office.kind == OfficeKind.BUREAU else View.UNIT
    counted = {column.name: (column.view, column.count(tally)) for column in PUBLIC}
    return {name: number for name, (view, number) in counted.items() if view == kind or number}


def freeze_what_is_over(today: date, *, at: datetime) -> int:
    """Freeze every month that is over and has no report yet; returns how many. May run twice."""
    began = Petition.objects.in_earnest().aggregate(first=Min("arrived_at"))["first"]
    if began is None:
        return 0
    known = set(MonthReport.objects.values_list("month", flat=True))
    due = [
        month
        for month in months(localdate(began), today)
        if settled_on(month) <= today and month.first not in known
    ]
    reports = [_report(month, at) for month in due]
    MonthReport.objects.bulk_create(reports, ignore_conflicts=True)
    return len(due)


def _report(month: Month, at: datetime) -> MonthReport:
    lines = derive(month)
    return MonthReport(
        month=month.first,
        as_of=settled_on(month),
        definitions=VERSION,
        rule_sets=sorted({rules_of(each).name for each in (month.first, month.last)}),
        lines=lines,
        orders={each.name: CHANCE.sample(range(len(lines)), len(lines)) for each in PUBLIC},
        frozen_at=at,
    )
