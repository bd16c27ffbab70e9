"""Where the figures come from: petitions, each with office, channel, day and outcome.

Every source is a SELECT over `seen` (the petitions that count) and `span` (the period), in columns
(source, id, office, channel, day, outcome). `definitions.py` says in words what stands here.
"""

# ruff: noqa: S608 - made of our own words only; what differs from call to call stands in `span`

from huiyin.petitions.legs import Leg
from huiyin.petitions.under_way import RECOUNTED
from huiyin.rules.moments import ZONE
from huiyin.rules.terms import Channel, OfficeKind, Procedure, State, Step, TimeLimit
from huiyin.statistics.definitions import (
    AGAIN,
    FIRST,
    IN_TIME,
    LATE,
    OVERDUE,
    SILENT,
    WAITING,
    View,
)

ROUTES = (Leg.FORWARD, Leg.ASSIGN, Leg.HAND_ON, Leg.HAND_OVER)


def words(*words: str) -> str:
    """Words of the procedure as a list of literals; they come from the enumerations only."""
    return ", ".join(f"'{word}'" for word in words)


def day_of(moment: str) -> str:
    return f"({moment} AT TIME ZONE '{ZONE.key}')::date"


def in_period(day: str) -> str:
    return f"{day} BETWEEN span.first AND span.last AND {day} <= span.as_of"


_WHOLE = "parent_id IS NULL"
# 涉法涉诉, and what was registered by mistake, are nobody's to do in time.
ELIGIBLE = (
    f"seen.procedure IS DISTINCT FROM '{Procedure.LITIGATION}' AND seen.state <> '{State.VOIDED}'"
)
_OF_A_UNIT = (
    "EXISTS (SELECT 1 FROM organisations_office o"
    f" WHERE o.id = {{office}} AND o.kind <> '{OfficeKind.BUREAU}')"
)


def _arrived(source: str, moment: str, outcome: str = "''", more: str = "") -> str:
    return f"""
        SELECT '{source}', seen.id, registering_id, channel, {day_of(moment)}, {outcome}
        FROM seen, span WHERE {_WHOLE} AND {in_period(day_of(moment))}{more}"""


def _first_leg(source: str, office: str, condition: str) -> str:
    first = day_of("min(l.delivered_at)")
    return f"""
        SELECT '{source}', seen.id, {office}, seen.channel, {first}, ''
        FROM seen JOIN petitions_leg l ON l.petition_id = seen.id CROSS JOIN span
        WHERE {condition}
        GROUP BY seen.id, {office}, seen.channel, span.first, span.last, span.as_of
        HAVING {in_period(first)}"""


def _kept_in_time(source: str, office: str, *limits: TimeLimit) -> str:
    """The last limit of these that counted: met in time, met late, past its day, or running."""
    ended = day_of("c.ended_at")
    return f"""
        SELECT '{source}', id, office, channel, assessed_on,
            CASE WHEN ended <= LEAST(assessed_on, as_of) THEN '{IN_TIME}'
                 WHEN ended <= as_of THEN '{LATE}'
                 WHEN assessed_on < as_of THEN '{OVERDUE}' ELSE '{WAITING}' END
        FROM (
            SELECT DISTINCT ON (c.petition_id) seen.id, {office} AS office, seen.channel,
                c.assessed_on, {ended} AS ended
            FROM petitions_clock c JOIN seen ON seen.id = c.petition_id
            WHERE c."limit" IN ({words(*limits)}) AND c.outcome IN ('', 'met') AND {ELIGIBLE}
            ORDER BY c.petition_id, c.started_at DESC, c.id DESC
        ) AS last_clock CROSS JOIN span
        WHERE assessed_on BETWEEN span.first AND span.last
            AND {_OF_A_UNIT.format(office="office") if source != View.BUREAU else "true"}"""


