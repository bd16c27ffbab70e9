"""The pictures of the README, taken from a running `huiyin demo` into docs/pictures/.

Run it beside the demo, with the same HUIYIN_HOME: it opens the demo's database for the query code
of one invented petition, lets the worker make its letters before all others, and then does only
what a person with a browser does. Needs Debian's chromium and poppler-utils.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from huiyin.commands import databases, serve

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
LARGEST = 200_000
COLOURS = 256
PATIENCE = 300
PHONE = {"width": 390, "height": 844}
LONG_PHONE = {"width": 390, "height": 1240}
SCREEN = {"width": 1280, "height": 800}
LOW_SCREEN = {"width": 1280, "height": 640}
# A served opinion of the demo (commands/city/water.py), and a handler with work to do.
STORY = "city-story-meter-runs-at-night"
WHO = "shao.tingyun"
LIST = "to-do"
# Who begins the day with charts, and who has a list to work on.
LEADER = "gu.mingche"
DISPATCHER = "shen.wenzhou"
WORK = "to-forward"
LETTER = "信访处理意见书"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main() -> None:
    """Take them all."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--portal", default=f"http://{serve.PORTAL}", help="default %(default)s")
    reader.add_argument("--desk", default=f"http://{serve.DESK}", help="default %(default)s")
    replay = "desk of a running `huiyin demo --emergency`: take the picture of its board alone"
    reader.add_argument("--replay", metavar="ADDRESS", help=replay)
    wanted = reader.parse_args()
    for program in ("chromium", "pdftoppm"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: apt-get install chromium poppler-utils")
    PICTURES.mkdir(parents=True, exist_ok=True)
    keys = None if wanted.replay else keys_of(STORY)
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*FLAGS, *sandbox]
        )
        if keys is None:
            take_board(browser, wanted.replay)
        else:
            take_portal(browser, wanted.portal, *keys)
            take_desk(browser, wanted.desk)
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.name} {size / 1000:.0f} kB")
        if size > LARGEST:
            sys.exit(f"{picture} is too large for a README")


def keys_of(story: str) -> tuple[str, str, str]:
    """Number, query code and the end of the phone number of one invented petition."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
    with databases.in_use():
        django.setup()
        # They know the tables, which exist only now.
        models = import_module("huiyin.petitions.models")
        letters = import_module("huiyin.petitions.letters")
        vaults = import_module("huiyin.petitions.vault")
        key = hashlib.sha256(story.encode()).digest()
        petition = models.IntakeKey.objects.select_related("petition").get(pk=key).petition
        vault = vaults.Vault(petition.id, petition.key)
        code = vault.open(petition.code, "petitions_petition.code", petition.id)
        # A demo that has just been loaded makes its letters one after another, for many minutes.
        outbox = import_module("huiyin.notifications.models").Outbox
        waiting = outbox.objects.filter(topic="render", done_at=None)
        mine = petition.letters.values("letter")
        waiting.filter(subject__in=mine).update(not_before=petition.arrived_at)
        return petition.number, code, letters.personal(petition, vault)["phone"][-4:]


def take_portal(browser: Browser, portal: str, number: str, code: str, phone_tail: str) -> None:
    """What a citizen sees on a phone: the home page, a petition, its answer as a letter."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(portal)
    shoot(page, "portal")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.fill("[name=tail]", phone_tail)
    page.click("form[data-find] button[type=submit]")
    page.wait_for_url("**/petition*")
    letter = page.get_by_role("link", name=LETTER).first
    until = time.monotonic() + PATIENCE
    while not letter.count():
        if time.monotonic() > until:
            sys.exit(f"the worker has not made the {LETTER} in {PATIENCE} seconds")
        time.sleep(2)
        page.reload()
    page.set_viewport_size(LONG_PHONE)  # type: ignore[arg-type]
    shoot(page, "track")
    answer = context.request.get(f"{portal}{letter.get_attribute('href')}")
    draw = ["pdftoppm", "-png", "-r", "76", "-f", "1", "-l", "1", "-"]
    drawn = subprocess.run(draw, input=answer.body(), capture_output=True, check=True)
    keep(drawn.stdout, "letter")
    context.close()


def take_desk(browser: Browser, desk: str) -> None:
    """What the office sees: a petition in hand, the leader's day, a list to work on."""
    page = sit_down(browser, desk, WHO, SCREEN)
    page.click(f"nav.lists a.is-{LIST}")
    page.click("table.work tbody tr:first-child a")
    page.wait_for_selector("header.strip")
    shoot(page, "desk")
    page.context.close()
    page = sit_down(browser, desk, LEADER, LOW_SCREEN)
    page.wait_for_selector(".chart")
    shoot(page, "leader")
    page.context.close()
    page = sit_down(browser, desk, DISPATCHER, LOW_SCREEN)
    page.click(f"nav.lists a.is-{WORK}")
    page.wait_for_selector("table.work")
    shoot(page, "list")
    page.context.close()


def take_board(browser: Browser, desk: str) -> None:
    """What whoever comes in the morning of the replay sees first."""
    page = sit_down(browser, desk, LEADER, SCREEN)
    page.wait_for_url("**/emergency/board/")
    shoot(page, "board")
    page.context.close()


def sit_down(browser: Browser, desk: str, who: str, screen: dict[str, int]) -> Page:
    """The first page of a person of the demo."""
    context = browser.new_context(viewport=screen, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{desk}/signin/")
    offer = page.locator(f"button[name=username][value='{who}']").first
    if not offer.is_visible():
        page.click("summary")
    offer.click()
    page.wait_for_load_state()
    return page


def shoot(page: Page, name: str) -> None:
    """The visible part of a page."""
    page.wait_for_load_state("networkidle")
    keep(page.screenshot(), name)


def keep(content: bytes, name: str) -> None:
    """Keep a picture, small: few colours are enough for a page."""
    with Image.open(io.BytesIO(content)) as picture:
        few = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
