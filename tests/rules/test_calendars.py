"""The calendars say what was announced, version by version."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from huiyin.rules.calendars import (
    DayOff,
    WhyOff,
    WorkCalendar,
    calendar_of,
    in_force,
    latest,
    versions,
)
from huiyin.rules.holidays import NOTICES

BEFORE = "2019-11-21"
EXTENDED = "2020-01-26"

# Counted from two public lists of days, independently of our table.
WORKING_DAYS = {
    2018: 250,
    2019: 250,
    2020: 249,
    2021: 250,
    2022: 249,
    2023: 249,
    2024: 251,
    2025: 248,
    2026: 248,
}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_every_year_has_its_working_days(year: int) -> None:
    calendar = latest()
    assert sum(calendar.is_working(day) for day in days_of(year)) == WORKING_DAYS[year]
    assert calendar.is_confirmed(year)


def test_the_two_versions_of_2020_differ_in_two_days() -> None:
    before, after = calendar_of(BEFORE), calendar_of(EXTENDED)
    changed = [day for day in days_of(2020) if before.is_working(day) != after.is_working(day)]
    assert changed == [date(2020, 1, 31), date(2020, 2, 1)]
    assert before.is_working(date(2020, 2, 1))
    assert before.is_working(date(2020, 1, 19))
    assert after.is_working(date(2020, 1, 19))
    assert after.next_working(date(2020, 1, 24)) == date(2020, 2, 3)
    assert before.next_working(date(2020, 1, 24)) == date(2020, 1, 31)


def test_may_day_2019_was_changed_in_march() -> None:
    before, after = calendar_of("2018-12-06"), calendar_of("2019-03-22")
    changed = [day for day in days_of(2019) if before.is_working(day) != after.is_working(day)]
    assert changed == [
        date(2019, 4, 28),
        date(2019, 5, 2),
        date(2019, 5, 3),
        date(2019, 5, 5),
    ]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2019, 11, 20), "2019-03-22"),
        (date(2019, 11, 21), BEFORE),
        (date(2020, 1, 25), BEFORE),
        (date(2020, 1, 26), EXTENDED),
        (date(2020, 11, 24), EXTENDED),
        (date(2030, 1, 1), latest().version),
    ],
)
def test_the_version_in_force_is_the_one_known_that_day(on: date, version: str) -> None:
    assert in_force(on).version == version


def test_nothing_was_known_before_the_first_notice() -> None:
    with pytest.raises(LookupError, match="2017-11-30"):
        in_force(date(2017, 11, 29))


def test_an_unknown_version_is_named_in_the_error() -> None:
    with pytest.raises(LookupError, match=r"'1999'.*2020-01-26"):
        calendar_of("1999")


@pytest.mark.parametrize("calendar", versions(), ids=lambda calendar: calendar.version)
def test_a_version_covers_what_was_announced_by_then(calendar: WorkCalendar) -> None:
    assert calendar_of(calendar.version) is calendar
    assert calendar.version == calendar.published_on.isoformat()
    assert calendar.first_year == 2018
    notice = next(one for one in NOTICES if one.published_on == calendar.published_on)
    assert calendar.last_year == notice.year
    assert calendar.source == notice.paper
    assert not calendar.is_confirmed(calendar.last_year + 1)
    assert not calendar.is_confirmed(2017)


def test_why_a_day_is_off() -> None:
    calendar = calendar_of(EXTENDED)
    assert calendar.why_off(date(2020, 1, 31)) == DayOff(WhyOff.HOLIDAY, "春节")
    assert calendar.why_off(date(2020, 2, 8)) == DayOff(WhyOff.WEEKEND, "周末")
    assert calendar.why_off(date(2020, 2, 3)) is None
    assert calendar.why_off(date(2020, 1, 19)) is None
    assert calendar.why_worked(date(2020, 1, 19)) == "春节"
    assert calendar.why_worked(date(2020, 2, 3)) is None


def test_a_year_not_announced_falls_back_to_weekdays() -> None:
    calendar = latest()
    year = calendar.last_year + 1
    holidays = {date(year, 1, 1), date(year, 1, 2), date(year, 1, 3)}  # could be announced with it
    for day in days_of(year):
        if day not in holidays:
            assert calendar.is_working(day) == (day.weekday() < 5)


def test_only_weekend_days_are_worked_for_a_break_and_no_break_overlaps() -> None:
    for calendar in versions():
        assert all(day.weekday() >= 5 for day in calendar.worked_weekends)
    newest: dict[tuple[int, str], list[date]] = {}
    for notice in NOTICES:
        for rest in notice.breaks:
            first, last = date.fromisoformat(rest.first), date.fromisoformat(rest.last)
            assert first <= last
            newest[notice.year, rest.name] = [
                first + timedelta(days=n) for n in range((last - first).days + 1)
            ]
    times = Counter(day for days in newest.values() for day in days)
    assert set(times.values()) == {1}


@pytest.mark.parametrize("number", range(1, len(NOTICES)))
def test_a_notice_changes_no_day_but_those_of_its_year_and_the_new_year_break(number: int) -> None:
    before, after, notice = versions()[number - 1], versions()[number], NOTICES[number]
    changed = {
        day
        for year in range(2017, 2028)
        for day in days_of(year)
        if before.is_working(day) != after.is_working(day)
    }
    assert changed
    assert min(changed) >= date(notice.year - 1, 12, 25)
    assert max(changed) <= date(notice.year, 12, 31)


def test_notices_stand_in_the_order_they_became_known() -> None:
    published = [notice.published_on for notice in NOTICES]
    assert published == sorted(set(published))


def test_a_day_cannot_be_off_and_worked() -> None:
    saturday = date(2026, 5, 9)
    with pytest.raises(ValueError, match="both off and worked: 2026-05-09"):
        replace(latest(), off={saturday: "停电"})


def test_a_calendar_cannot_be_changed_in_place() -> None:
    with pytest.raises(TypeError):
        latest().off[date(2026, 3, 3)] = "节"  # type: ignore[index]
    assert {latest(): 1}[latest()] == 1
