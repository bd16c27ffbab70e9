"""Petitions that left the straight way: objected to, assigned, helped with, repeated."""

from typing import Any

from huiyin.petitions.actions import disputing, handling, returning, routing, together
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests.again import kept
from tests.make import (
    ARRIVAL,
    DAY,
    OPINION,
    WAY,
    a_petition,
    an_office,
    fresh,
    later,
    serve,
    unserved,
)
from tests.people import HANDLER, HEAD, LEADER

OBJECTION: dict[str, Any] = {
    "reason": "涉事管网尚未移交，由建设单位维护。",
    "competent": "云岭市住房和城乡建设局",
    "basis": "市政设施移交管理的规定",
}
REPORT = {
    "facts_found": "主管断裂，停水三日。",
    "measures": "更换管段，加派值守。",
    "result": "供水已经恢复。",
    "opinion": "信访人表示满意。",
}


@kept
def objected(**given: Any) -> Petition:
    """A petition that the unit has objected to."""
    petition = a_petition(State.SIGNED, **given)
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=later(petition))
    return fresh(petition)


@kept
def dismissed() -> Petition:
    petition = objected()
    at = later(petition)
    returning.dismiss_objection(petition.pk, reason="已移交。", by=LEADER.viewer, at=at)
    return fresh(petition)


@kept
def disputed() -> Petition:
    """The unit still disagrees: its superior is asked who handles it."""
    petition = dismissed()
    at = later(petition)
    disputing.submit_dispute(petition.pk, reason="双方都认为不归自己。", by=HEAD.viewer, at=at)
    return fresh(petition)


@kept
def assigned(days: int = 60) -> Petition:
    """A petition assigned with a day for the report."""
    petition = a_petition()
    routing.assign(
        petition.pk,
        to=an_office(),
        report_by=localdate(ARRIVAL + days * DAY),
        by=LEADER.viewer,
        at=later(petition),
    )
    return fresh(petition)


@kept
def assigned_and_served() -> Petition:
    """The same, answered and served; the report is still due."""
    petition = assigned()
    handling.sign(petition.pk, by=HEAD.viewer, at=later(petition))
    handling.accept(petition.pk, way_of_handling=WAY, by=HEAD.viewer, at=later(petition))
    handling.answer(petition.pk, findings=dict(OPINION), by=HEAD.viewer, at=later(petition))
    serve(petition, unserved(petition, is_answer=True))
    return fresh(petition)


@kept
def invited() -> Petition:
    """A petition with a second organ that takes part."""
    petition = a_petition(State.ACCEPTED)
    together.invite(
        petition.pk,
        office=an_office("yunling-labour"),
        words="请核实欠薪。",
        by=HANDLER.viewer,
        at=later(petition),
    )
    return fresh(petition)


@kept
def repeated() -> Petition:
    """A petition just received, while an earlier one of the same person is open."""
    a_petition(State.SIGNED)
    return a_petition(State.RECEIVED)
