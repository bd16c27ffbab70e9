"""A process dies at each failpoint of intake: nothing half, nothing twice, nothing lost (D6)."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

import huiyin
from huiyin.documents.actions import open_file
from huiyin.documents.models import Purpose, StoredFile
from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.failpoints import DIED, VARIABLE, Failpoint, order
from huiyin.petitions.models import Event, IntakeKey, Petition, Words
from huiyin.petitions.upkeep import first_bad_event
from huiyin.petitions.vault import Vault
from tests.city import a_city
from tests.make import a_key
from tests.notifications.servers import Sms, running
from tests.petitions.handing_in import FILE

pytestmark = pytest.mark.campaign("C1")

# Where it dies, by which ways in, and how many petitions that leaves.
TABLE: tuple[tuple[Failpoint, tuple[str, ...], int], ...] = (
    (Failpoint.BEFORE_INSERT, ("api", "api-with-file", "form", "form-with-file", "desk"), 0),
    (Failpoint.AFTER_FILE_WRITTEN, ("api-with-file", "form-with-file"), 0),
    (Failpoint.AFTER_INSERT_BEFORE_COMMIT, ("api-with-file", "form-with-file", "desk"), 0),
    (
        Failpoint.AFTER_COMMIT_BEFORE_ANSWER,
        ("api", "api-with-file", "form", "form-with-file"),
        1,
    ),
)
MANY = {"HUIYIN_INTAKE_OF_A_PHONE": "0", "HUIYIN_INTAKE_OF_AN_ADDRESS": "0"}  # all from here
DEATHS = [(failpoint, way, left) for failpoint, ways, left in TABLE for way in ways]
OF_THE_WORKER = {Failpoint.AFTER_SENT_BEFORE_COMMIT}

HandIn = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sms() -> Iterator[Sms]:
    """The gateway by which citizens are told."""
    server = Sms()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def hand_in(sms: Sms) -> Iterator[HandIn]:
    """Hand in from a process of its own, which may die: how it ended, and what it said."""
    address = f"http://127.0.0.1:{sms.server_address[1]}/send"
    command = [sys.executable, "-W", "ignore", "-m", "tests.petitions.handing_in"]
    with subprocess.Popen(
        command,
        env=os.environ | MANY | {VARIABLE: "", "HUIYIN_SMS": "http", "HUIYIN_SMS_URL": address},
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
    assert_nothing_is_half(hand_in(way, key, failpoint), left)
    again = hand_in(way, key)
    petition = Petition.objects.get()
    assert again == (0, petition.receipt)
    assert first_bad_event(petition) is None
    assert Outbox.objects.filter(topic="received").count() == 1
    assert len(contents(petition)) == (1 if way.endswith("-with-file") else 0)


def assert_nothing_is_half(ended: tuple[int, str], left: int) -> None:
    """It died unanswered; so many petitions are there, each with all that belongs to it."""
    assert ended == (DIED, "")
    for model in (Petition, Event, IntakeKey, Words):
        assert model._default_manager.count() == left
    for petition in Petition.objects.all():
        assert set(contents(petition)) <= {FILE}


def contents(petition: Petition) -> list[bytes]:
    """The files of a petition as they come back out of their seals."""
    key = Vault(petition.pk, petition.key).key
    files = StoredFile.objects.filter(owner_id=petition.pk, purpose=Purpose.ORIGINAL)
    return [open_file(each, key) for each in files]


@pytest.mark.control
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("failpoint", "way", "left", "problem"),
    [
        (Failpoint.BEFORE_INSERT, "early!api", 0, AssertionError),
        (Failpoint.AFTER_INSERT_BEFORE_COMMIT, "early!form-with-file", 0, AssertionError),
        (Failpoint.AFTER_COMMIT_BEFORE_ANSWER, "late!api-with-file", 1, FileNotFoundError),
    ],
)
def test_who_answers_before_the_commit_or_writes_files_after_it_is_noticed(
    hand_in: HandIn, failpoint: Failpoint, way: str, left: int, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        assert_nothing_is_half(hand_in(way, a_key(), failpoint), left)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_went_out_before_a_death_goes_again_as_the_same(
    hand_in: HandIn, sms: Sms
) -> None:
    sms.given.clear()
    hand_in("api", a_key())
    while work_off(timezone.now(), papers=False):
        pass
    assert hand_in("message", a_key(), Failpoint.AFTER_SENT_BEFORE_COMMIT) == (DIED, "")
    assert not Notice.objects.exclude(sent_at=None).exists()
    assert hand_in("message", a_key()) == (0, "")
    assert Notice.objects.exclude(sent_at=None).count() == 1
    (first, words), (again, same_words) = sms.given
    assert first["Idempotency-Key"] == again["Idempotency-Key"]
    assert words == same_words


@pytest.mark.control
@pytest.mark.django_db(transaction=True)
def test_another_key_after_a_death_makes_a_second_petition(hand_in: HandIn) -> None:
    assert hand_in("api", a_key(), Failpoint.AFTER_COMMIT_BEFORE_ANSWER)[0] == DIED
    assert hand_in("api", a_key())[0] == 0
    assert Petition.objects.count() == 2


def test_every_failpoint_is_died_at() -> None:
    assert {failpoint for failpoint, _way, _left in DEATHS} | OF_THE_WORKER == set(Failpoint)


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


def test_an_order_is_for_one_process_which_takes_it_along(tmp_path: Path) -> None:
    other = order(tmp_path, Failpoint.BEFORE_INSERT, os.getpid())
    other.touch()
    assert hand_in_without_database(str(tmp_path)).returncode == 0
    own = "order(Path(os.environ[VARIABLE]), Failpoint.BEFORE_INSERT, os.getpid()).touch()\n"
    assert hand_in_without_database(str(tmp_path), before=own).returncode == DIED
    assert list(tmp_path.iterdir()) == [other]


def test_without_the_variable_nobody_dies() -> None:
    assert hand_in_without_database("").returncode == 0


def hand_in_without_database(failpoint: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Import the failpoints and pass them all."""
    words = f"from huiyin.petitions.failpoints import *\n{before}for each in Failpoint: reach(each)"
    return subprocess.run(
        [sys.executable, "-c", words],
        env=os.environ | {VARIABLE: failpoint},
        capture_output=True,
        text=True,
        check=False,
    )
