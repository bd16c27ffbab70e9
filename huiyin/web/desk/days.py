"""日期. Days as they are typed in a form or an address: only those with which one can reckon."""

from datetime import date

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Beyond them the first or last hour of a day, or the day after it, may not exist at all."""


def day_from(text: str) -> date:
    """The day that was typed; ValueError for what is none, or lies beyond any calendar."""
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(text)
    return day
