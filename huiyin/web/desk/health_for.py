"""代填. The health officer enters the report of somebody who is ill or has no phone."""

from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.accounts.models import User
from huiyin.emergency import health_reporting as reporting
from huiyin.emergency.health import OFFICER, asks
from huiyin.organisations.errors import Refused
from huiyin.rules.health import ONE_DAY, reportable
from huiyin.rules.moments import localtime
from huiyin.rules.rosters import moment
from huiyin.rules.terms_health import Whereabouts
from huiyin.web.desk.duty_pages import time_in
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.health_own import condition_in
from huiyin.web.desk.health_pages import back, day_in, once_in, page, typed


@require_http_methods(["GET", "POST"])
@staff_page(roles=OFFICER)
def report_for(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """The form for one person; of whom this officer does not keep the ledger there is none."""
    person = get_object_or_404(User, pk=person_id)
    on = _day(request)
    emergency = asks(person, on)
    if emergency is None or not request.viewer.may_act(OFFICER, str(emergency.office_id)):
        raise Http404
    problem = Refused("")
    if request.method == "POST":
        try:
            reporting.report_for(
                emergency,
                person,
                condition_in(request.POST),
                on=on,
                told_at=_told(request),
                once=once_in(request.POST),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("health_people", on=on.isoformat(), done="entered")
    now = {"told_on": request.today.isoformat(), "told_hour": f"{localtime(request.now):%H:%M}"}
    fields = typed(request.POST, "temperature", "symptoms", "whereabouts", *now)
    return page(
        request,
        "for",
        problem=problem,
        person=person,
        emergency=emergency,
        on=on,
        is_today=on == request.today,
        yesterday=request.today - ONE_DAY,
        whereabouts=list(Whereabouts),
        stay=reporting.is_isolated(emergency, person),
        typed=fields if request.method == "POST" else fields | now,
    )


def _day(request: StaffRequest) -> date:
    """Today or yesterday, as in the address; today for anything else."""
    asked = request.GET.get("on", "")
    today, yesterday = reportable(request.now)
    return yesterday if asked == yesterday.isoformat() else today


def _told(request: StaffRequest) -> datetime:
    """When it was told; the minute that is under way is now."""
    on, hour = day_in(request.POST, "told_on", request.today), time_in(request.POST, "told_hour")
    if hour is None:
        raise Refused(_("请写明什么时候告知的。"), field="told_at")
    return moment(on, hour)
