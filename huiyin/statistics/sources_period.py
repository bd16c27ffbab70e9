"""What a report of any period counts besides: duties kept in time, and emergency petitions.

Made like those of `sources.py`, over the same `seen` and `span`; `span.until` is the second up to
which hours count, `span.emergency` the one whose marks count.
"""

# ruff: noqa: S608 - made of our own words only; what differs from call to call stands in `span`

from huiyin.rules.rule import DUTY_CLOCKS, OPEN
from huiyin.rules.terms import State
from huiyin.statistics.definitions import IN_TIME, LATE, OVERDUE, WAITING, View
from huiyin.statistics.sources import ELIGIBLE, REGISTERING, day_of, in_period, rated, words

CLOSED = "closed"
HOURS = "found_hours"

_MARKED = f"""
    m.cleared_by IS NULL AND {in_period(day_of("m.marked_at"))} AND m.marked_at <= span.until
    AND (span.emergency IS NULL OR m.emergency = span.emergency)"""
_AMONG = f"""
    AND EXISTS (
        SELECT 1 FROM petitions_emergencymark m WHERE m.petition_id = seen.id AND {_MARKED})"""


def _second(moment: str) -> str:
    return f"date_trunc('second', {moment})"


def _is_past(moment: str, day: str) -> str:
    """Whether a duty's last second, or its last day, lies before."""
    in_hours = f"{_second('c.due_at')} < {_second(moment)}"
    return f"COALESCE({in_hours}, c.assessed_on < {day})"


def _duties() -> str:
    """The worst of the duties whose target lies in the period or that ended in it."""
    ended_on = day_of("c.ended_at")
    ended = "COALESCE(c.ended_at <= span.until, false)"
    return f"""
        SELECT 'duties', id, registering_id, channel, day,
            CASE WHEN is_late THEN '{LATE}' WHEN is_over THEN '{OVERDUE}'
                 WHEN is_met THEN '{IN_TIME}' ELSE '{WAITING}' END
        FROM (
            SELECT seen.id, {REGISTERING}, seen.channel, span.last AS day,
                bool_or({ended} AND {_is_past("c.ended_at", ended_on)}) AS is_late,
                bool_or(NOT {ended} AND {_is_past("span.until", "span.as_of")}) AS is_over,
                bool_or({ended}) AS is_met
            FROM seen JOIN petitions_clock c ON c.petition_id = seen.id CROSS JOIN span
            WHERE c."limit" IN ({words(*DUTY_CLOCKS)}) AND c.outcome IN ('', 'met') AND {ELIGIBLE}
                AND c.started_at <= span.until
                AND (c.target_on BETWEEN span.first AND span.last
                     OR ({ended} AND {ended_on} BETWEEN span.first AND span.last))
            GROUP BY seen.id, {REGISTERING}, seen.channel, span.last
        ) AS worst"""


def _found(source: str, outcome: str) -> str:
    return f"""
        SELECT '{source}', seen.id, {REGISTERING}, seen.channel, {day_of("m.marked_at")},
            {outcome}
        FROM seen JOIN petitions_emergencymark m ON m.petition_id = seen.id CROSS JOIN span
        WHERE {_MARKED}"""


def _rated_among(source: str, view: View) -> str:
    """Of those found, whenever they were rated."""
    return rated(source, view, among=_AMONG, dated="true", silent="true")


_TOLD = f"""
    CASE WHEN m.told_at <= span.until AND {_second("m.told_at")} <= m.due_at THEN '{IN_TIME}'
         WHEN m.told_at <= span.until THEN '{LATE}'
         WHEN seen.state NOT IN ({words(*sorted(OPEN))})
              AND (seen.closed_at IS NULL OR seen.closed_at <= span.until) THEN ''
         WHEN m.due_at < {_second("span.until")} THEN '{OVERDUE}' ELSE '{WAITING}' END"""
# As many hours as its plan promised; what was marked later or joined an earlier one keeps them.
_HOURS = "round(extract(epoch FROM m.due_at - m.counted_from) / 3600)::int::text"
_ENDED = f"""
    CASE WHEN seen.state = '{State.CLOSED}' AND seen.closed_at <= span.until THEN '{CLOSED}'
         ELSE '' END"""

PERIOD_SOURCES: dict[str, str] = {
    "duties": _duties(),
    "found": _found("found", _TOLD),
    HOURS: _found(HOURS, _HOURS),
    "found_ended": _found("found_ended", _ENDED),
    "found_bureau_rated": _rated_among("found_bureau_rated", View.BUREAU),
    "found_unit_rated": _rated_among("found_unit_rated", View.UNIT),
}
