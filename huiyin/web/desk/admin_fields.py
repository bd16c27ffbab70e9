"""What the forms of the system administrator share: lines with their errors, choices, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huiyin.organisations.errors import Refused
from huiyin.rules.terms import Term
from huiyin.web.desk.days import day_from
from huiyin.web.desk.gate import StaffRequest


@dataclass(frozen=True)
class Field:
    """One line of a form: what is asked, what stands in it, what is wrong with it."""

    name: str
    label: str
    help: str
    value: str
    limit: int
    error: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Choice:
    """One of several: what is stored, what it is called, whether it is the one chosen."""

    value: str
    label: str
    is_chosen: bool


def error_of(problem: Refused, name: str) -> str:
    """What is wrong with this field, if it is what the problem is about."""
    return problem.sentence if problem.field == name else ""


def chosen(terms: Iterable[Term], value: str) -> list[Choice]:
    """The members of a term as choices."""
    return [Choice(term.value, _(term.zh), term.value == value) for term in terms]


def day_typed(request: StaffRequest, name: str) -> date | None:
    """A day that was typed, or None where nothing was."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return day_from(text)
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name) from None


def day_asked(request: StaffRequest, name: str, otherwise: date) -> date:
    """A day in the address; what is none is as not asked."""
    try:
        return day_from(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def form_state(problem: Refused) -> dict[str, Any]:
    """How a form is answered: what is wrong with it, and the status that says so."""
    return {"problem": problem, "status": 422 if problem.sentence else 200}
