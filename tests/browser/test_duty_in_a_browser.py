"""The pages of duty on a telephone at night and on a wide screen: nothing that axe complains of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import CheckIn
from huiyin.rules.terms import Channel
from huiyin.rules.terms_duty import AlertCode
from tests.browser.conftest import Accessible, Desk
from tests.make import a_receipt, an_office
from tests.people import CLERK, DISPATCHER, LEADER
from tests.web.test_duty_pages import a_post, a_shift

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huiyin.config.urls_desk"),
]


def test_every_page_of_duty_is_accessible_and_a_check_in_is_one_tap(
    at_desk: Desk,
    assert_accessible: Accessible,
) -> None:
    now = timezone.now()
    post = a_post()
    over = a_shift(post, DISPATCHER, -9, -1)
    a_shift(post, DISPATCHER)
    ahead = a_shift(post, DISPATCHER, 30, 38)
    a_shift(post, CLERK, 40, 48)
    raise_alert(an_office("yunling-bureau"), AlertCode.OTHER, None, now)
    for _each in range(5):
        a_receipt(channel=Channel.CALL, arrived_at=now - timedelta(days=2))
    pages = [reverse(f"desk:duty_{name}") for name in ("month", "leave", "desks", "volume")]
    pages += [reverse(f"desk:duty_{name}") for name in ("forecast", "feed", "post_add")]
    pages += [reverse(f"desk:duty_{name}", args=[post.pk]) for name in ("post", "fill", "place")]
    pages += [reverse("desk:duty_shift", args=[each.pk]) for each in (over, ahead)]
    page = at_desk(DISPATCHER, "/duty/", width=390)
    assert_accessible(page)
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("status")).to_contain_text("已签到")
    assert CheckIn.objects.count() == 1
    origin = page.url.partition("/duty/")[0]
    for address in (*pages, "/account/phone/"):
        page.goto(origin + address)
        assert_accessible(page)
    wide = at_desk(LEADER, "/duty/")
    wide.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for address in ("/duty/", *pages[:5]):
        wide.goto(origin + address)
        assert_accessible(wide)
