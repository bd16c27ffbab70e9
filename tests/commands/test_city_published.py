"""What the demo city has told: every page of publishing, duty and supplies shows something."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from huiyin.commands.city.published import publish
from huiyin.commands.city.rosters import draw_up
from huiyin.commands.city.stores import stock_up
from huiyin.duty.models import Handover
from huiyin.publishing.models import Booking, Delivery, Reopening
from huiyin.publishing.notices import public_now
from huiyin.rules.moments import localdate
from tests.make import at
from tests.people import CLERK, DISPATCHER, HEAD
from tests.web.desk import desk_of, text
from tests.web.portal import a_portal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
NEW_YEAR = at("2027-01-01 02:00")  # nobody has stood before, and the next days are off


@pytest.mark.parametrize("is_new_year", [False, True])
def test_no_page_of_the_demo_is_empty(is_new_year: bool) -> None:
    now = NEW_YEAR if is_new_year else timezone.now()
    city = a_portal()
    viewers = {name: user.viewer(localdate(now)) for name, user in city.people.items()}
    draw_up(city.offices, city.people, viewers, now=now)
    publish(city.offices, viewers, now=now)
    stock_up(city.offices["yunling-bureau"], viewers[CLERK.username], now=now)
    assert [each.title for each in public_now(localdate(now))] == ["关于网上查询办理进度的提示"]
    assert Reopening.objects.count() == 1
    assert {row.read_at is None for row in Delivery.objects.all()} == {True, False}
    assert Booking.objects.exclude(booked_by="").count() == 1
    assert not any(row.entered_at > now for row in Reopening.objects.all())
    if is_new_year:
        return
    assert Handover.objects.count() == 1 or localdate(now).day == 1
    client = desk_of(DISPATCHER)
    day = localdate(Booking.objects.all()[0].slot.starts_at)
    for address in (
        "/notices/",
        "/notices/received/",
        "/answers/",
        "/closures/",
        f"/appointments/?on={day}",
        "/duty/",
        "/supplies/",
    ):
        assert "admin-empty" not in text(client.get(address)), address
    assert "等您签收" in text(desk_of(HEAD).get("/notices/received/"))
    with override_settings(ROOT_URLCONF="huiyin.config.urls_portal"):
        for address, words in (
            ("/notices", "关于网上查询办理进度的提示"),
            ("/answers", "停水多久以前要通知用户"),
            ("/appointments", 'class="slot"'),
        ):
            assert words in text(Client().get(address))
    assert timedelta(0) < Booking.objects.all()[0].slot.starts_at - now
