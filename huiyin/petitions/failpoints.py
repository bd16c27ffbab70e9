"""Named points at which a process can be made to die, so that crash tests hit every window.

Production never sets HUIYIN_FAILPOINT; a test does, and looks at what is left behind. It names one
point, at which every process dies that comes by; or a folder, in which `POINT.PID` is the order for
one process to die at that point, and whoever is started in its place lives on.
"""

import os
from enum import StrEnum
from pathlib import Path

VARIABLE = "HUIYIN_FAILPOINT"
DIED = 137


class Failpoint(StrEnum):
    """Every point there is; tests/petitions/test_intake_crashes.py dies at each of them."""

    BEFORE_INSERT = "before_insert"
    AFTER_INSERT_BEFORE_COMMIT = "after_insert_before_commit"
    AFTER_COMMIT_BEFORE_ANSWER = "after_commit_before_answer"
    AFTER_FILE_WRITTEN = "after_file_written"
    AFTER_SENT_BEFORE_COMMIT = "after_sent_before_commit"


_named = os.environ.get(VARIABLE, "")
_orders = Path(_named) if _named.startswith("/") else None
_chosen = Failpoint(_named) if _named and _orders is None else None


def reach(point: Failpoint) -> None:
    """Die here, as by kill -9, if this is the point that the environment names."""
    if point is _chosen or (_orders is not None and _takes(order(_orders, point, os.getpid()))):
        os._exit(DIED)


def order(folder: Path, point: Failpoint, process: int) -> Path:
    """The file that orders this process to die at this point; gone once it did."""
    return folder / f"{point}.{process}"


def _takes(its_order: Path) -> bool:
    try:
        its_order.unlink()
    except FileNotFoundError:
        return False
    return True
