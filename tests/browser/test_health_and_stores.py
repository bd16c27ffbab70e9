"""Staff health, places and supplies on a phone: no fault of access, nothing scrolls sideways."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from huiyin.emergency import sites
from huiyin.emergency.health_ledger import isolate, propose_release
from huiyin.emergency.health_reporting import Condition, report, screen
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Site
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms_health import IsolationReason
from tests.browser.conftest import Accessible, Desk
from tests.emergency.stores import come_in, go_out, masks
from tests.make import an_office
from tests.people import CLERK, COLLEAGUE, DISPATCHER, HANDLER, SUPERVISOR
from tests.web.test_health_pages import now_running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]
DAY = timedelta(days=1)
HEALTH = ("more/", "people/", "ledger/", "limits/")


def something_everywhere() -> list[str]:
    """Rows on every page; the addresses of the pages."""
    emergency, now = now_running(), timezone.now()
    today, officer = localdate(now), SUPERVISOR.user.viewer(localdate(now))
    report(HANDLER.user, Condition("38.1", has_symptoms=True), on=today, once=new_id(), at=now)
    screen(HANDLER.user, own_contact=True, family_contact=False, once=new_id(), at=now)
    for who in (HANDLER, COLLEAGUE):
        stay = isolate(emergency, who.user.pk, reason=IsolationReason.PROVINCE,
                       since=today - 14 * DAY, once=new_id(), by=officer, at=now)  # fmt: skip
    propose_release(emergency, stay.pk, once=new_id(), by=officer, at=now)
    ground = Ground(emergency, an_office("yunling-bureau"))
    sites.plan_usual(ground, by=officer, at=now - 2 * DAY)
    sites.set_hall(ground, limit=1, post=None, by=officer, at=now)
    sites.hold(ground, entry=new_id(), letters=9, hours=24, by=officer, at=now)
    lift = Site.objects.get(name="电梯")
    sites.disinfect(lift, entry=new_id(), agent="消毒液", when=now - DAY, by=officer, at=now)
    sites.enter(ground, entry=new_id(), band="reached", deed="received_apart",
                when=now - timedelta(hours=1), by=officer, at=now)  # fmt: skip
    supply = masks(when=now, name="护目镜")
    spirit = masks(need=10, when=now, name="75% 酒精（500毫升装，实验室用）")
    come_in(supply, 300, on=today, when=now, expires_on=today + 9 * DAY, number="2026-03")
    come_in(spirit, 40, on=today, when=now)
    [out] = go_out(supply, 30, on=today, when=now)
    one = f"/supplies/{supply.pk}/"
    return [
        *(f"/health/{each}" for each in HEALTH), f"/health/for/{CLERK.id}/",
        *(f"/sites/{each}" for each in ("", "setup/", "log/", "door/", f"{lift.pk}/late/")),
        *(f"{one}{each}" for each in ("", "issue/", "receive/", "ask/")),
        "/supplies/", "/supplies/ledger/", f"/supplies/moves/{out.pk}/return/",
    ]  # fmt: skip


def test_every_page_of_health_places_and_supplies_is_for_everybody(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    addresses = something_everywhere()
    page: Page = at_desk(SUPERVISOR, "/health/", width=390)
    top = page.url.removesuffix("/health/")
    for there in addresses:
        page.goto(top + there)
        assert_accessible(page)
    page.goto(f"{top}/health/ledger/")
    page.get_by_label("为什么查看").fill("核实")
    page.get_by_role("button", name="打开台账").click()
    page.get_by_text("38.1").wait_for()
    assert_accessible(page)
    for who, there in ((HANDLER, "/health/"), (DISPATCHER, "/health/releases/")):
        assert_accessible(at_desk(who, there, width=390))
