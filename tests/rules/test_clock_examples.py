"""Every cell of the worked-examples table, and the days that have gone wrong elsewhere."""

from datetime import date

import pytest

from huiyin.rules.calendars import calendar_of, latest
from huiyin.rules.clock import Due, Line, Standing, Why, days_left, due, standing
from huiyin.rules.limits import Limit, Unit, rule_set
from huiyin.rules.terms import Party, TimeLimit

RULES = rule_set("2022")
BEFORE = "2019-11-21"
EXTENDED = "2020-01-26"
NEWEST = latest().version


def of_days(length: int, unit: Unit = Unit.NATURAL) -> Limit:
    return Limit(id="test", rule_set="test", article="", length=length, unit=unit)


def day(text: str) -> date:
    return date.fromisoformat(text)


NATURAL_DAYS = [
    # start, days, calendar, natural end, legal last day
    ("2020-01-10", 15, EXTENDED, "2020-01-25", "2020-02-03"),
    ("2020-01-10", 15, BEFORE, "2020-01-25", "2020-01-31"),
    ("2020-01-10", 60, EXTENDED, "2020-03-10", "2020-03-10"),
    ("2020-01-10", 30, EXTENDED, "2020-02-09", "2020-02-10"),
    ("2020-01-16", 15, EXTENDED, "2020-01-31", "2020-02-03"),
    ("2020-01-16", 15, BEFORE, "2020-01-31", "2020-01-31"),
    ("2020-01-17", 15, EXTENDED, "2020-02-01", "2020-02-03"),
    ("2020-01-17", 15, BEFORE, "2020-02-01", "2020-02-01"),
    ("2020-01-23", 15, EXTENDED, "2020-02-07", "2020-02-07"),
    ("2020-01-23", 60, EXTENDED, "2020-03-23", "2020-03-23"),
    ("2020-01-23", 30, EXTENDED, "2020-02-22", "2020-02-24"),
    ("2020-02-16", 15, EXTENDED, "2020-03-02", "2020-03-02"),
    ("2020-02-16", 60, EXTENDED, "2020-04-16", "2020-04-16"),
    ("2020-02-16", 30, EXTENDED, "2020-03-17", "2020-03-17"),
    ("2019-12-03", 60, EXTENDED, "2020-02-01", "2020-02-03"),
    ("2019-12-03", 60, BEFORE, "2020-02-01", "2020-02-01"),
    ("2022-05-01", 15, NEWEST, "2022-05-16", "2022-05-16"),
    ("2022-05-01", 60, NEWEST, "2022-06-30", "2022-06-30"),
    ("2022-05-01", 30, NEWEST, "2022-05-31", "2022-05-31"),
    ("2023-08-01", 60, NEWEST, "2023-09-30", "2023-10-07"),
    ("2023-09-16", 15, NEWEST, "2023-10-01", "2023-10-07"),
    ("2023-09-16", 60, NEWEST, "2023-11-15", "2023-11-15"),
    ("2023-09-16", 30, NEWEST, "2023-10-16", "2023-10-16"),
    ("2024-02-05", 15, NEWEST, "2024-02-20", "2024-02-20"),
    ("2024-02-05", 60, NEWEST, "2024-04-05", "2024-04-07"),
    ("2024-02-05", 30, NEWEST, "2024-03-06", "2024-03-06"),
    # A published answer says 12-01: one day too many.
    ("2023-10-01", 60, NEWEST, "2023-11-30", "2023-11-30"),
    # 29 February, and the same days without one.
    ("2024-02-14", 15, NEWEST, "2024-02-29", "2024-02-29"),
    ("2024-02-29", 15, NEWEST, "2024-03-15", "2024-03-15"),
    ("2023-02-14", 15, NEWEST, "2023-03-01", "2023-03-01"),
    # The end of the year: 2022-12-31 is off by the notice for 2023.
    ("2022-12-16", 15, NEWEST, "2022-12-31", "2023-01-03"),
    ("2018-12-14", 15, NEWEST, "2018-12-29", "2018-12-29"),
    ("2018-12-15", 15, NEWEST, "2018-12-30", "2019-01-02"),
]

