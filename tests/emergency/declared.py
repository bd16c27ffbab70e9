"""What tests of emergency work share: an emergency that a leader declared, by the real action."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from huiyin.emergency.declaring import Declaration, declare
from huiyin.emergency.models import Emergency
from huiyin.rules.terms_emergency import EmergencyKind
from tests.make import an_office, at
from tests.people import LEADER, Person

AT = at("2026-03-02 08:30")

GIVEN = Declaration(
    kind=EmergencyKind.EPIDEMIC,
    name="春季疫情防控",
    division="990100",
    reason="市里启动公共卫生应急响应。",
    starts_at=AT,
    expected_end_on=date(2026, 3, 25),
)


def an_emergency(
    *,
    office: str = "yunling-bureau",
    by: Person = LEADER,
    at: datetime = AT,
    **given: Any,
) -> Emergency:
    """An epidemic declared by the city's bureau on the morning when petitions arrive."""
    declaration = replace(GIVEN, **given)
    return declare(an_office(office), declaration, by=by.viewer, at=at)
