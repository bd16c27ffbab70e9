"""Moments and local days: the law counts the days of Asia/Shanghai, the store keeps UTC.

The only place where a moment is turned into a day.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_LAST_SECOND = time(23, 59, 59, tzinfo=ZONE)
_FIRST_SECOND = time(0, 0, 0, tzinfo=ZONE)


def localtime(at: datetime) -> datetime:
    """The moment as clocks in the office show it. Refuses a moment without a zone."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {at.isoformat()}")
    return at.astimezone(ZONE)


def localdate(at: datetime) -> date:
    """The day on which a moment falls in the office: the day the law counts."""
    return localtime(at).date()


def start_of_day(day: date) -> datetime:
    """The first second of a local day, as a UTC moment."""
    return datetime.combine(day, _FIRST_SECOND).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a local day (23:59:59), as a UTC moment: a day's deadline."""
    return datetime.combine(day, _LAST_SECOND).astimezone(UTC)
