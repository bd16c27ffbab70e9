"""What the tests of duty share: a post of the bureau, and watches at it."""

from datetime import date, datetime
from typing import Any

from huiyin.duty import actions
from huiyin.duty.actions import PostGiven
from huiyin.duty.models import DutyPost, Shift
from tests.make import an_office, at
from tests.people import CLERK, DISPATCHER, LEADER, SUPERVISOR, Person

ENTERED = at("2026-03-01 10:00")  # a Sunday
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
TURN = (CLERK, DISPATCHER, LEADER, SUPERVISOR)


def by(person: Person = DISPATCHER, when: datetime = ENTERED) -> dict[str, Any]:
    """Who does it, and when."""
    return {"by": person.viewer, "at": when}


def a_post(office: str = "yunling-bureau", person: Person = DISPATCHER, **given: Any) -> DutyPost:
    """A duty post, round the clock unless told otherwise."""
    usual = {"name": "总值班", "phone": "0990-0000112"}
    return actions.add_post(an_office(office), PostGiven(**usual | given), **by(person))


def a_shift(post: DutyPost, person: Person, begin: str, end: str) -> Shift:
    """A watch from one moment to another."""
    return actions.place(post, person.user, begin=at(begin), end=at(end), **by())
