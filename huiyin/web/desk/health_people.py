"""谁报告了、谁还没有. For heads of division and the officer: names and standing, never a value."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huiyin.emergency.health import OFFICER, WATCHING, asked, asking_on, seen_by, tally
from huiyin.emergency.health_models import HealthRegister
from huiyin.organisations.errors import Refused
from huiyin.rules.health import ONE_DAY
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
        counted=[(each, counted[each]) for each in ORDER if counted[each]],
        registers=registers.select_related("emergency").prefetch_related("days"),
    )
