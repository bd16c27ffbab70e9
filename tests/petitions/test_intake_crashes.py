"""A process dies at each failpoint of intake: nothing half, nothing twice, nothing lost (D6)."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import huiyin
from huiyin.documents.models import StoredFile
from huiyin.notifications.models import Outbox
from huiyin.petitions.failpoints import DIED, VARIABLE, Failpoint
from huiyin.petitions.models import Event, IntakeKey, Petition, Words
from huiyin.petitions.upkeep import first_bad_event
from tests.city import a_city
from tests.make import a_key

pytestmark = pytest.mark.campaign("C1")

# Where it dies, by which way in, and how many petitions that leaves.
DEATHS = (
    (Failpoint.BEFORE_INSERT, "api", 0),
    (Failpoint.AFTER_COMMIT_BEFORE_ANSWER, "api", 1),
    (Failpoint.BEFORE_INSERT, "page", 0),
    (Failpoint.AFTER_INSERT_BEFORE_COMMIT, "page", 0),
    (Failpoint.AFTER_FILE_WRITTEN, "page-with-file", 0),
    (Failpoint.AFTER_INSERT_BEFORE_COMMIT, "page-with-file", 0),
)


HandIn = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def hand_in() -> Iterator[HandIn]:
    """Hand in from a process of its own, which may die: how it ended, and what it said."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.petitions.handing_in"]
    with subprocess.Popen(
        command,
        env=os.environ | {VARIABLE: ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as ready:
        assert ready.stdin
        assert ready.stdout
        asks, answers = ready.stdin, ready.stdout

        def one(way: str, key: str, failpoint: str = "") -> tuple[int, str]:
            office = a_city().offices["yunling-bureau"]
            asks.write(f"{way} {key} {office.pk} {failpoint}\n")
            asks.flush()
            status, number = answers.readline().split(" ")
            return int(status), number.strip()

        yield one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("failpoint", "way", "left"), DEATHS)
def test_a_death_leaves_all_or_nothing_and_the_same_key_mends_it(
    hand_in: HandIn, failpoint: Failpoint, way: str, left: int
) -> None:
    key = a_key()
    assert hand_in(way, key, failpoint) == (DIED, "")
    for model in (Petition, Event, IntakeKey, Words):
        assert model._default_manager.count() == left
    again = hand_in(way, key)
    petition = Petition.objects.get()
    assert again == (0, petition.receipt)
    assert first_bad_event(petition) is None
    assert Outbox.objects.filter(topic="received").count() == 1
    files = StoredFile.objects.filter(owner_id=petition.id)
    assert files.count() == (1 if way == "page-with-file" else 0)


@pytest.mark.control
@pytest.mark.django_db(transaction=True)
def test_another_key_after_a_death_makes_a_second_petition(hand_in: HandIn) -> None:
    assert hand_in("api", a_key(), Failpoint.AFTER_COMMIT_BEFORE_ANSWER)[0] == DIED
    assert hand_in("api", a_key())[0] == 0
    assert Petition.objects.count() == 2


def test_every_failpoint_is_died_at() -> None:
    assert {failpoint for failpoint, _way, _left in DEATHS} == set(Failpoint)


def test_every_failpoint_is_reached_somewhere() -> None:
    reached = set()
    for path in Path(huiyin.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "reach":
                (point,) = node.args
                assert isinstance(point, ast.Attribute)
                reached.add(Failpoint[point.attr])
    assert reached == set(Failpoint)


def test_a_failpoint_that_is_none_is_told() -> None:
    done = hand_in_without_database("nowhere")
    assert done.returncode != 0
    assert "nowhere" in done.stderr


def test_without_the_variable_nobody_dies() -> None:
    assert hand_in_without_database("").returncode == 0


def hand_in_without_database(failpoint: str) -> subprocess.CompletedProcess[str]:
    """Import the failpoints and pass them all."""
    words = "from huiyin.petitions.failpoints import *\nfor each in Failpoint: reach(each)"
    return subprocess.run(
        [sys.executable, "-c", words],
        env=os.environ | {VARIABLE: failpoint},
        capture_output=True,
        text=True,
        check=False,
    )
