"""With what a step of the model can be taken: a class, an organ, a letter, a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from huiyin.rules.moments import localdate
from tests.verification.case_model import (
    BESIDE,
    BUREAUS,
    CAST,
    COUNTY,
    DISCIPLINE,
    HOUSING,
    LABOUR,
    LOWER,
    WATER,
    Case,
)

MOST_RECUSED = 2  # in one petition, or nobody is left who could take a step


@dataclass(frozen=True)
class With:
    """With what a step is taken: one choice of those that fit."""

    kind: str = ""
    to: str = ""
    claims: tuple[str, ...] = ()
    person: str = ""
    until: date | None = None
    letter: int | None = None
    other: Case | None = None


NOTHING = With()
Choose = Callable[[Case, str, list[Case]], list[With]]


def fitting(case: Case, step: str, who: str, others: list[Case]) -> list[With]:
    """Everything that a step, which is allowed, can be taken with; none, and it is not taken."""
    choose = CHOICES.get(step)
    return choose(case, who, others) if choose else [NOTHING]


def _office(who: str) -> str:
    return CAST[who][1]


def _kinds(case: Case, who: str, _others: list[Case]) -> list[With]:
    sealed = case.wish == "a" and (case.kind == "?" or who == case.registered_by)
    return [With(kind=kind) for kind in ("a" if sealed else "6661sea")]


def _organs(case: Case, _who: str, _others: list[Case]) -> list[With]:
    organs = (WATER, WATER, HOUSING, LABOUR, COUNTY)
    day = localdate(case.at) + timedelta(days=40)
    return [With(to=to, until=day) for to in organs if to != case.holder]


def _below(_case: Case, _who: str, _others: list[Case]) -> list[With]:
    return [With(to=LOWER)]


def _discipline(_case: Case, _who: str, _others: list[Case]) -> list[With]:
    return [With(to=DISCIPLINE)]


def _handlers(case: Case, _who: str, _others: list[Case]) -> list[With]:
    mine = [name for name, (posts, at) in CAST.items() if posts == "H" and at == case.holder]
    return [With(person=name) for name in mine if case.holder not in case.accused
            and name not in case.recused]  # fmt: skip


def _claims(case: Case, who: str, _others: list[Case]) -> list[With]:
    """An objection that was dismissed is a dispute; else the registering bureau names claims."""
    if case.leg.sender and case.was_dismissed():
        return [NOTHING]
    if _office(who) != case.registering or who == "":
        return []
    claiming = tuple(each for each in (HOUSING, LABOUR, WATER) if each != case.holder)[:2]
    return [With(claims=claiming)]


def _named(case: Case, _who: str, _others: list[Case]) -> list[With]:
    organs = (LOWER,) if case.arbiter == COUNTY else (WATER, HOUSING, LABOUR)
    return [With(to=to) for to in organs if to != case.holder]


def _helpers(case: Case, _who: str, _others: list[Case]) -> list[With]:
    organs = {HOUSING, LABOUR, BESIDE} - case.helping - {case.holder} - case.accused
    return [With(to=to) for to in sorted(organs)]


def _again_by(case: Case, _who: str, _others: list[Case]) -> list[With]:
    is_served = case.state == "served"
    return [With(until=localdate(case.at) + timedelta(days=20) if is_served else None)]


def _today(case: Case, _who: str, _others: list[Case]) -> list[With]:
    return [With(until=localdate(case.at))]


def _letters(is_answer: bool) -> Choose:
    def mine(case: Case, who: str, _others: list[Case]) -> list[With]:
        served_by = None if who not in CAST else _office(who)
        found = [
            each for each in case.waiting(is_answer=is_answer) if served_by in (None, each.server)
        ]
        return [With(letter=each.number) for each in found]

    return mine


def _marked(case: Case, _who: str, _others: list[Case]) -> list[With]:
    if case.accused or case.kin:
        return []
    found = [With(to=BESIDE)]
    if case.holder in (WATER, HOUSING, LABOUR, LOWER) and case.registering in BUREAUS:
        found.append(With(to=case.holder))
    return found


def _themselves(case: Case, who: str, _others: list[Case]) -> list[With]:
    return [With(person=who)] if len(case.recused) < MOST_RECUSED else []


def _joined(case: Case, who: str, others: list[Case]) -> list[With]:
    office = _office(who)
    return [
        With(other=each)
        for each in others
        if each.is_open
        and each.sees(who)
        and not each.is_accusation
        and not (case.hides_name and not each.hides_name)
        and office in {each.holder, each.registering, *(leg.sender for leg in each.legs)}
    ]


CHOICES: dict[str, Choose] = {
    "register": _kinds,
    "reclassify": _kinds,
    "forward": _organs,
    "assign": _organs,
    "hand_on": _below,
    "hand_over": _discipline,
    "allot": _handlers,
    "submit_dispute": _claims,
    "appoint": _named,
    "invite": _helpers,
    "rework": _again_by,
    "note_review": _today,
    "serve_notice": _letters(is_answer=False),
    "open_notice": _letters(is_answer=False),
    "serve": _letters(is_answer=True),
    "open_answer": _letters(is_answer=True),
    "accuse": _marked,
    "recuse": _themselves,
    "attach": _joined,
}
