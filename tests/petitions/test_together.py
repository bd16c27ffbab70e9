"""Several people at once: one wins, the other is told, numbers have no gaps, chains no forks."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction

from huiyin.organisations.models import Category
from huiyin.petitions.actions import citizen, closing, handling, registering, returning
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.terms import LetterKind, Matter, Procedure, State
from tests.make import WAY, a_petition, fresh, later, story
from tests.people import CLERK, COLLEAGUE, DISPATCHER, HANDLER, petitioner

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


@pytest.mark.parametrize(
    "comes",
    [
        lambda one, at: closing.note(one.pk, words="来电催问。", by=CLERK.viewer, at=at),
        lambda one, at: citizen.withdraw(one.pk, reason="已经解决。", by=petitioner(one), at=at),
    ],
    ids=["the bureau", "the petitioner"],
)
def test_who_waits_while_a_petition_changes_hands_still_finds_it(
    comes: Callable[[Petition, datetime], object],
) -> None:
    petition = made(State.SIGNED)[0]
    at = later(petition)

    def come() -> None:
        try:
            comes(petition, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            returning.take_back(petition.pk, reason="送错了单位。", by=DISPATCHER.viewer, at=at)
            waiting = other.submit(come)
            _until_somebody_waits()
        waiting.result(timeout=20)
    assert fresh(petition).event_count == petition.event_count + 2


def _until_somebody_waits() -> None:
    """Until a connection waits for a row that another one holds."""
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
            time.sleep(0.02)
    pytest.fail("nobody waits")


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
