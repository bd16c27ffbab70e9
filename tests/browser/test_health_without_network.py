"""A health report from a phone without a network: it waits there, is sent once, and is gone."""

import pytest
from playwright.sync_api import expect

from huiyin.emergency.health_models import DailyReport
from tests.browser.conftest import Accessible, Desk
from tests.people import HANDLER
from tests.web.test_health_pages import now_running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
WAITING = "Object.keys(localStorage).filter((each) => each.startsWith('huiyin.health')).length"


def test_a_report_waits_for_the_network_and_leaves_nothing_on_the_phone(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    now_running()
    page = at_desk(HANDLER, "/health/")
    assert_accessible(page)
    page.get_by_text("一切正常").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="确认，报告").click()
    expect(page.locator("[data-health-waits]")).to_be_visible()
    assert page.evaluate(WAITING) == 1
    assert not DailyReport.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-health-sent]")).to_be_visible()
    assert page.evaluate(WAITING) == 0
    assert DailyReport.objects.count() == 1
