"""Black boxes over an attachment in a real browser: by mouse, by keyboard, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import Petition
from tests.masking import HALF, hidden, originals, work
from tests.people import CLERK
from tests.web.test_desk_masking import mask_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]

Desk = Callable[..., Page]


def _drawing(petition: Petition, page: Page) -> None:
    page.get_by_role("button", name="在屏幕上遮盖").click()
    expect(page.get_by_role("heading", name="正在制作")).to_be_visible()
    work(petition)
    expect(page.locator("svg[data-page]")).to_be_visible()


def test_boxes_are_drawn_moved_undone_and_sent(
    at_desk: Desk,
    assert_accessible: Callable[[Page], None],
) -> None:
    petition = hidden()
    page = at_desk(CLERK, mask_of(petition))
    _drawing(petition, page)
    area = page.locator("svg[data-page]").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 2, area["y"] + 2)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="加一个框").click()
    before = page.locator("input[name=box]").last.input_value().split()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    after = page.locator("input[name=box]").last.input_value().split()
    assert [int(new) - int(old) for new, old in zip(after, before, strict=True)] == [
        0, 0, 100, 100, 0,
    ]  # fmt: skip
    assert_accessible(page)
    page.keyboard.press("Delete")
    expect(page.locator("input[name=box]")).to_have_count(1)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("input[name=box]")).to_have_count(2)
    page.get_by_role("button", name="遮盖好了").click()
    expect(page.get_by_role("heading", name="正在制作")).to_be_visible()
    work(petition)
    expect(page.get_by_text("承办单位将看到的就是这一份")).to_be_visible()
    expect(page.locator("input[name=box]")).to_have_count(2)
    assert_accessible(page)


def test_without_script_boxes_cannot_be_drawn_and_a_file_is_uploaded(
    at_desk: Desk,
) -> None:
    petition = hidden()
    page = at_desk(CLERK, mask_of(petition), script=False)
    page.get_by_role("button", name="在屏幕上遮盖").click()
    work(petition)
    page.get_by_role("link", name="看看好了没有").click()
    expect(page.get_by_text("画遮盖框需要浏览器运行脚本")).to_be_visible()
    expect(page.get_by_role("button", name="遮盖好了")).to_be_hidden()
    expect(page.get_by_label("遮盖好的文件")).to_be_visible()
    assert MaskedCopy.objects.get(original=originals(petition)[0]).waits_for_boxes
    assert HALF not in page.content()
