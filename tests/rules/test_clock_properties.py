"""What holds for every start, length and calendar; and a second, naive count of the days."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.rules.calendars import WorkCalendar, first_difference, latest, versions
from huiyin.rules.clock import (
    Due,
    Explanation,
    Standing,
    Why,
    counted_again,
    days_left,
    due,
    standing,
)
from huiyin.rules.limits import Limit, Unit
from huiyin.rules.moments import ZONE, end_of_day, localdate, localtime, start_of_day
from huiyin.rules.terms import Party
from tests.rules.naive import last_days
from verify.plugin import size

pytestmark = pytest.mark.campaign("C3")

EXAMPLES = settings(max_examples=size(60, 10_000), deadline=None)

days = st.dates(date(2017, 6, 1), date(2028, 6, 1))
calendars = st.sampled_from(versions())
extensions = st.integers(0, 30)


def limits(unit: Unit | None = None, whose: Party | None = None) -> st.SearchStrategy[Limit]:
    units = st.sampled_from([Unit.NATURAL, Unit.WORKING]) if unit is None else st.just(unit)
    owners = st.sampled_from([Party.HOLDER, Party.PETITIONER]) if whose is None else st.just(whose)
    return st.builds(a_limit, st.integers(1, 120), units, owners)


def a_limit(length: int, unit: Unit = Unit.NATURAL, whose: Party = Party.HOLDER) -> Limit:
    return Limit(
        id="test",
        rule_set="test",
        article="",
        length=length,
        unit=unit,
        whose=whose,
        longest_extension=30 if unit is Unit.NATURAL else 0,
    )


def with_holiday(calendar: WorkCalendar, day: date) -> WorkCalendar:
    worked = {one: name for one, name in calendar.worked_weekends.items() if one != day}
    return replace(calendar, off={**calendar.off, day: "高温停工"}, worked_weekends=worked)


def with_weekend_worked(calendar: WorkCalendar, day: date) -> WorkCalendar:
    off = {one: name for one, name in calendar.off.items() if one != day}
    return replace(calendar, off=off, worked_weekends={**calendar.worked_weekends, day: "春节"})


@EXAMPLES
@given(limits(), days, calendars, extensions)
def test_a_naive_count_agrees(
    limit: Limit, start: date, calendar: WorkCalendar, extension: int
) -> None:
    extension = min(extension, limit.longest_extension)
    last = due(limit, start, calendar, extension)
    end, rolled_over = last_days(limit, start, calendar, extension)
    assert last.legal == rolled_over
    assert last.target == (rolled_over if limit.whose is Party.PETITIONER else end)


# -- order ---------------------------------------------------------------------------------------


@EXAMPLES
@given(limits(), days, st.integers(0, 60), calendars)
def test_a_later_start_never_ends_earlier(
    limit: Limit, start: date, later: int, calendar: WorkCalendar
) -> None:
    first = due(limit, start, calendar)
    second = due(limit, start + timedelta(days=later), calendar)
    assert first.target <= second.target
    assert first.legal <= second.legal


@EXAMPLES
@given(limits(), st.integers(0, 30), days, calendars)
def test_more_days_never_end_earlier(
    limit: Limit, more: int, start: date, calendar: WorkCalendar
) -> None:
    longer = due(replace(limit, length=(limit.length or 0) + more), start, calendar)
    assert due(limit, start, calendar).target <= longer.target
    assert due(limit, start, calendar).legal <= longer.legal


@EXAMPLES
@given(limits(), days, calendars)
def test_the_legal_day_is_a_working_day_not_before_the_target(
    limit: Limit, start: date, calendar: WorkCalendar
) -> None:
    last = due(limit, start, calendar)
    assert start < last.target <= last.legal
    assert calendar.is_working(last.legal)
    assert not any(
        calendar.is_working(last.target + timedelta(days=n))
        for n in range((last.legal - last.target).days)
    )


@EXAMPLES
@given(limits(Unit.WORKING), days, calendars)
def test_working_days_end_on_one_and_are_no_fewer_than_calendar_days(
    limit: Limit, start: date, calendar: WorkCalendar
) -> None:
    last = due(limit, start, calendar)
    assert calendar.is_working(last.target)
    assert last.target == last.legal == last.assessed
    assert (last.target - start).days >= (limit.length or 0)


@EXAMPLES
@given(st.integers(1, 120), days, extensions, calendars)
def test_the_target_of_natural_days_needs_no_calendar(
    length: int, start: date, extension: int, calendar: WorkCalendar
) -> None:
    last = due(a_limit(length), start, calendar, extension)
    assert (last.target - start).days == length + extension


@EXAMPLES
@given(limits(whose=Party.PETITIONER), days, calendars)
def test_the_petitioner_always_has_the_later_day(
    limit: Limit, start: date, calendar: WorkCalendar
) -> None:
    own = due(limit, start, calendar)
    ours = due(replace(limit, whose=Party.HOLDER), start, calendar)
    assert own.target == own.legal == own.assessed == ours.legal
    assert own.target >= ours.target


# -- calendars that change -----------------------------------------------------------------------


@EXAMPLES
@given(limits(), days, calendars, st.integers(1, 150), extensions)
def test_a_new_holiday_never_shortens(
    limit: Limit, start: date, calendar: WorkCalendar, on: int, extension: int
) -> None:
    extension = min(extension, limit.longest_extension)
    changed = with_holiday(calendar, start + timedelta(days=on))
    before, after = due(limit, start, calendar, extension), due(limit, start, changed, extension)
    assert before.legal <= after.legal
    assert before.target <= after.target


@EXAMPLES
@given(limits(), days, calendars, st.integers(1, 22), extensions)
def test_a_weekend_day_newly_worked_never_lengthens(
    limit: Limit, start: date, calendar: WorkCalendar, weeks: int, extension: int
) -> None:
    extension = min(extension, limit.longest_extension)
    saturday = start + timedelta(days=7 * weeks + 5 - start.weekday())
    changed = with_weekend_worked(calendar, saturday)
    before, after = due(limit, start, calendar, extension), due(limit, start, changed, extension)
    assert before.legal >= after.legal
    assert before.target >= after.target


@EXAMPLES
@given(limits(), days, calendars, calendars)
def test_counting_again_gives_the_same(
    limit: Limit, start: date, calendar: WorkCalendar, other: WorkCalendar
) -> None:
    first = due(limit, start, calendar)
    due(limit, start, other)
    assert due(limit, start, calendar) == first


@EXAMPLES
@given(limits(), days, calendars)
def test_provisional_means_that_an_examined_day_is_not_announced(
    limit: Limit, start: date, calendar: WorkCalendar
) -> None:
    last = due(limit, start, calendar)
    natural_end = start + timedelta(days=(limit.length or 0))
    first = natural_end if limit.unit is Unit.NATURAL else start + timedelta(days=1)
    examined = {first + timedelta(days=n) for n in range((last.legal - first).days + 1)}
    unknown = {day.year for day in examined if not 2018 <= day.year <= calendar.last_year}
    assert last.is_provisional == bool(unknown)
    warned = [int(line.detail) for line in last.explanation if line.code is Why.PROVISIONAL]
    assert warned == sorted(unknown)


@EXAMPLES
@given(limits(), days, calendars, calendars, extensions, st.none() | days)
def test_what_is_counted_again_is_as_if_counted_afresh(
    limit: Limit,
    start: date,
    calendar: WorkCalendar,
    other: WorkCalendar,
    extension: int,
    registered_on: date | None,
) -> None:
    row = replace(limit, assessed_days=15)
    extension = min(extension, row.longest_extension)
    before = due(row, start, calendar, extension, registered_on=registered_on)
    again = counted_again(row, before.explanation, other)
    assert again == due(row, start, other, extension, registered_on=registered_on)
    assert counted_again(row, again.explanation, calendar) == before


@EXAMPLES
@given(days, st.integers(0, 90), calendars, calendars)
def test_a_day_that_was_set_is_counted_again(
    start: date, after: int, calendar: WorkCalendar, other: WorkCalendar
) -> None:
    row = replace(a_limit(1), length=None)
    until = start + timedelta(days=after)
    before = due(row, start, calendar, until=until)
    assert counted_again(row, before.explanation, other) == due(row, start, other, until=until)


@EXAMPLES
@given(limits(), days, calendars, calendars, extensions)
def test_calendars_agree_on_what_ends_before_their_first_difference(
    limit: Limit, start: date, calendar: WorkCalendar, other: WorkCalendar, extension: int
) -> None:
    extension = min(extension, limit.longest_extension)
    before = due(limit, start, calendar, extension)
    first = first_difference(calendar, other)
    if first is None or before.legal < first:
        assert counted_again(limit, before.explanation, other).explanation == before.explanation


# -- explanations --------------------------------------------------------------------------------


@EXAMPLES
@given(limits(), days, calendars, extensions, st.none() | days)
def test_an_explanation_survives_storing(
    limit: Limit, start: date, calendar: WorkCalendar, extension: int, registered_on: date | None
) -> None:
    row = replace(limit, assessed_days=30)
    extension = min(extension, row.longest_extension)
    last = due(row, start, calendar, extension, registered_on=registered_on)
    stored = last.explanation.as_json()
    assert Explanation.from_json(stored) == last.explanation
    assert all(type(text) is str for line in stored for text in line)
    assert all(type(line) is list for line in stored)


@EXAMPLES
@given(limits(), days, calendars)
def test_the_explanation_accounts_for_every_day(
    limit: Limit, start: date, calendar: WorkCalendar
) -> None:
    last = due(limit, start, calendar)
    said = last.explanation
    of = {code: [line.day for line in said if line.code is code] for code in Why}
    assert of[Why.DAY_ZERO] == [start]
    assert len(of[Why.NATURAL_END] + of[Why.WORKING_END]) == 1
    end = (of[Why.NATURAL_END] + of[Why.WORKING_END])[0]
    if limit.unit is Unit.WORKING:
        assert (end - start).days == (limit.length or 0) + len(of[Why.SKIPPED])
    else:
        assert (end - start).days == (limit.length or 0)
        assert not of[Why.SKIPPED]
    assert last.legal == end + timedelta(days=len(of[Why.ROLLED_OVER]))
    assert of[Why.LEGAL_END] == ([last.legal] if last.legal != end else [])
    for day in of[Why.SKIPPED] + of[Why.ROLLED_OVER]:
        assert not calendar.is_working(day)


# -- standing ------------------------------------------------------------------------------------


@EXAMPLES
@given(days, st.integers(0, 12), st.integers(-40, 40))
def test_standing_never_goes_back_as_days_pass(target: date, more: int, offset: int) -> None:
    legal = target + timedelta(days=more)
    today = target + timedelta(days=offset)
    order = list(Standing)
    now = standing(target, legal, today)
    tomorrow = standing(target, legal, today + timedelta(days=1))
    assert order.index(now) <= order.index(tomorrow)
    assert (now is Standing.LATE) == (days_left(legal, today) < 0)


# -- local days ----------------------------------------------------------------------------------


@EXAMPLES
@given(st.dates(date(1995, 1, 1), date(2100, 1, 1)))
def test_a_local_day_begins_and_ends_at_midnight_in_the_office(day: date) -> None:
    begins, ends = start_of_day(day), end_of_day(day)
    assert begins.tzinfo is ends.tzinfo is UTC
    assert localdate(begins) == localdate(ends) == day
    assert localdate(begins - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert localdate(ends + timedelta(microseconds=999_999)) == day
    assert localdate(ends + timedelta(seconds=1)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "local_day"),
    [
        ("2020-01-09T15:59:59.999000+00:00", date(2020, 1, 9)),
        ("2020-01-09T16:00:00+00:00", date(2020, 1, 10)),
        ("2020-01-09T23:59:59.999000+08:00", date(2020, 1, 9)),
        ("2020-01-10T00:00:00+08:00", date(2020, 1, 10)),
        ("2020-01-09T11:00:00-05:00", date(2020, 1, 10)),
        ("2019-12-31T16:00:00+00:00", date(2020, 1, 1)),
        ("2024-02-28T16:30:00+00:00", date(2024, 2, 29)),
    ],
)
def test_the_day_boundary(moment: str, local_day: date) -> None:
    at = datetime.fromisoformat(moment)
    assert localdate(at) == local_day
    assert localtime(at) == at
    assert localtime(at).tzinfo is ZONE


def test_the_last_second_of_a_deadline() -> None:
    assert end_of_day(date(2020, 2, 3)) == datetime(2020, 2, 3, 15, 59, 59, tzinfo=UTC)
    assert start_of_day(date(2020, 2, 3)) == datetime(2020, 2, 2, 16, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        localdate(datetime(2020, 2, 3, 12))  # noqa: DTZ001 - that is the mistake


SAME_EVERYWHERE = """
from datetime import UTC, date, datetime, timedelta
from huiyin.rules.calendars import latest
from huiyin.rules.clock import due
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.terms import TimeLimit
import time
first = datetime(2024, 1, 1, 15, 59, 59, tzinfo=UTC)
for n in range(0, 400, 7):
    day = localdate(first + timedelta(days=n, seconds=n % 2))
    last = due(TimeLimit.L5, day, latest(), 30, registered_on=day)
    print(last.target, last.legal, last.explanation.as_json(), end_of_day(last.legal))
print(time.localtime(first.timestamp()).tm_hour, file=__import__("sys").stderr)
"""


def test_the_zone_of_the_process_makes_no_difference() -> None:
    zones = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SAME_EVERYWHERE],
            env={**os.environ, "TZ": zone},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for zone in zones
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert all(process.returncode == 0 for process in running), said
    assert len({hour for _days, hour in said}) == len(zones), "the zone was not applied"
    counted = {text for text, _hour in said}
    assert len(counted) == 1
    assert counted.pop().count("\n") == 58


def test_due_compares_by_value() -> None:
    one: Due = due(a_limit(15), date(2024, 1, 1), latest())
    assert one == due(a_limit(15), date(2024, 1, 1), latest())
    assert one != due(a_limit(15), date(2024, 1, 2), latest())
