"""The situation of a day on a phone: compiled, written around, looked at, issued, read, closed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import Accessible, Desk
from tests.make import a_receipt
from tests.people import LEADER
from tests.web.test_situations import lately, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
PHONE = 390


def test_a_day_is_compiled_written_and_issued_on_a_phone(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    one, days = running()
    a_receipt(arrived_at=lately())
    page = at_desk(LEADER, days, width=PHONE)
    assert_accessible(page)
    page.get_by_role("button", name="现在汇总").click()
    expect(page.get_by_label("概况")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("概况").fill("全天平稳。")
    page.get_by_role("button", name="看签发稿").click()
    expect(page.locator("main")).to_contain_text("这是签发稿")
    assert_accessible(page)
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已签发")
    expect(page.locator("article")).to_contain_text("全天平稳。")
    page.locator("summary", has_text="做成文件").click()
    assert_accessible(page)
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("这里列出其中您现在能看到的")
    base = page.url.split("/emergency/")[0]
    closing, period = (
        reverse("desk:emergency_report", args=[one.pk]),
        f"{reverse('desk:figures_period')}?emergency={one.pk}",
    )
    for address in (days, closing, period):
        page.goto(f"{base}{address}")
        assert_accessible(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert_accessible(page)
