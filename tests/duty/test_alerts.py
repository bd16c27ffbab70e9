"""Whom to wake: on watch, next on watch, who leads; one after another until it was seen."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from huiyin.duty import actions, alerts
from huiyin.duty.alerts import alert_of_empty_posts, go_on, raise_alert, whom_to_wake
from huiyin.duty.errors import Refused
from huiyin.duty.models import Alert, AlertCall
from huiyin.jobs.timed import wake
from huiyin.notifications.models import Notice
from huiyin.rules.ids import new_id
from huiyin.rules.terms_duty import AlertCode
from tests.duty.cast import a_post, a_shift, by
from tests.make import an_office, at
from tests.people import CLERK, DISPATCHER, HANDLER, LEADER, SUPERVISOR

pytestmark = pytest.mark.django_db
NIGHT = at("2026-03-03 03:00")
MINUTE = timedelta(minutes=1)
BUREAU = "yunling-bureau"


def a_night() -> None:
    """The clerk is on watch, the supervisor comes next; the post waits ten minutes."""
    post = a_post()
    a_shift(post, CLERK, "2026-03-02 20:00", "2026-03-03 08:00")
    a_shift(post, SUPERVISOR, "2026-03-03 08:00", "2026-03-03 20:00")


def called(alert: Alert) -> list[str]:
    return [each.user.username for each in alert.calls.select_related("user")]


def test_the_order_is_on_watch_next_on_watch_then_who_leads() -> None:
    a_night()
    order = [each.username for each in whom_to_wake(an_office(BUREAU), NIGHT)]
    assert order[:2] == [CLERK.username, SUPERVISOR.username]
    assert order[-1] == LEADER.username
    assert DISPATCHER.username in order[2:-1]
    assert len(order) == len(set(order))


def test_without_a_roster_who_leads_is_woken() -> None:
    order = [each.username for each in whom_to_wake(an_office(BUREAU), NIGHT)]
    assert order[-1] == LEADER.username
    assert CLERK.username not in order


def test_the_next_one_is_called_only_after_the_minutes_of_the_post() -> None:
    a_night()
    alert = raise_alert(an_office(BUREAU), AlertCode.ARRIVED, new_id(), NIGHT)
    assert called(alert) == [CLERK.username]
    assert go_on(NIGHT + 10 * MINUTE - timedelta(seconds=1)) == 0
    assert go_on(NIGHT + 10 * MINUTE) == 1
    assert go_on(NIGHT + 10 * MINUTE) == 0
    assert called(alert) == [CLERK.username, SUPERVISOR.username]
    alerts.acknowledge(alert, **by(SUPERVISOR, NIGHT + 12 * MINUTE))
    alerts.acknowledge(alert, **by(CLERK, NIGHT + 13 * MINUTE))
    assert Alert.objects.get().acknowledged_by == SUPERVISOR.user
    assert go_on(NIGHT + 60 * MINUTE) == 0


def test_it_ends_when_nobody_is_left_to_call() -> None:
    alert = raise_alert(an_office(BUREAU), AlertCode.OTHER, None, NIGHT)
    everybody = whom_to_wake(an_office(BUREAU), NIGHT)
    for n in range(1, 30):
        go_on(NIGHT + n * 10 * MINUTE)
    assert called(alert) == [each.username for each in everybody]
    assert Alert.objects.get().next_at is None


def test_the_same_is_raised_once_while_it_is_open_and_anew_when_it_was_seen() -> None:
    office, subject = an_office(BUREAU), new_id()
    first = raise_alert(office, AlertCode.SOON, subject, NIGHT)
    assert raise_alert(office, "soon", subject, NIGHT + MINUTE) == first
    assert raise_alert(office, AlertCode.OTHER, None, NIGHT) == raise_alert(
        office, AlertCode.OTHER, None, NIGHT
    )
    alerts.acknowledge(first, **by(LEADER, NIGHT))
    assert raise_alert(office, AlertCode.SOON, subject, NIGHT + MINUTE) != first
    with pytest.raises(ValueError, match="nothing"):
        raise_alert(office, "nothing", subject, NIGHT)
    with pytest.raises(Refused, match="本机构"):
        alerts.acknowledge(first, **by(HANDLER, NIGHT))


def test_a_post_that_nobody_holds_raises_its_own_alert_and_not_again_at_once() -> None:
    post = a_post()
    shift = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    assert alert_of_empty_posts(at("2026-03-02 07:59")) == 0, "no roster yet"
    assert alert_of_empty_posts(shift.begins_at) == 0
    assert alert_of_empty_posts(shift.ends_at) == 1
    assert alert_of_empty_posts(shift.ends_at + MINUTE) == 1
    alert = Alert.objects.get()
    alerts.acknowledge(alert, **by(LEADER, shift.ends_at + MINUTE))
    assert alert_of_empty_posts(shift.ends_at + 2 * MINUTE) == 0
    actions.close_post(post, **by(DISPATCHER, shift.ends_at))
    assert alert_of_empty_posts(shift.ends_at + 120 * MINUTE) == 0


def test_the_job_tells_the_office_once_and_holds_no_words_of_a_petition() -> None:
    a_night()
    subject = new_id()
    raise_alert(an_office(BUREAU), AlertCode.ARRIVED, subject, NIGHT)
    for _again in range(2):
        wake.func(int(NIGHT.timestamp()))
    told = Notice.objects.get(code="duty_alert")
    assert told.arguments == {"alert": "arrived", "who": CLERK.user.name}
    assert (told.subject, told.text) == (subject, "")


def test_no_call_is_ever_changed() -> None:
    raise_alert(an_office(BUREAU), AlertCode.OTHER, None, NIGHT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE huiyin_app")
        with pytest.raises(ProgrammingError), transaction.atomic():
            AlertCall.objects.update(place=9)
