"""系统管理: the calendars that deadlines are counted by, and whether the work behind gets done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from huiyin.notifications.models import Outbox
from huiyin.rules import calendars as calendar_versions
from huiyin.rules.calendars import ONE_DAY, WorkCalendar
from huiyin.web.desk.admin_pages import SYSTEM, page
from huiyin.web.desk.gate import StaffRequest, staff_page

SHOWN = 20
SILENT = timedelta(minutes=2)
TOO_OLD = timedelta(minutes=10)
FROM_MONTH = 11
"""From this month on the days off of the next year are usually announced."""


TOPICS = {
    "received": gettext_noop("告知已收到"),
    "render": gettext_noop("制作文书"),
    "derive": gettext_noop("制作材料副本"),
    "tell": gettext_noop("通知信访人"),
    "tell_office": gettext_noop("通知单位"),
    "parts": gettext_noop("核对分拆件是否全部办结"),
}
"""What the outbox holds, in words; a topic that is not here is shown as it is."""


@dataclass(frozen=True)
class Span:
    """Days in a row under one name."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class YearShown:
    """A year, whether its days off are announced, and the days that differ from the week."""

    year: int
    is_confirmed: bool
    off: list[Span]
    worked: list[Span]


@staff_page(roles=SYSTEM)
def calendars(request: StaffRequest) -> HttpResponse:
    """Every calendar version, the one in force, and which years it does not know yet."""
    current = calendar_versions.in_force(request.today)
    years = [request.today.year, request.today.year + 1]
    return page(
        request,
        "desk/admin/calendars.html",
        tab="calendars",
        versions=list(reversed(calendar_versions.versions())),
        current=current,
        years=[_year(current, year) for year in years],
        is_time=request.today.month >= FROM_MONTH,
    )


@staff_page(roles=SYSTEM)
def health(request: StaffRequest) -> HttpResponse:
    """What waits to be sent or made, what failed, and whether the worker lives."""
    waiting = Outbox.objects.filter(done_at=None)
    outbox = waiting.aggregate(
        all=Count("id"),
        due=Count("id", filter=Q(not_before__lte=request.now)),
        failed=Count("id", filter=Q(tries__gt=0)),
        oldest=Min("created_at"),
    )
    jobs = ProcrastinateJob.objects.aggregate(
        todo=Count("id", filter=Q(status="todo")),
        doing=Count("id", filter=Q(status="doing")),
        failed=Count("id", filter=Q(status="failed")),
    )
    seen = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    return page(
        request,
        "desk/admin/health.html",
        tab="health",
        outbox=outbox,
        is_stuck=_is_older(outbox["oldest"], request.now, TOO_OLD) and outbox["due"] > 0,
        topics=[
            (_words(each["topic"]), each["n"])
            for each in waiting.values("topic").annotate(n=Count("id")).order_by("-n", "topic")
        ],
        failures=[
            (_words(row.topic), row)
            for row in waiting.filter(tries__gt=0).order_by("-tries", "created_at")[:SHOWN]
        ],
        jobs=jobs,
        failed_jobs=ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:SHOWN],
        worker_seen=seen,
        worker_is_silent=seen is None or _is_older(seen, request.now, SILENT),
    )


def _words(topic: str) -> str:
    return _(TOPICS[topic]) if topic in TOPICS else topic


def _is_older(moment: datetime | None, now: datetime, than: timedelta) -> bool:
    return moment is not None and now - moment > than


def _year(calendar: WorkCalendar, year: int) -> YearShown:
    return YearShown(
        year,
        calendar.is_confirmed(year),
        off=_spans(calendar.off, year),
        worked=_spans(calendar.worked_weekends, year),
    )


def _spans(days: Mapping[date, str], year: int) -> list[Span]:
    spans: list[Span] = []
    for on in sorted(on for on in days if on.year == year):
        before = spans[-1] if spans else None
        if before and before.name == days[on] and before.last + ONE_DAY == on:
            spans[-1] = Span(before.name, before.first, on)
        else:
            spans.append(Span(days[on], on, on))
    return spans
