"""Counts of requests, shared by all workers of a web process: for /metrics, and nothing else.

The array is made before the workers are forked, so that whichever answers tells of all of them.
Each worker counts in a row of its own: no request of one waits for another worker.
"""

import fcntl
import os
import threading
from bisect import bisect_left
from collections.abc import Iterator
from multiprocessing.sharedctypes import RawArray

METHODS = ("GET", "POST", "OTHER")
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Seconds; a request counts in each bucket that it fits into.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_REQUESTS = len(METHODS) * len(CLASSES)
_SECONDS = _REQUESTS + len(BUCKETS)
_WIDTH = _SECONDS + 1
_ROWS = 64  # workers that live at once

_counts = RawArray("d", _ROWS * _WIDTH)
_turned_away = RawArray("d", 1)
# Whose row is whose: a byte locked for as long as its process lives, and given back by the kernel
# when it dies, however it dies. Who comes next counts on from there.
_file = os.memfd_create("huiyin-counts")
_thread = threading.Lock()


class _Own:
    """Where the row of this process begins; a fork has none yet."""

    start: int | None = None


def _forked() -> None:
    _Own.start = None


os.register_at_fork(after_in_child=_forked)


def _own_row() -> int:
    if _Own.start is None:
        free = (row for row in range(_ROWS) if _takes(row))
        _Own.start = next(free, _ROWS - 1) * _WIDTH
    return _Own.start


def _takes(row: int) -> bool:
    try:
        fcntl.lockf(_file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
    except OSError:
        return False
    return True


def note(method: str | None, status: int, seconds: float) -> None:
    """Count a request that was answered; neither its address nor who sent it."""
    verb = METHODS.index(method) if method in METHODS else len(METHODS) - 1
    kind = min(max(status // 100, 1), len(CLASSES)) - 1
    with _thread:
        row = _own_row()
        _counts[row + verb * len(CLASSES) + kind] += 1
        for place in range(bisect_left(BUCKETS, seconds), len(BUCKETS)):
            _counts[row + _REQUESTS + place] += 1
        _counts[row + _SECONDS] += seconds


def _sums() -> list[float]:
    """What all workers counted together."""
    counted = _counts[:]
    return [sum(counted[place::_WIDTH]) for place in range(_WIDTH)]


def turned_away(*, at: float | None) -> None:
    """Remember when somebody was told to come back later; None once a step was taken again."""
    _turned_away[0] = at or 0.0


def last_turned_away() -> float:
    """When somebody was last told to come back later, unless steps are taken again; else 0."""
    return float(_turned_away[0])


def requests() -> Iterator[tuple[str, str, int]]:
    """How many requests of each method had which class of answer."""
    for place, count in enumerate(_sums()[:_REQUESTS]):
        yield METHODS[place // len(CLASSES)], CLASSES[place % len(CLASSES)], int(count)


def durations() -> tuple[list[tuple[float, int]], float]:
    """How many requests took at most how long, and how long all of them took."""
    counted = _sums()
    fitted = [int(each) for each in counted[_REQUESTS:_SECONDS]]
    return list(zip(BUCKETS, fitted, strict=True)), counted[_SECONDS]
