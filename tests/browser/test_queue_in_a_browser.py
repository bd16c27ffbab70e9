"""排队 in a real browser: with script it computes, without it waits; both keep everything."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from huiyin.documents.models import StoredFile
from huiyin.petitions.arrivals import Arrival, arrive
from huiyin.petitions.models import Petition
from huiyin.web.portal import proofs
from huiyin.web.portal.pages import now
from tests.browser.conftest import Accessible, Open
from tests.make import FACTS, REQUEST
from tests.web.portal import PHONE, a_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server: LiveServer) -> str:
    """The address of a portal at which this browser's telephone has handed in five."""
    a_portal()
    for _each in range(5):
        arrive(Arrival(phone=PHONE, source="192.0.2.1", at=now()))
    return live_server.url


def fill(page: Page) -> None:
    """Everything but the steps between, which only a script has."""
    page.get_by_role("radio", name="实名").check()
    fields = {"name": "郑小满", "address": "云岭市柳荫街44号", "phone": PHONE}
    for field, words in (fields | {"request": REQUEST, "facts": FACTS}).items():
        if not page.locator(f"#id_{field}").is_visible():
            go_on(page)
        page.locator(f"#id_{field}").fill(words)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="下一步", exact=True).click()


def choose_a_file(page: Page) -> None:
    page.get_by_label("选择文件").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"}
    )


def test_with_script_the_form_stays_and_is_sent_again_with_its_proof(
    portal: str, open_browser: Open, assert_accessible: Accessible
) -> None:
    page = open_browser()
    held: list[Route] = []
    page.route("**/proof-worker*.js", lambda route: held.append(route))
    page.goto(f"{portal}/submit")
    fill(page)
    go_on(page)
    page.get_by_label("事情发生在哪里").select_option("990100")
    go_on(page)
    choose_a_file(page)
    go_on(page)
    page.get_by_role("checkbox", name="以上内容属实").check()
    page.get_by_role("button", name="提交", exact=True).click()
    queued = page.locator("[data-queued]")
    expect(queued).to_contain_text("正在排队")
    expect(queued).to_contain_text("不会丢失")
    expect(queued.locator("a[href^='tel:']").first).to_be_visible()
    assert_accessible(page)
    held[0].continue_()
    page.wait_for_url("**/receipt")
    assert Petition.objects.count() == 1
    assert StoredFile.objects.filter(purpose="original").count() == 1


def test_without_script_half_a_minute_is_waited_and_files_stay(
    portal: str,
    open_browser: Open,
    assert_accessible: Accessible,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_browser(script=False)
    page.goto(f"{portal}/submit")
    fill(page)
    page.get_by_label("事情发生在哪里").select_option("990100")
    choose_a_file(page)
    page.get_by_role("checkbox", name="以上内容属实").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交较多，正在排队")
    expect(page.get_by_role("main")).to_contain_text("请等 30 秒")
    expect(page.get_by_role("main")).to_contain_text("来访")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交较多，正在排队")
    monkeypatch.setattr(proofs, "WAIT", proofs.WAIT * 0)  # the half minute is over
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/receipt")
    assert Petition.objects.count() == 1
    assert StoredFile.objects.filter(purpose="original").count() == 1
