"""What the tests of supplies share: a thing that is kept, and moves of it."""

from datetime import date, datetime
from typing import Any

from huiyin.emergency import supplies
from huiyin.emergency.supplies import Moved
from huiyin.emergency.supplies_rows import Supply, SupplyMove
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from tests.make import an_office, at
from tests.people import CLERK, Person

NOW = at("2026-03-10 09:00")
TODAY = localdate(NOW)
POINT = "青石岭村联系点"


def masks(
    need: int = 1400,
    office: str = "yunling-bureau",
    when: datetime = NOW,
    name: str = "医用口罩",
) -> Supply:
    """Masks, of which two weeks need some."""
    return supplies.add(
        an_office(office), name=name, unit="个", need=need, by=CLERK.viewer, at=when
    )


def moved(amount: int, on: date = TODAY, **given: Any) -> Moved:
    """A form that was filled in once."""
    usual: dict[str, Any] = {"entry": new_id(), "purpose": "联系点防疫", "receiver": POINT}
    return Moved(**usual | {"amount": amount, "on": on} | given)


def come_in(
    supply: Supply, amount: int, on: date = TODAY, when: datetime = NOW, **given: Any
) -> SupplyMove:
    """So much into stock."""
    return supplies.receive(
        supply,
        moved(amount, on, purpose="上级调拨", receiver=""),
        by=CLERK.viewer,
        at=when,
        **given,
    )[0]


def go_out(
    supply: Supply, amount: int, by: Person = CLERK, on: date = TODAY, when: datetime = NOW
) -> list[SupplyMove]:
    """So much to the contact point."""
    return supplies.issue(supply, moved(amount, on), by=by.viewer, at=when)
