"""谁报告了、谁还没有. For heads of division and the officer: names and standing, never a value."""

from collections import Counter
from datetime import date, datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huiyin.emergency.health import OFFICER, WATCHING, asked, asking_on, seen_by, tally
from huiyin.emergency.health_models import HealthRegister
from huiyin.organisations.errors import Refused
from huiyin.rules.health import ONE_DAY, is_in_time, reportable
from huiyin.rules.terms_health import ReportStanding
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.health_pages import day_in, page

S = ReportStanding
ORDER = (S.MISSING, S.WAITING, S.LATE, S.SENT_LATE, S.ON_TIME)


@require_safe
@staff_page(roles=WATCHING | OFFICER)
def people(request: StaffRequest) -> HttpResponse:
    """The people of one's own offices on a day: who is missing first, then who was late."""
    problem, on = Refused(""), request.today
    try:
        on = min(day_in(request.GET, "on", request.today), request.today)
    except Refused as refused:
        problem = refused
    seen = [
        each
        for emergency in asking_on(on)
        for each in seen_by(request.viewer, emergency, asked(emergency, on, now=request.now))
    ]
    counted = tally(seen)
    mine = request.viewer.office_ids(WATCHING | OFFICER)
    registers = HealthRegister.objects.filter(emergency__office__in=mine)
    return page(
        request,
        "people",
        problem=problem,
        on=on,
        is_today=on == request.today,
        before=on - ONE_DAY,
        after=on + ONE_DAY,
        groups=[(each, [row for row in seen if row.standing == each]) for each in ORDER],
        total=len(seen),
        reported=sum(each.has_reported for each in seen),
        absent=_absent(on, counted, request.now),
        may_enter=bool(request.viewer.roles & OFFICER) and on in reportable(request.now),
        counted=[(each, counted[each]) for each in ORDER if counted[each]],
        registers=registers.select_related("emergency").prefetch_related("days"),
    )


def _absent(on: date, counted: Counter[S], now: datetime) -> tuple[int, int] | None:
    """点名. How many had not reported at 16:00:01 of a day, and how many of them did later."""
    if is_in_time(on, now):
        return None
    later = counted[S.LATE] + counted[S.SENT_LATE]
    return later + counted[S.MISSING], later
