"""Several people at once: one wins, the other is told, numbers have no gaps, chains no forks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction

from huiyin.organisations.models import Category
from huiyin.petitions.actions import closing, handling, registering
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.terms import LetterKind, Matter, Procedure, State
from tests.make import WAY, a_petition, fresh, later, story
from tests.people import CLERK, COLLEAGUE, HANDLER

pytestmark = [pytest.mark.campaign("C2"), pytest.mark.django_db(transaction=True)]


def together(*actions: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment, each on a connection of its own; how each ended."""
    start = Barrier(len(actions))

    def do(action: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            action()
        except (Refused, Outdated) as trouble:
            return type(trouble).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(actions)) as people:
        return sorted(people.map(do, actions))


def made(state: State, count: int = 1) -> list[Petition]:
    """Committed petitions."""
    with transaction.atomic():
        return [a_petition(state) for _ in range(count)]


@pytest.mark.parametrize(("versioned", "loser"), [(True, "Outdated"), (False, "Refused")])
def test_of_two_who_accept_one_wins_and_the_other_is_told(versioned: bool, loser: str) -> None:
    petition = made(State.SIGNED)[0]
    at, version = later(petition), petition.version if versioned else None
    viewers = [person.viewer for person in (HANDLER, COLLEAGUE)]
    ended = together(
        *(
            lambda by=by: handling.accept(
                petition.pk, way_of_handling=WAY, by=by, at=at, version=version
            )
            for by in viewers
        )
    )
    assert ended == [loser, "done"]
    assert petition.letters.filter(letter__kind=LetterKind.ACCEPTANCE).count() == 1
    assert first_bad_event(fresh(petition)) is None


def test_nobodys_words_are_lost_when_many_write_at_once() -> None:
    petition = made(State.SIGNED)[0]
    before, at, by = petition.event_count, later(petition), HANDLER.viewer
    ended = together(
        *(lambda n=n: closing.note(petition.pk, words=f"第{n}条", by=by, at=at) for n in range(6))
    )
    assert ended == ["done"] * 6
    events = story(petition)
    assert [event.seq for event in events] == list(range(1, before + 7))
    assert len({bytes(event.prev_hash) for event in events}) == len(events)
    assert first_bad_event(fresh(petition)) is None


def test_official_numbers_have_no_gap_when_many_register_at_once() -> None:
    petitions = made(State.RECEIVED, 6)
    water, by, at = Category.objects.get(pk="0102"), CLERK.viewer, later(petitions[0])

    def register(petition_id: UUID) -> None:
        registering.register(
            petition_id,
            matter=Matter.CLAIM,
            procedure=Procedure.PETITION,
            category=water,
            division="990100",
            by=by,
            at=at,
        )

    ended = together(*(lambda p=p: register(p.pk) for p in petitions))
    assert ended == ["done"] * 6
    numbers = Petition.objects.order_by("official").values_list("official", flat=True)
    assert list(numbers) == [f"WX202620020000{n:03}" for n in range(1, 7)]
