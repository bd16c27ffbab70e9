"""The reasons for a date, in the sentences a clerk would say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from huiyin.petitions.explaining import (
    HOLIDAYS,
    days_left_words,
    due_words,
    explained,
    people_date,
    people_moment,
    short_date,
)
from huiyin.rules.calendars import calendar_of, latest
from huiyin.rules.clock import Explanation, Why, due, due_at
from huiyin.rules.holidays import NOTICES
from huiyin.rules.limits import Limit, Unit, rule_set
from huiyin.rules.terms import TimeLimit

RULES = rule_set("2022")
BEFORE = calendar_of("2019-11-21")
EXTENDED = calendar_of("2020-01-26")
IN_2020 = date(2020, 1, 31)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def working(length: int) -> Limit:
    return Limit(id="test", rule_set="test", article="", length=length, unit=Unit.WORKING)


def test_a_weekend_moves_the_last_day() -> None:
    last = due(RULES[TimeLimit.L3], date(2020, 2, 7), EXTENDED)
    assert explained(last.explanation.as_json(), IN_2020) == [
        "2月7日（周五）收到，当日不计入",
        "从2月8日起数15个自然日，到2月22日（周六）",
        "2月22日是周六，顺延到2月24日（周一）",
    ]


def test_a_holiday_moves_the_last_day() -> None:
    last = due(RULES[TimeLimit.L1], date(2020, 1, 10), EXTENDED)
    assert explained(last.explanation.as_json(), IN_2020) == [
        "1月10日（周五）收到，当日不计入",
        "从1月11日起数15个自然日，到1月25日（周六）",
        "1月25日逢春节放假，顺延到2月3日（周一）",
    ]


def test_a_last_day_that_is_worked_says_nothing_more() -> None:
    last = due(RULES[TimeLimit.L1], date(2020, 2, 16), EXTENDED)
    assert explained(last.explanation.as_json(), IN_2020) == [
        "2月16日（周日）收到，当日不计入",
        "从2月17日起数15个自然日，到3月2日（周一）",
    ]


def test_it_comes_to_rest_on_a_weekend_day_worked_for_the_break() -> None:
    last = due(TimeLimit.L5, date(2023, 8, 1), latest())
    assert explained(last.explanation.as_json(), date(2023, 8, 1)) == [
        "8月1日（周二）受理，当日不计入",
        "从8月2日起数60个自然日，到9月30日（周六）",
        "9月30日逢中秋节、国庆节放假，顺延到10月7日（周六，中秋节、国庆节调休上班）",
    ]


def test_an_extension_and_another_year() -> None:
    last = due(TimeLimit.L5, date(2023, 12, 1), latest(), 30)
    assert explained(last.explanation.as_json(), date(2024, 1, 30)) == [
        "2023年12月1日（周五）受理，当日不计入",
        "从2023年12月2日起数60个自然日，到1月30日（周二）",
        "经批准延长30日，从1月31日起接着数，到2月29日（周四）",
    ]


def test_a_service_begins_the_petitioners_time() -> None:
    last = due(TimeLimit.L7, date(2026, 12, 18), latest())
    assert explained(last.explanation.as_json(), date(2026, 12, 18)) == [
        "12月18日（周五）送达，当日不计入",
        "从12月19日起数30个自然日，到2027年1月17日（周日）",
        "2027年1月17日是周日，顺延到2027年1月18日（周一）",
        "2027年的放假安排尚未公布，暂按周末推算，公布后重新计算",
    ]


def test_working_days_name_each_day_off() -> None:
    last = due(working(10), date(2020, 1, 23), BEFORE)
    assert explained(last.explanation.as_json(), IN_2020) == [
        "1月23日（周四）收到，当日不计入",
        "1月24日至1月30日逢春节放假，不计入",
        "2月1日（周六）因春节调休上班，计入",
        "2月2日是周日，不计入",
        "2月8日至2月9日是周末，不计入",
        "从1月24日起数10个工作日，到2月12日（周三）",
    ]


def test_a_single_holiday_is_said_as_one_day() -> None:
    last = due(working(5), date(2023, 4, 3), latest())
    assert "4月5日逢清明节放假，不计入" in explained(last.explanation.as_json(), date(2023, 4, 1))


def test_different_reasons_in_a_row_are_all_named() -> None:
    friday = date(2026, 3, 13)
    calendar = replace(latest(), off={**latest().off, friday: "高温停工"})
    last = due(RULES[TimeLimit.L1], date(2026, 2, 26), calendar)
    assert explained(last.explanation.as_json(), friday)[-1] == (
        "从3月13日起连逢高温停工、周末，顺延到3月16日（周一）"
    )


def test_assessment_is_said_to_the_office_and_not_to_the_citizen() -> None:
    last = due(TimeLimit.L3, date(2024, 3, 11), latest(), registered_on=date(2024, 3, 1))
    rows = last.explanation.as_json()
    sentence = "考核从登记次日起数30日，到3月31日（周日），不顺延"
    assert explained(rows, date(2024, 3, 11))[-1] == sentence
    assert (
        explained(rows, date(2024, 3, 11), for_citizen=True)
        == explained(rows, date(2024, 3, 11))[:-1]
    )


def test_a_day_that_was_set_is_said_as_it_was_set() -> None:
    assigned = due(RULES[TimeLimit.L11], date(2026, 3, 2), latest(), until=date(2026, 4, 4))
    assert explained(assigned.explanation.as_json(), date(2026, 3, 2)) == [
        "3月2日（周一）交办",
        "要求在4月4日（周六）以前完成",
        "4月4日逢清明节放假，顺延到4月7日（周二）",
    ]
    reworked = due(RULES[TimeLimit.L11R], date(2026, 3, 2), latest(), until=date(2026, 3, 20))
    assert explained(reworked.explanation.as_json(), date(2026, 3, 2)) == [
        "3月2日（周一）退回重办",
        "要求在3月20日（周五）以前完成",
    ]


def test_an_objection_and_its_answer_are_counted_in_working_days() -> None:
    received = due(RULES[TimeLimit.L4], date(2026, 3, 5), latest())
    assert explained(received.explanation.as_json(), date(2026, 3, 5)) == [
        "3月5日（周四）收到，当日不计入",
        "3月7日至3月8日是周末，不计入",
        "从3月6日起数5个工作日，到3月12日（周四）",
    ]
    objected = due(RULES[TimeLimit.L4S], date(2026, 3, 12), latest())
    assert explained(objected.explanation.as_json(), date(2026, 3, 12)) == [
        "3月12日（周四）提出异议，当日不计入",
        "3月14日至3月15日是周末，不计入",
        "从3月13日起数2个工作日，到3月16日（周一）",
    ]


def test_every_kind_of_line_has_been_said_by_these_tests() -> None:
    said: set[Why] = {
        line.code
        for last in (
            due(working(10), date(2020, 1, 23), BEFORE),
            due(TimeLimit.L5, date(2023, 8, 1), latest(), 30),
            due(TimeLimit.L3, date(2026, 12, 18), latest(), registered_on=date(2026, 12, 18)),
            due(TimeLimit.L11, date(2026, 3, 2), latest(), until=date(2026, 3, 20)),
            due_at(datetime(2026, 3, 2, 11, tzinfo=UTC)),
        )
        for line in last.explanation
    }
    assert said == set(Why)


def test_rows_that_nobody_wrote_are_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        explained([["guessed", "2024-01-01", ""]], date(2024, 1, 1))
    assert explained(Explanation().as_json(), date(2024, 1, 1)) == []


def test_every_announced_break_has_its_word_in_the_catalogue() -> None:
    assert {rest.name for notice in NOTICES for rest in notice.breaks} <= set(HOLIDAYS)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 2, 7), "2月7日 周五"),
        (date(2020, 12, 31), "12月31日 周四"),
        (date(2019, 12, 31), "2019年12月31日 周二"),
        (date(2021, 1, 1), "2021年1月1日 周五"),
    ],
)
def test_a_date_as_people_write_it(day: date, words: str) -> None:
    assert people_date(day, IN_2020) == words


def test_a_date_is_short_in_a_column() -> None:
    day, other_year = date(2020, 9, 30), date(2019, 12, 31)
    assert short_date(day, IN_2020) == people_date(day, IN_2020) == "9月30日 周三"
    with translation.override("en"):
        assert short_date(day, IN_2020) == "Wed 30 Sep"
        assert short_date(other_year, IN_2020) == "Tue 31 Dec 2019"


def test_a_moment_is_shown_by_the_clock_of_the_office() -> None:
    at = datetime(2020, 2, 6, 16, 5, tzinfo=UTC)
    assert people_moment(at, IN_2020) == "2月7日 周五 00:05"
    assert people_moment(at, date(2021, 1, 1)) == "2020年2月7日 周五 00:05"


@pytest.mark.parametrize(
    ("days", "words"),
    [(11, "还有 11 天"), (1, "还有 1 天"), (0, "今天到期"), (-1, "已超 1 天"), (-3, "已超 3 天")],
)
def test_days_left_in_words(days: int, words: str) -> None:
    assert days_left_words(days) == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2020, 2, 11), "还有 11 天"),
        (date(2020, 2, 22), "今天到期"),
        (date(2020, 2, 23), "已过目标日，法定最迟 2月24日 周一"),
        (date(2020, 2, 24), "已过目标日，法定最迟 2月24日 周一"),
        (date(2020, 2, 25), "已超 1 天"),
    ],
)
def test_what_stands_beside_a_due_date(today: date, words: str) -> None:
    assert due_words(date(2020, 2, 22), date(2020, 2, 24), today) == words
