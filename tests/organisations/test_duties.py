"""Who answers for what: entering duties, ending them, and the whole seen together."""

from datetime import timedelta
from typing import Any

import pytest

from huiyin.audit.models import Access
from huiyin.organisations import duties
from huiyin.organisations.actions import switch_office
from huiyin.organisations.catalogue import retire_category
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category, Duty
from huiyin.rules.moments import localdate
from tests.accounts.cast import AT
from tests.city import a_city
from tests.make import an_office
from tests.people import SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
TODAY = localdate(AT)
DAY = timedelta(days=1)
CITY = "990100"


@pytest.fixture(autouse=True)
def _city() -> None:
    a_city()


def by() -> dict[str, Any]:
    return {"by": SYSTEM_ADMIN.viewer, "at": AT}


def add(office: str = "yunling-water", **given: Any) -> list[Duty]:
    usual: dict[str, Any] = {
        "categories": ["1008"],
        "division": CITY,
        "basis": "部门职责",
        "valid_from": TODAY,
        "valid_to": None,
    }
    return duties.add_duties(an_office(office), **(usual | given), **by())


def answer(code: str, division: str = CITY) -> duties.Answer:
    found = {each.category.code: each for each in duties.answers(division, TODAY)}
    return found[code]


def names(rows: list[Duty]) -> list[str]:
    return [row.office.short_name for row in rows]


def refused(field: str) -> Any:  # noqa: ANN401
    return pytest.raises(Refused, check=lambda problem: problem.field == field)


def test_a_gap_is_filled() -> None:
    assert answer("1008").duties == []
    made = add(categories=["1008", "1009"])
    assert [each.category_id for each in made] == ["1008", "1009"]
    assert names(answer("1009").duties) == ["市自来水公司"]
    assert Access.objects.get(subject="add_duty:2021").reason == f"1008、1009 {CITY} {TODAY}"


def test_the_narrower_duty_comes_first_and_is_no_rival() -> None:
    found = answer("0102")
    assert names(found.duties) == ["市自来水公司", "市住建局"]
    assert found.rivals == []
    county = answer("0102", "990121")
    assert names(county.duties)[0] == "青禾县住建局"


def test_two_as_near_are_rivals() -> None:
    add("yunling-education", categories=["0102"])
    found = answer("0102")
    assert set(names(found.duties[:1] + found.rivals)) == {"市自来水公司", "市教育局"}


def test_a_closed_office_and_a_retired_category_do_not_answer() -> None:
    switch_office(an_office("yunling-water"), on=False, **by())
    assert names(answer("0102").duties) == ["市住建局"]
    retire_category(Category.objects.get(pk="0102"), last_on=TODAY - DAY, **by())
    with pytest.raises(KeyError):
        answer("0102")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"categories": []}, "categories"),
        ({"categories": ["9999"]}, "categories"),
        ({"categories": ["0102"]}, "categories"),
        ({"division": "云岭"}, "division"),
        ({"basis": " "}, "basis"),
        ({"basis": "据" * 201}, "basis"),
        ({"basis": "\x00"}, "basis"),
        ({"valid_to": TODAY - DAY}, "valid_to"),
        ({"office": "yunling-bureau"}, "office"),
        ({"office": "yunling-gov"}, "office"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(given: dict[str, Any], field: str) -> None:
    before = Duty.objects.count()
    with refused(field):
        add(**given)
    assert Duty.objects.count() == before


def test_the_same_duty_may_follow_itself_and_not_stand_beside_itself() -> None:
    add(valid_to=TODAY + 9 * DAY)
    with refused("categories"):
        add(valid_from=TODAY + 9 * DAY)
    add(valid_from=TODAY + 10 * DAY)


def test_a_duty_ends() -> None:
    (duty,) = add()
    with refused("last_on"):
        duties.end_duty(duty, last_on=TODAY - 2 * DAY, **by())
    duties.end_duty(duty, last_on=TODAY, **by())
    assert names(answer("1008").duties) == ["市自来水公司"]
    with refused("last_on"):
        duties.end_duty(duty, last_on=TODAY + DAY, **by())
    duties.end_duty(duty, last_on=TODAY - DAY, **by())
    assert answer("1008").duties == []
    with refused("last_on"):
        duties.end_duty(duty, last_on=TODAY, **by())
    assert Access.objects.filter(subject="end_duty:2021").count() == 2
