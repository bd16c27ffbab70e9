"""Opinions on a phone: a theme is begun, suggestions are ticked, a proposal is written and read."""

import pytest
from playwright.sync_api import expect

from huiyin.emergency.opinions_rows import Evidence
from tests.browser.conftest import Accessible, Desk
from tests.emergency.opinions import a_suggestion
from tests.people import DISPATCHER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]


def test_a_theme_and_its_proposal_are_accessible_from_beginning_to_end(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    a_suggestion()
    page = at_desk(DISPATCHER, "/opinions/", width=390)
    assert_accessible(page)
    page.get_by_role("link", name="新主题…").first.click()
    page.get_by_label("主题", exact=True).fill("停水通知")
    assert_accessible(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="归入信访件…").click()
    page.get_by_label("从哪一天").fill("2026-03-01")
    page.get_by_role("button", name="查看").click()
    page.get_by_label("全选本页").check()
    expect(page.locator("[data-ticked]")).to_have_text("已选 1 件")
    assert_accessible(page)
    page.get_by_role("button", name="归入所选").first.click()
    page.get_by_role("link", name="看主题").click()
    assert_accessible(page)
    assert Evidence.objects.count() == 1
    page.get_by_role("link", name="写建议书…").click()
    page.get_by_label("改进工作的建议").check()
    page.get_by_label("标题").fill("关于停水通知到户的建议")
    page.get_by_label("送给哪些机关").fill("云岭市人民政府")
    page.get_by_label("反映的问题").fill("停水前没有通知到户。")
    page.get_by_label("建议", exact=True).fill("提前二十四小时通知。")
    assert_accessible(page)
    page.get_by_role("button", name="保存，送负责人核签").click()
    expect(page.get_by_text("由本机构负责人核签。")).to_be_visible()
    assert_accessible(page)
