"""The tree of offices: what may stand where, what is kept when an office goes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.audit.models import Access
from huiyin.organisations import tree
from huiyin.organisations.actions import switch_office
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Duty, Office, answerable
from huiyin.organisations.tree import Particulars
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Level, OfficeKind
from tests.accounts.cast import AT
from tests.make import an_office
from tests.people import SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
TODAY = localdate(AT)
DAY = timedelta(days=1)
GIVEN = Particulars(
    name="云岭市水务局",
    short_name="市水务局",
    kind=OfficeKind.DEPARTMENT,
    level=Level.CITY,
    number_code="2051",
    letter_code="云水",
    division="990100",
)


def by() -> dict[str, Any]:
    return {"by": SYSTEM_ADMIN.viewer, "at": AT}


def add(parent: str = "yunling-gov", **other: str) -> Office:
    return tree.add_office(an_office(parent), replace(GIVEN, **other), **by())


def end(office: Office, **given: Any) -> None:
    usual: dict[str, Any] = {"last_on": TODAY - DAY, "successor": None, "is_busy": False}
    asked = usual | given
    busy = asked.pop("is_busy")
    tree.end_office(office, **asked, is_busy=lambda _office: busy, **by())


def ended(today: date, *, is_busy: bool = False) -> int:
    return tree.end_what_is_due(today, lambda _office: is_busy)


def refused(field: str) -> Any:  # noqa: ANN401
    return pytest.raises(Refused, check=lambda problem: problem.field == field)


def noted(deed: str) -> list[str]:
    return [row.reason for row in Access.objects.filter(subject__startswith=f"{deed}:")]


def test_an_office_is_added_below_another() -> None:
    made = add(name="  云岭市  水务局 ", short_name="")
    assert (made.name, made.short_name) == ("云岭市 水务局", "云岭市 水务局")
    assert made.path == f"{an_office('yunling-gov').path}2051/"
    assert made.is_open
    assert noted("add_office") == ["云岭市 水务局"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "水" * 61),
        ("name", "水\x00务"),
        ("name", "云岭市教育局"),
        ("short_name", "水" * 21),
        ("kind", "palace"),
        ("level", ""),
        ("level", "province"),
        ("division", "9901"),
        ("division", "99010a"),
        ("number_code", "2013"),
        ("number_code", "1"),
        ("number_code", "20/51"),
        ("letter_code", ""),
        ("letter_code", "云教"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: str) -> None:
    with refused(field):
        add(**{field: value})
    assert not Office.objects.filter(number_code="2051").exists()
    assert noted("add_office") == []


@pytest.mark.parametrize(
    ("kind", "level", "parent", "field"),
    [
        ("bureau", "city", "yunling-gov", "kind"),
        ("bureau", "city", "yunling-water", "kind"),
        ("government", "city", "yunling-gov", "kind"),
        ("government", "county", "yunling-labour", "kind"),
        ("township", "township", "yunling-labour", "kind"),
        ("department", "city", "yunling-bureau", "kind"),
        ("department", "city", "qinghe-gov", "level"),
    ],
)
def test_the_shape_of_the_tree_is_kept(kind: str, level: str, parent: str, field: str) -> None:
    with refused(field):
        add(parent, kind=kind, level=level)


def test_nothing_is_added_below_an_office_out_of_use() -> None:
    switch_office(an_office("qinghe-gov"), on=False, **by())
    with refused("to"):
        add("qinghe-gov", level="county")


def test_the_next_number_is_free() -> None:
    number = tree.next_number(an_office("yunling-gov"))
    assert tree.NUMBER.fullmatch(number)
    assert not Office.objects.filter(number_code=number).exists()


def test_a_new_name_keeps_the_old_one_in_the_record() -> None:
    office = an_office("yunling-water")
    names: dict[str, Any] = {
        "name": "云岭市水务集团",
        "short_name": "市水务集团",
        "letter_code": "云水司",
    }
    assert tree.rename_office(office, **names, **by()) == ["name", "short_name"]
    assert tree.rename_office(office, **names, **by()) == []
    assert noted("rename_office") == [
        "云岭市自来水有限公司 → 云岭市水务集团；市自来水公司 → 市水务集团"
    ]
    with refused("letter_code"):
        tree.rename_office(office, **(names | {"letter_code": "云教"}), **by())


def test_an_office_moves_with_all_below_it() -> None:
    township, county = an_office("liuquan"), an_office("qinghe-gov")
    division = add("liuquan", kind="division", level="township", letter_code="")
    tree.move_office(township, to=an_office("beiling-gov"), is_busy=False, **by())
    moved = an_office("liuquan")
    assert moved.parent == an_office("beiling-gov")
    assert moved.path == f"{an_office('beiling-gov').path}{moved.number_code}/"
    assert Office.objects.get(pk=division.pk).path == f"{moved.path}2051/"
    assert not Office.objects.under(county.path).filter(pk=township.pk).exists()
    assert len(noted("move_office")) == 1


def test_nothing_moves_while_it_has_open_work_or_into_itself() -> None:
    township = an_office("liuquan")
    with refused("to"):
        tree.move_office(township, to=an_office("beiling-gov"), is_busy=True, **by())
    for slug in ("qinghe-gov", "liuquan"):
        with refused("to"):
            tree.move_office(an_office("qinghe-gov"), to=an_office(slug), is_busy=False, **by())
    with refused("to"):
        tree.move_office(township, to=an_office("qinghe-gov"), is_busy=False, **by())
    with refused("kind"):
        tree.move_office(township, to=an_office("yunling-labour"), is_busy=False, **by())
    assert an_office("liuquan").path == township.path


def test_the_places_offered_are_those_that_are_taken() -> None:
    township = an_office("liuquan")
    places = tree.ways_up(township, Office.objects.filter(is_open=True))
    assert an_office("beiling-gov") in places
    assert an_office("qinghe-gov") not in places
    assert all(place.kind == OfficeKind.GOVERNMENT for place in places)


def test_a_merged_office_gives_its_duties_on() -> None:
    farming, housing = an_office("qinghe-farming"), an_office("qinghe-housing")
    before = Duty.objects.get(office=farming)
    end(farming, successor=housing)
    gone = an_office("qinghe-farming")
    assert (gone.is_open, gone.ends_on, gone.successor) == (False, TODAY - DAY, housing)
    old = Duty.objects.get(pk=before.pk)
    new = Duty.objects.get(office=housing, category="10")
    assert old.valid_to == TODAY - DAY
    assert (new.valid_from, new.valid_to, new.division) == (TODAY, None, old.division)
    assert farming.name in new.basis
    assert [each.office for each in answerable(new.category, "990121", TODAY)] == [housing]
    assert housing.name in noted("end_office")[0]


def test_a_successor_that_has_the_duty_gets_it_once() -> None:
    farming, housing = an_office("qinghe-farming"), an_office("qinghe-housing")
    old = Duty.objects.get(office=farming)
    Duty.objects.create(
        office=housing,
        category=old.category,
        division=old.division,
        basis="共同负责",
        valid_from=date(2022, 5, 1),
    )
    end(farming, successor=housing)
    assert Duty.objects.filter(office=housing, category=old.category).count() == 1


def test_an_end_to_come_comes_by_itself_and_once() -> None:
    office = an_office("qinghe-farming")
    end(office, last_on=TODAY + DAY, is_busy=True, successor=an_office("qinghe-housing"))
    assert an_office("qinghe-farming").is_open
    assert ended(TODAY + DAY) == 0
    assert ended(TODAY + 5 * DAY, is_busy=True) == 0
    assert ended(TODAY + 5 * DAY) == 1
    assert ended(TODAY + 5 * DAY) == 0
    assert not an_office("qinghe-farming").is_open
    assert Duty.objects.get(office=office).valid_to == TODAY + DAY


def test_an_end_to_come_is_taken_back() -> None:
    office = an_office("qinghe-farming")
    with refused(""):
        tree.keep_office(office, **by())
    end(office, last_on=TODAY)
    tree.keep_office(office, **by())
    assert an_office("qinghe-farming").ends_on is None
    assert ended(TODAY + DAY) == 0
    assert Duty.objects.get(office=office).valid_to is None


def test_an_ended_office_may_begin_again() -> None:
    office = an_office("qinghe-farming")
    end(office)
    with refused("last_on"):
        end(an_office("qinghe-farming"))
    switch_office(an_office("qinghe-farming"), on=True, **by())
    again = an_office("qinghe-farming")
    assert (again.is_open, again.ends_on, again.successor) == (True, None, None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"last_on": TODAY - 2 * DAY}, "last_on"),
        ({"is_busy": True}, "successor"),
        ({"is_busy": True, "last_on": TODAY + DAY}, "successor"),
        ({"successor": "qinghe-farming"}, "successor"),
        ({"successor": "qinghe-bureau"}, "successor"),
        ({"successor": "qinghe-gov"}, "successor"),
    ],
)
def test_an_end_that_cannot_be_is_refused(given: dict[str, Any], field: str) -> None:
    if "successor" in given:
        given = given | {"successor": an_office(given["successor"])}
    with refused(field):
        end(an_office("qinghe-farming"), **given)
    assert an_office("qinghe-farming").is_open


def test_an_office_with_others_below_it_does_not_end() -> None:
    with refused("last_on"):
        end(an_office("qinghe-gov"))


def test_a_successor_about_to_end_is_none() -> None:
    end(an_office("qinghe-housing"), last_on=TODAY + DAY)
    with refused("successor"):
        end(an_office("qinghe-farming"), successor=an_office("qinghe-housing"))
