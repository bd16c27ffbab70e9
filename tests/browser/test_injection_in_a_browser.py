"""C7: Chromium opens every page with every hostile word on it; nothing runs, asks or is refused."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Browser, Dialog, Route

from huiyin.rules.terms import State
from huiyin.web.middleware import HEADERS
from tests.verification.sinks import Breadth, Reach, look_everywhere
from tests.verification.vectors import RAN, vectors
from tests.web.portal import a_portal
from verify.plugin import is_full, size

pytestmark = [
    pytest.mark.campaign("C7"),
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
HOST = "http://huiyin.invalid"


def complaints_of(browser: Browser, pages: list[HttpResponse]) -> list[str]:
    """What Chromium notices while it opens these pages just as they were answered."""
    found: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        number = address.path.removeprefix("/page/")
        if route.request.url.startswith(f"{HOST}/page/") and number.isdigit():
            given = pages[int(number)]
            route.fulfill(body=given.content, headers=dict(given.headers), status=200)
        elif address.path.startswith("/static/"):
            _static(route, address.path.removeprefix("/static/"))
        else:
            if not route.request.url.startswith(HOST) or address.path.endswith("/x"):
                found.append(f"asked for {route.request.url}")
            route.abort()

    def dismiss(dialog: Dialog) -> None:
        found.append("a dialog")
        dialog.dismiss()

    context = browser.new_context(locale="zh-CN", service_workers="block")
    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", dismiss)
    page.on(
        "console",
        lambda said: found.append(said.text) if "Security Policy" in said.text else None,
    )
    for number in range(len(pages)):
        page.goto(f"{HOST}/page/{number}", wait_until="load")
        if page.evaluate(f"window.{RAN}") is not None:
            found.append(f"page {number} ran words")
    context.close()
    return found


def _static(route: Route, name: str) -> None:
    place = finders.find(name)
    if place is None:
        route.abort()
        return
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    # Our scripts run on every page; what only makes it look well would take most of the time.
    body = Path(place).read_bytes() if kind.endswith("javascript") else b""
    route.fulfill(body=body, content_type=kind)


def test_no_page_runs_what_a_citizen_wrote(
    browser: Browser,
    tmp_path: Path,
    settings: Any,  # noqa: ANN401
    tally: Callable[[str, int], None],
) -> None:
    """No dialog, no script that ran, no request elsewhere, nothing for the policy to refuse"""
    settings.HUIYIN_FILES = tmp_path / "files"
    a_portal()
    known = vectors() if is_full() else dict(list(vectors().items())[::8])
    states = (State.RECEIVED, State.ACCEPTED, State.CLOSED)
    seen = look_everywhere(
        known,
        Breadth(
            states=states if is_full() else states[1:2],
            reach=Reach(readers=size(1, 5), of_a_kind=size(1, 12), pages=size(6, 2_000)),
            questions=size(1, 100),
            portal_forms=size(2, 99),
            desk_forms=size(2, 400),
            rounds=size(1, 6),
        ),
    )
    assert len({mark for mark, _sink in seen.pairs}) == len(known)
    assert complaints_of(browser, seen.pages)[:20] == []
    tally("pages opened", len(seen.pages))
    tally("payload and sink in the browser", len(seen.pairs))


@pytest.mark.control
@pytest.mark.parametrize("policy", [HEADERS["Content-Security-Policy"], ""])
def test_words_that_are_not_escaped_are_noticed(browser: Browser, policy: str) -> None:
    words = "".join(f"<p>{each}</p>" for each in list(vectors().values())[:30])
    answer = HttpResponse(f"<!doctype html><title>x</title>{words}")
    if policy:
        answer["Content-Security-Policy"] = policy
    found = complaints_of(browser, [answer])
    assert found
    assert any("Security Policy" in each for each in found) == bool(policy)
    assert any("dialog" in each or "ran" in each for each in found) == (not policy)
