"""新增信访件 in a real browser: without the mouse, and readable by whoever cannot see it."""

import pytest
from playwright.sync_api import expect

from huiyin.petitions.models import Petition
from huiyin.rules.terms import Channel, State
from tests.browser.conftest import Accessible, Desk
from tests.make import a_petition
from tests.people import CLERK
from tests.web.desk import PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_visit_is_taken_in_without_the_mouse(
    at_desk: Desk,
    assert_accessible: Accessible,
    width: int,
) -> None:
    earlier = a_petition(State.REGISTERED)
    page = at_desk(CLERK, width=width)
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/petitions/new/")
    assert_accessible(page)
    page.locator('[name="channel"]').first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("推选的代表")).to_be_visible()
    expect(page.get_by_label("邮戳日期")).to_be_hidden()
    page.locator("#id_name").focus()
    page.keyboard.type("郑小满")
    page.keyboard.press("Tab")
    page.keyboard.type(PHONE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=earlier.number)).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("请求：请填写这一项。")
    expect(page.get_by_role("link", name=earlier.number)).to_be_visible()
    page.locator("#id_request").focus()
    page.keyboard.type("恢复供水。")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="向来访（来电）人读一遍")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="打印")).to_be_focused()
    assert_accessible(page)
    assert Petition.objects.exclude(pk=earlier.pk).get().channel == Channel.VISIT
