"""Deaths at the named failpoints of the served product, each ordered of one process."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huiyin.petitions.failpoints import Failpoint, order
from tests.verification.killing import Served

PATIENCE = 60.0


@dataclass(frozen=True)
class Way:
    """A way in, and where a process can die on it.

    It is gone by every twentieth sheet of `citizens.sheet` from `first` on, brought by so many.
    """

    name: str
    first: int
    clients: int
    points: tuple[Failpoint, ...]


WITH_FILES = (
    Failpoint.BEFORE_INSERT,
    Failpoint.AFTER_FILE_WRITTEN,
    Failpoint.AFTER_INSERT_BEFORE_COMMIT,
    Failpoint.AFTER_COMMIT_BEFORE_ANSWER,
)
# What comes as JSON alone is one statement, which is its transaction: nothing lies between.
WAYS = (
    Way("form", 4_000_000, 8, WITH_FILES),
    Way("API with a file", 4_000_010, 32, WITH_FILES),
    Way("API", 4_000_001, 32, (Failpoint.BEFORE_INSERT, Failpoint.AFTER_COMMIT_BEFORE_ANSWER)),
)


def orders(served: Served) -> Path:
    """Where the orders for the processes of an installation lie."""
    return orders_in(served.folder)


def orders_in(installation: Path) -> Path:
    """The same, before it is served."""
    return installation / "orders"


def die_at(served: Served, point: Failpoint, process: int) -> None:
    """Have this web worker die there, whoever comes by; returns when it is gone."""
    its_order = order(orders(served), point, process)
    its_order.touch()
    _until(lambda: not its_order.exists(), f"nobody came by {point}")
    _until(lambda: process not in served.web_workers(), f"{process} outlived {point}")


def longest_there(served: Served) -> Iterator[int]:
    """Again and again the web worker that runs longest, once there are two.

    The web server gives up when the one that it began last falls at once.
    """
    known: list[int] = []
    while True:
        _until(lambda: len(served.web_workers()) > 1, "no two web workers")
        there = served.web_workers()
        known = [each for each in known if each in there]
        known += [each for each in there if each not in known]
        yield known[0]


@contextmanager
def workers_dying(served: Served, times: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Within, so many more workers come and die one after the other; see dying_worker.py."""
    words = [sys.executable, "-m", "tests.verification.dying_worker"]
    with (
        (served.folder / "dying.log").open("ab") as log,
        subprocess.Popen(
            [*words, str(orders(served)), str(times)], stdout=subprocess.PIPE, stderr=log
        ) as dying,
    ):
        try:
            yield dying
        finally:
            dying.kill()


def how_they_ended(dying: "subprocess.Popen[bytes]") -> list[int]:
    """Waits for the last of them."""
    said, _nothing = dying.communicate(timeout=2 * PATIENCE)
    ended: list[int] = json.loads(said)
    return ended


def _until(holds: Callable[[], bool], fault: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, fault
        time.sleep(0.02)
