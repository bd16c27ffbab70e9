"""Counting at the door: one query for a table, and the petitions behind each of its numbers.

Who counts and who opens the list behind a number ask the same sources, of the same petitions.
"""

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
from huiyin.statistics.sources import SOURCES
from huiyin.statistics.sources_period import PERIOD_SOURCES

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

    def arrivals(self) -> Arrivals | None:
        """What came in, for whom sums can tell it: who keeps a register, or a job."""
        is_job = self.viewer.kind is ViewerKind.JOB and not self.own_only
        mine = self.viewer.office_ids(REGISTERING)
        if self.emergency or self.registering or not (is_job or mine):
            return None
        kept = Q(registering__in=mine) if self.own_only else of_registers(self.viewer)
        return Arrivals(
            seen=self.seen(),
            registers=Q() if is_job else kept,
            others=held(self.viewer) if self.own_only else Q(),
            first=self.first,
            last=min(self.last, self.as_of),
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
    """A table, in one query. `sources` are names of `sources.SOURCES`; `by` is one of `KEYS`.

    Where the whole question is what came in, sums answer it; beside others it costs nothing more.
    """
    wanted = set(sources)
    arrivals = counting.arrivals() if wanted == {RECEIVED} else None
    if arrivals is None:
        return _count(counting, wanted, by)
    came = arrivals.by(by)
    whole = {(RECEIVED, ""): sum(came.values())} if came else {}
    return Table(whole, {line: {(RECEIVED, ""): number} for line, number in came.items()})


def _count(counting: Counting, sources: Iterable[str], by: str) -> Table:
    """The same, petition by petition."""
    try:
        told, values = _told(counting, sources)
    except EmptyResultSet:
        return Table({}, {})
    query = f"""{told}
        SELECT source, outcome, grouping(key), key, count(DISTINCT id)
        FROM (
            SELECT source, outcome, told.id, {KEYS[by]} AS key FROM told JOIN seen USING (id)
        ) AS keyed
        GROUP BY GROUPING SETS ((source, outcome, key), (source, outcome))"""  # noqa: S608 (ours)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    whole: dict[tuple[str, str], int] = {}
    lines: dict[str, dict[tuple[str, str], int]] = {}
    for source, outcome, is_whole, key, number in rows:
        tally = whole if is_whole else lines.setdefault(key or "", {})
        tally[source, outcome] = number
    return Table(whole, lines)


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
        told, values = _told(counting, [measure.source])
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
    ids = f"({told} SELECT id FROM told WHERE {where})"  # noqa: S608 (ours)
    return seen.filter(pk__in=RawSQL(ids, [*values, *(value for _sql, value in wanted)]))  # noqa: S611


def _told(counting: Counting, sources: Iterable[str]) -> tuple[str, list[Any]]:
    """The sources over what is seen, as the beginning of a query."""
    again = ExpressionWrapper(REPEAT, output_field=BooleanField())
    shown = ExpressionWrapper(
        with_ratings_shown(counting.viewer) or Value(value=True), output_field=BooleanField()
    )
    rows = counting.seen().order_by().annotate(again=again, rating_shown=shown)
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
    told = f"""
        WITH seen (id, registering_id, holder_id, parent_id, channel, door, matter, procedure,
                   state, closed_at, arrived_at, registered_at, again, rating_shown)
            AS MATERIALIZED ({seen}),
        span (first, last, as_of, until, emergency)
            AS (SELECT %s::date, %s::date, %s::date, %s::timestamptz, %s::uuid),
        told (source, id, office, channel, day, outcome) AS ({sources_told})"""
    until = counting.at or start_of_day(counting.as_of + DAY) - timedelta.resolution
    span = [counting.first, counting.last, counting.as_of, until, counting.emergency]
    return told, [*values, *span]
