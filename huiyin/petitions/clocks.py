"""期限. A clock of a petition as it begins: three dates and their reasons, by its own rule set."""

from datetime import date, datetime

from huiyin.organisations.calendars import in_force
from huiyin.organisations.models import Office
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Petition
from huiyin.rules.clock import due, due_at
from huiyin.rules.hours import MOST
from huiyin.rules.limits import Limit, Unit, rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Party, TimeLimit


def begun(
    petition: Petition,
    leg: Leg,
    limit: TimeLimit,
    *,
    started_at: datetime,
    at: datetime,
    until: date | None = None,
    extension: int = 0,
    hours: int | None = None,
) -> Clock:
    """A clock that begins, not yet stored; counted with the calendar in force `at` that moment.

    `until` is the day that was set where the law sets none. How soon an objection is answered
    every sender decides for itself.
    """
    registered = petition.registered_at or petition.arrived_at
    row = rule_set(petition.rule_set)[limit]
    if row.unit is Unit.HOURS:
        return _in_hours(petition, leg, row, started_at=started_at, hours=hours)
    dates = due(
        row,
        localdate(started_at),
        in_force(localdate(at)),
        extension,
        registered_on=localdate(registered),
        until=until if row.length is None else None,
        length=leg.sender.objection_days if limit is TimeLimit.L4S and leg.sender else None,
    )
    return Clock(
        petition=petition,
        leg=leg,
        office=_answering(petition, leg, row.whose),
        limit=limit,
        is_right=row.is_right,
        started_at=started_at,
        target_on=dates.target,
        legal_on=dates.legal,
        assessed_on=dates.assessed,
        explanation=dates.explanation.as_json(),
        calendar=dates.calendar_version,
        rule_set=dates.rule_set,
    )


def _in_hours(
    petition: Petition, leg: Leg, row: Limit, *, started_at: datetime, hours: int | None
) -> Clock:
    """A clock of hours: one last second, whatever day it lies on; no calendar moves it (L15)."""
    end = due_at(started_at, hours or row.length or MOST)
    return Clock(
        petition=petition,
        leg=leg,
        office=_answering(petition, leg, row.whose),
        limit=row.id,
        started_at=started_at,
        due_at=end.at,
        target_on=end.day,
        legal_on=end.day,
        assessed_on=end.day,
        explanation=end.explanation.as_json(),
        calendar="",
        rule_set=row.rule_set,
    )


def starting(petition: Petition, rule: Rule) -> tuple[TimeLimit, ...]:
    """The clocks of a row that the law of the petition knows: that of 2005 had no objection."""
    law = rule_set(petition.rule_set)
    return tuple(limit for limit in rule.starts if limit in law)


def _answering(petition: Petition, leg: Leg, whose: Party) -> Office | None:
    """The office that is late when the clock runs out; none for the petitioner's own period."""
    if whose is Party.PETITIONER:
        return None
    if whose is Party.REGISTRAR:
        return petition.registering
    return leg.sender if whose is Party.SENDER else petition.holder
