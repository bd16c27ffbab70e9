"""The public figures: months that are over, nothing small, in words that anybody understands."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.rules.terms import State
from huiyin.statistics.freezing import freeze_what_is_over, settled_on
from huiyin.statistics.periods import Month
from tests.make import ARRIVAL, DAY, a_petition
from tests.web.portal import a_portal

pytestmark = pytest.mark.django_db

MARCH = Month(2026, 3)


def page() -> str:
    """What anybody reads."""
    return Client().get(reverse("portal:statistics")).content.decode()


def test_a_month_is_published_when_it_has_settled() -> None:
    a_portal()
    for _ in range(11):
        a_petition(State.RECEIVED)
    assert "还没有满一个月的统计" in page()
    freeze_what_is_over(settled_on(MARCH) - DAY, at=ARRIVAL)
    assert "还没有满一个月的统计" in page()
    freeze_what_is_over(settled_on(MARCH), at=ARRIVAL)
    published = page()
    assert "2026年3月" in published
    assert '<td class="num">11</td>' in published
    assert '<td class="num">※</td>' in published
    assert "检举控告不在统计之内" in published


def test_every_number_is_explained_and_the_page_is_found_from_the_first() -> None:
    a_portal()
    for word in ("收到件", "转出", "按期答复", "超期", "存件", "作废件", "不予受理"):
        assert f"<dt>{word}</dt>" in page()
    address = reverse("portal:statistics")
    assert f'href="{address}"' in Client().get(reverse("portal:home")).content.decode()


def test_a_year_is_chosen_by_its_address_and_one_without_figures_is_not_found() -> None:
    a_portal()
    a_petition(State.RECEIVED)
    freeze_what_is_over(settled_on(MARCH), at=ARRIVAL)
    chosen = Client().get(reverse("portal:statistics_of", args=[2026]))
    assert chosen.status_code == 200
    for year in (2025, 0, 99999999999):
        assert Client().get(reverse("portal:statistics_of", args=[year])).status_code == 404


def test_the_public_page_reads_reports_and_no_petition() -> None:
    a_portal()
    a_petition(State.RECEIVED)
    freeze_what_is_over(settled_on(MARCH), at=ARRIVAL)
    with CaptureQueriesContext(connection) as asked:
        page()
    assert len(asked) <= 6
    assert not [each for each in asked.captured_queries if "petitions_" in each["sql"]]
