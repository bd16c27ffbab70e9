"""系统管理: whether the work behind the pages gets done."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from huiyin.notifications.models import GatewayTrouble, Outbox
from huiyin.web.desk.admin_pages import SYSTEM, page
from huiyin.web.desk.gate import StaffRequest, staff_page

SHOWN = 20
SILENT = timedelta(minutes=2)
TOO_OLD = timedelta(minutes=10)

TOPICS = {
    "received": gettext_noop("告知已收到"),
    "render": gettext_noop("制作文书"),
    "derive": gettext_noop("制作材料副本"),
    "tell": gettext_noop("通知信访人"),
    "tell_office": gettext_noop("通知单位"),
    "parts": gettext_noop("核对分拆件是否全部办结"),
    "notice_paper": gettext_noop("制作公告的纸质版"),
    "calendar": gettext_noop("查找要重新计算的期限"),
    "recount": gettext_noop("重新计算期限"),
}
"""What the outbox holds, in words; a topic that is not here is shown as it is."""

GATEWAYS = {"sms": gettext_noop("短信通道"), "email": gettext_noop("邮件通道")}
"""Ways by which messages go out, in words; shown as they are where not here."""


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
            (_words(TOPICS, each["topic"]), each["n"])
            for each in waiting.values("topic").annotate(n=Count("id")).order_by("-n", "topic")
        ],
        failures=[
            (_words(TOPICS, row.topic), row)
            for row in waiting.filter(tries__gt=0).order_by("-tries", "created_at")[:SHOWN]
        ],
        jobs=jobs,
        failed_jobs=ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:SHOWN],
        troubled=[
            (_words(GATEWAYS, each.way), each.since)
            for each in GatewayTrouble.objects.order_by("since", "way")
        ],
        worker_seen=seen,
        worker_is_silent=seen is None or _is_older(seen, request.now, SILENT),
    )


def _words(words: dict[str, str], name: str) -> str:
    return _(words[name]) if name in words else name


def _is_older(moment: datetime | None, now: datetime, than: timedelta) -> bool:
    return moment is not None and now - moment > than
