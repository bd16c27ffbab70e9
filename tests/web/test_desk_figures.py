"""The page of figures: what it shows to whom, that its numbers open, what it gives away as CSV."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.rules.terms import Channel, State
from huiyin.statistics.definitions import COLUMNS, By, View
from tests.make import a_petition, an_office
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    SUPERVISOR,
    Person,
)
from tests.statistics.register import a_register
from tests.web.desk import NAME, PHONE, desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

FIGURES = reverse("desk:figures", urlconf="huiyin.config.urls_desk")
BEHIND = reverse("desk:figures_list", urlconf="huiyin.config.urls_desk")
SPRING = {"from": "2026-03", "to": "2026-05"}


def shown(client: Client, **asked: str) -> str:
    """The page of the spring's figures."""
    return text(client.get(FIGURES, SPRING | asked))


@pytest.mark.parametrize("who", [LEADER, SUPERVISOR, HEAD])
def test_who_answers_for_an_office_sees_its_figures(who: Person) -> None:
    a_register()
    for by in By:
        page = shown(desk_of(who), by=by)
        assert "合计（一件只计一次）" in page
        assert NAME not in page
        assert PHONE not in page


def test_others_find_no_figures() -> None:
    for who in (CLERK, HANDLER, NOBODY, *ADMINISTRATORS):
        assert desk_of(who).get(FIGURES).status_code == 404
        asked = {"measure": "received", "from": "2026-03-01", "to": "2026-03-31"}
        assert desk_of(who).get(BEHIND, asked).status_code == 404


def test_every_number_of_a_table_opens_as_many_petitions() -> None:
    a_register()
    client = desk_of(LEADER)
    for view in View:
        page = shown(client, view=view)
        found = re.findall(r'<a href="(/figures/petitions/[^"]+)">(\d+)</a>', page)
        assert len(found) > 10
        for address, number in set(found):
            listed = text(client.get(address.replace("&amp;", "&")))
            assert listed.count('<th scope="row"><a class="digits"') == int(number), address


def test_without_a_denominator_there_is_a_dash_and_a_small_one_is_marked() -> None:
    a_petition(State.RECEIVED)
    page = shown(desk_of(LEADER))
    assert "—" in page
    assert "◇" in page
    assert "0.00%" in page, "not decided in time"
    assert "100.00%" not in page


def test_offices_stand_by_their_code_and_nothing_offers_to_sort() -> None:
    a_register()
    page = shown(desk_of(LEADER), view="unit")
    names = re.findall(r'<tr><th scope="row">([^<]+)</th>', page)[:-1]
    paths = [Office.objects.get(name=name).path for name in names]
    assert len(paths) > 1
    assert paths == sorted(paths)
    assert "sort" not in page


def test_a_month_with_nothing_says_so() -> None:
    page = text(desk_of(LEADER).get(FIGURES, {"from": "2025-01", "to": "2025-01"}))
    assert "这段时间没有可以统计的信访件" in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"from": "2026-13"}, "月份请写成"),
        ({"from": "\x00", "to": "二〇二六"}, "月份请写成"),
        ({"from": "2026-05", "to": "2026-03"}, "在结束的月份之后"),
        ({"from": "1900-01", "to": "2026-03"}, "一次最多看24个月"),
        ({"view": "nonsense", "by": "' OR 1=1 --"}, ""),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(asked: dict[str, str], says: str) -> None:
    answer = desk_of(LEADER).get(FIGURES, asked)
    assert answer.status_code == 200
    assert says in text(answer)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"measure": "received"},
        {"measure": "nonsense", "from": "2026-03-01", "to": "2026-03-31"},
        {"measure": "received", "from": "2026-03-99", "to": "2026-03-31"},
        {"measure": "received", "from": "2026-03-01", "to": "2026-03-31", "office": "x' OR 1=1"},
        {"measure": "received", "from": "2026-03-01", "to": "2026-03-31", "channel": "pigeon"},
    ],
)
def test_an_address_that_nobody_gave_finds_nothing(asked: dict[str, str]) -> None:
    assert desk_of(LEADER).get(BEHIND, asked).status_code == 404


def test_a_head_opens_only_what_their_office_may_know() -> None:
    a_register()
    asked = {"measure": "delivered", "from": "2026-03-01", "to": "2026-05-31"}
    rows = '<th scope="row"><a class="digits"'
    assert text(desk_of(HEAD).get(BEHIND, asked)).count(rows) == 5
    assert text(desk_of(OTHER_HEAD).get(BEHIND, asked)).count(rows) == 0
    labour = asked | {"office": str(an_office("yunling-labour").pk)}
    assert text(desk_of(HEAD).get(BEHIND, labour)).count(rows) == 0
    assert text(desk_of(LEADER).get(BEHIND, labour)).count(rows) == 1


def test_a_csv_opens_in_a_spreadsheet_runs_nothing_and_is_logged() -> None:
    a_register()
    Office.objects.filter(pk=an_office("yunling-water").pk).update(name="=HYPERLINK(1)")
    answer = desk_of(LEADER).get(FIGURES, SPRING | {"view": "unit", "form": "csv"})
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    body = answer.content.decode()
    assert body.startswith("\ufeff")
    title, heads, *lines = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    assert title[0] == "责任单位"
    assert heads.count("分母") == 4
    assert all(len(line) == len(heads) for line in lines)
    assert "'=HYPERLINK(1)" in [line[0] for line in lines]
    access = Access.objects.get(kind=Access.EXPORT)
    assert (access.subject, access.viewer) == ("figures", LEADER.id)


def test_the_definitions_stand_beside_the_numbers_and_silence_is_named() -> None:
    page = shown(desk_of(LEADER))
    assert "这些数是怎么算的" in page
    assert page.split('<dl class="means">', 1)[1].count("<dd>") >= len(COLUMNS[View.BUREAU]) + 2
    assert "从不把没有评价的人算作满意" in page


def test_a_page_of_figures_costs_the_same_however_much_there_is() -> None:
    a_petition(State.SERVED)
    client = desk_of(LEADER)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(client, view="unit")
        return len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]])

    queries()
    few = queries()
    a_register()
    a_petition(State.SERVED, channel=Channel.LETTER, office="yunling-labour")
    assert queries() == few <= 8


def test_months_of_both_ends_are_whole() -> None:
    a_petition(State.RECEIVED)
    client = desk_of(LEADER)
    assert ">1</a>" in text(client.get(FIGURES, {"from": "2026-03", "to": "2026-03"}))
    april = text(client.get(FIGURES, {"from": "2026-04", "to": "2026-04"}))
    assert f"from={date(2026, 3, 1)}" not in april


@pytest.mark.parametrize("month", ["9999-12", "0000-01", "2200-01"])
def test_months_that_nobody_can_count_to_are_said_and_not_stumbled_over(month: str) -> None:
    shown = desk_of(LEADER).get(FIGURES, {"from": month, "to": month})
    assert shown.status_code == 200
    assert "已改为本月" in text(shown)
