"""A page of the desk that nobody is at locks in place, and what was typed stays under the lock."""

import pytest
from playwright.sync_api import expect

from huiyin.rules.terms import State
from tests.browser.conftest import Desk
from tests.make import a_petition
from tests.people import CLERK
from tests.web.desk import step_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]


def test_what_was_typed_stays_under_the_lock(at_desk: Desk) -> None:
    page = at_desk(CLERK, "/")
    page.clock.install()
    page.goto(page.url.split("/lists")[0] + step_of(a_petition(State.RECEIVED), "note"))
    page.get_by_label("备注").fill("写到一半的备注")
    lock = page.locator("#lock")
    page.clock.fast_forward(14 * 60 * 1000)
    expect(lock).not_to_be_visible()
    page.clock.fast_forward(2 * 60 * 1000)
    expect(lock).to_be_visible()
    expect(page.locator("input[name=unlock_password]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    expect(page.get_by_label("备注")).to_have_value("写到一半的备注")
