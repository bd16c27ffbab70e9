"""The embedded server: started, adopted, killed and mended."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from huiyin.commands.home import Trouble
from huiyin.commands.postgres import Server
from tests import cluster


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with the product's own settings, durable and all."""
    place = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    place.chmod(0o711)
    made = Server(place / "postgres")
    yield made
    made.stop()
    shutil.rmtree(place)


@pytest.fixture
def running(server: Server) -> Server:
    """The server, started."""
    server.start()
    return server


def pid(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def remember(server: Server, word: str) -> None:
    with psycopg.connect(**server.address("owner"), autocommit=True) as connection:
        connection.execute("create table if not exists words (word text)")
        connection.execute("insert into words values (%s)", [word])


def remembered(server: Server) -> set[str]:
    with psycopg.connect(**server.address("owner")) as connection:
        return {row[0] for row in connection.execute("select word from words")}


def end_of(number: int) -> None:
    """Wait until a process is gone, or is only waiting to be buried."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.02)
    pytest.fail(f"process {number} still runs")


def test_it_keeps_what_it_acknowledged_and_knows_chinese(running: Server) -> None:
    with psycopg.connect(**running.address("app")) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert connection.execute(f"show {name}").fetchone() == ("on",), name
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    with psycopg.connect(**running.address("owner")) as connection:
        connection.execute("create extension if not exists pg_trgm")
        assert connection.execute("select show_trgm('信访') <> '{}'").fetchone() == (True,)


def test_nobody_else_may_enter(running: Server) -> None:
    for folder in (running.folder, running.data, running.socket):
        assert folder.stat().st_mode & 0o077 == 0, folder


def test_each_role_has_a_login_and_none_is_a_superuser(running: Server) -> None:
    for role in ("owner", "app", "worker"):
        with psycopg.connect(**running.address(role)) as connection:
            found = connection.execute(
                "select current_user, rolsuper, rolcreaterole, rolbypassrls"
                " from pg_roles where rolname = current_user"
            ).fetchone()
        assert found == (f"huiyin_{role}", False, False, False)


def test_a_running_one_is_adopted(running: Server) -> None:
    before = pid(running)
    Server(running.folder).start()
    assert pid(running) == before


def test_after_kill_9_of_the_postmaster_it_starts_and_has_lost_nothing(running: Server) -> None:
    remember(running, "回音")
    old = pid(running)
    os.kill(old, signal.SIGKILL)
    end_of(old)
    running.start()
    assert pid(running) != old
    assert "回音" in remembered(running)


def test_after_kill_9_of_all_its_processes_it_starts_and_has_lost_nothing(running: Server) -> None:
    remember(running, "落着")
    old = pid(running)
    children = Path(f"/proc/{old}/task/{old}/children").read_text().split()
    for number in [old, *map(int, children)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    end_of(old)
    running.start()
    assert "落着" in remembered(running)


def test_a_pid_file_that_names_a_stranger_does_not_fool_it(running: Server) -> None:
    old = pid(running)
    left = (running.data / "postmaster.pid").read_text()
    os.kill(old, signal.SIGKILL)
    end_of(old)
    (running.data / "postmaster.pid").write_text(left.replace(str(old), str(os.getpid()), 1))
    assert not running.is_running()
    running.start()
    assert running.is_running()
    assert pid(running) != os.getpid()


def test_the_last_user_stops_it(running: Server) -> None:
    running.stop()
    with running.in_use():
        with Server(running.folder).in_use():
            assert running.is_running()
        assert running.is_running(), "the first user still needs it"
    assert not running.is_running()


def test_an_interrupted_first_start_is_begun_again(server: Server) -> None:
    server.stop()
    other = Server(server.folder.parent / "second", throwaway=True)
    (other.folder / "data.partial").mkdir(parents=True)
    (other.folder / "data.partial" / "PG_VERSION").write_text("18")
    other.start()
    try:
        assert other.is_running()
    finally:
        other.stop()


def test_another_version_is_refused_in_words(server: Server) -> None:
    server.start()
    server.stop()
    version = server.data / "PG_VERSION"
    before = version.read_text()
    version.write_text("12\n")
    try:
        with pytest.raises(Trouble, match="PostgreSQL 12"):
            server.start()
    finally:
        version.write_text(before)


def test_a_long_path_still_gets_a_socket() -> None:
    server = Server(Path("/tmp") / ("a" * 120) / "postgres")  # noqa: S108
    assert len(str(server.socket)) < 80
    assert server.socket != Server(Path("/tmp") / ("b" * 120) / "postgres").socket  # noqa: S108


def test_root_steps_down_to_a_system_user(running: Server) -> None:
    owner = Path(f"/proc/{pid(running)}").stat().st_uid
    assert owner != 0
    assert os.geteuid() in {0, owner}
