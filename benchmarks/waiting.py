"""What the busy connections of the database wait for, looked at again and again."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from huiyin.commands import postgres

EVERY = 0.1  # seconds
_LOOK = """
select coalesce(wait_event_type || '/' || wait_event, 'nothing') from pg_stat_activity
where state = 'active' and backend_type = 'client backend' and pid <> pg_backend_pid()
"""


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """How often a busy connection was seen to wait for what, while inside."""
    found: Counter[str] = Counter()
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(stop, found))
    watcher.start()
    try:
        yield found
    finally:
        stop.set()
        watcher.join()


def _watch(stop: threading.Event, found: Counter[str]) -> None:
    with postgres.embedded().as_administrator() as connection:
        while not stop.wait(EVERY):
            found.update(what for (what,) in connection.execute(_LOOK))


def told(waits: Counter[str], most: int = 3) -> str:
    """The most frequent, in words."""
    whole = max(waits.total(), 1)
    return ", ".join(f"{what} {number / whole:.0%}" for what, number in waits.most_common(most))


def locked(waits: Counter[str]) -> str:
    """The share that waited for a lock, of a row for example."""
    return (
        f"{sum(waits[each] for each in waits if each[:5] == 'Lock/') / max(waits.total(), 1):.0%}"
    )
