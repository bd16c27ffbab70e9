"""A machine's clock that went two hours ahead and was put right: nothing waits for those hours."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import Alert, AlertCall
from huiyin.jobs.outbox import BACKOFF, SCANNER_BACKOFF
from huiyin.jobs.set_back import put_right
from huiyin.notifications.actions import WAITS, leave, tell
from huiyin.notifications.endpoints import Webhook
from huiyin.notifications.models import Notice, Outbox
from huiyin.rules.ids import new_id
from huiyin.rules.terms_duty import AlertCode
from tests.make import ARRIVAL, DAY, a_user, an_office
from tests.petitions.test_hook_events import a_hook

pytestmark = pytest.mark.django_db

NOW = ARRIVAL + 30 * DAY
AHEAD = NOW + timedelta(hours=2)
A_SECOND = timedelta(seconds=1)


def work(at: datetime, *, tries: int = 0, not_before: datetime | None = None) -> Outbox:
    """Work left at a moment, and tried so often since."""
    leave("tell", subject=new_id(), at=at, not_before=not_before)
    row = Outbox.objects.latest("created_at", "id")
    Outbox.objects.filter(id=row.id).update(tries=tries)
    return row


def message(at: datetime, *, tries: int = 0, next_at: datetime | None = None) -> Notice:
    """A message told at a moment, and tried so often since."""
    row = tell(key=str(new_id()), way="sms", text="有新进展。", since=at)
    assert row is not None
    row.tries, row.next_at = tries, next_at or at
    row.save()
    return row


def due(row: Outbox | Notice) -> bool:
    """Whether it is due now."""
    row.refresh_from_db()
    when = row.not_before if isinstance(row, Outbox) else row.next_at
    assert when is not None
    return when <= NOW


def test_what_was_left_by_the_wrong_clock_is_due() -> None:
    rows: list[Outbox | Notice] = [work(AHEAD), message(AHEAD)]
    assert put_right(NOW) == 2
    assert all(map(due, rows))
    assert put_right(NOW) == 0


@pytest.mark.parametrize("tries", range(1, len(BACKOFF) + 3))
def test_work_that_waits_as_it_should_goes_on_waiting(tries: int) -> None:
    wait = timedelta(seconds=max(BACKOFF[min(tries, len(BACKOFF)) - 1], SCANNER_BACKOFF))
    right = work(NOW, tries=tries, not_before=NOW + wait)
    wrong = work(NOW, tries=tries, not_before=NOW + wait + A_SECOND)
    assert put_right(NOW) == 1
    assert (due(right), due(wrong)) == (False, True)


@pytest.mark.parametrize("tries", range(1, len(WAITS) + 1))
def test_a_message_that_waits_as_it_should_goes_on_waiting(tries: int) -> None:
    wait = timedelta(minutes=WAITS[tries - 1])
    right = message(NOW, tries=tries, next_at=NOW + wait)
    wrong = message(NOW, tries=tries, next_at=NOW + wait + A_SECOND)
    assert put_right(NOW) == 1
    assert (due(right), due(wrong)) == (False, True)


def test_what_is_put_off_on_purpose_stays_so() -> None:
    """A step of many that may still be undone."""
    row = work(NOW, not_before=NOW + timedelta(minutes=1))
    assert put_right(NOW) == 0
    assert not due(row)


@pytest.mark.parametrize(
    ("tries", "wait", "found"),
    [(0, 0, 0), (0, 7200, 1), (1, 5, 0), (1, 7200, 1), (9, 3600, 0), (9, 3601, 1)],
)
def test_an_endpoint_is_told_as_usual(
    tries: int, wait: int, found: int, settings: Settings
) -> None:
    settings.HUIYIN_WEBHOOK_HOSTS = {"hooks.example"}
    a_hook()
    Webhook.objects.update(tries=tries, next_at=NOW + timedelta(seconds=wait))
    assert put_right(NOW) == found


def raised(at: datetime) -> Alert:
    return raise_alert(an_office("yunling-bureau"), AlertCode.GAP, None, at)


def called_late() -> Alert:
    """Raised by a clock that was right; the second was called by one that was not."""
    alert = raised(NOW)
    AlertCall.objects.create(alert=alert, user=a_user(), place=9, sent_at=AHEAD)
    return alert


@pytest.mark.parametrize(
    ("make", "found"), [(lambda: raised(NOW), 0), (lambda: raised(AHEAD), 1), (called_late, 1)]
)
def test_the_next_one_at_night_is_called(make: Callable[[], Alert], found: int) -> None:
    alert = make()
    Alert.objects.filter(pk=alert.pk).update(next_at=NOW + timedelta(minutes=130))
    assert put_right(NOW) == found


def test_a_morning_that_came_too_early_comes_again_in_its_time() -> None:
    for at in (NOW, AHEAD):
        deferred("morning", at)
    assert put_right(NOW) == 0
    assert not deferred("morning", NOW), "what has been is not done again"
    assert deferred("morning", AHEAD)


def deferred(task: str, at: datetime) -> bool:
    """Whether a job of that moment is begun; one that was is not begun once more."""
    query = (
        "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp) VALUES (%s, %s)"
        " ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [task, int(at.timestamp())])
        return bool(cursor.rowcount == 1)
