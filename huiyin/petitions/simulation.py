"""A simulated calendar for the demo city: steps are recorded when they are said to happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings

_simulated: ContextVar[bool] = ContextVar("simulated", default=False)


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
    """The moment of recording: the database's clock, or the simulated one."""
    return at if _simulated.get() else database_clock
