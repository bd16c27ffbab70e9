"""`huiyin restore` killed at any moment, into an embedded or another server: whole or refused."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from pytest_django import DjangoDbBlocker

from huiyin.commands import archive, backup, databases
from huiyin.commands.home import RESTORING
from huiyin.commands.postgres import Server
from huiyin.jobs import outbox
from huiyin.petitions.intake import IncomingFile
from huiyin.rules.terms import State
from tests import cluster
from tests.make import ARRIVAL, DAY, a_petition, simulated

PASSPHRASE = "十二个字以上的一句好口令啊"
COUNTED = "select (select count(*) from petitions_event), (select count(*) from petitions_words)"
KILLS = 3


@dataclass(frozen=True)
class Place:
    """A folder that the server's user may pass, with a backup in it, and how much that holds."""

    folder: Path
    holds: tuple[int, int] | None


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """A backup of an office, made once: it is only read."""
    made = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    made.chmod(0o711)
    (made / "passphrase").write_text(PASSPHRASE)
    with django_db_blocker.unblock():
        with simulated():
            a_petition(State.SERVED, files=[IncomingFile("说明.txt", "停水三天".encode())])
            while outbox.work_off(ARRIVAL + 90 * DAY, papers=False):
                pass
        holds = counted(databases.address("owner"))
        words = ["--keys", str(made / "keys"), "--passphrase-file", str(made / "passphrase")]
        done = CliRunner().invoke(
            backup.command, [str(made / "kept"), *words], catch_exceptions=False
        )
    assert done.exit_code == 0, done.output
    yield Place(made, holds)
    for data in made.glob("*/postgres/data"):
        Server(data.parent).stop()
    shutil.rmtree(made)


def command(
    place: Place, target: Path, word: str = "restore", **addresses: str
) -> subprocess.Popen[str]:
    """Begin `huiyin restore` (or another command) for a home."""
    kept = [
        str(place.folder / "kept"),
        *("--keys", str(place.folder / "keys")),
        *("--passphrase-file", str(place.folder / "passphrase")),
    ]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_URL", "HUIYIN_", "DJANGO_", "PYTEST_"))
    } | {"HUIYIN_HOME": str(target), "PYTHONPATH": str(Path(__file__).parents[2]), **addresses}
    return subprocess.Popen(
        [sys.executable, "-m", "huiyin.commands.main", word, *(kept if word == "restore" else [])],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def counted(address: dict[str, object]) -> tuple[int, int] | None:
    with psycopg.connect(**address) as connection:  # type: ignore[arg-type]
        return connection.execute(COUNTED).fetchone()


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_it_ends_whole_and_nothing_serves_before(place: Place) -> None:
    target = place.folder / "new"
    chance = random.Random(11)
    begun = time.monotonic()
    whole = command(place, place.folder / "measured")
    said = whole.communicate()[0]
    assert whole.returncode == 0, said
    took = time.monotonic() - begun
    _goes_on_with_proving(place, place.folder / "measured")
    refused = 0
    for _ in range(KILLS):
        process = command(place, target)
        time.sleep(chance.uniform(0.3, 0.95) * took)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (target / RESTORING).exists() and not refused:
            serving = command(place, target, "serve")
            words = serving.communicate(timeout=60)[0]
            assert serving.returncode == 1
            assert "恢复没有完成" in words
            refused += 1
    process = command(place, target)
    said = process.communicate()[0]
    is_there = "不会覆盖" in said  # the last one that was killed had ended its work
    assert process.returncode == (1 if is_there else 0), said
    assert not (target / RESTORING).exists()
    server = Server(target / "postgres")
    with server.in_use():
        assert counted(server.address("owner")) == place.holds
    assert len(list((target / "files").glob("??/*"))) == len(
        list((place.folder / "measured" / "files").glob("??/*"))
    )
    assert is_there or not list(target.glob(".restoring-*"))


def _goes_on_with_proving(place: Place, target: Path) -> None:
    """Killed once the database was whole, it ends what was left; with another backup it refuses."""
    (target / RESTORING).write_text("another backup")
    other = command(place, target)
    said = other.communicate()[0]
    assert (other.returncode, "不会覆盖" in said) == (1, True), said
    with archive.opened(place.folder / "kept", lambda _: None) as sound:
        (target / RESTORING).write_text(sound.manifest.sums[archive.DUMP])
    again = command(place, target)
    said = again.communicate()[0]
    assert (again.returncode, "已全部写入" in said, "全部相符" in said) == (0, True, True), said
    assert not (target / RESTORING).exists()


@pytest.mark.django_db(transaction=True)
def test_another_server_takes_it_and_is_left_alone_once_it_holds_something(place: Place) -> None:
    outer = Server(place.folder / "outer" / "postgres", throwaway=True)
    outer.folder.parent.mkdir(mode=0o711)
    outer.start()
    addresses = {
        f"DATABASE_URL{name}": f"postgresql://huiyin_{role}@/huiyin?host={outer.socket}"
        for name, role in (("", "app"), ("_OWNER", "owner"), ("_WORKER", "worker"))
    }
    target = place.folder / "beside"
    process = command(place, target, **addresses)
    said = process.communicate()[0]
    assert process.returncode == 0, said
    assert "全部相符" in said
    assert not (target / "postgres").exists(), "the embedded server was not asked"
    assert counted(outer.address("owner")) == place.holds
    with (
        psycopg.connect(**outer.address("app"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("update petitions_event set id = id")
    again = command(place, place.folder / "second", **addresses)
    said = again.communicate()[0]
    assert (again.returncode, "不会覆盖" in said) == (1, True), said
