"""/metrics in the text format of Prometheus: how busy, how fast, what waits. No personal data.

Only for networks that the operator names, or with a token; to anybody else nothing is there.
"""

import hmac
import ipaddress
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Min, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from huiyin.notifications.actions import SENT
from huiyin.notifications.endpoints import Webhook
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.waking import OVER
from huiyin.petitions.simulation import law_time
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer
from huiyin.web import counting
from huiyin.web.middleware import owns_transaction

TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Waiting rows are counted so far and no further: a scrape must stay cheap on a bad day.
MOST = 1000
RECENT = timedelta(days=7)
LATEST_JOBS = 10_000
JOB = job_viewer("metrics")

Sample = tuple[str, float]
Family = tuple[str, str, str, list[Sample]]


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What there is to measure, now."""
    if not _may_read(request):
        raise Http404
    families = [*_web(), *_database(datetime.now(UTC))]
    return HttpResponse("".join(_written(families)), content_type=TYPE)


owns_transaction(metrics)


def _may_read(request: HttpRequest) -> bool:
    token = settings.HUIYIN_METRICS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    # What came through a proxy may come from anywhere, whatever address it has here.
    if {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"} & set(request.headers):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    networks = (ipaddress.ip_network(each) for each in settings.HUIYIN_METRICS_NETWORKS)
    return any(address in network for network in networks)


def _web() -> Iterator[Family]:
    requests = [
        (f'{{method="{method}",status="{status}"}}', float(count))
        for method, status, count in counting.requests()
    ]
    yield "huiyin_requests_total", "counter", "Requests answered.", requests
    buckets, seconds = counting.durations()
    total = sum(count for _labels, count in requests)
    took = [(f'_bucket{{le="{most}"}}', float(count)) for most, count in buckets]
    took += [('_bucket{le="+Inf"}', total), ("_sum", seconds), ("_count", total)]
    yield "huiyin_request_seconds", "histogram", "How long answers took.", took


def _database(real: datetime) -> Iterator[Family]:
    try:
        with viewing(JOB):
            yield from [*_waiting(law_time(real)), *_connections()]
    except DatabaseError:
        yield _gauge("huiyin_database_up", "Whether the database answers.", 0)
    else:
        yield _gauge("huiyin_database_up", "Whether the database answers.", 1)


def _waiting(at: datetime) -> Iterator[Family]:
    outbox = Outbox.objects.filter(done_at=None)
    due = outbox.filter(not_before__lte=at).aggregate(oldest=Min("not_before"))["oldest"]
    age = (at - due).total_seconds() if due else 0
    yield _gauge("huiyin_outbox_age_seconds", "How long the oldest work that is due waits.", age)
    length = f"Work that waits, counted to {MOST}."
    yield _gauge("huiyin_outbox_length", length, _counted(outbox))
    waiting = Notice.objects.filter(next_at__isnull=False)
    yield _gauge("huiyin_messages_waiting", "Messages to be sent.", _counted(waiting))
    given_up = Notice.objects.filter(
        way__in=SENT, sent_at=None, next_at=None, tries__gt=0, created_at__gte=at - RECENT
    ).exclude(failure=OVER)
    told = "Messages of the last seven days that were given up."
    yield _gauge("huiyin_messages_given_up", told, _counted(given_up))
    newest = ProcrastinateJob.objects.order_by("-id").values_list("id", flat=True).first() or 0
    failed = ProcrastinateJob.objects.filter(id__gt=newest - LATEST_JOBS, status="failed")
    told = f"Timed jobs that failed, of the last {LATEST_JOBS}."
    yield _gauge("huiyin_jobs_failed", told, _counted(failed))
    hooks = Webhook.objects.filter(ended_at=None)
    queued = hooks.aggregate(waiting=Sum(F("last") - F("place")))["waiting"] or 0
    yield _gauge("huiyin_webhook_events_waiting", "Events that wait for an endpoint.", queued)
    stopped = hooks.filter(stopped_at__isnull=False)
    yield _gauge("huiyin_webhooks_stopped", "Endpoints that were stopped.", _counted(stopped))


def _connections() -> Iterator[Family]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1 ORDER BY 1"
        )
        states = cursor.fetchall()
        cursor.execute("SELECT current_setting('max_connections')::int")
        (most,) = cursor.fetchone()
    used = [(f'{{state="{state}"}}', float(count)) for state, count in states]
    yield "huiyin_database_connections", "gauge", "Connections to the database.", used
    yield _gauge("huiyin_database_connections_max", "As many as there may be.", most)


def _counted(rows: QuerySet) -> int:  # type: ignore[type-arg]  # of any table
    return rows.order_by()[: MOST + 1].count()


def _gauge(name: str, told: str, value: float) -> Family:
    return name, "gauge", told, [("", float(value))]


def _written(families: Iterable[Family]) -> Iterator[str]:
    for name, kind, told, samples in families:
        yield f"# HELP {name} {told}\n# TYPE {name} {kind}\n"
        for labels, value in samples:
            yield f"{name}{labels} {value:g}\n"
