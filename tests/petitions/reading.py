"""Reading what a step left: clocks, dates, words and letters of a petition."""

from datetime import date
from typing import Any

from huiyin.documents.actions import letter_facts
from huiyin.notifications.models import Outbox
from huiyin.petitions.models import Event, Petition, PetitionLetter, Words
from huiyin.petitions.vault import Vault
from tests.make import fresh


def clocks(petition: Petition) -> set[str]:
    """The limits that run."""
    return set(petition.clocks.filter(ended_at=None).values_list("limit", flat=True))


def dates(petition: Petition) -> dict[str, tuple[date, date, date]]:
    """The three dates of every running clock."""
    rows = petition.clocks.filter(ended_at=None)
    return {row.limit: (row.target_on, row.legal_on, row.assessed_on) for row in rows}


def ended(petition: Petition) -> dict[str, str]:
    """The clocks that have ended, and how."""
    return dict(petition.clocks.exclude(ended_at=None).values_list("limit", "outcome"))


def words(event: Event) -> dict[str, Any]:
    """What was said at an event, unsealed."""
    petition = fresh(event.petition)
    row = Words.objects.get(petition=petition, seq=event.seq)
    return Vault(petition.id, petition.key).open_words(row.body, row.id)


def facts(link: PetitionLetter) -> dict[str, Any]:
    """The frozen facts of a letter, unsealed."""
    petition = fresh(link.petition)
    return letter_facts(link.letter, key=Vault(petition.id, petition.key).key)


def topics(petition: Petition) -> list[str]:
    """What is left for the worker about the petition itself, in order."""
    rows = Outbox.objects.filter(subject=petition.pk).order_by("created_at", "id")
    return [f"{row.topic} {row.arguments.get('about', '')}".strip() for row in rows]
