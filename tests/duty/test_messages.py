"""Short messages to whom duty calls: once, without any case, and to nobody who may not know."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import override_settings

from huiyin.accounts.models import User
from huiyin.accounts.telephones import set_own_phone
from huiyin.duty import alerts
from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import Alert
from huiyin.jobs.timed import wake
from huiyin.jobs.waiting import send_message
from huiyin.notifications.models import Notice
from huiyin.rules.terms import State
from huiyin.rules.terms_duty import AlertCode
from tests.duty.cast import a_post, a_shift, by
from tests.make import a_petition, an_office, at
from tests.notifications.servers import Sms, running
from tests.people import CLERK, SUPERVISOR, Person

pytestmark = pytest.mark.django_db
NIGHT = at("2026-03-03 03:00")
MINUTE = timedelta(minutes=1)
NUMBERS = {CLERK: "19900003101", SUPERVISOR: "19900003102"}


@pytest.fixture
def sms() -> Iterator[Sms]:
    """An SMS gateway, set up."""
    server = Sms()
    with (
        running(server) as port,
        override_settings(
            HUIYIN_GATEWAYS={"sms": "http", "email": "inbox"},
            HUIYIN_SMS_URL=f"http://127.0.0.1:{port}/send",
        ),
    ):
        yield server


def a_night(*with_phone: Person) -> None:
    """The clerk is on watch, the supervisor comes next; the post waits ten minutes."""
    post = a_post()
    a_shift(post, CLERK, "2026-03-02 20:00", "2026-03-03 08:00")
    a_shift(post, SUPERVISOR, "2026-03-03 08:00", "2026-03-03 20:00")
    for each in with_phone:
        row = User.objects.get(pk=each.user.pk)
        set_own_phone(row, NUMBERS[each], by=each.viewer, at=NIGHT)


def raised(subject: UUID | None) -> Alert:
    return raise_alert(an_office("yunling-bureau"), AlertCode.ARRIVED, subject, NIGHT)


def minute(when: datetime) -> None:
    """What the worker does in a minute, twice."""
    for _again in range(2):
        wake.func(int(when.timestamp()))
    while send_message(when):
        pass


def test_who_is_on_duty_and_then_the_next_get_one_message_each(sms: Sms) -> None:
    a_night(CLERK, SUPERVISOR)
    petition = a_petition(State.RECEIVED)
    alert = raised(petition.pk)
    for n in range(13):
        minute(NIGHT + n * MINUTE)
    assert [body["to"] for _headers, body in sms.given] == [NUMBERS[CLERK], NUMBERS[SUPERVISOR]]
    text = "值班提醒：收到一件紧急件，请登录系统处理。"
    assert {body["text"] for _headers, body in sms.given} == {text}
    assert petition.number not in text
    row = Notice.objects.filter(to_person=CLERK.user.pk).get()
    assert (row.subject, row.sent_at) == (None, NIGHT)
    alerts.acknowledge(alert, **by(SUPERVISOR, NIGHT + 13 * MINUTE))
    minute(NIGHT + 14 * MINUTE)
    assert len(sms.given) == 2


def test_without_a_gateway_or_a_number_the_desk_alone_tells(sms: Sms) -> None:
    a_night(SUPERVISOR)
    raised(None)
    with override_settings(HUIYIN_GATEWAYS={"sms": "inbox", "email": "inbox"}):
        minute(NIGHT)
        minute(NIGHT + 10 * MINUTE)
    assert Notice.objects.filter(way="desk", code="duty_alert").count() == 2
    assert not Notice.objects.filter(way="sms").exists()
    assert sms.given == []


def test_who_may_not_see_the_petition_gets_no_message(sms: Sms) -> None:
    a_night(CLERK)
    raised(UUID(int=7))
    minute(NIGHT)
    assert sms.given == []


def test_a_message_that_waits_is_dropped_once_somebody_has_seen_it_or_an_hour_is_over(
    sms: Sms,
) -> None:
    a_night(CLERK)
    alert = raised(None)
    sms.answer = (503, b"")
    minute(NIGHT)
    row = Notice.objects.get(way="sms")
    assert row.next_at == NIGHT + MINUTE
    alerts.acknowledge(alert, **by(CLERK, NIGHT + MINUTE))
    tries = len(sms.given)
    minute(NIGHT + 2 * MINUTE)
    row.refresh_from_db()
    assert len(sms.given) == tries
    assert (row.next_at is None, row.failure) == (True, "over")
    assert row.falls_to is None, "no office has to tell anybody"
    Notice.objects.filter(pk=row.pk).update(next_at=NIGHT + timedelta(minutes=61))
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=None)
    minute(NIGHT + timedelta(minutes=61))
    assert len(sms.given) == tries
