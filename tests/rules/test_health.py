"""The cut-off at 16:00:00, a phone without a network, and fourteen days of isolation."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from huiyin.rules.health import (
    Isolation,
    degrees_in,
    destroyed_from,
    due_on,
    filled_within,
    standing,
    threshold_on,
    thresholds,
)
from huiyin.rules.moments import ZONE, localtime
from huiyin.rules.terms_health import ReportStanding

DAY = date(2026, 3, 3)
S = ReportStanding


def clock(text: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day} {text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("16:00:00", S.ON_TIME),
        ("16:00:00.900000", S.ON_TIME),
        ("16:00:01", S.LATE),
        ("23:59:59", S.LATE),
    ],
)
def test_t6_a_report_at_the_second_is_on_time_and_one_second_later_late(
    received: str, expected: ReportStanding
) -> None:
    at = clock(received)
    assert standing(DAY, received_at=at, filled_at=None, now=at) == expected


def test_t6_nobody_is_missing_before_16_00_01() -> None:
    def none(text: str) -> ReportStanding:
        return standing(DAY, received_at=None, filled_at=None, now=clock(text))

    assert [none(each) for each in ("09:00:00", "16:00:00", "16:00:01")] == [
        S.WAITING, S.WAITING, S.MISSING,
    ]  # fmt: skip


def test_a_report_that_waited_for_the_network_is_neither_on_time_nor_late() -> None:
    now = clock("16:40:00")
    filled = filled_within(DAY, waited=timedelta(minutes=50), now=now)
    assert filled == clock("15:50:00")
    assert standing(DAY, received_at=now, filled_at=filled, now=now) == S.SENT_LATE
    late = filled_within(DAY, waited=timedelta(minutes=39), now=now)
    assert standing(DAY, received_at=now, filled_at=late, now=now) == S.LATE


@pytest.mark.parametrize(
    "waited",
    [timedelta(hours=17), timedelta(days=400), timedelta(seconds=-90), timedelta(seconds=5)],
)
def test_a_phone_can_only_say_that_it_filled_it_in_on_that_day(waited: timedelta) -> None:
    assert filled_within(DAY, waited=waited, now=clock("16:40:00")) is None


def test_yesterdays_report_that_waited_over_night_was_filled_in_yesterday() -> None:
    now = clock("08:00:00", DAY + timedelta(days=1))
    assert filled_within(DAY, waited=timedelta(hours=17), now=now) == clock("15:00:00")


def test_t7_day_one_is_the_day_after_and_the_release_the_end_of_day_fourteen() -> None:
    stay = Isolation(date(2026, 2, 25))
    assert stay.first == date(2026, 2, 26)
    assert stay.last == date(2026, 3, 11)
    assert localtime(stay.earliest_release).isoformat() == "2026-03-11T23:59:59+08:00"
    assert len(stay.due_days(stay.last)) == 14
    assert stay.day_number(stay.last) == 14
    assert stay.due_days(stay.since) == []


def test_t7_days_without_an_entry_are_listed_and_at_least_fourteen_has_no_end() -> None:
    stay = Isolation(date(2026, 2, 25))
    days = stay.due_days(stay.last)
    missing = [date(2026, 3, 1), date(2026, 3, 2)]
    assert stay.gaps([each for each in days if each not in missing], stay.last) == missing
    assert len(stay.due_days(stay.last + timedelta(days=3))) == 17
    assert stay.gaps(days, stay.last) == []


def test_a_threshold_holds_from_its_day_and_reaches_back_to_none() -> None:
    march, june = date(2026, 3, 3), date(2026, 6, 1)
    rows = [(march, Decimal("37.0")), (june, Decimal("38.0")), (june, Decimal("37.5"))]
    told = [(each.degrees, each.from_on, each.to_on) for each in thresholds(rows)]
    assert told == [
        (Decimal("37.3"), None, date(2026, 3, 2)),
        (Decimal("37.0"), march, date(2026, 5, 31)),
        (Decimal("37.5"), june, None),
    ]
    days = (date(2020, 1, 1), date(2026, 3, 2), march, date(2026, 5, 31), june, date(2027, 1, 1))
    assert [str(threshold_on(on, rows)) for on in days] == [
        "37.3", "37.3", "37.0", "37.0", "37.5", "37.5",
    ]  # fmt: skip
    assert threshold_on(march, []) == Decimal("37.3")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("37.3", "37.3"), (" 37。3℃ ", "37.3"), ("37", "37.0"), ("３７.３", "37.3"), ("", None),
     ("37,3", None), ("1e3", "1000.0"), ("NaN", None), ("Infinity", None), ("3" * 5000, None),
     ("37\x00", None)],
)  # fmt: skip
def test_a_temperature_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert degrees_in(typed) == (None if read is None else Decimal(read))


def test_destruction_is_thirty_days_after_the_last_day() -> None:
    assert destroyed_from(date(2026, 2, 16)) == date(2026, 3, 18)
    assert due_on(DAY) == clock("16:00:00")
