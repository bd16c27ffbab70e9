"""启动、延长、结束. A leader sees exactly what will happen, and then lets it happen."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency import declaring, ending
from huiyin.emergency.announcing import open_ways
from huiyin.emergency.declaring import Declaration
from huiyin.emergency.errors import AlreadyDeclared
from huiyin.emergency.models import Emergency
from huiyin.emergency.planning import newest, read
from huiyin.emergency.writing import number_typed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.hours import MOST
from huiyin.rules.moments import localdate
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.web.desk.emergency_pages import (
    back,
    day_of,
    emergency_or_404,
    led_bureau_or_404,
    led_bureaus,
    moment_of,
    typed_moment,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

USUAL_DAYS = timedelta(days=14)
FIELDS = (
    "kind",
    "name",
    "division",
    "reason",
    "starts_at",
    "expected_end_on",
    "is_drill",
    "closes_on",
    "hours",
)


@require_http_methods(["GET", "POST"])
@staff_page(roles=ending.DECIDING)
def declare(request: StaffRequest) -> HttpResponse:
    """Fill in, look at all that will follow, and declare."""
    bureau = led_bureau_or_404(request)
    if request.method != "POST":
        return _form(request, bureau, _usual(request, bureau), Refused(""))
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    if "change" in request.POST:
        return _form(request, bureau, typed, Refused(""))
    try:
        given = declaring.considered(bureau, _given(request), at=request.now)
        if "confirm" in request.POST and _plan_seen(request, bureau, given):
            made = declaring.declare(bureau, given, by=request.viewer, at=request.now)
            return back("emergency", made.pk, done="declared")
    except Refused as refused:
        return _form(request, bureau, typed, refused)
    return _preview(request, bureau, typed, given)


@require_http_methods(["GET", "POST"])
@staff_page(roles=ending.DECIDING)
def prolong(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """Give an emergency a later last day."""
    one = _ours(request, emergency_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            ending.prolong(
                one,
                end_on=day_of(request, "end_on", _("请选择新的结束日期。")),
                reason=request.POST.get("reason", ""),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("emergency", one.pk, done="prolonged")
    return _deciding(request, "desk/emergency/prolong.html", one, problem)


@require_http_methods(["GET", "POST"])
@staff_page(roles=ending.DECIDING)
def stand_down(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """End an emergency before its last day, after showing what stays and what stops."""
    one = _ours(request, emergency_id)
    problem = Refused("")
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            ending.stand_down(one, reason=reason, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("emergency", one.pk, done="ended")
    return _deciding(request, "desk/emergency/end.html", one, problem)


def _usual(request: StaffRequest, bureau: Office) -> dict[str, str]:
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in set(EmergencyKind) else EmergencyKind.EPIDEMIC.value,
        "name": "",
        "division": bureau.division,
        "reason": "",
        "starts_at": typed_moment(request.now),
        "expected_end_on": (request.today + USUAL_DAYS).isoformat(),
        "is_drill": "1" if request.GET.get("drill") else "",
        "closes_on": "",
        "hours": "",
    }


def _closing_day(request: StaffRequest) -> date | None:
    return day_of(request, "closes_on", "") if request.POST.get("closes_on", "").strip() else None


def _given(request: StaffRequest) -> Declaration:
    posted = request.POST
    return Declaration(
        kind=posted.get("kind", ""),
        name=posted.get("name", ""),
        division=posted.get("division", ""),
        reason=posted.get("reason", ""),
        starts_at=moment_of(request, "starts_at", _("请填写开始的日期和钟点。")),
        expected_end_on=day_of(request, "expected_end_on", _("请填写预计结束的日期。")),
        is_drill=posted.get("is_drill") == "1",
        closes_on=_closing_day(request),
        hours=_hours(posted.get("hours", "")),
    )


def _hours(typed: str) -> int | None:
    return number_typed(typed, 1, MOST, "hours") if typed.strip() else None


def _plan_seen(request: StaffRequest, bureau: Office, given: Declaration) -> bool:
    """Whether the plan is still the one that was shown; else it is shown anew."""
    last = newest(bureau, EmergencyKind(given.kind))
    return request.POST.get("plan") == str(last.version if last else 0)


def _form(
    request: StaffRequest, bureau: Office, typed: dict[str, str], problem: Refused
) -> HttpResponse:
    return page(
        request,
        "desk/emergency/declare.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        bureau=bureau,
        bureaus=led_bureaus(request),
        kinds=list(EmergencyKind),
        areas=declaring.areas(bureau),
        typed=typed,
        problem=problem,
        first=problem.emergency if isinstance(problem, AlreadyDeclared) else None,
        longest_name=declaring.LONGEST_NAME,
        longest_reason=declaring.LONGEST_REASON,
    )


def _preview(
    request: StaffRequest, bureau: Office, typed: dict[str, str], given: Declaration
) -> HttpResponse:
    follows = declaring.outlook(bureau, given, at=request.now)
    last = newest(bureau, EmergencyKind(given.kind))
    below = Office.objects.bureaus().filter(is_open=True).exclude(pk=bureau.pk)
    would_be = Emergency(office=bureau, division=given.division)
    seen: dict[str, Any] = {**typed, "is_drill": "1" if given.is_drill else ""}
    return page(
        request,
        "desk/emergency/preview.html",
        here="emergency",
        bureau=bureau,
        given=given,
        typed=seen,
        follows=follows,
        area=next(each for each in declaring.areas(bureau) if each.division == given.division),
        told=[each for each in below if would_be.reaches(each)],
        closing=open_ways(bureau, follows.plan.closes, request.now) if given.closes_on else [],
        plan_version=last.version if last else 0,
        is_changed="confirm" in request.POST,
        days=(given.expected_end_on - localdate(given.starts_at)).days + 1,
    )


def _ours(request: StaffRequest, emergency_id: UUID) -> Emergency:
    one = emergency_or_404(request, emergency_id)
    if request.viewer.may_act(ending.DECIDING, str(one.office_id)) is None:
        raise Http404
    return one


def _deciding(
    request: StaffRequest, template: str, one: Emergency, problem: Refused
) -> HttpResponse:
    return page(
        request,
        template,
        status=422 if problem.sentence else 200,
        here="emergency",
        emergency=one,
        closes=read(one.plan).closes,
        stand_down=read(one.plan).stand_down,
        typed={name: request.POST.get(name, "") for name in ("end_on", "reason")},
        problem=problem,
        longest_reason=ending.LONGEST_REASON,
    )
