"""Counting at the door: one query for a table, and the petitions behind each of its numbers.

Who counts and who opens the list behind a number ask the same sources, of the same petitions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, Q, Value
from django.db.models.expressions import ExpressionWrapper, RawSQL
from django.db.models.fields import BooleanField

from huiyin.emergency.models import Emergency
from huiyin.petitions.door import (
    PetitionQuerySet,
    accusation,
    of_registers,
    with_ratings_shown,
)
from huiyin.petitions.models import Petition
from huiyin.petitions.narrowing import held, own
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import REGISTERING, Viewer, ViewerKind
from huiyin.rules.terms import Channel
from huiyin.statistics.definitions import BY_WAY, By, Measure, Tally
from huiyin.statistics.monthly import Arrivals
from huiyin.statistics.periods import Month
from huiyin.statistics.sources import SOURCES
from huiyin.statistics.sources_period import PERIOD_SOURCES
from huiyin.statistics.sums import SUMMED, Sums

KEYS: dict[str, str] = {
    By.UNIT: "office::text",
    By.CHANNEL: "told.channel",
    BY_WAY: "told.channel || '.' || seen.door",
    By.MATTER: "seen.matter",
    By.MONTH: "to_char(day, 'YYYY-MM')",
}
EVERY_SOURCE = SOURCES | PERIOD_SOURCES
RECEIVED = "received"
DAY = timedelta(days=1)
REPEAT = Q(repeat_of__isnull=False) | Q(attached_to__isnull=False)


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What is counted: petitions that a viewer may know of, in a period, as of a day."""

    viewer: Viewer
    first: date
    last: date
    as_of: date  # what happened later does not count
    with_accusations: bool = True
    own_only: bool = False  # what the viewer's own offices registered or hold, not all below
    registering: UUID | None = None  # only what this office registered
    at: datetime | None = None  # the second up to which hours count; else the end of `as_of`
    emergency: UUID | None = None  # the one whose marks count; of a drill its own petitions only

    def seen(self) -> PetitionQuerySet:
        """The petitions that may count."""
        rows = Petition.objects.visible_to(self.viewer, today=self.as_of)
        rows = rows.filter(_practised(self.emergency)) if self.emergency else rows.in_earnest()
        rows = rows.filter(own(self.viewer)) if self.own_only else rows
        rows = rows.filter(registering=self.registering) if self.registering else rows
        return rows if self.with_accusations else rows.exclude(accusation())

    def registers(self) -> Q | None:
        """The registers of which sums can tell: who keeps one, or a job. Empty: of all."""
        is_job = self.viewer.kind is ViewerKind.JOB and not self.own_only
        mine = self.viewer.office_ids(REGISTERING)
        if self.emergency or self.registering or not (is_job or mine):
            return None
        kept = Q(registering__in=mine) if self.own_only else of_registers(self.viewer)
        return Q() if is_job else kept

    def others(self) -> Q:
        """What else may be seen lies among these."""
        return held(self.viewer) if self.own_only else Q()

    def arrivals(self) -> Arrivals | None:
        """What came in, for whom sums can tell it."""
        registers = self.registers()
        if registers is None:
            return None
        return Arrivals(
            seen=self.seen(),
            registers=registers,
            others=self.others(),
            first=self.first,
            last=min(self.last, self.as_of),
            with_accusations=self.with_accusations,
        )

    def sums(self) -> Sums | None:
        """Every figure, for whom sums can tell it; of whole months, as they were added up."""
        registers = self.registers()
        months = (Month.of(self.first).first, Month.of(self.last).last)
        if registers is None or (self.first, self.last) != months:
            return None
        return Sums(
            viewer=self.viewer,
            registers=registers,
            first=self.first,
            last=self.last,
            as_of=self.as_of,
            with_accusations=self.with_accusations,
        )


def _practised(emergency: UUID) -> Q:
    """Of a drill its own practice petitions, of any other emergency those in earnest."""
    drill = Emergency.objects.filter(pk=emergency, is_drill=True)
    return Q(drill=emergency) | Q(~Exists(drill), drill=None)


@dataclass(frozen=True)
class Table:
    """A tally of each line, by its key, and one of all lines, in which a petition counts once."""

    whole: Tally
    lines: Mapping[str, Tally]


def count(counting: Counting, sources: Iterable[str], by: str) -> Table:
    """A table. `sources` are names of `EVERY_SOURCE`; `by` is one of `KEYS`.

    Sums answer what they can; what they do not hold is counted petition by petition.
    """
    wanted = set(sources)
    if wanted == {RECEIVED} and (arrivals := counting.arrivals()):
        came = arrivals.by(by)
        whole = {(RECEIVED, ""): sum(came.values())} if came else {}
        return Table(whole, {line: {(RECEIVED, ""): number} for line, number in came.items()})
    sums = counting.sums() if wanted <= SUMMED and by in tuple(By) else None
    return (
        count_each(counting, wanted, by) if sums is None else _with_sums(counting, wanted, by, sums)
    )


