"""A real Chromium before the real pages: what it complains of fails the test."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests.people import Person
from tests.web.desk import desk_of

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds: a busy machine is slow, and that is no fault of a page

LOW = """() => innerWidth > 640 ? [] : [...document.querySelectorAll(
    ".desk-body main :is(.btn, .form-control, .form-select, .radio, summary)")]
  .filter(each => each.getClientRects().length && each.getBoundingClientRect().height < 43.9)
  .map(each => each.outerHTML.slice(0, 120))"""

# What of axe's rules the colours and the width of a page can change.
PAINTED = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")

Open = Callable[..., Page]
Accessible = Callable[..., None]
Desk = Callable[..., Page]
WIDE = 1280


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    # Playwright's loop runs in this thread; the tests' own queries here are still safe.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(_playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests."""
    started = _playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Open]:
    """A fresh profile of a width, with or without script; complaints of pages fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, width: int = 390, script: bool = True, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            locale=locale,
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def at_desk(live_server: LiveServer, open_browser: Open) -> Callable[..., Page]:
    """A browser in which somebody is at work, on a page of the desk."""

    def opened(
        who: Person,
        address: str = "/",
        *,
        width: int = WIDE,
        script: bool = True,
    ) -> Page:
        page = open_browser(width=width, script=script)
        sign_in(page, who, live_server.url)
        page.goto(live_server.url + address)
        return page

    return opened


def sign_in(page: Page, who: Person, site: str) -> None:
    """Whoever is at work in this browser from now on."""
    session = desk_of(who).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}]
    )


@pytest.fixture(scope="session")
def assert_accessible() -> Accessible:
    """No violation of axe's rules, nothing to scroll sideways, nothing too low for a thumb."""
    rules = AXE.read_text()

    def check(page: Page, *, only: Sequence[str] = ()) -> None:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(rules)
        options: dict[str, object] = {"resultTypes": ["violations"]}
        if only:
            options["runOnly"] = list(only)
        found = page.evaluate("options => axe.run(options)", options)
        faults = [
            (each["id"], each["help"], [node["html"] for node in each["nodes"]][:3])
            for each in found["violations"]
        ]
        assert faults == [], page.url
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide}px"
        assert page.evaluate(LOW) == [], f"{page.url} asks for a thinner thumb"

    return check