def rated(
    source: str,
    view: View,
    *,
    among: str = "",
    dated: str = in_period("day"),
    silent: str = "c.legal_on BETWEEN span.first AND span.last",
) -> str:
    """The last rating of each petition that has one; silence once the time to rate is over.

    The rated office counts it once the petition is closed (G8). `among` says of which petitions,
    `dated` and `silent` what days count.
    """
    office, code = (REGISTERING, "bureau") if view is View.BUREAU else (HOLDER, "organ")
    of_whom = "" if view is View.BUREAU else f" AND {_OF_A_UNIT.format(office='seen.holder_id')}"
    of_whom += among
    given = f"e.step = '{Step.RATE}' AND e.codes->>'{code}' <> ''"
    return f"""
        SELECT '{source}', id, office, channel, day, outcome
        FROM (
            SELECT DISTINCT ON (seen.id) seen.id, {office} AS office, seen.channel,
                {day_of("e.at")} AS day, e.codes->>'{code}' AS outcome
            FROM seen JOIN petitions_event e ON e.petition_id = seen.id CROSS JOIN span
            WHERE seen.rating_shown AND {given} AND {day_of("e.at")} <= span.as_of{of_whom}
            ORDER BY seen.id, e.seq DESC
        ) AS last_rating CROSS JOIN span
        WHERE {dated}
        UNION ALL
        SELECT DISTINCT ON (seen.id) '{source}', seen.id, {office}, seen.channel, c.legal_on,
            '{SILENT}'
        FROM seen JOIN petitions_clock c ON c.petition_id = seen.id CROSS JOIN span
        WHERE c."limit" = '{TimeLimit.G8}' AND {silent}
            AND c.legal_on < span.as_of AND c.outcome <> '{RECOUNTED}'{of_whom}
            AND seen.rating_shown
            AND NOT EXISTS (
                SELECT 1 FROM petitions_clock n WHERE n.petition_id = seen.id
                AND n."limit" = '{TimeLimit.G8}' AND n.outcome <> '{RECOUNTED}'
                AND n.legal_on > c.legal_on)
            AND NOT EXISTS (
                SELECT 1 FROM petitions_event e WHERE e.petition_id = seen.id AND {given}
                AND {day_of("e.at")} <= span.as_of)"""


def _happened(step: Step, office: str) -> str:
    """That a step was taken, the last time; an end that was undone since has not been one."""
    return f"""
        SELECT '{step}', id, office, channel, day, ''
        FROM (
            SELECT DISTINCT ON (seen.id) seen.id, {office} AS office, seen.channel,
                {day_of("e.at")} AS day
            FROM seen JOIN petitions_event e ON e.petition_id = seen.id CROSS JOIN span
            WHERE e.step = '{step}' AND {day_of("e.at")} <= span.as_of
                AND NOT EXISTS (
                    SELECT 1 FROM petitions_event u WHERE u.petition_id = e.petition_id
                    AND u.step = '{Step.TAKE_UP_AGAIN}' AND u.codes->>'undone' = e.step
                    AND u.seq > e.seq AND {day_of("u.at")} <= span.as_of)
            ORDER BY seen.id, e.seq DESC
        ) AS last_time CROSS JOIN span
        WHERE {in_period("day")}"""


REGISTERING, HOLDER = "seen.registering_id", "seen.holder_id"

SOURCES: dict[str, str] = {
    "received": _arrived("received", "arrived_at"),
    "registered": _arrived(
        "registered", "registered_at", f"CASE WHEN again THEN '{AGAIN}' ELSE '{FIRST}' END"
    ),
    "by_web": _arrived("by_web", "registered_at", more=f" AND channel = '{Channel.WEB}'"),
    "routed": _first_leg(
        "routed",
        REGISTERING,
        f"l.sender_id = seen.registering_id AND l.kind IN ({words(*ROUTES)})",
    ),
    "delivered": _first_leg(
        "delivered",
        "l.holder_id",
        f"l.kind IN ({words(*ROUTES, Leg.INTAKE)}) AND {_OF_A_UNIT.format(office='l.holder_id')}",
    ),
    "bureau": _kept_in_time(View.BUREAU.value, REGISTERING, TimeLimit.L1),
    "unit": _kept_in_time(View.UNIT.value, "c.office_id", TimeLimit.L2, TimeLimit.L3),
    "answer": _kept_in_time("answer", "c.office_id", TimeLimit.L5),
    "bureau_rated": rated("bureau_rated", View.BUREAU),
    "unit_rated": rated("unit_rated", View.UNIT),
    "keep": _happened(Step.KEEP, REGISTERING),
    "void": _happened(Step.VOID, REGISTERING),
    "inform": _happened(Step.INFORM, "NULLIF(e.office, '')::uuid"),
}
