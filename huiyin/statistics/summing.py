"""汇总. The worker adds up what changed: off its old sums, into its new ones (docs/decisions/0056).

Who reads counts a petition that is noted as changed one by one, so nothing is ever told late. The
notes are taken before their petitions are read: what changes meanwhile is noted again.
"""

# ruff: noqa: S608 - made of our own words only

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from huiyin.petitions.door import PetitionQuerySet
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import State
from huiyin.statistics.counting import DAY, Counting, told
from huiyin.statistics.definitions import OVERDUE, SILENT
from huiyin.statistics.models import Changed
from huiyin.statistics.sums import NO_OFFICE, SUMMED, TO_ALL, TO_KEEPER, TO_NOBODY

AT_ONCE = 5_000
_KIND = (
    "source, outcome, day, since, is_again, office, registering_id, channel, matter, is_accusation,"
    " shown_to"
)
_TAKEN = """
    DELETE FROM statistics_changed WHERE petition_id IN (
        SELECT DISTINCT petition_id FROM statistics_changed c
        WHERE NOT EXISTS (SELECT 1 FROM petitions_petition p WHERE p.id = c.petition_id
                AND GREATEST(p.arrived_at, p.registered_at) >= %(end)s)
            AND NOT EXISTS (SELECT 1 FROM petitions_leg l WHERE l.petition_id = c.petition_id
                AND l.delivered_at >= %(end)s)
            AND NOT EXISTS (SELECT 1 FROM petitions_clock k WHERE k.petition_id = c.petition_id
                AND k.ended_at >= %(end)s)
            AND NOT EXISTS (SELECT 1 FROM petitions_event e WHERE e.petition_id = c.petition_id
                AND e.at >= %(end)s)
        LIMIT %(most)s)
    RETURNING petition_id"""
_OFF = """
    WITH gone AS (
        DELETE FROM statistics_insums WHERE petition_id = ANY(%s) RETURNING sums
    )
    UPDATE statistics_figuresum s SET number = s.number - g.number
    FROM (SELECT id, count(*) AS number FROM gone, unnest(sums) AS id GROUP BY id) AS g
    WHERE s.id = g.id"""
_ON = f"""
    INTO statistics_figuresum AS s ({_KIND}, number, added_up_on)
        SELECT {_KIND}, count(*), %s::date FROM kinds GROUP BY {_KIND}
        ON CONFLICT ({_KIND}) DO UPDATE SET number = s.number + EXCLUDED.number,
            added_up_on = GREATEST(s.added_up_on, EXCLUDED.added_up_on)
        RETURNING id, {_KIND}"""


def add_up(today: date, *, most: int = AT_ONCE) -> int:
    """Add up so many of the petitions that changed; returns how many. All at once or not at all.

    Of what happens later than today nothing is known yet: that waits for its day.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"end": start_of_day(today + DAY), "most": most})
        taken = list({petition for (petition,) in cursor.fetchall()})
        if not taken:
            return 0
        cursor.execute(_OFF, [taken])
        kinds, values = _kinds(_counted().filter(pk__in=taken), today)
        cursor.execute(
            f"""{kinds},
            known AS (INSERT {_ON})
            INSERT INTO statistics_insums (petition_id, sums)
            SELECT kinds.id, array_agg(known.id) FROM kinds JOIN known USING ({_KIND})
            GROUP BY kinds.id""",
            [*values, today],
        )
        cursor.execute("DELETE FROM statistics_figuresum WHERE number = 0")
    return len(taken)


def differing() -> list[str]:
    """The months in which a sum is not what counting the petitions again comes to."""
    noted = Exists(Changed.objects.filter(petition_id=OuterRef("pk")))
    kinds, values = _kinds(_counted().exclude(noted), date.max)
    by_month = _KIND
    for day in ("day", "since"):
        by_month = by_month.replace(f"{day},", f"date_trunc('month', {day})::date AS {day},")
    query = f"""{kinds},
        both_ways AS (
            SELECT {by_month}, number FROM statistics_figure
            UNION ALL SELECT {_KIND}, -1 FROM kinds
        )
        SELECT DISTINCT to_char(day, 'YYYY-MM') FROM (
            SELECT day FROM both_ways GROUP BY {_KIND} HAVING sum(number) <> 0
        ) AS differing ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [month for (month,) in cursor.fetchall()]


def _everything() -> Counting:
    """All that ever happened, and by which day whatever happens."""
    return Counting(
        viewer=job_viewer("statistics"),
        first=date.min,
        last=date.max,
        as_of=date.max,
        at=start_of_day(date.max),
    )


def _counted() -> PetitionQuerySet:
    """The petitions that may be in a sum."""
    return _everything().seen().filter(counts_alone=False)


def _kinds(counted: PetitionQuerySet, today: date) -> tuple[str, list[Any]]:
    """Each kind in which these petitions count, as the beginning of a query.

    What may still turn late or silent keeps its day. What happened to one petition several times
    is told again, with the day before, so that it can be taken off where both are asked for.
    """
    query, values = told(_everything(), SUMMED, counted)
    settled = "CASE WHEN outcome IN (%s, %s) AND {day} >= %s THEN {day} ELSE {month} END"
    columns = [
        settled.format(day=day, month=f"date_trunc('month', {day})::date")
        for day in ("day", "since")
    ]
    open_days: list[Any] = [OVERDUE, SILENT, today]
    nowhere: UUID = NO_OFFICE
    return (
        f"""{query},
        happened AS (
            SELECT source, outcome, id, day, day AS since, false AS is_again,
                COALESCE(office, %s) AS office
            FROM told
            UNION ALL
            SELECT source, outcome, id, day, before, true, %s
            FROM (
                SELECT source, outcome, id, day,
                    lag(day) OVER (PARTITION BY source, outcome, id ORDER BY day) AS before
                FROM told
            ) AS one_after_the_other
            WHERE before IS NOT NULL
        ),
        kinds AS MATERIALIZED (
            SELECT p.id, source, outcome, {columns[0]} AS day, {columns[1]} AS since, is_again,
                office, p.registering_id, p.channel, COALESCE(p.matter, '') AS matter,
                p.is_sealed OR COALESCE(p.matter, p.wish, '') = 'accusation' AS is_accusation,
                CASE WHEN source NOT IN ('bureau_rated', 'unit_rated') OR p.state = %s THEN %s
                     WHEN p.holder_id <> p.registering_id THEN %s ELSE %s END AS shown_to
            FROM happened JOIN petitions_petition p USING (id)
        )""",
        [
            *values,
            *(nowhere, nowhere),
            *(*open_days, *open_days),
            *(State.CLOSED.value, TO_ALL, TO_KEEPER, TO_NOBODY),
        ],
    )
