"""Figures for programs: those of the pages, with their definitions, and no others."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from huiyin.audit.models import Access
from huiyin.petitions.staff_tokens import Scope
from huiyin.rules.terms import State
from huiyin.statistics.definitions import COLUMNS, View
from huiyin.statistics.freezing import freeze_what_is_over, settled_on
from huiyin.statistics.periods import Month
from tests.api.calling import get
from tests.api.staff import Program
from tests.make import ARRIVAL, a_petition, an_office
from tests.people import CLERK, HEAD, LEADER, OTHER_HEAD, Person
from tests.statistics.register import a_register

pytestmark = pytest.mark.django_db

DESK = override_settings(ROOT_URLCONF="huiyin.config.urls_desk")
SPRING = "/figures?from=2026-03&to=2026-05"


@DESK
def test_the_numbers_of_the_page_come_with_what_they_are_of() -> None:
    a_register()
    found = Program(LEADER, Scope.FIGURES).get(f"{SPRING}&view=unit&by=unit")
    assert found.status == 200
    table = found.body
    assert (table["first"], table["last"], table["notes"]) == ("2026-03-01", "2026-05-31", [])
    named = [each["name"] for each in table["definitions"]]
    assert named == list(COLUMNS[View.UNIT])
    whole = table["whole"]
    assert set(whole["counts"]) | set(whole["rates"]) == set(named)
    delivered = [each["counts"]["delivered"] for each in table["lines"]]
    assert whole["counts"]["delivered"] == sum(delivered) == 7
    rate = whole["rates"]["unit_satisfaction"]
    assert rate == {"over": 1, "under": 2, "value": "0.5000", "is_of_few": True}
    assert str(an_office("yunling-labour").pk) in {each["office"] for each in table["lines"]}
    noted = Access.objects.filter(kind=Access.EXPORT).latest("recorded_at")
    assert (noted.subject, noted.viewer) == ("figures", str(LEADER.user.pk))


@DESK
@pytest.mark.parametrize(("who", "delivered"), [(HEAD, 5), (OTHER_HEAD, 0)])
def test_a_head_counts_only_what_their_office_may_know(who: Person, delivered: int) -> None:
    a_register()
    table = Program(who).get(f"{SPRING}&view=bureau").body
    assert table["view"] == "unit"
    assert table["whole"]["counts"].get("delivered", 0) == delivered


@DESK
def test_without_a_denominator_there_is_no_rate_and_what_cannot_be_read_is_said() -> None:
    table = Program(LEADER).get("/figures?from=2025-13&by=pigeon").body
    assert table["whole"]["rates"]["repetition"]["value"] is None
    assert len(table["notes"]) == 1


@DESK
def test_others_find_no_figures_and_a_token_for_something_else_opens_none() -> None:
    assert Program(CLERK).get("/figures").status == 404
    assert Program(LEADER, Scope.LISTS).get("/figures").kind == "scope-missing"
    assert get("/api/v1/figures").status == 401


@DESK
def test_the_figures_cost_the_same_however_much_there_is() -> None:
    program = Program(LEADER)
    program.get(SPRING)
    with CaptureQueriesContext(
        connection,
    ) as few:
        program.get(SPRING)
    a_register()
    with CaptureQueriesContext(connection) as many:
        program.get(SPRING)
    assert len(many) <= len(few) + 1  # the names of the offices


def test_what_is_published_is_told_to_anybody() -> None:
    empty = get("/api/v1/statistics").body
    assert empty == {"year": None, "years": [], "months": []}
    for _each in range(11):
        a_petition(State.RECEIVED)
    freeze_what_is_over(settled_on(Month(2026, 3)), at=ARRIVAL)
    answer = get("/api/v1/statistics")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    (month,) = [each for each in answer.body["months"] if each["month"] == "2026-03"]
    assert month["whole"]["received"] == 11
    assert month["whole"]["kept"] is None
    (bureau,) = [each for each in month["offices"] if each["counts"].get("received")]
    assert "late" not in bureau["counts"]
    assert get("/api/v1/statistics?year=2026").body == answer.body


@pytest.mark.parametrize(
    ("year", "status"), [("1999", 404), ("0", 422), ("二", 422), ("x" * 999, 422)]
)
def test_a_year_that_is_not_published_is_not_there(year: str, status: int) -> None:
    assert get(f"/api/v1/statistics?year={year}").status == status


def test_the_figures_of_the_desk_are_not_on_the_portal() -> None:
    assert get("/api/v1/figures").status == 404
