"""A database engine for who is waited for: a page is answered in time, though the database hangs.

A server that hangs cannot say so, and its own time limits do not fire. So the waiting is counted
here: `begin` grants a request so many seconds of it. When they are over the connection is given up,
and for a moment no new one is tried: nobody queues for the next attempt.
"""

import math
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.errors import _WaitTimeout

TO_CONNECT = 2  # seconds; libpq's least
PAUSE = 2.0
LONG = 1.0
HANGS = "the database does not answer in time"


class _Waiting(threading.local):
    """What is left of this thread's patience; without end outside of requests."""

    left = math.inf


_waiting = _Waiting()


def begin(seconds: float) -> None:
    """Wait for the database no longer than this in all, until the next beginning."""
    _waiting.left = seconds


@dataclass
class _Door:
    """The way to a database that hung, of this process: one tries it, the others do not wait."""

    shut_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> None:
        """Go on, or fail at once."""
        with self._lock:
            now = time.monotonic()
            if now < self.shut_until:
                raise psycopg.OperationalError(HANGS)
            if self.shut_until:
                self.shut_until = now + TO_CONNECT + PAUSE

    def shut(self) -> None:
        """It hangs."""
        self.shut_until = time.monotonic() + PAUSE

    def open(self) -> None:
        """It answers, if only to refuse."""
        self.shut_until = 0.0


_door = _Door()


class Patient(psycopg.Connection[Any]):
    """A connection that gives up when the patience of its thread is over."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401
        """Wait as psycopg does, and count it."""
        if _waiting.left == math.inf:
            return super().wait(gen, interval, timeout)
        left = max(_waiting.left, 0.01)
        began = time.monotonic()
        try:
            return super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except _WaitTimeout:
            # What it would say later must not be taken for the answer to something else.
            self.pgconn.finish()
            _door.shut()
            raise psycopg.OperationalError(HANGS) from None
        finally:
            _waiting.left -= time.monotonic() - began


class _Driver:
    """psycopg, except for how it connects."""

    @staticmethod
    def connect(**named: Any) -> Patient:
        """A patient connection; where one hung, only once in a while."""
        _door.enter()
        began = time.monotonic()
        try:
            made = Patient.connect(**named)
        except psycopg.OperationalError:
            if time.monotonic() - began > LONG:
                _door.shut()
            else:
                _door.open()
            raise
        finally:
            _waiting.left -= time.monotonic() - began
        _door.open()
        return made

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with patient connections."""

    Database = _Driver()  # type: ignore[assignment]  # as much of the module as Django uses

    def get_connection_params(self) -> dict[str, Any]:
        """Where to connect, and how long that may take unless the operator says otherwise."""
        return {"connect_timeout": TO_CONNECT} | super().get_connection_params()
