"""The citizen's way through a real browser: on a telephone, by keyboard, offline, scriptless."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import FREE_GUESSES
from huiyin.privacy.codes import new_code
from tests.browser.conftest import Open
from tests.make import FACTS, REQUEST, a_petition
from tests.web.portal import PHONE, a_portal, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Accessible = Callable[[Page], None]


@pytest.fixture
def portal(live_server: LiveServer) -> str:
    """The address of a portal that stands."""
    a_portal()
    return live_server.url


def _next(page: Page) -> None:
    page.get_by_role("button", name="下一步", exact=True).click()


def _fill_who(page: Page) -> None:
    page.get_by_role("radio", name="实名").check()
    page.locator("#id_name").fill("郑小满")
    page.locator("#id_address").fill("云岭市柳荫街44号")
    page.locator("#id_phone").fill(PHONE)


def _fill_what(page: Page) -> None:
    page.get_by_label("您的请求").fill(REQUEST)
    page.get_by_label("事实经过").fill(FACTS)


def _fill_to_the_end(page: Page) -> None:
    _fill_who(page)
    _next(page)
    _fill_what(page)
    _next(page)
    page.get_by_label("事情发生在哪里").select_option("990100")
    _next(page)
    _next(page)
    page.get_by_role("checkbox", name="以上内容属实").check()


def test_no_button_is_dead_while_the_script_is_on_its_way(portal: str, open_browser: Open) -> None:
    page = open_browser()
    held: list[Route] = []
    page.route("**/submit*.js", lambda route: held.append(route))
    page.goto(f"{portal}/submit", wait_until="commit")
    alone = page.get_by_role("button", name="下一步：核对")
    expect(alone).to_be_visible()
    stepwise = page.get_by_role("button", name="下一步", exact=True)
    expect(stepwise).to_be_hidden()
    expect(page.get_by_role("button", name="1 您是谁")).to_be_hidden()
    held[0].continue_()
    expect(stepwise).to_be_visible()
    expect(alone).to_be_hidden()


def test_a_petition_is_handed_in_on_a_telephone_and_followed(
    portal: str, open_browser: Open, assert_accessible: Accessible
) -> None:
    page = open_browser()
    page.goto(portal)
    assert_accessible(page)
    page.get_by_role("link", name="开始填写").click()
    _next(page)
    expect(page.locator("[data-summary]")).to_contain_text("用什么身份反映")
    assert_accessible(page)
    _fill_who(page)
    _next(page)
    expect(page.get_by_role("heading", name="什么事", level=2)).to_be_focused()
    _fill_what(page)
    expect(page.locator("[data-counter]")).to_contain_text("还可以写")
    assert_accessible(page)
    _next(page)
    page.get_by_label("事情发生在哪里").select_option("990121")
    expect(page.locator("[data-office-shown]")).to_contain_text("青禾县信访局")
    page.get_by_label("事情发生在哪里").select_option("990100")
    assert_accessible(page)
    page.go_back()
    expect(page.get_by_label("您的请求")).to_have_value(REQUEST)
    _next(page)
    _next(page)
    files = page.get_by_label("选择文件")
    files.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"})
    files.set_input_files({"name": "b.txt", "mimeType": "text/plain", "buffer": b""})
    expect(page.locator("#id_attachments_error")).to_contain_text("b.txt")
    assert_accessible(page)
    page.get_by_role("button", name="去掉 b.txt").click()
    expect(page.locator("[data-chosen]")).to_have_text(re.compile("a.txt"))
    _next(page)
    expect(page.locator("[data-review]")).to_contain_text("a.txt")
    assert_accessible(page)
    page.get_by_role("checkbox", name="以上内容属实").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/receipt")
    assert_accessible(page)
    code = page.locator(".slip-code").inner_text()
    assert re.sub(r"\s", "", code) == code_of(Petition.objects.get())
    assert page.evaluate("localStorage.getItem('huiyin-draft')") is None
    with page.expect_download() as picture:
        page.get_by_role("button", name="存为图片").click()
    assert picture.value.suggested_filename.endswith(".png")
    page.get_by_role("link", name="现在查看这件事").click()
    assert_accessible(page)
    for name in ("补充材料", "撤回"):
        page.get_by_role("link", name=name, exact=True).click()
        assert_accessible(page)
        page.get_by_role("link", name="返回这件事").click()
    page.get_by_role("button", name="离开").click()
    expect(page.get_by_role("status")).to_contain_text("已退出查询")
    assert_accessible(page)


def test_it_is_handed_in_with_the_keyboard_alone(portal: str, open_browser: Open) -> None:
    page = open_browser(width=1280)
    page.goto(f"{portal}/submit")
    page.locator("#main").focus()
    seen = _Keys(page)
    seen.to("#id_naming_0")
    page.keyboard.press("Space")
    for field, words in (("name", "郑小满"), ("address", "柳荫街44号"), ("phone", PHONE)):
        seen.to(f"#id_{field}")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    for field, words in (("request", REQUEST), ("facts", FACTS)):
        seen.to(f"#id_{field}")
        page.keyboard.insert_text(words)
    seen.to("[data-next]")
    page.keyboard.press("Enter")
    seen.to("#id_place")
    page.keyboard.press("ArrowDown")
    seen.to("[data-next]")
    page.keyboard.press("Enter")
    seen.to("[data-next]")
    page.keyboard.press("Enter")
    seen.to("#id_declares")
    page.keyboard.press("Space")
    seen.to("[data-send]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    assert Petition.objects.count() == 1


class _Keys:
    """Goes from stop to stop with Tab, and sees that each stop shows where one is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        for _ in range(60):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
            ), self.page.evaluate("document.activeElement.outerHTML")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")


