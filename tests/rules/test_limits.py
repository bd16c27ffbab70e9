"""The rule set of 2022 is what the regulation says, and its page shows all of it."""

from dataclasses import replace
from datetime import date

import pytest

from huiyin.rules.calendars import versions
from huiyin.rules.limits import (
    RULE_SETS,
    Beginning,
    Limit,
    NoRuleSetError,
    RuleSet,
    Unit,
    as_markdown,
    rule_set,
    rules_of,
)
from huiyin.rules.terms import Party, TimeLimit

ROWS = [
    # limit, article, days, from, whose, longest extension, days of assessment
    (TimeLimit.L1, "22", 15, Beginning.RECEIVED, Party.REGISTRAR, 0, 15),
    (TimeLimit.L2, "23 ¶2", 15, Beginning.RECEIVED, Party.REGISTRAR, 0, None),
    (TimeLimit.L3, "23 ¶3", 15, Beginning.RECEIVED, Party.HOLDER, 0, 30),
    (TimeLimit.L5, "34", 60, Beginning.ACCEPTED, Party.HOLDER, 30, None),
    (TimeLimit.L7, "35", 30, Beginning.SERVED, Party.PETITIONER, 0, None),
    (TimeLimit.G8, "21 ¶2", 30, Beginning.SERVED, Party.PETITIONER, 0, None),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].value)
def test_the_limits_of_2022(
    row: tuple[TimeLimit, str, int, Beginning, Party, int, int | None],
) -> None:
    limit = rules_of(date(2022, 5, 1))[row[0]]
    assert row == (
        limit.id,
        limit.article,
        limit.length,
        limit.begins,
        limit.whose,
        limit.longest_extension,
        limit.assessed_days,
    )
    assert limit.unit is Unit.NATURAL
    assert limit.result
    assert limit.english


def test_every_limit_of_the_procedure_has_a_row() -> None:
    assert [limit.id for limit in rule_set("2022")] == list(TimeLimit)


def test_review_and_rating_are_the_petitioners_own() -> None:
    own = [limit.id for limit in rule_set("2022") if limit.is_right_of_petitioner]
    assert own == [TimeLimit.L7, TimeLimit.G8]


def test_rule_sets_stand_in_order_and_name_their_rows() -> None:
    begins = [rules.valid_from for rules in RULE_SETS]
    assert begins == sorted(set(begins))
    for rules in RULE_SETS:
        assert {limit.rule_set for limit in rules} == {rules.name}
        assert rule_set(rules.name) is rules


def test_the_rules_of_a_day() -> None:
    assert rules_of(date(2005, 5, 1)).name == "2005"
    assert rules_of(date(2022, 4, 30)).name == "2005"
    assert rules_of(date(2022, 5, 1)).name == "2022"
    assert rules_of(date(2030, 1, 1)).name == "2022"


def test_a_day_before_the_regulation_is_refused_with_the_first_day_kept() -> None:
    with pytest.raises(NoRuleSetError, match=r"2005-04-30.*2005-05-01") as refused:
        rules_of(date(2005, 4, 30))
    assert refused.value.day == date(2005, 4, 30)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(LookupError, match="no rule set '1995'"):
        rule_set("1995")
    short = RuleSet("short", "", date(2022, 5, 1), (rule_set("2022")[TimeLimit.L1],))
    with pytest.raises(LookupError, match="rule set short has no limit L5"):
        short[TimeLimit.L5]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"length": 0}, "at least one day"),
        ({"longest_extension": -1}, "at least one day"),
        ({"unit": Unit.WORKING}, "only natural days can be extended"),
    ],
)
def test_a_senseless_limit_is_refused(changes: dict[str, int | Unit], sentence: str) -> None:
    limit: Limit = rule_set("2022")[TimeLimit.L5]
    with pytest.raises(ValueError, match=sentence):
        replace(limit, **changes)  # type: ignore[arg-type]


def test_the_page_shows_every_limit_and_calendar_version() -> None:
    page = as_markdown()
    newest = page[page.index("`2022`") :]
    rows = [line for line in newest.splitlines() if line.startswith("| ")]
    for limit in rule_set("2022"):
        row = next(line for line in rows if line.startswith(f"| {limit.id} | "))
        assert f"| {limit.article or '—'} |" in row
        length = f"{limit.length} {limit.unit.zh}" if limit.length else "所定"
        assert f"| {length} " in row
        assert limit.result in row
        assert limit.english in row
    for calendar in versions():
        assert any(line.startswith(f"| {calendar.version} | {calendar.source}") for line in rows)
    assert {line.count("|") for line in rows} == {11, 6}
    assert page.startswith("# ")
    assert page.endswith("|\n")
    assert page == as_markdown()
