"""How many petitions one source may hand in without a token: a flood waits, a crowd does not.

Counted in the memory of each web process, so that an honest intake pays nothing for it; behind
several processes a source has that many times the allowance. Not even there does an address stand:
its digest is keyed by what this process alone knows.
"""

import os
import threading
from datetime import datetime, timedelta
from hashlib import blake2b

from django.conf import settings

WINDOW = timedelta(minutes=10)
MOST_SOURCES = 20_000

_lock = threading.Lock()
_secret = os.urandom(32)
_counts: dict[bytes, tuple[datetime, int]] = {}


def seconds_to_wait(address: str, *, at: datetime) -> int:
    """Count a submission from this address; how long it has to wait if it was one too many."""
    most = settings.HUIYIN_INTAKE_LIMIT
    if not most:
        return 0
    source = blake2b(address.encode(), key=_secret, digest_size=16).digest()
    with _lock:
        began_at, count = _counts.get(source, (at, 0))
        if began_at + WINDOW <= at:
            began_at, count = at, 0
        _counts[source] = began_at, count + 1
        if len(_counts) > MOST_SOURCES:
            _forget(at)
    if count < most:
        return 0
    return max(1, round((began_at + WINDOW - at).total_seconds()))


def _forget(at: datetime) -> None:
    """Drop the sources whose window is over; if that is not enough, all: memory has an end."""
    over = [source for source, (began_at, _count) in _counts.items() if began_at + WINDOW <= at]
    for source in over:
        del _counts[source]
    if len(_counts) > MOST_SOURCES:
        _counts.clear()


def forget() -> None:
    """Begin anew."""
    with _lock:
        _counts.clear()
