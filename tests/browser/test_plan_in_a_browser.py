"""From the plan to the emergency on a phone: read, looked at beforehand, declared, and followed."""

import pytest
from playwright.sync_api import expect

from huiyin.emergency.models import Emergency
from huiyin.rules.terms_emergency import GroupKind
from tests.browser.conftest import Accessible, Desk
from tests.make import an_office
from tests.people import LEADER
from tests.petitions.marked import group_of
from tests.web.test_emergency_pages import there

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
PHONE = 390


def test_a_leader_declares_on_a_phone_and_each_thing_that_was_made_is_a_tap_away(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    plan = there("emergency_plan", an_office("yunling-bureau").pk, "epidemic")
    page = at_desk(LEADER, plan, width=PHONE)
    assert_accessible(page)
    page.goto(page.url + "change/")
    assert_accessible(page)
    page.goto(page.url.split("/emergency/")[0] + "/emergency/declare/")
    assert_accessible(page)
    page.get_by_label("应急名称").fill("春季疫情防控")
    page.get_by_label("依据和理由").fill("市里启动公共卫生应急响应。")
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("接下来会发生什么")
    expect(page.locator("main")).to_contain_text("应急值班岗")
    assert_accessible(page)
    page.get_by_role("button", name="启动").click()
    expect(page.get_by_role("status")).to_contain_text("已经启动")
    assert_accessible(page)
    page.get_by_role("link", name="排班：应急值班岗").click()
    expect(page.locator("input[name=pattern]:checked")).to_have_value("two")
    office = group_of(Emergency.objects.get(), GroupKind.OFFICE)
    page.goto(page.url.split("/duty/")[0] + there("emergency_group", office.pk))
    expect(page.locator("#others")).to_be_visible()
    assert_accessible(page)
