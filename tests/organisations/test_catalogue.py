"""The categories: added under codes never used, renamed, retired, taken into use again."""

from datetime import timedelta
from typing import Any

import pytest

from huiyin.audit.models import Access
from huiyin.organisations import catalogue
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category
from huiyin.rules.moments import localdate
from tests.accounts.cast import AT
from tests.city import a_city
from tests.people import SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
TODAY = localdate(AT)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _city() -> None:
    a_city()


def by() -> dict[str, Any]:
    return {"by": SYSTEM_ADMIN.viewer, "at": AT}


def of(code: str) -> Category:
    return Category.objects.get(pk=code)


def test_a_category_takes_the_next_code_of_its_group() -> None:
    made = catalogue.add_category(of("01"), name=" 地下管线 ", **by())
    assert (made.code, made.name, made.parent_id) == ("0110", "地下管线", "01")
    group = catalogue.add_category(None, name="数字经济", **by())
    assert (group.code, group.parent_id) == ("18", None)
    assert catalogue.add_category(group, name="平台用工", **by()).code == "1801"
    assert Access.objects.filter(subject="add_category:18").exists()


@pytest.mark.parametrize("name", ["", "类" * 31, "\x00", "安全生产"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(Refused) as caught:
        catalogue.add_category(of("01"), name=name, **by())
    assert caught.value.field == "name"
    with pytest.raises(Refused):
        catalogue.rename_category(of("0102"), name=name, **by())


def test_there_is_no_third_level() -> None:
    with pytest.raises(Refused):
        catalogue.add_category(of("0102"), name="供水", **by())


def test_codes_run_out_with_a_sentence() -> None:
    Category.objects.create(code="0198", parent=of("01"), name="最后一类")
    with pytest.raises(Refused, match="用完"):
        catalogue.add_category(of("01"), name="再一类", **by())


def test_a_new_name_is_kept_with_the_old_one() -> None:
    catalogue.rename_category(of("0102"), name="城市管理", **by())
    catalogue.rename_category(of("0102"), name="城市管理", **by())
    assert of("0102").name == "城市管理"
    notes = Access.objects.filter(subject="rename_category:0102")
    assert [row.reason for row in notes] == ["城市建设和市政管理 → 城市管理"]


def test_a_group_retires_with_all_in_it_and_comes_back_first() -> None:
    in_use = Category.objects.in_use(TODAY).count()
    catalogue.retire_category(of("10"), last_on=TODAY, **by())
    assert Category.objects.in_use(TODAY).count() == in_use
    left = Category.objects.in_use(TODAY + DAY)
    assert not left.filter(code__startswith="10").exists()
    catalogue.retire_category(of("16"), last_on=TODAY - DAY, **by())
    with pytest.raises(Refused, match="这一组"):
        catalogue.restore_category(of("1601"), **by())
    with pytest.raises(Refused, match="这一组"):
        catalogue.add_category(of("16"), name="新的", **by())
    catalogue.restore_category(of("16"), **by())
    catalogue.restore_category(of("1601"), **by())
    assert set(Category.objects.in_use(TODAY).filter(code__startswith="16")) == {
        of("16"),
        of("1601"),
    }


def test_nothing_retires_in_the_past() -> None:
    with pytest.raises(Refused) as caught:
        catalogue.retire_category(of("10"), last_on=TODAY - 2 * DAY, **by())
    assert caught.value.field == "last_on"
