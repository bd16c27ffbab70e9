"""One step of a petition, taken whole: the only place where a petition changes state.

posts -> lock -> refresh -> rule -> state -> clocks -> letters -> event -> outbox
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from huiyin.accounts.in_force import still_held
from huiyin.petitions.clocks import starting
from huiyin.petitions.errors import Outdated, PostEnded, Refused
from huiyin.petitions.locked import locked, read_parts
from huiyin.petitions.simulation import recorded
from huiyin.petitions.standing import facts_of
from huiyin.petitions.under_way import Taking
from huiyin.petitions.vault import Vault
from huiyin.rules.actor import CITIZEN, Actor
from huiyin.rules.checks import Facts
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.steps import acting_office, rule_for, why_not
from huiyin.rules.terms import Step
from huiyin.rules.workflow import Rule

__all__ = ["Taking", "taking"]

# How a clock ends that a step does not fulfil.
_OUTCOMES = {
    Step.WITHDRAW: "withdrawn",
    Step.AGREE_RETURN: "returned",
    Step.TAKE_BACK: "returned",
    Step.RECALL: "returned",
    Step.HAND_ON: "handed_on",
    Step.APPOINT: "appointed",
    Step.CLEAR_MARK: "cleared",
    Step.END_DRILL: "practised",
}


@contextmanager
def taking(
    step: Step,
    petition_id: UUID,
    *,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    choose: Callable[[Facts], Rule | None] | None = None,
    until: date | None = None,
    happened_at: datetime | None = None,
    hours: int | None = None,
) -> Iterator[Taking]:
    """Take one step: the body adds what is particular to it, everything else is done here.

    Raises Petition.DoesNotExist for what the viewer may not see, Outdated when `version` is no
    longer the row's, PostEnded for who lost a post meanwhile, Refused with the sentence that
    tells why the step is not open. `choose` names the row where the table is not asked; `until`
    is a day set where the law sets none.
    Clocks of the row begin and end at `happened_at` where it is not now; `hours` is a shorter
    count than the limit's own.
    """
    today = localdate(at)
    with transaction.atomic():
        # Before the petition is locked: who ends a post never waits for a petition.
        if by.kind is ViewerKind.STAFF and not still_held(by, today):
            raise PostEnded
        petition = locked(petition_id, by, today)
        read_parts(petition)
        if version is not None and version != petition.version:
            raise Outdated(petition.version)
        facts = facts_of(petition, today)
        row = choose(facts) if choose else rule_for(step, facts, by)
        if row is None:
            raise Refused(why_not(step, facts, by))
        leg = next(each for each in petition.legs.all() if each.is_main)
        one = Taking(
            petition=petition,
            rule=row,
            facts=facts,
            by=_actor(row, facts, by),
            viewer=by,
            at=at,
            # The clock was read with the row that is locked.
            recorded_at=recorded(petition.db_clock, at),  # type: ignore[attr-defined]
            vault=Vault(petition.id, petition.key),
            leg=leg,
            until=until,
            happened_at=happened_at,
            hours=hours,
        )
        _walk(one)
        yield one
        one.finish()


def _walk(one: Taking) -> None:
    """State and clocks as the row of the table says; `deliver` gives an opened leg its state."""
    rule = one.rule
    if rule.after is not None:
        one.stand(rule.after)
    one.end(*rule.ends, outcome=_OUTCOMES.get(rule.step, "met"))
    one.resume(*rule.resumes, ended_at=one.petition.served_at)
    if rule.opens is None:
        for limit in starting(one.petition, rule):
            one.start(limit)
    if rule.returns:
        one.give_back()


def _actor(rule: Rule, facts: Facts, viewer: Viewer) -> Actor:
    if viewer.kind is ViewerKind.HOLDER:
        return CITIZEN
    if viewer.kind is not ViewerKind.STAFF:
        return viewer.actor()
    office = acting_office(rule, facts, viewer)
    return viewer.actor(office, rule.by if office else rule.confirmed_by or None)
