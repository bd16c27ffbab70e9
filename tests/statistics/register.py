"""A small register whose figures can be worked out by hand: see `a_register`."""

from datetime import date
from typing import Any

from huiyin.petitions.actions import approving, citizen
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Keeping, Matter, Rating, State, Step
from huiyin.statistics.counting import Counting
from tests import again
from tests.make import a_petition, fresh, later
from tests.people import CLERK, DISPATCHER, LEADER, petitioner

SPRING = (date(2026, 3, 1), date(2026, 5, 31))
AS_OF = date(2026, 4, 20)


def counting(viewer: Viewer | None = None, as_of: date = AS_OF, **given: Any) -> Counting:
    """Everything of the spring, as the clerk of the city's bureau sees it."""
    first, last = SPRING
    return Counting(viewer=viewer or CLERK.viewer, first=first, last=last, as_of=as_of, **given)


def rated(petition: Petition, bureau: Rating, organ: Rating | None) -> Petition:
    """The petition after its petitioner said what they think."""
    by = petitioner(petition)
    citizen.rate(petition.pk, bureau=bureau, organ=organ, by=by, at=later(petition))
    return fresh(petition)


def kept(petition: Petition) -> Petition:
    """The petition after the dispatcher asked to keep it and the leader agreed."""
    request = approving.ask_approval(
        Step.KEEP,
        petition.pk,
        reason="没有请求。",
        arguments={"ground": Keeping.NO_REQUEST.value},
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    approving.decide(request.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    return fresh(petition)


def taken_up_again(petition: Petition) -> Petition:
    """The petition after what ended it turned out to be a mistake."""
    request = approving.ask_approval(
        Step.TAKE_UP_AGAIN,
        petition.pk,
        reason="看错了。",
        arguments={},
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    approving.decide(request.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    return fresh(petition)


@again.kept
def a_register() -> dict[str, Petition]:
    """Eleven petitions of 2 March, each in another state; named for what it is there for.

    The bureau decides by 17 March, the unit tells by 1 April; who was answered on 5 March may rate
    until 7 April (the 4th to the 6th are days off).
    """
    return {
        "waits at the bureau": a_petition(State.RECEIVED),
        "registered only": a_petition(State.REGISTERED),
        "forwarded": a_petition(State.DELIVERED, channel=Channel.LETTER),
        "accepted": a_petition(State.ACCEPTED, office="yunling-labour"),
        "silent": a_petition(State.SERVED),
        "content": rated(a_petition(State.SERVED), Rating.SATISFIED, Rating.DISSATISFIED),
        "fair": rated(a_petition(State.CLOSED), Rating.DISSATISFIED, Rating.FAIR),
        "enquiry": a_petition(State.SERVED, matter=Matter.ENQUIRY, channel=Channel.CALL),
        "kept": kept(a_petition(State.REGISTERED)),
        "withdrawn": a_petition(State.WITHDRAWN),
        "accusation": a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION),
    }