def test_what_was_typed_comes_back_and_goes_when_asked(portal: str, open_browser: Open) -> None:
    page = open_browser()
    page.goto(f"{portal}/submit")
    _fill_who(page)
    page.get_by_label("身份证号").fill("990100199001010011")
    _next(page)
    _fill_what(page)
    key = page.locator("[name=key]").input_value()
    page.goto(f"{portal}/ways")
    page.goto(f"{portal}/submit")
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("郑小满")
    expect(page.get_by_label("身份证号")).to_have_value("")
    assert page.locator("[name=key]").input_value() == key
    page.locator("[data-restored]").get_by_role("button", name="清除本机草稿").click()
    expect(page.locator("#id_name")).to_have_value("")
    assert page.evaluate("localStorage.getItem('huiyin-draft')") is None


def test_a_public_device_keeps_nothing(portal: str, open_browser: Open) -> None:
    page = open_browser()
    page.goto(f"{portal}/submit")
    _fill_who(page)
    page.wait_for_function("localStorage.getItem('huiyin-draft') !== null")
    page.get_by_role("checkbox", name="这是公用设备").check()
    assert page.evaluate("localStorage.getItem('huiyin-draft')") is None
    page.locator("#id_name").fill("另一个名字")
    page.wait_for_timeout(600)
    assert page.evaluate("localStorage.getItem('huiyin-draft')") is None


def test_a_broken_line_loses_nothing_and_makes_no_second(portal: str, open_browser: Open) -> None:
    page = open_browser()
    page.goto(f"{portal}/submit")
    _fill_to_the_end(page)
    page.context.set_offline(True)
    send = page.get_by_role("button", name="提交", exact=True)
    send.click()
    expect(page.locator("[data-trouble]")).to_contain_text("不会重复登记")
    page.context.set_offline(False)
    # The answer is lost on the way although the office has registered it
    page.route("**/submit", lambda route: (route.fetch(), route.abort()))
    send.click()
    expect(page.locator("[data-trouble]")).to_contain_text("不会重复登记")
    page.unroute("**/submit")
    assert Petition.objects.count() == 1
    send.click()
    page.wait_for_url("**/receipt")
    assert Petition.objects.count() == 1
    number = Petition.objects.get().receipt
    assert re.sub(r"\s", "", page.locator(".slip-number").inner_text()) == number


def test_a_used_key_with_other_words_offers_a_supplement(portal: str, open_browser: Open) -> None:
    page = open_browser()
    page.goto(f"{portal}/submit")
    _fill_to_the_end(page)
    page.route("**/submit", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("[data-trouble]")).to_be_visible()
    page.unroute("**/submit")
    page.locator("[data-steps-nav]").get_by_role("button", name="什么事").click()
    page.get_by_label("事实经过").fill("后来又停了两天。")
    for _ in range(3):
        _next(page)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("这份已经登记过")
    expect(page.get_by_label("补充说明")).to_have_value("事实经过：后来又停了两天。")
    page.get_by_role("button", name="作为补充提交").click()
    expect(page.get_by_role("status")).to_contain_text("补充材料已收到")
    assert Petition.objects.count() == 1


def test_large_print_needs_no_script(portal: str, open_browser: Open) -> None:
    page = open_browser(script=False)
    page.goto(f"{portal}/track")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_class(re.compile("large"))


def test_a_number_under_guessing_opens_after_a_moment_of_work(
    portal: str, open_browser: Open, assert_accessible: Accessible
) -> None:
    petition = a_petition()
    page = open_browser()
    for _ in range(FREE_GUESSES):
        _find(page, portal, petition.number, new_code())
        expect(page.get_by_role("alert")).to_contain_text("没有查到")
    assert_accessible(page)
    _find(page, portal, petition.number, code_of(petition))
    page.wait_for_url("**/petition", timeout=30_000)
    expect(page.locator(".now")).to_be_visible()


def _find(page: Page, portal: str, number: str, code: str) -> None:
    page.goto(portal)
    page.goto(f"{portal}/track")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码", exact=True).fill(code)
    page.get_by_label("手机后四位").fill(PHONE[-4:])
    page.get_by_role("button", name="查询").click()


def test_the_slip_leads_to_the_form_with_the_number_and_without_the_code(
    portal: str, open_browser: Open
) -> None:
    page = open_browser()
    page.goto(f"{portal}/track#H26000001010")
    expect(page.get_by_label("编号")).to_have_value("H26000001010")
    expect(page.get_by_label("查询码", exact=True)).to_be_focused()
    assert page.url == f"{portal}/track"


@pytest.mark.parametrize(("width", "locale"), [(320, "en-GB"), (1440, "zh-CN")])
def test_public_pages_fit_every_width_language_and_size(
    portal: str, open_browser: Open, assert_accessible: Accessible, width: int, locale: str
) -> None:
    page = open_browser(width=width, locale=locale)
    pages = "/ /ways /guide /guide/stages /privacy /lost-code /submit"
    for path in f"{pages} /notices /answers /appointments /appointments/own".split():
        page.goto(portal + path)
        assert_accessible(page)
    with page.expect_response("**/preferences"):
        page.locator("[data-large]").click()
    expect(page.locator("html")).to_have_class(re.compile("large"))
    for path in ("/track", "/nowhere", "/submit"):
        page.goto(portal + path)
        expect(page.locator("html")).to_have_class(re.compile("large"))
        assert_accessible(page)