def count_each(counting: Counting, sources: Iterable[str], by: str) -> Table:
    """The same petition by petition, without any sum, in one query."""
    try:
        return _table(*_counted(counting, sources, by, counting.seen()))
    except EmptyResultSet:
        return Table({}, {})


def _with_sums(counting: Counting, sources: Iterable[str], by: str, sums: Sums) -> Table:
    """The same in one query, which sees sums and petitions as they are at one moment."""
    beside = counting.seen().filter(pk__in=sums.beside(counting.others()))
    query, values = _counted(counting, sources, by, beside)
    for rows in sums.rows(sources, by):
        summed, given = rows.query.sql_with_params()
        query, values = f"{query} UNION ALL ({summed})", [*values, *given]
    return _table(query, values)


def _counted(
    counting: Counting, sources: Iterable[str], by: str, seen: PetitionQuerySet
) -> tuple[str, list[Any]]:
    """How many of these petitions each source and outcome holds, of each line and of all."""
    query, values = told(counting, sources, seen)
    counted = f"""{query}
        SELECT source, outcome, grouping(key), key, count(DISTINCT id)
        FROM (
            SELECT source, outcome, told.id, {KEYS[by]} AS key FROM told JOIN seen USING (id)
        ) AS keyed
        GROUP BY GROUPING SETS ((source, outcome, key), (source, outcome))"""  # noqa: S608 (ours)
    return counted, values


def _table(query: str, values: list[Any]) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    whole: Counter[tuple[str, str]] = Counter()
    lines: dict[str, Counter[tuple[str, str]]] = {}
    for source, outcome, is_whole, key, number in rows:
        tally = whole if is_whole else lines.setdefault(key or "", Counter())
        tally[source, outcome] += number
    found = {key: _of_some(tally) for key, tally in lines.items()}
    return Table(_of_some(whole), {key: tally for key, tally in found.items() if tally})


def _of_some(tally: Tally) -> Tally:
    return {name: number for name, number in tally.items() if number}


def petitions(
    counting: Counting,
    measure: Measure,
    *,
    office: UUID | None = None,
    channel: Channel | None = None,
    matter: str | None = None,
    door: str | None = None,
) -> PetitionQuerySet:
    """The petitions behind a number: the same question, asked for the rows."""
    seen = counting.seen()
    if matter is not None:
        seen = seen.filter(matter=matter or None)
    if door is not None:
        seen = seen.filter(door=door)
    try:
        query, values = told(counting, [measure.source], counting.seen())
    except EmptyResultSet:
        return seen.none()
    wanted: list[tuple[str, Any]] = []
    if measure.outcomes:
        wanted.append(("outcome = ANY(%s)", sorted(measure.outcomes)))
    if office is not None:
        wanted.append(("office = %s", office))
    if channel is not None:
        wanted.append(("channel = %s", channel.value))
    where = " AND ".join(condition for condition, _value in wanted) or "true"
    ids = f"({query} SELECT id FROM told WHERE {where})"  # noqa: S608 (ours)
    return seen.filter(pk__in=RawSQL(ids, [*values, *(value for _sql, value in wanted)]))  # noqa: S611


def told(
    counting: Counting, sources: Iterable[str], counted: PetitionQuerySet
) -> tuple[str, list[Any]]:
    """The sources over the petitions that are counted, as the beginning of a query."""
    again = ExpressionWrapper(REPEAT, output_field=BooleanField())
    shown = ExpressionWrapper(
        with_ratings_shown(counting.viewer) or Value(value=True), output_field=BooleanField()
    )
    rows = counted.order_by().annotate(again=again, rating_shown=shown)
    seen, values = rows.values(
        "id",
        "registering_id",
        "holder_id",
        "parent_id",
        "channel",
        "door",
        "matter",
        "procedure",
        "state",
        "closed_at",
        "arrived_at",
        "registered_at",
        "again",
        "rating_shown",
    ).query.sql_with_params()
    sources_told = "\n UNION ALL ".join(f"({EVERY_SOURCE[name]})" for name in sorted(set(sources)))
    query = f"""
        WITH seen (id, registering_id, holder_id, parent_id, channel, door, matter, procedure,
                   state, closed_at, arrived_at, registered_at, again, rating_shown)
            AS MATERIALIZED ({seen}),
        span (first, last, as_of, until, emergency)
            AS (SELECT %s::date, %s::date, %s::date, %s::timestamptz, %s::uuid),
        told (source, id, office, channel, day, outcome) AS ({sources_told})"""
    until = counting.at or start_of_day(counting.as_of + DAY) - timedelta.resolution
    span = [counting.first, counting.last, counting.as_of, until, counting.emergency]
    return query, [*values, *span]
