"""The commands of docs/restore.md, run as they stand there; and what an installation holds."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import machine
from huiyin.commands.postgres import Server
from huiyin.commands.processes import answers
from tests.commands.test_backup import looked_at

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "restore.md"
NAMES = "names"
_BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^(?:export )?(\w+)=", re.MULTILINE)
EMPTY = hashlib.sha256(b"[]").hexdigest()
# What the worker notes about itself at any moment; and a table without a log (decision 61).
RESTLESS = ("procrastinate_", "django_session", "petitions_arrival")


def blocks() -> dict[str, str]:
    """The commands of the page by the word behind ```sh; each word stands there once."""
    found = _BLOCK.findall(PAGE.read_text())
    assert len({word for word, _ in found}) == len(found)
    return dict(found)


def names() -> set[str]:
    """What an office sets to its own folders before it copies the rest."""
    return set(_NAME.findall(blocks()[NAMES]))


def run(block: str, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a block of the page in a shell that stops at the first failure."""
    return subprocess.run(
        _shell(block),
        env=_environment(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def done(block: str, given: dict[str, str]) -> str:
    """Run a block that has to succeed; what it said."""
    made = run(block, given)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


@contextmanager
def serving(block: str, given: dict[str, str]) -> Iterator[int]:
    """Run a block that serves until told to stop; the portal's port."""
    port, desk = (int(given[name].rpartition(":")[2]) for name in ("PORTAL", "DESK"))
    log = Path(given["SAFE"]) / f"{port}.log"
    with log.open("ab") as output:
        shell = subprocess.Popen(
            _shell(block), env=_environment(given), stdout=output, stderr=output
        )
    try:
        until = time.monotonic() + 120
        while not (answers("127.0.0.1", port) and answers("127.0.0.1", desk)):
            assert shell.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield port
    finally:
        # The shell waits for what it started, or has become that itself.
        begun = (each for each in machine.tree(shell.pid) if _name(each) not in ("bash", ""))
        os.kill(next(begun), signal.SIGTERM)
        shell.wait(90)


def _name(process: int) -> str:
    """What a process runs; nothing where it has just ended."""
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def rows(home: Path) -> dict[str, str]:
    """The sum of all rows of each table, and the rights and triggers, of an embedded database."""
    seen = looked_at(Server(home / "postgres").address("owner"))
    return {name: str(value) for name, value in seen.items() if not name.startswith(RESTLESS)}


def sums(folder: Path) -> dict[str, str]:
    """The sum of each file of a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _shell(block: str) -> list[str]:
    return ["bash", "-euo", "pipefail", "-c", blocks()[block]]


def _environment(given: dict[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_URL", "DJANGO_", "PYTEST_", "HUIYIN_HOME"))
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return kept | {"PATH": path, "PYTHONPATH": str(ROOT)} | given
