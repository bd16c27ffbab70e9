"""C2: thousands of steps by many hands on few petitions: no update lost, no step taken twice."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import models, transaction

from huiyin.petitions import taking as real
from huiyin.petitions.actions import closing, handling, returning, routing
from huiyin.petitions.models import Petition
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.rules.terms import Matter, State
from tests.make import a_petition
from tests.verification.colliding import Done, crowd, flaws
from verify.plugin import size

pytestmark = pytest.mark.campaign("C2B")
in_a_city = pytest.mark.django_db(transaction=True)

Tally = Callable[[str, int], None]

ROUNDS = 20  # in which two must come together once; one in twenty passes without
BEGINNINGS = (
    State.RECEIVED, State.REGISTERED, State.DELIVERED, State.SIGNED, State.ACCEPTED,
    State.ANSWERED, State.SERVED,
)  # fmt: skip


def some_petitions(number: int) -> dict[UUID, int]:
    """Committed petitions at every point of their way, with how much has happened to each."""
    made = {}
    for n in range(number):
        with transaction.atomic():
            petition = a_petition(
                BEGINNINGS[n % len(BEGINNINGS)],
                matter=Matter.CLAIM,
                consents_electronic=n % 2 == 0,
            )
            made[petition.pk] = petition.event_count
    return made


def collide(
    petitions: int, operations: int, threads: int, seed: int
) -> tuple[list[Done], list[str]]:
    """What everybody did, and what is wrong then."""
    before = some_petitions(petitions)
    history = crowd(list(before), operations, threads, seed)
    return history, flaws(list(before), history, before)


@pytest.mark.long
@in_a_city
def test_of_many_steps_at_once_none_is_lost_and_none_is_taken_twice(
    seed: int, tally: Tally
) -> None:
    history, found = collide(size(7, 50), size(120, 20_000), size(8, 32), seed)
    assert not found, "\n".join(found)
    ended = Counter(each.how for each in history)
    assert set(ended) <= {"done", "refused", "outdated", "unseen"}
    assert ended["done"] > len(history) / 10, "hardly anything could be done"
    assert ended["outdated"], "nobody came in anybody's way"
    given = Petition.objects.exclude(official=None)
    serials = sorted(int((each.official or "")[-7:]) for each in given)
    assert serials == list(range(1, OfficialCounter.objects.get().last + 1))
    tally("operations", len(history))
    for how, number in ended.items():
        tally(f"steps {how}", number)


def without_the_row_lock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(models.QuerySet, "select_for_update", lambda rows, **_how: rows)


def without_the_version(patch: pytest.MonkeyPatch) -> None:
    honest = real.taking

    def hasty(*args: Any, version: int | None = None, **given: Any) -> object:
        return honest(*args, **given)

    for actions in (closing, handling, returning, routing):
        patch.setattr(actions, "taking", hasty)


@pytest.mark.control
@in_a_city
@pytest.mark.parametrize(
    ("wrong", "noticed"),
    [
        (without_the_row_lock, "Error"),
        pytest.param(without_the_version, "steps were taken at version", marks=pytest.mark.full),
    ],
)
def test_steps_taken_carelessly_are_noticed(
    wrong: Callable[[pytest.MonkeyPatch], None],
    noticed: str,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong(monkeypatch)
    rounds = (collide(3, 80, 8, seed + again)[1] for again in range(ROUNDS))
    assert any(noticed in each for found in rounds for each in found)