WORKING_DAYS = [
    # start, days, calendar, last day
    ("2020-01-10", 5, EXTENDED, "2020-01-17"),
    ("2020-01-10", 10, EXTENDED, "2020-01-23"),
    ("2020-01-16", 5, EXTENDED, "2020-01-22"),
    ("2020-01-17", 5, EXTENDED, "2020-01-23"),
    ("2020-01-23", 5, EXTENDED, "2020-02-07"),
    ("2020-01-23", 5, BEFORE, "2020-02-05"),
    ("2020-01-23", 10, EXTENDED, "2020-02-14"),
    ("2020-01-23", 10, BEFORE, "2020-02-12"),
    ("2020-02-16", 5, EXTENDED, "2020-02-21"),
    ("2020-02-16", 10, EXTENDED, "2020-02-28"),
    ("2022-05-01", 5, NEWEST, "2022-05-10"),
    ("2022-05-01", 10, NEWEST, "2022-05-17"),
    ("2023-09-16", 5, NEWEST, "2023-09-22"),
    ("2023-09-16", 10, NEWEST, "2023-10-07"),
    ("2024-02-05", 5, NEWEST, "2024-02-18"),
    ("2024-02-05", 10, NEWEST, "2024-02-23"),
]


@pytest.mark.parametrize(("start", "days", "version", "target", "legal"), NATURAL_DAYS)
def test_natural_days(start: str, days: int, version: str, target: str, legal: str) -> None:
    last = due(of_days(days), day(start), calendar_of(version))
    assert (last.target, last.legal, last.assessed) == (day(target), day(legal), day(target))
    assert last.calendar_version == version
    assert not last.is_provisional


@pytest.mark.parametrize(("start", "days", "version", "last_day"), WORKING_DAYS)
def test_working_days(start: str, days: int, version: str, last_day: str) -> None:
    last = due(of_days(days, Unit.WORKING), day(start), calendar_of(version))
    assert last.target == last.legal == last.assessed == day(last_day)
    assert not last.is_provisional


def test_sixty_and_thirty_run_from_the_natural_end() -> None:
    last = due(TimeLimit.L5, day("2024-01-31"), latest(), 30)
    assert last.target == last.legal == day("2024-04-30")
    # Day 60 is a Sunday: were the 30 days counted from its roll-over, the end would be 05-01.
    assert last.explanation == (
        Line(Why.DAY_ZERO, day("2024-01-31"), "accepted"),
        Line(Why.NATURAL_END, day("2024-03-31"), "60"),
        Line(Why.EXTENDED_END, day("2024-04-30"), "30"),
    )


def test_an_extended_end_rolls_over_once() -> None:
    last = due(TimeLimit.L5, day("2023-07-02"), latest(), 30)
    assert (last.target, last.legal) == (day("2023-09-30"), day("2023-10-07"))


@pytest.mark.parametrize("extension", [-1, 31])
def test_an_extension_beyond_the_law_is_refused(extension: int) -> None:
    with pytest.raises(ValueError, match="L5 may be extended by 0 to 30 days"):
        due(TimeLimit.L5, day("2024-01-31"), latest(), extension)


def test_a_limit_that_cannot_be_extended_is_not() -> None:
    with pytest.raises(ValueError, match="L1 may be extended by 0 to 0 days"):
        due(TimeLimit.L1, day("2024-01-31"), latest(), 1)


def test_assessment_of_the_bureau_counts_from_registration() -> None:
    last = due(TimeLimit.L1, day("2024-03-04"), latest(), registered_on=day("2024-03-06"))
    assert (last.target, last.assessed) == (day("2024-03-19"), day("2024-03-21"))


def test_assessment_of_the_organ_counts_thirty_days_from_registration() -> None:
    last = due(TimeLimit.L3, day("2024-03-11"), latest(), registered_on=day("2024-03-01"))
    # The Sunday stays: assessment knows no roll-over.
    assert (last.target, last.assessed) == (day("2024-03-26"), day("2024-03-31"))
    assert last.explanation[-1] == Line(Why.ASSESSED, day("2024-03-31"), "30")


@pytest.mark.parametrize("limit", [TimeLimit.L2, TimeLimit.L5])
def test_other_limits_are_assessed_by_their_target(limit: TimeLimit) -> None:
    last = due(limit, day("2024-03-11"), latest(), registered_on=day("2024-03-01"))
    assert last.assessed == last.target


@pytest.mark.parametrize("limit", [TimeLimit.L1, TimeLimit.L3])
def test_without_a_registration_the_target_is_assessed(limit: TimeLimit) -> None:
    last = due(limit, day("2024-03-11"), latest())
    assert last.assessed == last.target


def test_the_petitioner_loses_no_right_by_our_counting() -> None:
    last = due(RULES[TimeLimit.L7], day("2020-01-23"), calendar_of(EXTENDED))
    assert last.target == last.legal == last.assessed == day("2020-02-24")
    assert Line(Why.NATURAL_END, day("2020-02-22"), "30") in last.explanation


