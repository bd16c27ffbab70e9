"""The forms of the ways in a real browser: readable on a phone, parts added without a script."""

import pytest
from playwright.sync_api import expect

from huiyin.petitions.models import Petition
from huiyin.rules.terms import State, Step
from tests.browser.conftest import Accessible, Desk
from tests.browser.test_desk import pytestmark
from tests.make import fresh
from tests.people import CLERK
from tests.web.desk import page_of, step_of
from tests.web.ways import WAYS, Way, recent

__all__ = ["pytestmark"]

SHOWN = (
    Step.ASSIGN,
    Step.OBJECT,
    Step.APPOINT,
    Step.LIST_PEOPLE,
    Step.EXTEND,
    Step.SPLIT,
    Step.ATTACH,
    Step.NOTE_REVIEW,
)


@pytest.mark.parametrize("way", [each for each in WAYS if each.step in SHOWN], ids=str)
def test_a_form_is_accessible_on_a_phone(
    way: Way, at_desk: Desk, assert_accessible: Accessible
) -> None:
    petition = way.made()
    page = at_desk(way.who(), step_of(petition, way.step), width=390)
    expect(page.locator("[data-take]")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_third_part_is_added(script: bool, at_desk: Desk) -> None:
    petition = recent()
    page = at_desk(CLERK, step_of(petition, "split"), script=script)
    if script:
        page.get_by_role("button", name="再加一个事项").click()
        expect(page.locator("[data-request]")).to_have_count(3)
    else:
        page.get_by_text("再加事项", exact=True).click()
    for number in (1, 2, 3):
        page.locator(f"#part-{number}").fill(f"第{number}个事项，请求处理。")
    page.locator("[data-take]").click()
    page.wait_for_url(f"**{page_of(petition)}?done=split")
    assert fresh(petition).state == State.SPLIT
    assert Petition.objects.filter(parent=petition).count() == 3
