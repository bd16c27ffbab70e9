"""Invented time for demos: a simulated calendar while one is loaded, a shifted clock afterwards.

Only a demo has either. Sessions and logs keep the real time; the law's time is `law_time`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

_simulated: ContextVar[bool] = ContextVar("simulated", default=False)


class ShiftedClock(models.Model):
    """偏移时钟. By how many seconds the law's time of this demo is ahead of the real one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_shifted_clock"),
        ]


_known: list[timedelta] = []  # read once a process: a demo is set up before it is served


def shift() -> timedelta:
    """How far the law's time is from the real one; nothing wherever real work is done."""
    if not settings.HUIYIN_DEMO:
        return timedelta()
    if not _known:
        row = ShiftedClock.objects.first()
        _known.append(timedelta(seconds=row.seconds) if row else timedelta())
    return _known[0]


def shift_to(moment: datetime, *, real: datetime) -> None:
    """Let the law's time of a demo stand at this moment when it is really another, and run on."""
    if not settings.HUIYIN_DEMO:
        raise RuntimeError("only a demo may carry a shifted clock")
    seconds = ceil((moment - real).total_seconds())  # never the minute before
    ShiftedClock.objects.update_or_create(id=1, defaults={"seconds": seconds})
    _known.clear()


def law_time(real: datetime) -> datetime:
    """A real moment as clocks, days and stories count it."""
    return real + shift()


@contextmanager
def simulated_calendar() -> Iterator[None]:
    """Within, the moment of recording is the moment of the step; refused outside a demo."""
    if not settings.HUIYIN_DEMO:
        raise RuntimeError("only a demo may simulate its calendar")
    token = _simulated.set(True)
    try:
        yield
    finally:
        _simulated.reset(token)


def recorded(database_clock: datetime, at: datetime) -> datetime:
    """The moment of recording: the database's clock in the law's time, or the simulated one."""
    return at if _simulated.get() else database_clock + shift()
