"""What a clock that went ahead for a while left for later than anything ever waits.

A machine's time is wrong now and then and is put right. Whatever was written down meanwhile seems
to wait for a moment hours away: a citizen's receipt, a message, the next call at night. It is told
from what waits rightly by its own row alone, so also by a worker that was started since.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from huiyin.duty.models import Alert, AlertCall
from huiyin.jobs.outbox import BACKOFF, SCANNER_BACKOFF
from huiyin.notifications.actions import WAITS as MINUTES
from huiyin.notifications.endpoints import Webhook
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.webhooks import WAITS as OF_WEBHOOKS
from huiyin.petitions.simulation import shift
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer

MESSAGES = [timedelta(minutes=each) for each in MINUTES]
WORK = [timedelta(seconds=max(each, SCANNER_BACKOFF)) for each in BACKOFF]
EVENTS = [timedelta(seconds=each) for each in OF_WEBHOOKS]
# A morning that came too early comes once more in its time, as does a night: what a job has done
# already it does not do again. By the real clock, to which the timed jobs keep.
FORGET_EARLY = (
    "DELETE FROM procrastinate_periodic_defers"
    " WHERE defer_timestamp > extract(epoch from %s::timestamptz)"
)


def put_right(at: datetime) -> int:
    """Make due what only a wrong clock put off; how many rows that were."""
    calls = AlertCall.objects.filter(alert=OuterRef("pk"), sent_at__gt=at)
    with viewing(job_viewer("clock")):
        outbox = Outbox.objects.filter(done_at=None, not_before__gt=at)
        notices = Notice.objects.filter(next_at__gt=at)
        hooks = Webhook.objects.filter(next_at__gt=at, stopped_at=None, ended_at=None)
        alerts = Alert.objects.filter(next_at__gt=at, acknowledged_at=None)
        with connection.cursor() as cursor:
            cursor.execute(FORGET_EARLY, [at - shift()])
        return (
            outbox.filter(
                Q(created_at__gt=at) | _after_a_try("not_before", WORK, at)
            ).update(not_before=at)
            + notices.filter(
                Q(created_at__gt=at) | _after_a_try("next_at", MESSAGES, at)
            ).update(next_at=at)
            + hooks.filter(Q(tries=0) | _after_a_try("next_at", EVENTS, at)).update(next_at=at)
            + alerts.filter(Q(raised_at__gt=at) | Exists(calls)).update(next_at=at)
        )  # fmt: skip


def _after_a_try(due: str, waits: Sequence[timedelta], at: datetime) -> Q:
    """Due later than anything tried so often waits: the last wait is the longest, and for ever."""
    late = Q(tries__gt=len(waits), **{f"{due}__gt": at + waits[-1]})
    for tries, wait in enumerate(waits, 1):
        late |= Q(tries=tries, **{f"{due}__gt": at + wait})
    return late
