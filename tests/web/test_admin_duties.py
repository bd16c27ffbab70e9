"""Pages of duties and categories: what is seen, entered, ended, and by whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.organisations.models import Category, Duty
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from huiyin.web.desk.forms_registering import categories
from tests.make import a_petition, an_office
from tests.people import AUDIT_ADMIN, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def form(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "office": str(an_office().pk),
        "division": "990100",
        "categories": ["1008", "1009"],
        "basis": "部门职责",
        "valid_from": localdate(timezone.now()).isoformat(),
    }
    return usual | given


def ending(slug: str = "yunling-water") -> str:
    duty = Duty.objects.filter(office=an_office(slug)).order_by("pk")[0]
    return reverse("desk:duty_end", args=[duty.pk])


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(who: Person) -> None:
    client = desk_of(who)
    for address in (
        reverse("desk:duties"),
        reverse("desk:duty_add"),
        ending(),
        reverse("desk:categories"),
        reverse("desk:category", args=["0102"]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, form()).status_code == 404


def test_the_whole_shows_gaps_and_rivals(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(16):
        page = text(admin.get(reverse("desk:duties"), {"division": "990121"}))
    assert "没有单位负责" in page
    assert "青禾县农业农村局" in page
    gaps = text(admin.get(reverse("desk:duties"), {"division": "990121", "only": "gaps"}))
    assert "青禾县农业农村局" not in gaps
    rivals = text(admin.get(reverse("desk:duties"), {"only": "rivals"}))
    assert "没有几个单位同样负责" in rivals
    for nonsense in ({"division": "x"}, {"on": "x"}, {"only": "x"}, {"division": "\x00"}):
        assert admin.get(reverse("desk:duties"), nonsense).status_code == 200


def test_a_duty_is_entered_and_ended(admin: Client) -> None:
    page = reverse("desk:duty_add")
    office = an_office()
    asked = text(admin.get(page, {"office": str(office.pk), "category": "1008"}))
    assert 'value="1008" id="c1008" checked' in asked
    assert f'<option value="{office.pk}" selected>' in asked
    assert admin.post(page, form()).status_code == 302
    assert admin.post(page, form()).status_code == 422
    shown = text(admin.get(reverse("desk:office", args=[office.pk])))
    assert "农垦农场" in shown
    address = ending()
    assert address in shown
    assert "接下来会发生什么" in text(admin.get(address))
    assert admin.post(address, {"last_on": ""}).status_code == 422
    assert admin.post(address, {"at_once": "1"}).status_code == 302
    assert admin.post(address, {"at_once": "1"}).status_code == 422


@pytest.mark.parametrize(
    "given",
    [
        {"office": ""},
        {"office": "x"},
        {"division": "990000"},
        {"division": ""},
        {"categories": []},
        {"categories": ["\x00"]},
        {"categories": ["0102"] * 900},
        {"basis": "\ufdd0"},
        {"valid_from": ""},
        {"valid_from": "2026-02-30"},
        {"valid_to": "0001-01-01"},
    ],
)
def test_an_error_keeps_what_was_typed(admin: Client, given: dict[str, object]) -> None:
    posted = form(**({"basis": "三定规定第五条"} | given))
    answer = admin.post(reverse("desk:duty_add"), posted)
    page = text(answer)
    assert answer.status_code == 422
    assert "field-error" in page
    if "basis" not in given:
        assert 'value="三定规定第五条"' in page
    if "categories" not in given:
        assert 'value="1008" id="c1008" checked' in page


def test_duties_outside_the_territory_are_not_found(admin: Client) -> None:
    assert admin.get(ending("nanjiang-discipline")).status_code == 404
    above = form(office=str(an_office("nanjiang-discipline").pk))
    assert admin.post(reverse("desk:duty_add"), above).status_code == 422


def test_categories_are_added_renamed_and_retired(admin: Client) -> None:
    page = reverse("desk:categories")
    answer = admin.post(page, {"name": "地下管线", "parent": "01"})
    assert answer["Location"].endswith("#c0110")
    assert "地下管线" in text(admin.get(answer["Location"]))
    for nonsense in ({}, {"name": "地下管线", "parent": "01"}, {"name": "x", "parent": "\x00"}):
        assert admin.post(page, nonsense).status_code == 422
    one = reverse("desk:category", args=["0110"])
    assert admin.post(one, {"do": "rename", "name": "地下综合管线"}).status_code == 302
    assert admin.post(one, {"do": "rename", "name": ""}).status_code == 422
    yesterday = localdate(timezone.now()) - timedelta(days=1)
    assert admin.post(one, {"do": "retire", "last_on": ""}).status_code == 422
    assert admin.post(one, {"do": "retire", "last_on": yesterday.isoformat()}).status_code == 302
    assert "已停用" in text(admin.get(one))
    assert admin.post(one, {"do": "restore"}).status_code == 302
    assert admin.post(one, {"do": "delete"}).status_code == 422
    assert Category.objects.get(pk="0110").ends_on is None
    assert admin.get(reverse("desk:category", args=["none"])).status_code == 404


def test_a_retired_category_is_offered_only_to_what_has_it() -> None:
    petition = a_petition(State.REGISTERED)
    day = localdate(timezone.now())
    Category.objects.filter(pk=petition.category_id).update(ends_on=day - timedelta(days=1))
    fresh = a_petition(State.RECEIVED)
    offered = f'<option value="{petition.category_id}"'
    assert offered not in text(desk_of(CLERK).get(step_of(fresh, "register")))
    assert petition.category_id in [
        code for _group, rows in categories(day, petition.category_id) for code, _name in rows
    ]
