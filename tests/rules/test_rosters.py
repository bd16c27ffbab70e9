"""Rosters: gaps to the minute, nobody twice, who stood how often, and filling by turns."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.rules.calendars import latest
from huiyin.rules.moments import ZONE
from huiyin.rules.rosters import (
    Count,
    Gap,
    Need,
    Span,
    Watch,
    counts,
    gaps,
    is_night,
    missed,
    overlaps,
    overtime,
    slots,
    turns,
)

HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 2)
ONE_DAY_ON = (time(8),)
ROUND_THE_CLOCK = Need()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


WEEK = (at("2026-03-02 08:00"), at("2026-03-09 08:00"))


def watch(person: str, begin: str, end: str) -> Watch:
    return Watch(person, at(begin), at(end))


def never(_person: str, _slot: Span) -> bool:
    return False


def a_week(need: Need = ROUND_THE_CLOCK) -> list[Watch]:
    spans = slots(need, MONDAY, MONDAY + timedelta(days=6), ONE_DAY_ON)
    wanted = ((each, need.people) for each in spans)
    return turns(["甲", "乙", "丙"], wanted, is_away=never, calendar=latest())


def a_span(
    people: int, seats: int, changes: tuple[time, ...], first: date, length: int, *before: Watch
) -> list[Watch]:
    names = [str(n) for n in range(people)]
    last = first + timedelta(days=length - 1)
    spans = slots(Need(people=seats), first, last, changes)
    wanted = ((each, seats) for each in spans)
    return turns(names, wanted, is_away=never, calendar=latest(), before=before)


def apart(made: list[Watch], people: int, what: str) -> int:
    """How far who has most is from who has least."""
    found = counts(made, latest())
    numbers = [int(getattr(found.get(str(n), Count()), what)) for n in range(people)]
    return max(numbers) - min(numbers)


def test_t9_a_week_with_one_uncovered_hour_reports_exactly_that_hour() -> None:
    whole = a_week()
    assert gaps(ROUND_THE_CLOCK, whole, *WEEK) == []
    thursday = whole[3]
    late = Watch(thursday.person, thursday.begin + HOUR, thursday.end)
    assert gaps(ROUND_THE_CLOCK, [*whole[:3], late, *whole[4:]], *WEEK) == [
        Gap(at("2026-03-05 08:00"), at("2026-03-05 09:00"), 1)
    ]


def test_a_gap_is_told_to_the_minute_and_neighbours_are_one() -> None:
    early = watch("甲", "2026-03-02 08:00", "2026-03-02 12:01")
    found = gaps(Need(people=2), [early], at("2026-03-02 08:00"), at("2026-03-02 20:00"))
    assert found == [
        Gap(at("2026-03-02 08:00"), at("2026-03-02 12:01"), 1),
        Gap(at("2026-03-02 12:01"), at("2026-03-02 20:00"), 2),
    ]
    pair = [watch("甲", "2026-03-02 08:00", "2026-03-02 10:00")]
    pair += [watch("乙", "2026-03-02 10:00", "2026-03-02 12:00")]
    assert gaps(Need(people=2), pair, pair[0].begin, pair[1].end) == [
        Gap(pair[0].begin, pair[1].end, 1)
    ]


def test_a_post_with_hours_is_uncovered_only_then_even_past_midnight() -> None:
    day = Need(opens=time(9), closes=time(17))
    span = at("2026-03-02 00:00"), at("2026-03-03 00:00")
    assert gaps(day, [], *span) == [Gap(at("2026-03-02 09:00"), at("2026-03-02 17:00"), 1)]
    night = Need(opens=time(18), closes=time(6))
    assert gaps(night, [], *span) == [
        Gap(at("2026-03-02 00:00"), at("2026-03-02 06:00"), 1),
        Gap(at("2026-03-02 18:00"), at("2026-03-03 00:00"), 1),
    ]


def test_nobody_stands_twice_and_one_after_the_other_is_not_twice() -> None:
    row = [
        watch("甲", "2026-03-02 08:00", "2026-03-02 20:00"),
        watch("甲", "2026-03-02 20:00", "2026-03-03 08:00"),
        watch("乙", "2026-03-02 19:00", "2026-03-02 21:00"),
    ]
    assert overlaps(row) == []
    twice = watch("甲", "2026-03-02 19:30", "2026-03-02 20:30")
    assert overlaps([*row, twice]) == [
        watch("甲", "2026-03-02 19:30", "2026-03-02 20:00"),
        watch("甲", "2026-03-02 20:00", "2026-03-02 20:30"),
    ]


def test_nights_weekends_and_holidays_are_counted_by_the_day_a_watch_begins() -> None:
    new_year = watch("甲", "2026-01-01 08:00", "2026-01-02 08:00")
    saturday = watch("甲", "2026-03-07 08:00", "2026-03-07 20:00")
    evening = watch("乙", "2026-03-02 16:00", "2026-03-03 00:00")
    found = counts([new_year, saturday, evening], latest())
    assert found["甲"] == Count(
        watches=2, nights=1, weekends=1, holidays=1, minutes=36 * 60, overtime=36 * 60
    )
    assert found["乙"] == Count(watches=1, minutes=8 * 60, overtime=7 * 60)
    assert is_night(watch("丙", "2026-03-02 00:00", "2026-03-02 08:00"))
    assert not is_night(evening)


def test_overtime_is_what_lies_outside_the_hours_of_a_working_day() -> None:
    round_the_clock = watch("甲", "2026-03-02 08:00", "2026-03-03 08:00")
    assert overtime(round_the_clock, latest()) == 16 * 60
    assert overtime(watch("甲", "2026-03-02 09:00", "2026-03-02 17:00"), latest()) == 0


def test_turns_go_round_and_who_was_away_comes_next() -> None:
    assert [each.person for each in a_week()] == ["甲", "乙", "丙", "甲", "乙", "丙", "甲"]
    tuesday = at("2026-03-03 08:00")
    filled = turns(
        ["甲", "乙", "丙"],
        [
            (each, 1)
            for each in slots(ROUND_THE_CLOCK, MONDAY, MONDAY + timedelta(days=3), ONE_DAY_ON)
        ],
        is_away=lambda person, slot: person == "乙" and slot.begin == tuesday,
        calendar=latest(),
    )
    assert [each.person for each in filled] == ["甲", "丙", "乙", "甲"]


def test_two_are_never_the_same_person_and_a_slot_nobody_can_take_stays_open() -> None:
    both = a_week(Need(people=2))
    assert overlaps(both) == []
    assert gaps(Need(people=2), both, *WEEK) == []
    slot = next(iter(slots(ROUND_THE_CLOCK, MONDAY, MONDAY, ONE_DAY_ON)))
    year = latest()
    assert len(turns(["甲"], [(slot, 2)], is_away=never, calendar=year)) == 1
    assert turns(["甲"], [(slot, 1)], is_away=lambda _who, _slot: True, calendar=year) == []


PATTERNS = (ONE_DAY_ON, (time(8), time(20)), (time(0), time(8), time(16)))


@given(
    people=st.integers(2, 9),
    seats=st.integers(1, 2),
    changes=st.sampled_from(PATTERNS),
    begin=st.integers(0, 200),
    length=st.integers(1, 62),
)
@settings(max_examples=60, deadline=None)
def test_nights_even_out_for_every_number_of_people(
    people: int, seats: int, changes: tuple[time, ...], begin: int, length: int
) -> None:
    first = MONDAY + timedelta(days=begin)
    made = a_span(people, seats, changes, first, length)
    assert apart(made, people, "nights") <= 1
    next_first = first + timedelta(days=length)
    whole = made + a_span(people, seats, changes, next_first, length, *made)
    assert apart(whole, people, "nights") <= 1, "what is filled later goes on from there"
    assert overlaps(whole) == []


@pytest.mark.parametrize("people", [2, 4, 5, 6, 8])
def test_days_off_even_out_and_who_stood_the_day_is_spared_the_night(people: int) -> None:
    made = a_span(people, 1, PATTERNS[1], MONDAY, 62)
    assert apart(made, people, "weekends") <= 2
    assert apart(made, people, "holidays") <= 3
    ends = {(each.person, each.end) for each in made}
    close = [each for each in made if (each.person, each.begin) in ends]
    assert people == 2 or close == []


def test_who_comes_new_stands_at_most_two_nights_more() -> None:
    long = a_span(3, 1, PATTERNS[1], MONDAY, 40)
    next_day = MONDAY + timedelta(days=40)
    both = a_span(4, 1, PATTERNS[1], next_day, 20, *long)
    nights = counts(both, latest())
    assert nights["3"].nights <= min(nights[str(n)].nights for n in range(3)) + 3


def test_three_watches_a_day_meet_and_a_post_with_hours_has_one() -> None:
    three = list(slots(ROUND_THE_CLOCK, MONDAY, MONDAY, (time(16), time(0), time(8))))
    assert [each.minutes for each in three] == [480, 480, 480]
    assert three[-1].end == at("2026-03-03 00:00")
    [one] = slots(Need(opens=time(18), closes=time(6)), MONDAY, MONDAY, ONE_DAY_ON)
    assert one == Span(at("2026-03-02 18:00"), at("2026-03-03 06:00"))


def test_a_missed_check_in_is_a_part_that_is_over_without_one() -> None:
    shift = watch("甲", "2026-03-02 08:00", "2026-03-02 18:00")
    seen = [at("2026-03-02 08:00"), at("2026-03-02 16:00")]
    asked = {"every": 4 * HOUR, "seen": seen}
    assert missed(shift, until=at("2026-03-02 15:59"), **asked) == []  # type: ignore[arg-type]
    assert missed(shift, until=at("2026-03-02 16:00"), **asked) == [  # type: ignore[arg-type]
        Span(at("2026-03-02 12:00"), at("2026-03-02 16:00"))
    ]
    assert len(missed(shift, every=4 * HOUR, seen=[], until=shift.end)) == 3