def test_only_a_petitioners_period_moves_its_target() -> None:
    own = Limit(id="own", rule_set="test", article="", length=15, whose=Party.PETITIONER)
    start = day("2023-09-16")
    assert due(own, start, latest()).target == day("2023-10-07")
    assert due(of_days(15), start, latest()).target == day("2023-10-01")


def test_the_explanation_names_every_skipped_day() -> None:
    last = due(of_days(5, Unit.WORKING), day("2020-01-17"), calendar_of(BEFORE))
    assert last.explanation == (
        Line(Why.DAY_ZERO, day("2020-01-17"), "received"),
        Line(Why.SKIPPED, day("2020-01-18"), "周末"),
        Line(Why.WORKED_WEEKEND, day("2020-01-19"), "春节"),
        Line(Why.WORKING_END, day("2020-01-23"), "5"),
    )


def test_the_explanation_names_every_day_rolled_over() -> None:
    last = due(of_days(60), day("2024-02-05"), latest())
    assert last.explanation == (
        Line(Why.DAY_ZERO, day("2024-02-05"), "received"),
        Line(Why.NATURAL_END, day("2024-04-05"), "60"),
        Line(Why.ROLLED_OVER, day("2024-04-05"), "清明节"),
        Line(Why.ROLLED_OVER, day("2024-04-06"), "清明节"),
        Line(Why.LEGAL_END, day("2024-04-07"), "清明节"),
    )


def test_a_year_not_announced_is_provisional_until_it_is() -> None:
    start = day("2019-12-20")
    early = due(of_days(15), start, calendar_of("2019-03-22"))
    assert early.is_provisional
    assert early.explanation[-1] == Line(Why.PROVISIONAL, day("2020-01-04"), "2020")
    announced = due(of_days(15), start, calendar_of(BEFORE))
    assert not announced.is_provisional
    assert announced.calendar_version == BEFORE


def test_counting_working_days_into_the_unknown_is_provisional() -> None:
    last = due(of_days(5, Unit.WORKING), day("2026-12-30"), latest())
    assert last.is_provisional
    assert last.explanation[-1] == Line(Why.PROVISIONAL, day("2027-01-01"), "2027")


def test_natural_days_that_only_pass_through_the_unknown_are_not_provisional() -> None:
    assert not due(of_days(30), day("2017-12-20"), latest()).is_provisional
    assert due(of_days(5), day("2017-12-20"), latest()).is_provisional


def test_a_limit_is_looked_up_in_the_rules_of_the_registration() -> None:
    last = due(TimeLimit.L5, day("2022-05-10"), latest())
    assert last.rule_set == "2022"
    older = due(TimeLimit.L5, day("2022-05-10"), latest(), registered_on=day("2022-04-20"))
    assert older.rule_set == "2005"
    with pytest.raises(LookupError, match="no rule set for 2005-04-20"):
        due(TimeLimit.L5, day("2022-05-10"), latest(), registered_on=day("2005-04-20"))


STANDINGS = [
    ("2020-02-18", Standing.FINE),
    ("2020-02-19", Standing.SOON),
    ("2020-02-21", Standing.SOON),
    ("2020-02-22", Standing.TODAY),
    ("2020-02-23", Standing.PAST_TARGET),
    ("2020-02-24", Standing.PAST_TARGET),
    ("2020-02-25", Standing.LATE),
]


@pytest.mark.parametrize(("today", "expected"), STANDINGS)
def test_standing(today: str, expected: Standing) -> None:
    assert standing(day("2020-02-22"), day("2020-02-24"), day(today)) is expected


def test_how_soon_is_soon_may_be_chosen() -> None:
    target = day("2020-02-20")
    assert standing(target, target, day("2020-02-13"), soon=7) is Standing.SOON
    assert standing(target, target, day("2020-02-19"), soon=0) is Standing.FINE


def test_days_left() -> None:
    assert days_left(day("2024-03-01"), day("2024-02-28")) == 2
    assert days_left(day("2024-03-01"), day("2024-03-01")) == 0
    assert days_left(day("2024-03-01"), day("2024-03-04")) == -3


def test_a_due_date_cannot_be_changed() -> None:
    last: Due = due(of_days(5), day("2024-03-01"), latest())
    with pytest.raises(AttributeError):
        last.target = day("2024-03-02")  # type: ignore[misc]
