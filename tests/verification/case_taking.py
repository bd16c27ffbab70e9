"""Every step of the first model taken in the product, and what must stand then of a petition."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from huiyin.petitions.models import Clock, Petition, PetitionLetter
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Matter, Naming, Procedure, Step
from tests.make import a_receipt
from tests.people import Person, petitioner
from tests.verification.case_choices import With
from tests.verification.case_model import PETITIONER, Case
from tests.verification.case_walks import Arrival
from tests.verification.every_step import Wish, taken

CLASSES = {
    "6": (Matter.CLAIM, Procedure.PETITION),
    "1": (Matter.CLAIM, Procedure.ARBITRATION),
    "s": (Matter.SUGGESTION, None),
    "e": (Matter.ENQUIRY, None),
    "a": (Matter.ACCUSATION, None),
    "?": (Matter.CLAIM, None),
    "-": (None, None),  # as the law of 2005 allowed
}
EVENTS = {"open_notice": Step.SERVE_NOTICE, "open_answer": Step.SERVE}

Standing = tuple[tuple[object, ...], Counter[tuple[str, date]]]


def receive(arrival: Arrival, at: datetime) -> Petition:
    """A petition that comes in now."""
    received = a_receipt(
        bureau=arrival.office,
        wish=CLASSES[arrival.wish][0] if arrival.wish else None,
        naming=Naming.WITHHELD if arrival.is_hidden else Naming.NAMED,
        consents_electronic=arrival.consents,
        arrived_at=at,
    )
    return Petition.objects.get(pk=received.petition_id)


def take(
    petition: Petition,
    case: Case,
    move: tuple[str, str, With],
    words: str,
    version: int | None = None,
    other: UUID | None = None,
) -> None:
    """Take one step in the product: which, by whom, with what; with the version seen, if any."""
    step, who, given = move
    matter, procedure = CLASSES[given.kind or case.kind]
    letter = None if given.letter is None else _letters(petition)[given.letter]
    wish = Wish(
        words=words,
        matter=matter,
        procedure=procedure,
        to=given.to or "yunling-water",
        claims=given.claims,
        person=given.person or (who if who != PETITIONER else "wen.ruoxi"),
        until=given.until,
        letter=letter.letter_id if letter else None,
        other=other,
    )
    with transaction.atomic():
        taken(step, petition, viewer(petition, who), case.at, wish, version)


def viewer(petition: Petition, who: str) -> Viewer:
    """Somebody before the door."""
    return petitioner(petition) if who == PETITIONER else Person(who).viewer


def _letters(petition: Petition) -> list[PetitionLetter]:
    """What goes to the petitioner, in the order of issue."""
    links = PetitionLetter.objects.filter(petition=petition, to_office=None, needs_service=True)
    return list(links.order_by("id"))


def standing(petition: Petition) -> Standing:
    """State, versions, next days and running clocks of a petition, as they stand."""
    stands = Petition.objects.filter(pk=petition.pk).values_list(
        "state", "version", "event_count", "next_due", "next_legal_due"
    )
    clocks = Clock.objects.filter(petition=petition, ended_at=None)
    return stands.get(), Counter(clocks.values_list("limit", "legal_on"))


def expected(case: Case) -> Standing:
    """The same as the model says."""
    clocks = Counter((each.limit, each.legal) for each in case.running())
    return (case.state, case.version, case.events, *case.deadline()), clocks


def event_of(step: str) -> str:
    """The step that the event of it names."""
    how, _blank, what = step.partition(" ")
    known = {"ask": Step.ASK_APPROVAL, "decline": Step.DECLINE, "agree": what}
    return str(known.get(how, EVENTS.get(step, step)))
