"""应急时钟. Hours on the clock on the wall: nights, holidays and the year's end count (L15).

Whole seconds: what is told at the last second of the hours is in time, one second later is not.
"""

from datetime import UTC, datetime, timedelta

MOST = 24
WARNINGS = (12, 18, 22)
PARTS = (0.5, 0.75, 0.9)  # of a stricter clock (docs/law.md, A23)


def whole(at: datetime) -> datetime:
    """The second in which a moment lies. Refuses a moment without a zone."""
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {at.isoformat()}")
    return at.astimezone(UTC).replace(microsecond=0)


def end_of(start: datetime, hours: int = MOST) -> datetime:
    """The last second that is in time."""
    if not 1 <= hours <= MOST:
        raise ValueError(f"an emergency clock has 1 to {MOST} hours")
    return whole(start) + timedelta(hours=hours)


def left(due: datetime, now: datetime) -> timedelta:
    """How much remains, in whole seconds; negative once it is over."""
    return whole(due) - whole(now)


def is_late(due: datetime, done: datetime) -> bool:
    """Whether what was done came after the last second."""
    return whole(done) > whole(due)


def warnings(start: datetime, due: datetime) -> list[datetime]:
    """When somebody is woken: after 12, 18 and 22 hours, and at the end.

    A stricter clock warns when half, three quarters and nine tenths of its time are over.
    """
    whole_time = whole(due) - whole(start)
    is_usual = whole_time == timedelta(hours=MOST)
    parts = [part / MOST for part in WARNINGS] if is_usual else PARTS
    return [*(whole(start) + whole_time * part for part in parts), whole(due)]


def next_warning(start: datetime, due: datetime, warned: int) -> datetime | None:
    """When the next warning is due once so many have gone out; None after the last."""
    return next(iter(warnings(start, due)[warned:]), None)


def in_hours(took: timedelta) -> str:
    """A number of hours as messages say it: 12, or 10.8."""
    return f"{took / timedelta(hours=1):g}"
