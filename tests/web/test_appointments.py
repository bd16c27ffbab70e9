"""Booking on the portal without an account; the day of the hall at the desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.publishing.appointments import cancel
from huiyin.publishing.models import Booking, VisitSlot
from huiyin.rules.moments import localdate
from tests.people import CLERK, COUNTY_CLERK, DISPATCHER, HEAD, LEADER, SYSTEM_ADMIN
from tests.publishing.test_appointments import NAME, PHONE, booked_now
from tests.publishing.test_closures import a_way, shut
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
PORTAL = pytest.mark.urls("huiyin.config.urls_portal")


def a_slot() -> VisitSlot:
    start = timezone.now() + timedelta(hours=20)
    return VisitSlot.objects.create(
        way=a_way(), starts_at=start, ends_at=start + timedelta(minutes=30), limit=5
    )


def a_form(slot: VisitSlot, **given: str) -> dict[str, str]:
    usual = {"key": uuid4().hex, "slot": str(slot.pk), "name": NAME, "people": "2", "phone": ""}
    return usual | given


@PORTAL
def test_a_citizen_books_sees_and_cancels_with_a_code(client: Client) -> None:
    slot = a_slot()
    page = text(client.get("/appointments"))
    assert "0990-2002" in page
    assert "没有预约直接来的" in page
    form = a_form(slot)
    for wrong in (
        {"slot": "x"},
        {"name": ""},
        {"people": "6"},
        {"phone": "abc"},
        {"slot": str(uuid4())},
    ):
        answer = client.post("/appointments", form | wrong)
        assert answer.status_code == 422
        assert "error-summary" in text(answer)
    done = client.post("/appointments", form)
    assert done.headers["Cache-Control"] == "no-store"
    assert text(done) == text(client.post("/appointments", form))
    assert Booking.objects.count() == 1
    code = text(done).partition('name="code" value="')[2].partition('"')[0]
    own = reverse("portal:appointment_own")
    assert client.post(own, {"code": "0000 0000 0000"}).status_code == 422
    shown = text(client.post(own, {"code": code}))
    assert slot.way.place in shown
    assert NAME not in shown
    assert "已经取消" in text(client.post(own, {"code": code, "cancel": "1"}))
    assert client.post(own, {"code": code}).status_code == 422
    assert VisitSlot.objects.get().taken == 0


@PORTAL
def test_a_closed_hall_offers_no_slot_but_the_other_ways(client: Client) -> None:
    slot = a_slot()
    shut(slot.way, from_on=localdate(timezone.now()), at=timezone.now())
    page = text(client.get("/appointments"))
    assert str(slot.pk) not in page
    assert "没有预约直接来的" not in page
    assert "0990-2002" in page
    assert client.post("/appointments", a_form(slot)).status_code == 422


def test_the_clerk_sees_the_day_masked_and_notes_who_came() -> None:
    slot = a_slot()
    booking = booked_now(slot)
    day = f"/appointments/?on={localdate(slot.starts_at)}"
    page = text(desk_of(CLERK).get(day))
    assert NAME not in page
    assert "2/5" in page
    there = reverse("desk:appointment_arrived", args=[booking.pk])
    for other in (COUNTY_CLERK, HEAD, SYSTEM_ADMIN):
        assert desk_of(other).post(there).status_code == 404
    assert desk_of(CLERK).post(there).status_code == 302
    assert "已到 2 人" in text(desk_of(CLERK).get(day))
    assert desk_of(CLERK).post(there, {"undo": "1"}).status_code == 302
    assert "已到 0 人" in text(desk_of(CLERK).get(day))
    for odd in ("x", "0001-01-01", "9999-12-31"):
        assert desk_of(CLERK).get("/appointments/", {"on": odd}).status_code == 200


def test_the_bureau_offers_slots_and_takes_empty_ones_back() -> None:
    way = a_way()
    first = localdate(timezone.now()) + timedelta(days=1)
    form = {
        "way": str(way.pk),
        "first_on": first.isoformat(),
        "last_on": (first + timedelta(days=6)).isoformat(),
        "begins": "09:00",
        "ends": "10:00",
        "minutes": "30",
        "limit": "5",
    }
    assert desk_of(CLERK).get("/appointments/offer/").status_code == 404
    client = desk_of(DISPATCHER)
    for wrong in ({"begins": "9 Uhr"}, {"limit": "0"}, {"way": str(uuid4())}, {"minutes": "7"}):
        assert client.post("/appointments/offer/", form | wrong).status_code == 422
    assert client.post("/appointments/offer/", form).status_code == 302
    assert VisitSlot.objects.filter(way=way).count() >= 2
    day = localdate(VisitSlot.objects.order_by("starts_at")[0].starts_at).isoformat()
    before = VisitSlot.objects.count()
    back = form | {"take_back": "1", "first_on": day}
    leader = desk_of(LEADER)
    assert leader.post("/appointments/offer/", back, follow=True).status_code == 200
    assert VisitSlot.objects.count() == before - 2
    # A cancelled booking keeps no slot on offer; one that stands does, and only the day is asked.
    kept, freed = VisitSlot.objects.order_by("starts_at")[:2]
    booked_now(kept)
    cancel(booked_now(freed), at=freed.starts_at - timedelta(hours=1))
    back |= {"first_on": localdate(kept.starts_at).isoformat(), "last_on": ""}
    assert client.post("/appointments/offer/", back).status_code == 302
    assert set(VisitSlot.objects.filter(pk__in=[kept.pk, freed.pk])) == {kept}


def test_a_clerk_books_for_a_caller_and_reads_out_the_code() -> None:
    slot = a_slot()
    client = desk_of(CLERK)
    there = reverse("desk:appointment_book")
    assert desk_of(SYSTEM_ADMIN).get(there).status_code == 404
    assert f'value="{slot.pk}"' not in text(desk_of(HEAD).get(there))
    assert desk_of(HEAD).post(there, a_form(slot)).status_code == 422
    assert f'value="{slot.pk}" selected' in text(client.get(f"{there}?slot={slot.pk}"))
    assert client.get(f"{there}?slot=x").status_code == 200
    form = a_form(slot)
    for wrong in ({"slot": "x"}, {"people": "6"}, {"phone": "abc"}, {"name": " "}, {"key": "k"}):
        answer = client.post(there, form | wrong)
        assert (answer.status_code, NAME in text(answer)) == (422, "name" not in wrong)
    first = client.post(there, form)
    assert first.headers["Cache-Control"] == "no-store"
    assert text(first) == text(client.post(there, form))  # the button pressed twice
    booking = Booking.objects.get()
    assert booking.booked_by == CLERK.id
    day = f"/appointments/?on={localdate(slot.starts_at)}"
    assert "代约" in text(client.get(day))
    cancel = reverse("desk:appointment_cancel", args=[booking.pk])
    assert desk_of(COUNTY_CLERK).post(cancel).status_code == 404
    assert "已取消" in text(client.post(cancel, follow=True))
    assert client.post(cancel).status_code == 404


def test_who_is_expected_by_a_closed_hall_is_called_and_ticked_off() -> None:
    slot = a_slot()
    booking = booked_now(slot)
    there = reverse("desk:appointments_to_tell")
    client = desk_of(CLERK)
    assert "没有要告知的" in text(client.get(there))
    shut(slot.way, from_on=localdate(timezone.now()), at=timezone.now())
    assert there in text(client.get(reverse("desk:appointments")))
    page = text(client.get(there))
    assert "看号码" in page
    assert PHONE not in page
    assert PHONE in text(client.post(there, {"number": str(booking.pk)}))
    for wrong in ({}, {"number": "x"}, {"told": str(uuid4())}):
        assert client.post(there, wrong).status_code == 404
    assert desk_of(COUNTY_CLERK).post(there, {"number": str(booking.pk)}).status_code == 404
    assert "点错了" in text(client.post(there, {"told": str(booking.pk)}, follow=True))
    assert "没有要告知的" in text(client.get(there))
    client.post(there, {"undo": str(booking.pk)})
    assert "看号码" in text(client.get(there))


@PORTAL
def test_who_looks_at_an_appointment_is_told_that_the_hall_is_closed(client: Client) -> None:
    slot = a_slot()
    done = text(client.post("/appointments", a_form(slot)))
    code = done.partition('name="code" value="')[2].partition('"')[0]
    own = reverse("portal:appointment_own")
    assert "0990-2002" not in text(client.post(own, {"code": code})).partition("<footer")[0]
    shut(slot.way, from_on=localdate(timezone.now()), at=timezone.now())
    assert "0990-2002" in text(client.post(own, {"code": code})).partition("<footer")[0]
