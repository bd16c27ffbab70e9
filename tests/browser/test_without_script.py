"""A citizen's whole way in a browser that runs no script: from handing in to the next right."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from huiyin.jobs.outbox import work_off
from huiyin.organisations.models import Category
from huiyin.petitions.actions import handling, registering, routing
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Matter, Procedure, State
from tests.browser.conftest import Open
from tests.make import FACTS, OPINION, REQUEST, WAY, an_office, fresh
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD
from tests.web.portal import PHONE, a_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_citizen_walks_to_the_next_right(live_server: LiveServer, open_browser: Open) -> None:
    a_portal()
    page = open_browser(script=False)
    page.goto(f"{live_server.url}/submit")
    page.get_by_role("radio", name="实名").check()
    page.locator("details:has(#id_other_1_name) > summary").click()
    for field, words in (
        ("name", "郑小满"),
        ("address", "云岭市柳荫街44号"),
        ("phone", PHONE),
        ("people_count", "2"),
        ("other_1_name", "何田"),
        ("request", REQUEST),
        ("facts", FACTS),
    ):
        page.locator(f"#id_{field}").fill(words)
    page.locator("#id_consents_electronic").check()
    page.get_by_label("事情发生在哪里").select_option("990100")
    page.get_by_label("选择文件").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    page.get_by_role("checkbox", name="以上内容属实").check()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("main")).to_contain_text("何田")
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_url("**/receipt")
    code = page.locator(".slip-code").inner_text()
    number = page.locator(".slip-number").inner_text()
    petition = _answered(Petition.objects.get())
    assert petition.petitioners.count() == 2

    page.goto(f"{live_server.url}/track")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码", exact=True).fill(code)
    page.get_by_label("手机后四位").fill(PHONE[-4:])
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("main")).to_contain_text("第一次打开即为送达")
    with page.expect_response("**/petition/letters/*") as paper:
        page.get_by_role("button", name="打开信访处理意见书").click(no_wait_after=True)
    assert paper.value.headers["content-type"] == "application/pdf"
    assert fresh(petition).state == State.SERVED

    page.goto(f"{live_server.url}/petition")
    page.get_by_role("link", name="评价", exact=True).click()
    for asked, said in (("bureau", "0"), ("organ", "2")):
        page.locator(f"[name={asked}][value='{said}']").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("link", name="修改评价")).to_be_visible()
    page.get_by_role("link", name="打印复查申请书").click()
    expect(page.get_by_role("main")).to_contain_text("信访事项复查申请书")
    expect(page.get_by_role("main")).to_contain_text(petition.number)


def _answered(petition: Petition) -> Petition:
    """Handled by the staff meanwhile, every letter made."""
    registering.register(
        petition.pk,
        matter=Matter.CLAIM,
        procedure=Procedure.PETITION,
        category=Category.objects.get(pk="0102"),
        division=petition.division,
        by=CLERK.viewer,
        at=timezone.now(),
    )
    routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=timezone.now())
    handling.sign(petition.pk, by=HEAD.viewer, at=timezone.now())
    by = HANDLER.viewer
    handling.accept(petition.pk, way_of_handling=WAY, by=by, at=timezone.now())
    handling.answer(petition.pk, findings=dict(OPINION), by=by, at=timezone.now())
    while work_off(timezone.now()):
        pass
    return fresh(petition)
