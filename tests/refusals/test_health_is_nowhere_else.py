"""Refusal 11: of staff health nothing outside its own few modules, nothing of kin, no appraisal."""

import pytest

from huiyin.emergency.health_models import DailyReport, HealthDay, HealthEntry, HealthRegister
from huiyin.emergency.health_reporting import Condition, screen
from tests.refusals.looking import found, names_of, own_tables, texts
from tests.refusals.test_words_that_are_nowhere import HEALTH, is_of_health

VALUES = ("temperature", "symptoms", "whereabouts", "体温", "症状", *HEALTH)
APPRAISAL = ("考核", "绩效", "奖惩", "appraisal", "performance review")
KIN = ("spouse", "parent_health", "child", "relative", "配偶", "父母", "子女")


def elsewhere(sources: dict[str, str]) -> list[str]:
    """The places outside its own where a word of health stands."""
    return found(VALUES, {name: said for name, said in sources.items() if not is_of_health(name)})


def test_11_health_stands_in_its_own_modules_only() -> None:
    assert elsewhere(texts()) == []


@pytest.mark.parametrize("name", ["audit/models.py", "petitions/models.py", "statistics/x.py"])
def test_11_the_search_would_find_it_elsewhere(name: str) -> None:
    assert elsewhere({name: "temperature = models.TextField()"}) == [f"{name}: temperature"]
    assert elsewhere({"emergency/health_models.py": "temperature"}) == []


def test_11_no_column_holds_a_value_in_clear() -> None:
    assert found(VALUES, names_of(own_tables())) == []
    clear = {
        field.name
        for table in (DailyReport, HealthEntry, HealthRegister, HealthDay)
        for field in table._meta.get_fields()
    }
    assert clear == {
        "id", "key", "user", "on", "once", "body", "filled_at", "received_at", "entered_at",
        "emergency", "people", "isolations", "destroyed_at", "days", "register", "asked",
        "reported", "on_time",
    }  # fmt: skip


def test_11_of_a_family_one_yes_or_no_is_asked() -> None:
    asked = {*screen.__annotations__, *Condition.__annotations__}
    assert {each for each in asked if "family" in each} == {"family_contact"}
    own = {
        name: said.replace("不用于考核", "")
        for name, said in texts().items()
        if is_of_health(name) and "health" in name
    }
    assert len(own) > 7
    assert found((*KIN, *APPRAISAL), own) == []
    assert found(KIN, {"page": "<label>配偶体温"})
