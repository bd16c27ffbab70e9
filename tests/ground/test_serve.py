"""`huiyin serve` as a person starts and ends it: nothing is left behind, whatever happens."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import machine
from huiyin.commands.postgres import Server
from tests import cluster

PATIENCE = 60
MOST_MEMORY = 200.0
"""MiB, for the three processes that serve pages: each one's own share of what is in memory."""
MOST_OF_ALL = 240.0
"""MiB, with the two that watch them."""


@dataclass
class Installation:
    """A home of its own, two free ports, and the command."""

    home: Path
    portal: int
    desk: int

    @property
    def said(self) -> str:
        """What the last start has printed."""
        return (self.home / "said").read_text()

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        """Start it, and leave it to the test to end it."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_URL", "HUIYIN_", "DJANGO_", "PYTEST_"))
        }
        environment |= {
            "HUIYIN_HOME": str(self.home),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONUNBUFFERED": "1",
        }
        places = ("--portal", f"127.0.0.1:{self.portal}", "--desk", f"127.0.0.1:{self.desk}")
        with (self.home / "said").open("w") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "huiyin.commands.main", "serve", *places, *more],
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def start_and_wait(self, *more: str) -> subprocess.Popen[bytes]:
        """Start it and wait until it says that it is ready."""
        process = self.start(*more)
        until(
            "it is ready, or has ended",
            lambda: "Ctrl-C" in self.said or process.poll() is not None,
        )
        assert process.poll() is None, self.said
        return process

    def answers(self, port: int) -> bool:
        try:
            return self.get(port, "/healthz") < 500
        except OSError:
            return False

    def get(self, port: int, path: str) -> int:
        """The status of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """Every process that has this home in its environment, but not the database's."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                has_it = f"HUIYIN_HOME={self.home}\0".encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            if has_it:
                found.append(int(folder.name))
        return found

    def has_web_server(self) -> bool:
        """Whether a web server is at least starting."""
        for number in self.processes():
            try:
                if b"huiyin.config.web" in Path(f"/proc/{number}/cmdline").read_bytes():
                    return True
            except OSError:
                continue
        return False

    @property
    def database(self) -> Server:
        return Server(self.home / "postgres")


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """An installation that has been started once."""
    home = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    home.chmod(0o711)
    made = Installation(home, free_port(), free_port())
    yield made
    for number in made.processes():
        os.kill(number, signal.SIGKILL)
    made.database.stop()
    shutil.rmtree(home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(what: str, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_it_serves_both_sites_and_ctrl_c_leaves_nothing(installation: Installation) -> None:
    process = installation.start_and_wait()
    said = installation.said
    assert f"http://127.0.0.1:{installation.portal}" in said
    assert f"http://127.0.0.1:{installation.desk}" in said
    assert installation.answers(installation.portal)
    assert installation.answers(installation.desk)
    assert installation.database.is_running()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    more = installation.said.removeprefix(said).splitlines()
    assert [line for line in more if not line.startswith("{")] == [], "nothing noisy at the end"
    assert installation.processes() == []
    assert not installation.database.is_running()


def test_its_web_processes_share_what_they_load(installation: Installation) -> None:
    process = installation.start_and_wait("--only", "web")
    for _again in range(20):
        for path in ("/", "/submit", "/track", "/api/v1/openapi.json"):
            installation.get(installation.portal, path)
        installation.get(installation.desk, "/signin/")
    web = machine.tree(process.pid)[1:]
    assert len(web) == 5, "three that answer, and for each site one that starts them again"
    memory = sorted(map(machine.memory_of, web), reverse=True)
    assert sum(memory[:3]) <= MOST_MEMORY, "the three largest: the bar is for those that answer"
    assert sum(memory) <= MOST_OF_ALL
    process.terminate()
    assert process.wait(PATIENCE) == 0


def test_told_to_stop_while_it_starts_it_stops(installation: Installation) -> None:
    process = installation.start()
    until("a web server is starting", installation.has_web_server)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert installation.processes() == []
    assert not installation.database.is_running()


def test_kill_9_leaves_nothing_that_the_next_start_cannot_mend(installation: Installation) -> None:
    process = installation.start_and_wait()
    process.kill()
    process.wait()
    until("the children end with it", lambda: installation.processes() == [])
    assert installation.database.is_running(), "left running, to be adopted"
    again = installation.start_and_wait()
    assert installation.answers(installation.portal)
    again.terminate()
    assert again.wait(PATIENCE) == 0
    assert not installation.database.is_running()


def test_kill_9_while_it_starts_leaves_nothing_either(installation: Installation) -> None:
    process = installation.start()
    until("a web server is starting", installation.has_web_server)
    process.kill()
    process.wait()
    until("the children end with it", lambda: installation.processes() == [])


def test_a_busy_port_is_a_sentence(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.desk))
        other.listen()
        process = installation.start()
        assert process.wait(PATIENCE) == 1
    said = installation.said
    assert f"127.0.0.1:{installation.desk}" in said
    assert "--desk" in said
    assert "Traceback" not in said


def test_a_web_server_or_a_database_that_falls_is_started_again(
    installation: Installation,
) -> None:
    process = installation.start_and_wait("--only", "web")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    until("it falls", lambda: not installation.answers(installation.portal))
    until("it is started again", lambda: installation.answers(installation.portal))

    first = postmaster(installation)
    for number in machine.tree(first):
        os.kill(number, signal.SIGKILL)
    until("another one runs", lambda: postmaster(installation) != first)
    # Not /readyz: it misses the worker, which this one does not start.
    until("and serves", lambda: installation.get(installation.portal, "/") == 200)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    until("those of the fallen one end too", lambda: installation.processes() == [])
    assert not installation.database.is_running()


def postmaster(installation: Installation) -> int:
    return int((installation.database.data / "postmaster.pid").read_text().split()[0])
