"""How the gateways stand: whether one takes messages now, seen by the worker and told to /readyz.

A row is there for as long as a gateway is in trouble. It is written when that begins and taken away
when it ends, so that sending costs nothing; what the tries of the last moments said is remembered
by the process that sends.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from huiyin.notifications.gateways import Refused
from huiyin.notifications.models import GatewayTrouble

SLOW = 5.0  # seconds for one message, after which a gateway is in trouble
# Two messages not taken within so many seconds are trouble, one may be the receiver's. More than
# `actions.ASK_AGAIN`: on a quiet night a gateway that is down is asked no oftener.
RECENT = 40.0


@dataclass
class _Tries:
    """What one gateway did lately, in seconds of a clock that only runs forward."""

    begun: float | None = None
    failed: deque[float] = field(default_factory=lambda: deque(maxlen=2))
    took_the_last: bool = True


class Standing:
    """What one process has seen of the gateways, and what it has told of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[str, _Tries] = {}
        self._told: set[str] | None = None

    @contextmanager
    def trying(self, way: str) -> Iterator[None]:
        """Around one try. A message refused for ever was taken care of: its receiver is none."""
        begun = self._clock()
        with self._lock:
            tries = self._tries.setdefault(way, _Tries())
            tries.begun = begun
        took = False
        try:
            yield
            took = True
        except Refused:
            took = True
            raise
        finally:
            ended = self._clock()
            with self._lock:
                tries.begun = None
                tries.took_the_last = took and ended - begun <= SLOW
                if not tries.took_the_last:
                    tries.failed.append(ended)

    def in_trouble(self) -> set[str]:
        """Which ways: nothing is taken, every other message is not, or one takes very long."""
        at = self._clock()
        with self._lock:
            return {way for way, tries in self._tries.items() if self._is_bad(way, tries, at)}

    def _is_bad(self, way: str, tries: _Tries, at: float) -> bool:
        if tries.begun is not None and at - tries.begun > SLOW:
            return True
        if len(tries.failed) == tries.failed.maxlen and at - tries.failed[0] < RECENT:
            return True
        return not tries.took_the_last and way in (self._told or ())

    def tell(self, at: datetime) -> bool:
        """Note what has changed; a process that has just begun knows of no trouble. Never busy."""
        found = self.in_trouble()
        if self._told is None:
            GatewayTrouble.objects.exclude(way__in=found).delete()
        elif ended := self._told - found:
            GatewayTrouble.objects.filter(way__in=ended).delete()
        for way in found - (self._told or set()):
            GatewayTrouble.objects.get_or_create(way=way, defaults={"since": at})
        self._told = found
        return False


standing = Standing()
