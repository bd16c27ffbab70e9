"""Hours on the wall: T3 to the second, over nights, holidays and the year's end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.rules.calendars import latest
from huiyin.rules.clock import Why, due, due_at
from huiyin.rules.hours import end_of, in_hours, is_late, left, next_warning, warnings
from huiyin.rules.limits import PROMISE, RULE_SETS
from huiyin.rules.moments import ZONE, localdate
from huiyin.rules.terms import TimeLimit
from verify.plugin import size

pytestmark = pytest.mark.campaign("C3")

SECOND = timedelta(seconds=1)
EXAMPLES = settings(max_examples=size(60, 10_000), deadline=None)
zones = st.sampled_from([UTC, ZONE, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")])
seconds_of_ten_years = st.integers(1_500_000_000, 1_830_000_000)
moments = st.builds(datetime.fromtimestamp, seconds_of_ten_years, zones)
EVE = datetime(2020, 1, 24, 23, 30, tzinfo=ZONE)


def test_at_exactly_24_hours_nothing_is_late_and_one_second_later_it_is() -> None:
    end = end_of(EVE)
    assert end - EVE == timedelta(hours=24)
    assert not is_late(end, end)
    assert is_late(end, end + SECOND)


def test_seconds_are_whole() -> None:
    begun = EVE.replace(microsecond=999_999)
    assert end_of(begun) == EVE + timedelta(hours=24)
    assert not is_late(end_of(begun), EVE + timedelta(hours=24, microseconds=999_999))


@EXAMPLES
@given(moments, st.integers(1, 24), st.integers(0, 200_000))
def test_late_is_what_took_longer_whatever_the_zone_and_the_night(
    start: datetime, hours: int, seconds: int
) -> None:
    done = start.astimezone(UTC) + timedelta(seconds=seconds)
    end = end_of(start, hours)
    assert is_late(end, done) is (seconds > hours * 3600)
    assert left(end, done).total_seconds() == hours * 3600 - seconds


@EXAMPLES
@given(moments, st.integers(1, 24))
def test_warnings_come_in_order_and_the_last_is_the_end(start: datetime, hours: int) -> None:
    end = end_of(start, hours)
    told = warnings(start, end)
    assert told == sorted(set(told))
    assert told[-1] == end
    assert [next_warning(start, end, n) for n in range(len(told) + 1)] == [*told, None]


@pytest.mark.parametrize(
    ("hours", "after"),
    [
        (24, ["12", "18", "22", "24"]),
        (12, ["6", "9", "10.8", "12"]),
        (5, ["2.5", "3.75", "4.5", "5"]),
        (1, ["0.5", "0.75", "0.9", "1"]),
    ],
)
def test_who_has_less_time_is_warned_when_the_same_parts_of_it_are_over(
    hours: int, after: list[str]
) -> None:
    assert [in_hours(at - EVE) for at in warnings(EVE, end_of(EVE, hours))] == after


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_no_emergency_clock_is_longer_than_a_day(hours: int) -> None:
    with pytest.raises(ValueError, match="1 to 24 hours"):
        end_of(EVE, hours)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        end_of(datetime(2020, 1, 24))  # noqa: DTZ001 (what is to be refused)


def test_new_years_eve_and_the_spring_festival_count() -> None:
    counted = due_at(datetime(2019, 12, 31, 16, 0, tzinfo=ZONE))
    assert (counted.at, counted.day.isoformat()) == (
        datetime(2020, 1, 1, 16, 0, tzinfo=ZONE),
        "2020-01-01",
    )
    festival = due_at(EVE)
    assert [(line.code, line.day.isoformat(), line.detail) for line in festival.explanation] == [
        (Why.HOUR_ZERO, "2020-01-24", "23:30:00"),
        (Why.HOURS_END, "2020-01-25", "24 23:30:00"),
    ]


@pytest.mark.parametrize("rules", RULE_SETS, ids=lambda rules: rules.name)
def test_every_rule_set_has_the_24_hours_and_no_calendar_counts_them(rules: object) -> None:
    row = next(each for each in RULE_SETS if each is rules)[TimeLimit.L15]
    assert (row.length, row.article, row.article_zh, row.is_right) == (24, "", PROMISE, False)
    with pytest.raises(ValueError, match="hours"):
        due(row, localdate(EVE), latest())
