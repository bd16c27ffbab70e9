"""The desk in a real browser: by keyboard only, with an input method, narrow, dark, scriptless."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Matter, Naming, State
from tests.browser.conftest import PAINTED, WIDE, Accessible, Desk, Open, sign_in
from tests.make import REQUEST, a_petition, fresh
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, Person
from tests.web.desk import PHONE, page_of, step_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]


def test_a_petition_is_forwarded_without_the_mouse(at_desk: Desk) -> None:
    petition = a_petition(State.REGISTERED)
    page = at_desk(DISPATCHER)
    page.keyboard.press("g")
    page.keyboard.press("z")
    expect(page.get_by_role("heading", level=1)).to_have_text("待转办")
    page.keyboard.press("j")
    expect(page.locator("tr.is-here")).to_contain_text(petition.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(petition)}")
    page.keyboard.press("a")
    focused = page.locator(":focus")
    expect(focused).to_have_text("转送")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{step_of(petition, 'forward')}")
    expect(page.locator("input[name=to]:checked")).to_have_count(1)
    expect(page.locator("[data-outcome]")).to_contain_text("信访事项转送告知书")
    page.locator("[data-take]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(petition)}?done=forward")
    expect(page.get_by_role("status")).to_contain_text("已完成：转送")
    assert fresh(petition).state == State.DELIVERED
    page.keyboard.press("u")
    page.wait_for_url("**/lists/to-forward/")


def test_letters_are_no_commands_while_writing_or_composing(at_desk: Desk) -> None:
    petition = a_petition(State.RECEIVED)
    page = at_desk(CLERK, page_of(petition))
    page.keyboard.press("/")
    finder = page.locator("#finder")
    expect(finder).to_be_focused()
    page.keyboard.type("gd?j/")
    expect(finder).to_have_value("gd?j/")
    expect(page.locator("dialog.keys")).not_to_be_visible()
    finder.blur()
    page.evaluate("document.dispatchEvent(new CompositionEvent('compositionstart'))")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).not_to_be_visible()
    page.evaluate("document.dispatchEvent(new CompositionEvent('compositionend'))")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).not_to_be_visible()
    page.keyboard.press("Control+g")
    page.keyboard.press("Alt+a")
    assert page_of(petition) in page.url


@pytest.mark.parametrize("script", [True, False])
def test_a_slash_and_enter_find_words(at_desk: Desk, *, script: bool) -> None:
    petition = a_petition(State.REGISTERED)
    index_waiting()
    page = at_desk(CLERK, "/search/", script=script)
    finder = page.locator("#finder")
    if script:
        page.keyboard.press("/")
        expect(finder).to_be_focused()
    finder.fill("供水")
    finder.press("Enter")
    expect(page.locator("mark")).to_have_text("供水")
    expect(finder).to_have_value("供水")
    assert "供水" not in page.url
    page.get_by_role("link", name=petition.number).click()
    page.wait_for_url(f"**{page_of(petition)}")
    if script:
        page.keyboard.press("u")
        page.wait_for_url("**/search/?t=*")
        expect(page.locator("mark")).to_have_text("供水")


def test_j_and_k_stay_within_the_list(at_desk: Desk) -> None:
    for _ in range(3):
        a_petition(State.RECEIVED)
    page = at_desk(CLERK, "/lists/to-register/")
    rows = page.locator("[data-rows] tbody tr")
    expect(rows).to_have_count(3)
    for key, here in (("k", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(here)).to_have_class("is-here")
        expect(page.locator("tr.is-here")).to_have_count(1)


def test_a_number_is_found_from_anywhere(at_desk: Desk) -> None:
    petition = a_petition(State.ACCEPTED)
    page = at_desk(CLERK, "/inbox/")
    page.keyboard.press("/")
    page.keyboard.type(petition.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(petition)}")


def test_a_phone_number_is_opened_for_this_page_only(at_desk: Desk) -> None:
    petition = a_petition(State.RECEIVED)
    page = at_desk(CLERK, page_of(petition))
    phone = page.locator(".people dd").filter(has_text="199****1206")
    phone.locator("summary").click()
    phone.locator("input[name=reason]").fill("回电核实地址")
    phone.get_by_role("button", name="查看").click()
    expect(page.locator(".people .is-open")).to_have_text(PHONE)
    page.goto(page.url)
    expect(page.locator(".people .is-open")).to_have_count(0)


def test_the_outcome_follows_what_is_chosen(at_desk: Desk) -> None:
    petition = a_petition(State.RECEIVED)
    page = at_desk(CLERK, step_of(petition, "register"))
    outcome = page.locator("[data-outcome]")
    expect(page.get_by_role("group", name="办理程序")).to_be_visible()
    page.get_by_role("radio", name="建议意见").check()
    expect(page.get_by_role("group", name="办理程序")).not_to_be_visible()
    page.get_by_role("radio", name="申诉求决").check()
    page.get_by_role("radio", name="信访程序").check()
    page.locator("select[name=category]").select_option("0102")
    expect(outcome).to_contain_text("状态变为 待转办")
    expect(outcome).to_contain_text("建议去向")
    assert fresh(petition).state == State.RECEIVED


def test_requests_are_added_one_by_one(at_desk: Desk) -> None:
    petition = a_petition(State.ACCEPTED)
    page = at_desk(HANDLER, step_of(petition, "answer"))
    expect(page.locator("#request-1")).to_have_value(REQUEST)
    page.get_by_role("button", name="再加一项请求").click()
    expect(page.locator("#request-2")).to_be_focused()
    for number in (1, 2):
        page.locator(f"#request-{number}").fill(f"请求{number}")
        page.locator(f"#decision-{number}").select_option("support")
        page.locator(f"#explanation-{number}").fill("已经办好。")
    page.get_by_label("查明的事实").fill("管道断裂。")
    page.get_by_label("理由", exact=True).fill("应当抢修。")
    preview = page.locator(".paper")
    expect(preview).to_contain_text("关于“请求2”的请求")
    expect(preview).to_contain_text("复查")
    page.locator("[data-take]").click()
    page.wait_for_url("**?done=answer")
    assert fresh(petition).state == State.ANSWERED


def test_offices_are_found_by_typing(at_desk: Desk) -> None:
    petition = a_petition(State.REGISTERED)
    page = at_desk(DISPATCHER, step_of(petition, "forward"))
    page.locator("#office-filter").fill("生态")
    expect(page.locator("[data-office-list] .radio:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=to]:checked")).to_be_focused()
    expect(page.locator("[data-outcome]")).to_contain_text("生态环境局")


def test_without_script_a_step_is_previewed_and_taken(at_desk: Desk) -> None:
    petition = a_petition(State.REGISTERED)
    page = at_desk(DISPATCHER, step_of(petition, "forward"), script=False)
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator(".outcome")).to_contain_text("信访事项转送函")
    page.get_by_role("button", name="转送", exact=True).click()
    assert fresh(petition).state == State.DELIVERED


def every_page() -> list[tuple[str, Person, Petition, str]]:
    """A page of each kind, with somebody who may see it."""
    received = a_petition(State.RECEIVED, people_count=5)
    accusation = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    registered = a_petition(State.REGISTERED)
    accepted = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    answered = a_petition(State.ANSWERED)
    return [
        ("list", CLERK, received, "/lists/to-register/"),
        ("home", HEAD, received, "/"),
        ("figures", HEAD, received, "/figures/"),
        ("registers", CLERK, received, "/registers/"),
        ("go", CLERK, received, "/go/"),
        ("print", HANDLER, answered, page_of(answered) + "print/"),
        ("empty", HEAD, received, "/lists/late/"),
        ("inbox", CLERK, received, "/inbox/"),
        ("notice", DISPATCHER, received, "/notices/new/"),
        ("appointments", DISPATCHER, received, "/appointments/"),
        ("closures", DISPATCHER, received, "/closures/"),
        ("missing", HEAD, received, f"/petitions/{new_id()}/"),
        ("search", CLERK, received, "/search/"),
        ("petition", HANDLER, answered, page_of(answered)),
        ("sealed", DISPATCHER, accusation, page_of(accusation)),
        ("hidden", HANDLER, accepted, page_of(accepted)),
        ("limits", HANDLER, answered, page_of(answered) + "limits/"),
        ("register", CLERK, received, step_of(received, "register")),
        ("forward", DISPATCHER, registered, step_of(registered, "forward")),
        ("answer", HANDLER, accepted, step_of(accepted, "answer")),
        ("serve", HANDLER, answered, step_of(answered, "serve")),
        ("reissue", CLERK, received, step_of(received, "reissue_code")),
    ]


def test_every_page_is_accessible(
    live_server: LiveServer, open_browser: Open, assert_accessible: Accessible
) -> None:
    """Wide and narrow, by day and by night: each is asked for once, and then turned."""
    page = open_browser(width=1440)
    page.emulate_media(reduced_motion="reduce")  # colours are looked at when they have arrived
    for _name, who, _petition, address in every_page():
        sign_in(page, who, live_server.url)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(live_server.url + address)
        assert_accessible(page)
        page.emulate_media(color_scheme="dark")
        assert_accessible(page, only=PAINTED)
        page.set_viewport_size({"width": 320, "height": 844})
        assert_accessible(page, only=PAINTED)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        assert_accessible(page)


def test_english_pages_are_accessible(
    live_server: LiveServer, open_browser: Open, assert_accessible: Accessible
) -> None:
    page = open_browser(width=WIDE)
    for _name, who, _petition, address in every_page():
        sign_in(page, who, live_server.url)
        page.goto(live_server.url + address)
        if page.locator("html").get_attribute("lang") != "en":
            page.get_by_role("button", name="English").click()
            page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "en"
        assert_accessible(page)


def test_a_refused_form_leads_to_what_is_wrong(
    at_desk: Desk, assert_accessible: Accessible
) -> None:
    petition = a_petition(State.ACCEPTED)
    page = at_desk(HANDLER, step_of(petition, "answer"))
    page.locator("#explanation-1").fill("写了半天的说明")
    page.locator("[data-take]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#explanation-1")).to_have_value("写了半天的说明")
    assert_accessible(page)
