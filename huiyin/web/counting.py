"""Counts of requests, shared by all workers of a web process: for /metrics, and nothing else.

The array is made before the workers are forked, so that whichever answers tells of all of them.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import RawArray

METHODS = ("GET", "POST", "OTHER")
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Seconds; a request counts in each bucket that it fits into.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_REQUESTS = len(METHODS) * len(CLASSES)
_SECONDS = _REQUESTS + len(BUCKETS)
_TURNED_AWAY = _SECONDS + 1

_counts = RawArray("d", _SECONDS + 2)
# Among processes the kernel's lock, which a killed worker gives back; a semaphore would stay taken,
# and every request of the others wait for ever. It does not part threads: hence a second one.
_file = os.memfd_create("huiyin-counts")
_thread = threading.Lock()


@contextmanager
def _alone() -> Iterator[None]:
    with _thread:
        fcntl.lockf(_file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(_file, fcntl.LOCK_UN)


def note(method: str | None, status: int, seconds: float) -> None:
    """Count a request that was answered; neither its address nor who sent it."""
    verb = METHODS.index(method) if method in METHODS else len(METHODS) - 1
    kind = min(max(status // 100, 1), len(CLASSES)) - 1
    with _alone():
        _counts[verb * len(CLASSES) + kind] += 1
        for place, most in enumerate(BUCKETS):
            if seconds <= most:
                _counts[_REQUESTS + place] += 1
        _counts[_SECONDS] += seconds


def turned_away(*, at: float | None) -> None:
    """Remember when somebody was told to come back later; None once a step was taken again."""
    _counts[_TURNED_AWAY] = at or 0.0


def last_turned_away() -> float:
    """When somebody was last told to come back later, unless steps are taken again; else 0."""
    return float(_counts[_TURNED_AWAY])


def requests() -> Iterator[tuple[str, str, int]]:
    """How many requests of each method had which class of answer."""
    with _alone():
        counted = _counts[:_REQUESTS]
    for place, count in enumerate(counted):
        yield METHODS[place // len(CLASSES)], CLASSES[place % len(CLASSES)], int(count)


def durations() -> tuple[list[tuple[float, int]], float]:
    """How many requests took at most how long, and how long all of them took."""
    with _alone():
        counted = _counts[: _SECONDS + 1]
    fitted = [int(each) for each in counted[_REQUESTS:_SECONDS]]
    return list(zip(BUCKETS, fitted, strict=True)), counted[_SECONDS]
