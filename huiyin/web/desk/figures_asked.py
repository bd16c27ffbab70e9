"""Which figures were asked for: view, lines and months, as the address of the page has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.statistics.definitions import By, View
from huiyin.statistics.periods import Month, months

Word = TypeVar("Word", View, By)

MOST_MONTHS = 24
BUREAU_ROLES = frozenset({Role.LEADER, Role.SUPERVISOR})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A period of whole months, a view and what the lines are; `problem` says what was not."""

    view: View
    views: tuple[View, ...]
    by: By
    from_month: Month
    to_month: Month
    problem: str

    @property
    def first(self) -> date:
        """The first day."""
        return self.from_month.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.to_month.last

    @property
    def words(self) -> str:
        """「2026-01 至 2026-03」, or the one month."""
        if self.from_month == self.to_month:
            return str(self.to_month)
        return _("%(first)s 至 %(last)s") % {"first": self.from_month, "last": self.to_month}


def asked_of(given: Mapping[str, str], viewer: Viewer, today: date) -> Asked:
    """What the address asks for; what cannot be is answered with this month and a sentence."""
    views = _views(viewer)
    this = Month.of(today)
    first, last, problem = this, this, ""
    try:
        last = Month.named(given["to"]) if given.get("to") else this
        first = Month.named(given["from"]) if given.get("from") else last
    except ValueError:
        first, last, problem = this, this, _("月份请写成 2026-03 这样。已改为本月。")
    if first > last:
        first, last, problem = this, this, _("开始的月份在结束的月份之后。已改为本月。")
    elif len(months(first.first, last.first)) > MOST_MONTHS:
        first, problem = last.back(MOST_MONTHS - 1), _("一次最多看24个月。已改为最后24个月。")
    return Asked(
        view=_named(given.get("view"), views),
        views=views,
        by=_named(given.get("by"), tuple(By)),
        from_month=first,
        to_month=last,
        problem=problem,
    )


def _views(viewer: Viewer) -> tuple[View, ...]:
    """A bureau's people look at both; a unit's at its own work."""
    return (View.BUREAU, View.UNIT) if viewer.roles & BUREAU_ROLES else (View.UNIT,)


def _named(text: str | None, offered: tuple[Word, ...]) -> Word:
    """The word of this name, else the first that is offered."""
    return next((each for each in offered if each == text), offered[0])
