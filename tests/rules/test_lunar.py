"""The first days of lunar years: new moons, in their months, where the holidays say they are."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

from huiyin.rules.calendars import latest
from huiyin.rules.lunar import NEW_YEARS, last_new_year
from huiyin.rules.moments import ZONE

LUNATION = 29.530588853  # days from new moon to new moon, on average
A_NEW_MOON = datetime(2000, 1, 6, 18, 14, tzinfo=UTC)


def test_the_table_has_every_year_and_whole_months_between() -> None:
    assert list(NEW_YEARS) == list(range(2000, 2051))
    gaps = {(after - before).days for before, after in pairwise(NEW_YEARS.values())}
    assert gaps <= {354, 355, 383, 384, 385}


def test_each_is_a_new_moon_between_late_january_and_february() -> None:
    for day in NEW_YEARS.values():
        noon = datetime.combine(day, time(12), ZONE)
        moons = (noon - A_NEW_MOON).total_seconds() / 86400 / LUNATION
        assert abs(moons - round(moons)) * LUNATION < 1.2, day
        assert date(day.year, 1, 21) <= day <= date(day.year, 2, 20)


def test_the_announced_holidays_hold_it() -> None:
    calendar = latest()
    for year in range(calendar.first_year, calendar.last_year + 1):
        off = calendar.why_off(NEW_YEARS[year])
        assert off is not None, year
        assert off.name == "春节", year


def test_the_last_one_up_to_a_day() -> None:
    assert last_new_year(date(2026, 2, 16)) == date(2025, 1, 29)
    assert last_new_year(date(2026, 2, 17)) == date(2026, 2, 17)
    assert last_new_year(date(2051, 3, 1)) is None
    assert last_new_year(date(2000, 1, 1)) is None
