"""What the coming weeks may bring: the figures are those one would reckon by hand (B9)."""

from datetime import date

import pytest

from huiyin.rules.calendars import latest
from huiyin.rules.lunar import NEW_YEARS, nearest_new_year
from huiyin.rules.rosters import days
from huiyin.rules.terms import Channel
from huiyin.statistics.forecast import (
    WEEKS_AHEAD,
    Forecast,
    WeekAhead,
    forecast,
    forecasts,
    shifts,
    whole,
)
from huiyin.statistics.volume import ONE_DAY, ONE_WEEK, WEEKS, Counts
from tests.make import a_receipt, an_office, at
from tests.people import CLERK, HANDLER

NEW_YEAR = NEW_YEARS[2026]  # a Tuesday, 17 February
TODAY = NEW_YEAR - 2 * ONE_WEEK


def even(first: date, last: date, number: int) -> Counts:
    return {(Channel.WEB, day): number for day in days(first, last)}


def made(now: Counts, *before: tuple[Counts, int]) -> Forecast:
    return forecast(Channel.WEB, now, before=before, today=TODAY, calendar=latest())


NOW = even(TODAY - WEEKS * ONE_WEEK, TODAY - ONE_DAY, 2)


def test_the_rebound_after_the_festival_comes_again_in_the_same_lunar_week() -> None:
    back = (NEW_YEAR - NEW_YEARS[2025]).days
    begin = NEW_YEARS[2025]
    past = even(TODAY - (back + 7 * WEEKS) * ONE_DAY, begin - ONE_DAY, 4)
    past |= even(begin, begin + 6 * ONE_DAY, 1) | even(begin + ONE_WEEK, begin + 13 * ONE_DAY, 12)
    found = made(NOW, (past, back))
    assert (found.mean, found.past, found.knows_season) == (14, (8 * 28,), True)
    assert [week.past for week in found.weeks] == [(28,), (28,), (7,), (84,)]
    assert [week.ratio for week in found.weeks] == [1, 1, 0.25, 3]
    assert [week.expected for week in found.weeks] == [14, 14, 3.5, 42]


def test_two_years_weigh_by_what_they_brought_and_too_few_say_nothing() -> None:
    back = (NEW_YEAR - NEW_YEARS[2025]).days
    ago = TODAY - back * ONE_DAY
    busy = even(ago - WEEKS * ONE_WEEK, ago - ONE_DAY, 3) | even(ago, ago + 27 * ONE_DAY, 6)
    quiet = even(ago - WEEKS * ONE_WEEK, ago + 27 * ONE_DAY, 1)
    both = made(NOW, (busy, back), (quiet, back)).weeks[0]
    assert both.past == (42, 7)
    assert both.ratio == pytest.approx((42 + 7) / (21 + 7))
    few = made(NOW, ({(Channel.WEB, ago): 15}, back))
    assert (few.knows_season, few.weeks[0].ratio, few.weeks[0].expected) == (False, 1, 14)
    assert made(NOW).weeks[0].expected == 14


def test_people_are_whole_and_nobody_is_asked_for_in_a_week_off() -> None:
    week = WeekAhead(TODAY, (), 1, expected=150, working=5)
    assert (week.a_day, week.people(7.5), week.people(60)) == (30, 4, 0.5)
    assert (whole(30 / 7.5), whole(0.1 + 0.2 + 0.7), whole(30 / 7.4), whole(0)) == (4, 1, 5, 0)
    assert WeekAhead(TODAY, (), 1, 0, 5).people(3) == 0
    off = WeekAhead(TODAY, (), 1, 150, 0)
    assert (off.a_day, off.people(7.5)) == (None, None)
    # 15 to 23 February 2026 are off for the festival, the Saturdays around them are worked.
    assert [each.working for each in made(NOW).weeks] == [5, 5, 0, 6]


def test_years_are_laid_beside_each_other_by_the_nearest_new_year() -> None:
    assert nearest_new_year(date(2026, 12, 1)) == NEW_YEARS[2027]
    assert nearest_new_year(date(2026, 6, 1)) == NEW_YEARS[2026]
    assert nearest_new_year(date(1999, 12, 31)) is None
    assert shifts(TODAY) == {2024: 738, 2025: 384}
    assert shifts(date(2051, 2, 1)) == {}


@pytest.mark.django_db
def test_they_are_counted_through_the_door_with_the_years_that_have_any() -> None:
    back = (NEW_YEAR - NEW_YEARS[2025]).days * ONE_DAY
    for day in (TODAY - ONE_DAY, TODAY - WEEKS * ONE_WEEK, TODAY - back + ONE_WEEK):
        a_receipt(arrived_at=at(f"{day} 09:00"))
    for day in (TODAY, TODAY - WEEKS * ONE_WEEK - ONE_DAY):
        a_receipt(arrived_at=at(f"{day} 09:00"))
    office = an_office("yunling-bureau").pk
    years, [found] = forecasts(CLERK.viewer, office, TODAY, latest())
    assert (years, found.came[0], sum(found.came)) == ([2025], 1, 2)
    assert [week.past for week in found.weeks] == [(0,), (1,), (0,), (0,)]
    assert len(found.weeks) == WEEKS_AHEAD
    assert forecasts(HANDLER.viewer, office, TODAY, latest()) == ([], [])
