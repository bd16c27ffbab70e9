"""每日情况报告. The days of an emergency with their reports; at which hour the next is compiled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency.meetings import may_write
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.terms_situation import SituationState
from huiyin.statistics import situations as verbs
from huiyin.statistics.situation_models import Situation
from huiyin.web.desk.emergency_pages import (
    ROLES,
    back,
    day_of,
    emergency_or_404,
    inner_bureaus,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

GLANCE = ("received", "found_today", "found_breached", "late")


@dataclass(frozen=True)
class DayLine:
    """A report in the list: how far it is, its first numbers, how many have read it."""

    row: Situation
    number_of_day: int
    state: SituationState
    glance: list[tuple[str, int, bool]]
    read: int
    sent: int


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def days(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """The reports by day; posted, one is compiled now or the hour is changed."""
    one = emergency_or_404(request, emergency_id)
    bureau = bureau_or_404(request, one)
    writes = may_write(bureau, request.viewer)
    problem = Refused("")
    if request.method == "POST":
        if not writes:
            raise Http404
        try:
            return _done(request, bureau, one)
        except Refused as refused:
            problem = refused
    rows = list(
        Situation.objects.filter(office=bureau, emergency=one)
        .select_related("issue", "emergency")
        .annotate(
            sent=Count("issue__receipts"),
            read=Count("issue__receipts", filter=Q(issue__receipts__read_at__isnull=False)),
        )
    )
    hour = verbs.hour_of(one, request.now)
    shown = f"{hour:%H:%M}" if hour else ""
    return page(
        request,
        "desk/situation/days.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        emergency=one,
        bureau=bureau,
        lines=lines_of(rows),
        writes=writes,
        is_running=one.is_running(request.now),
        is_ours=one.office_id == bureau.pk,
        hour=shown,
        typed={
            "hour": request.POST.get("hour", shown),
            "day": request.POST.get("day", request.today.isoformat()),
        },
        has_today=any(each.day == request.today for each in rows),
        problem=problem,
        done=request.GET.get("done", ""),
    )


def bureau_or_404(request: StaffRequest, emergency: Emergency) -> Office:
    """Whose days one reads: the bureau that declared, else the nearest of one's own."""
    mine = [each for each in inner_bureaus(request) if emergency.reaches(each)]
    if not mine:
        raise Http404
    return next((each for each in mine if each.pk == emergency.office_id), mine[0])


def lines_of(rows: Iterable[Situation]) -> list[DayLine]:
    """The reports as they are listed; `read` and `sent` were counted with them."""
    there = list(rows)
    newest: dict[date, int] = {}
    for each in there:
        if each.issued is not None:
            newest[each.day] = max(newest.get(each.day, 0), each.version)
    return [
        DayLine(
            each,
            each.emergency.day_number(each.day),
            each.state(newest.get(each.day, 0)),
            _glance(each),
            getattr(each, "read", 0),
            getattr(each, "sent", 0),
        )
        for each in there
    ]


def _glance(row: Situation) -> list[tuple[str, int, bool]]:
    known = {number["name"]: number for part in row.parts for number in part["numbers"]}
    return [
        (_(label), number["number"], number["is_bad"])
        for label, number in ((known[name]["zh"], known[name]) for name in GLANCE if name in known)
    ]


def _done(request: StaffRequest, bureau: Office, emergency: Emergency) -> HttpResponse:
    if "hour" in request.POST and bureau.pk == emergency.office_id:
        verbs.set_hour(emergency, request.POST["hour"], by=request.viewer, at=request.now)
        return back("situations", emergency.pk, done="hour")
    made = verbs.compile_now(
        bureau,
        emergency,
        day_of(request, "day", _("请选择日期。")),
        by=request.viewer,
        at=request.now,
    )
    return redirect("desk:situation", made.pk)
