"""The public lists: offices and categories, kept for some minutes."""

from huiyin.organisations.models import Category, Office
from tests.api.calling import get
from tests.city import a_city


def test_every_open_office_stands_after_its_parent() -> None:
    answer = get("/api/v1/offices")
    assert answer.status == 200
    seen = set()
    for office in answer.body:
        assert office["parent"] is None or office["parent"] in seen
        seen.add(office["id"])
    assert len(seen) == Office.objects.count()


def test_a_closed_office_is_not_told() -> None:
    Office.objects.filter(pk=a_city().offices["yunling-water"].pk).update(is_open=False)
    names = [office["name"] for office in get("/api/v1/offices").body]
    assert a_city().offices["yunling-water"].name not in names


def test_every_category_is_told_with_its_parent() -> None:
    answer = get("/api/v1/categories")
    assert len(answer.body) == Category.objects.count()
    assert all(each["parent"] in (None, each["code"][:2]) for each in answer.body)


def test_lists_may_be_kept() -> None:
    for address in ("/api/v1/offices", "/api/v1/categories"):
        assert get(address).headers["Cache-Control"] == "public, max-age=300"
