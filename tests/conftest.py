"""What every test stands on: a real PostgreSQL, and a connection that is nobody special."""

import gc
import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NoReturn

import django
import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests import cluster

# Nearly all that is made while tests are gathered stays: looking through it for what could be
# thrown away took a sixth of that time. Garbage is looked for again before the first test.
gc.disable()
cluster.prepare()
django.setup()
# A busy machine draws slowly; that is no fault of what is tried.
settings.register_profile("patient", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

from huiyin.accounts.passwords import Hasher  # noqa: E402 (models need a Django that is set up)
from huiyin.documents import typefaces  # noqa: E402 (models need a Django that is set up)
from huiyin.duty import on_duty  # noqa: E402
from huiyin.emergency import current  # noqa: E402 (models need a Django that is set up)
from huiyin.organisations import calendars  # noqa: E402 (models need a Django that is set up)
from huiyin.petitions import numbering  # noqa: E402
from huiyin.rules.permissions import Viewer  # noqa: E402
from huiyin.web.portal import places  # noqa: E402
from tests import again, asking, city  # noqa: E402

# How many things are made before garbage is looked for among the young, and how often among all.
RARELY = (20_000, 20, 20)
# What takes longest is begun first, what waits beside what works, so that the processes of a run
# end together; CONTRIBUTING.md tells how to find them. pytest-xdist itself would begin with the
# files of many tests, and so end with those of a few long ones.
LONGEST = (
    "test_the_epidemic_is_replayed.py",
    "test_the_city_loads.py",
    "test_c01_crash.py",
    "test_c10_restore.py",
    "test_c09_faults.py",
    "test_every_new_form.py",
    "test_restore_interrupted.py",
    "test_desk_wall_everywhere.py",
    "test_serve.py",
    "test_c05_pages.py",
    "test_found.py",
)
# Their tests kill and stop real processes and look at the clock on the wall meanwhile.
WAITING = {"test_c01_crash.py", "test_c09_faults.py"}


def pytest_configure(config: pytest.Config) -> None:
    """Have files handed out in the order in which they stand, not by how many tests they have."""
    config.option.loadscopereorder = False


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each worker process read the settings itself, after it has chosen its own database."""
    if getattr(session.config.option, "dist", "no") != "no":
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, also after failures and Ctrl-C."""
    if not hasattr(config, "workerinput"):
        cluster.finish()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first. What waits for a browser or for killed processes may be tried twice."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))
    if config.getoption("--campaign"):
        return
    for item in items:
        if item.get_closest_marker("browser") or item.path.name in WAITING:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun="."))


def pytest_collection_finish() -> None:
    """Set aside all that stays to the end; what the tests leave is still thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """A database of this process's own, cloned from the migrated template."""
    with django_db_blocker.unblock():
        cluster.prepare_databases(_found_the_city)


@pytest.fixture(scope="module", autouse=True)
def _begins_with(request: pytest.FixtureRequest) -> None:
    """Tests of a file that names the city find it standing; all others begin with nobody."""
    here = (item for item in request.session.items if item.path == request.path)
    if not any("django_db" in item.keywords for item in here):
        return
    request.getfixturevalue("django_db_setup")
    wanted = city.is_named_in(request.module)
    if wanted != cluster.has_city():
        connections.close_all()
        cluster.make_database(with_city=wanted)
        numbering._block = numbering._Block()


def _found_the_city() -> None:
    city.a_city()
    connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _asked_as_served() -> Iterator[None]:
    """A page of a test begins where the database shows nothing to who is not named."""
    before = ClientHandler.__call__
    ClientHandler.__call__ = asking.answer_as_served(before)  # type: ignore[method-assign]
    yield
    ClientHandler.__call__ = before  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _usual_characters_of_the_run() -> Iterator[None]:
    """What most letters need of a typeface is picked out by the first process that draws one."""
    honest = typefaces._usual

    @cache
    def usual(face: typefaces.Face) -> bytes:
        whole = hashlib.sha256(face.path.read_bytes()).hexdigest()
        with cluster.alone():
            picked = Path(os.environ[cluster.ROOT], f"{whole}.usual")
            if not picked.exists():
                begun = picked.with_suffix(".begun")
                begun.write_bytes(honest(face))
                begun.rename(picked)
            return picked.read_bytes()

    typefaces._usual = usual
    yield
    typefaces._usual = honest


@pytest.fixture
def first_wall_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database shows everything to everybody: what the code lets through is seen.

    What the database keeps back by itself is tried in test_c05_second_wall.py.
    """
    monkeypatch.setattr(Viewer, "tag", lambda _self: "job:first_wall_alone")


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Each test begins in Chinese: a page read in English would leave its language behind."""
    translation.activate("zh-hans")


@pytest.fixture(autouse=True)
def _shipped_calendars(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with the shipped calendars in memory, and nothing makes it look again."""
    monkeypatch.setattr(calendars, "SECONDS", float("inf"))
    monkeypatch.setattr(calendars, "_remembered", [(0.0, again.SHIPPED)])


@pytest.fixture(autouse=True)
def _nobody_remembered_on_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test looks itself who is on duty."""
    monkeypatch.setattr(on_duty, "_remembered", {})
    monkeypatch.setattr(on_duty, "_calls", {})


@pytest.fixture(autouse=True)
def _no_place_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test looks itself which bureau registers what happens where."""
    monkeypatch.setattr(places, "_known", {})


@pytest.fixture(autouse=True)
def _no_emergency(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins on an ordinary day; declaring an emergency makes the pages look again."""
    monkeypatch.setattr(current, "SECONDS", float("inf"))
    monkeypatch.setattr(current, "_remembered", [(0.0, [])])


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed by the same algorithm, at a small price."""
    monkeypatch.setattr(Hasher, "memory_cost", 64)
    monkeypatch.setattr(Hasher, "time_cost", 1)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The machine's Chromium. Continuous integration must have one; elsewhere it may be missing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return _missing("no Chromium on this machine: apt-get install chromium")


@pytest.fixture(scope="session")
def soffice() -> str:
    """The machine's LibreOffice with Writer and Calc; as with Chromium, elsewhere missing."""
    if found := shutil.which("soffice"):
        parts = Path(found).resolve().parent
        if (parts / "libswlo.so").exists() and (parts / "libsclo.so").exists():
            return found
    return _missing(
        "no LibreOffice Calc or Writer on this machine:"
        " apt-get install libreoffice-calc libreoffice-writer"
    )


def _missing(sentence: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_cloning() -> Iterator[None]:
    """After a test that commits, the database is cloned anew.

    Django would TRUNCATE, which the app role may not, and append-only tables refuse. The sequence
    of the receipts begins anew with it, so what threads still hold of the old one is dropped.
    """
    before = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def clone_again(self: TransactionTestCase) -> None:
        connections.close_all()
        cluster.make_database()
        numbering._block = numbering._Block()

    TransactionTestCase._fixture_teardown = clone_again  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = before  # type: ignore[attr-defined]
