"""应急时钟. Hours on the clock on the wall: nights, holidays and the year's end count (L15).

Whole seconds: what is told at the last second of the hours is in time, one second later is not.
"""

from datetime import UTC, datetime, timedelta

MOST = 24
WARNINGS = (12, 18, 22)


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


def warnings(start: datetime, due: datetime) -> list[tuple[int, datetime]]:
    """The hours after which somebody is woken, with their moments: 12, 18, 22, and the end.

    A stricter clock warns at the same parts of its time, in whole hours from the start.
    """
    hours = round((whole(due) - whole(start)) / timedelta(hours=1))
    parts = [max(each * hours // MOST, 1) for each in WARNINGS]
    wanted = sorted({*(part for part in parts if part < hours), hours})
    return [(each, whole(start) + timedelta(hours=each)) for each in wanted]


def next_warning(start: datetime, due: datetime, after: int) -> datetime | None:
    """When the next warning is due once that of `after` hours has gone out; None after the last."""
    return next((at for hours, at in warnings(start, due) if hours > after), None)
