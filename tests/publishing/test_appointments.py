"""Booking a slot of the hall: never above its limit, known by a code, destroyed after a month."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TransactionTestCase

from huiyin.audit.models import Access
from huiyin.organisations.errors import Refused
from huiyin.publishing import appointments
from huiyin.publishing.appointments import Booked, Offer, book, cancel, found
from huiyin.publishing.models import Booking, VisitSlot
from huiyin.rules.moments import localdate
from tests.make import an_office, at
from tests.people import CLERK, DISPATCHER
from tests.publishing.test_closures import a_way, shut

NOW = at("2026-02-02 08:00")  # a Monday
MONDAY = date(2026, 2, 2)
HOURS = Offer(first_on=MONDAY, last_on=MONDAY, begins=time(9), ends=time(10), minutes=30, limit=6)
NAME, PHONE = "郑女士", "19900001206"


def a_slot(given: Offer = HOURS) -> VisitSlot:
    way = a_way()
    appointments.offer(way, given, by=DISPATCHER.viewer, at=NOW)
    return VisitSlot.objects.filter(way=way).order_by("starts_at")[0]


def booked(slot: VisitSlot, **given: Any) -> Booked:
    usual: dict[str, Any] = {"name": NAME, "phone": PHONE, "people": 2, "key": uuid4().hex}
    return book(slot.pk, **usual | given, at=NOW)


def booked_now(slot: VisitSlot) -> Booking:
    """An appointment of two people, made at the moment at which the slot was offered."""
    given: dict[str, Any] = {"name": NAME, "phone": PHONE, "key": uuid4().hex}
    return book(slot.pk, **given, people=2, at=slot.starts_at - timedelta(hours=1)).booking


@pytest.mark.django_db
class TestBooking:
    """One person and one slot at a time."""

    def test_slots_are_offered_on_working_days_and_only_once(self) -> None:
        week = replace(HOURS, last_on=date(2026, 2, 8))
        slot = a_slot(week)
        # Five working days of two slots each; the weekend has none.
        assert VisitSlot.objects.count() == 10
        assert appointments.offer(slot.way, week, by=DISPATCHER.viewer, at=NOW) == 0
        for other in (replace(week, minutes=15), replace(HOURS, begins=time(9, 15))):
            with pytest.raises(Refused, match="2026-02-02 09:"):
                appointments.offer(slot.way, other, by=DISPATCHER.viewer, at=NOW)
        after = replace(HOURS, begins=time(10), ends=time(10, 20), minutes=20)
        assert appointments.offer(slot.way, after, by=DISPATCHER.viewer, at=NOW) == 1

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"first_on": date(2026, 2, 1)}, "first_on"),
            ({"last_on": date(2026, 2, 1)}, "last_on"),
            ({"last_on": date(2026, 6, 1)}, "last_on"),
            ({"ends": time(9)}, "ends"),
            ({"ends": time(9, 10)}, "last_on"),
            ({"minutes": 1}, "minutes"),
            ({"limit": 0}, "limit"),
        ],
    )
    def test_what_cannot_be_offered_is_refused(self, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Refused) as refused:
            a_slot(replace(HOURS, **given))
        assert refused.value.field == field

    def test_a_code_shows_it_and_the_rows_hold_no_name(self) -> None:
        made = booked(a_slot())
        assert found(made.code) == made.booking
        assert found("1234") is None
        with connection.cursor() as cursor:
            cursor.execute("select booking::text from publishing_booking booking")
            row = cursor.fetchone()[0]
        for text in (NAME, PHONE, made.code):
            assert text.encode().hex() not in row
            assert text not in row
        [each] = appointments.expected([made.booking.slot])[made.booking.slot_id]
        assert each.name != NAME
        assert each.code_end == made.code[-4:]

    def test_the_same_key_books_once_and_shows_the_same_code(self) -> None:
        slot = a_slot()
        first, again = booked(slot, key="k" * 32), booked(slot, key="k" * 32)
        assert (first.code, first.booking) == (again.code, again.booking)
        assert VisitSlot.objects.get(pk=slot.pk).taken == 2

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "坏\x00"}, "name"),
            ({"people": 6}, "people"),
            ({"people": 0}, "people"),
        ],
    )
    def test_what_cannot_be_booked_is_refused(self, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Refused) as refused:
            booked(a_slot(), **given)
        assert refused.value.field == field
        assert not Booking.objects.exists()

    def test_what_is_full_over_or_closed_is_not_booked(self) -> None:
        slot = a_slot()
        for people in (3, 3):
            booked(slot, people=people)
        with pytest.raises(Refused, match="只剩0个"):
            booked(slot, people=1)
        last = VisitSlot.objects.order_by("-starts_at")[0]
        office = an_office("yunling-bureau")
        assert appointments.open_slots(office.ways_in.all(), NOW) == [last]
        assert appointments.open_slots(office.ways_in.all(), last.starts_at) == []
        shut(slot.way, from_on=MONDAY, at=NOW)
        assert appointments.open_slots(office.ways_in.all(), NOW) == []
        with pytest.raises(Refused, match="暂停接待"):
            booked(last)
        with pytest.raises(Refused, match="已经过了"):
            book(uuid4(), name=NAME, phone="", people=1, key="x" * 32, at=NOW)

    def test_cancelling_gives_the_places_back_and_destroys_what_was_known(self) -> None:
        made = booked(a_slot())
        for _twice in range(2):
            cancel(made.booking, at=NOW)
        row = Booking.objects.get()
        assert (row.key, row.name, row.phone, row.code) == (None, None, None, None)
        assert VisitSlot.objects.get(pk=row.slot_id).taken == 0
        assert found(made.code) is None

    def test_after_thirty_days_nothing_is_left_of_it(self) -> None:
        made = booked(a_slot())
        end = made.booking.slot.ends_at + timedelta(days=30)
        assert appointments.forget(end - timedelta(seconds=1)) == 0
        assert appointments.forget(end) == 1
        assert not Booking.objects.exists()

    def test_a_clerk_books_and_cancels_for_a_caller_within_the_same_limit(self) -> None:
        slot = a_slot()
        made = booked(slot, people=5, by=CLERK.viewer)
        assert made.booking.booked_by == CLERK.id
        with pytest.raises(Refused, match="只剩1个"):
            booked(slot, by=CLERK.viewer)
        early: dict[str, Any] = {"name": NAME, "phone": "", "people": 1, "key": "x" * 32}
        with pytest.raises(Refused, match="两周"):
            book(slot.pk, **early, at=NOW - appointments.AHEAD)
        cancel(made.booking, by=CLERK.viewer, at=NOW)
        assert VisitSlot.objects.get(pk=slot.pk).taken == 0
        noted = Access.objects.filter(kind=Access.ADMIN, viewer=CLERK.id).order_by("recorded_at")
        deeds = [each.subject.partition(":")[0] for each in noted]
        assert deeds == ["book_visit", "cancel_visit"]
        assert not any(NAME in f"{each.subject}{each.reason}" for each in noted)

    def test_whoever_is_expected_by_a_closed_hall_is_to_be_told_once(self) -> None:
        slot = a_slot(replace(HOURS, last_on=date(2026, 2, 3)))
        later = VisitSlot.objects.order_by("-starts_at")[0]
        booked(slot)
        made = booked(later)
        assert appointments.to_tell([slot.way], NOW) == []
        shut(slot.way, from_on=date(2026, 2, 3), at=NOW)
        [each] = appointments.to_tell([slot.way], NOW)
        assert (each.booking, each.name != NAME) == (made.booking, True)
        assert appointments.number_of(each.booking, by=CLERK.viewer, at=NOW) == PHONE
        look = Access.objects.get(kind=Access.REVEAL)
        assert (look.viewer, look.reason) == (CLERK.id, appointments.TELLING)
        for told, left in ((True, 0), (True, 0), (False, 1)):
            appointments.mark_told(each.booking, told=told, by=CLERK.viewer, at=NOW)
            assert len(appointments.to_tell([slot.way], NOW)) == left
        assert appointments.to_tell([slot.way], later.starts_at) == []

    def test_slots_run_over_the_end_of_the_year(self) -> None:
        span = replace(HOURS, first_on=date(2026, 12, 30), last_on=date(2027, 1, 5))
        a_slot(span)
        days = {localdate(each.starts_at) for each in VisitSlot.objects.all()}
        assert {date(2026, 12, 31), date(2027, 1, 4)} <= days
        assert not {date(2027, 1, 2), date(2027, 1, 3)} & days

    def test_a_day_is_taken_back_but_for_what_is_booked(self) -> None:
        slot = a_slot()
        booked(slot)
        assert appointments.take_back(slot.way, MONDAY, by=DISPATCHER.viewer, at=NOW) == 1
        assert [each.pk for each in VisitSlot.objects.all()] == [slot.pk]

    def test_the_database_itself_knows_the_limit(self) -> None:
        slot = a_slot()
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitSlot.objects.filter(pk=slot.pk).update(taken=7)


class TestTogether(TransactionTestCase):
    """Many at the same moment."""

    @pytest.mark.campaign("C2")
    def test_ten_who_book_at_once_never_exceed_the_limit(self) -> None:
        slot = a_slot()

        def one(_number: int) -> bool:
            try:
                booked(slot, people=1)
            except Refused:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(10) as pool:
            came = list(pool.map(one, range(10)))
        assert sum(came) == 6
        assert VisitSlot.objects.get(pk=slot.pk).taken == 6
        assert Booking.objects.count() == 6
