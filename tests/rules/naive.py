"""A second count of the days, which shares nothing with the first but the lists of days."""

from collections.abc import Mapping
from datetime import date

from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.limits import Limit


def is_working(day: date, off: Mapping[date, str], worked: Mapping[date, str]) -> bool:
    if day in worked:
        return True
    return day not in off and day.isoweekday() not in (6, 7)


def last_days(limit: Limit, start: date, calendar: WorkCalendar, more: int) -> tuple[date, date]:
    ordinal, left = start.toordinal(), (limit.length or 0) + more
    while left > 0:
        ordinal += 1
        day = date.fromordinal(ordinal)
        counts = is_working(day, calendar.off, calendar.worked_weekends)
        if limit.unit == "natural" or counts:
            left -= 1
    end = date.fromordinal(ordinal)
    while not is_working(date.fromordinal(ordinal), calendar.off, calendar.worked_weekends):
        ordinal += 1
    return end, date.fromordinal(ordinal)
