"""Parts of a split petition, and the form for a review, in a real browser."""

import io
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from huiyin.petitions.actions import joining
from huiyin.petitions.models import Petition
from huiyin.rules.terms import State
from tests.browser.conftest import Open
from tests.make import a_petition, later, serve, unserved
from tests.people import DISPATCHER
from tests.web.portal import PHONE, a_portal, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Accessible = Callable[[Page], None]


@pytest.fixture
def portal(live_server: LiveServer) -> str:
    """The address of a portal that stands."""
    a_portal()
    return live_server.url


def _open(page: Page, portal: str, petition: Petition) -> None:
    page.goto(f"{portal}/track")
    page.locator("#id_number").fill(petition.number)
    page.locator("#id_code").fill(code_of(petition))
    page.locator("#id_tail").fill(PHONE[-4:])
    page.locator("form:has(#id_number) button[type=submit]").click()
    page.wait_for_url("**/petition")


def test_parts_are_opened_and_left_without_script(
    portal: str, open_browser: Open, assert_accessible: Accessible
) -> None:
    petition = a_petition()
    first, _second = joining.split(
        petition.pk,
        parts=["恢复供水。", "退还多收的水费。"],
        reason="供水和收费归两家管。",
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    looked = open_browser()
    _open(looked, portal, petition)
    assert_accessible(looked)
    page = open_browser(script=False)
    _open(page, portal, petition)
    page.get_by_role("button", name=f"打开 {first.number}").click()
    expect(page.get_by_text("从您原来的反映中分出")).to_be_visible()
    page.get_by_role("button", name="返回分开以前的那一件").click()
    expect(page.get_by_role("heading", name="分开办理的各件")).to_be_visible()


def test_the_form_for_a_review_is_one_sheet_of_paper(
    portal: str, open_browser: Open, assert_accessible: Accessible
) -> None:
    now = timezone.now()
    petition = a_petition(State.ANSWERED, arrived_at=now - timedelta(days=40))
    serve(petition, unserved(petition, is_answer=True), now - timedelta(minutes=1))
    page = open_browser()
    _open(page, portal, petition)
    page.get_by_role("link", name="打印复查申请书").click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == 1
