"""值班月表. A month of an office: days, watches, gaps in red words, and who stands how often."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from huiyin.duty.actions import plans
from huiyin.duty.models import DutyPost, Shift
from huiyin.duty.months import month_of
from huiyin.organisations.calendars import calendars
from huiyin.web.desk.duty_pages import DUTY_ROLES, office_asked, offices_of, page
from huiyin.web.desk.gate import StaffRequest, staff_page

EARLIEST, LATEST = date(2018, 1, 1), date(2100, 1, 1)


@require_GET
@staff_page(roles=DUTY_ROLES)
def month(request: StaffRequest) -> HttpResponse:
    """The month asked for, or this one."""
    office, first = office_asked(request), _month(request)
    posts = list(DutyPost.objects.filter(office=office, is_open=True))
    return page(
        request,
        "month",
        office=office,
        workplaces=offices_of(request),
        plans=plans(request.viewer, office.pk),
        held=posts,
        month=month_of(posts, first, calendar=calendars().latest(), now=request.now),
        starts=first.isoweekday(),
        now=request.now,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=31)).replace(day=1),
        batch=_batch(request, posts),
        left=request.GET.get("left", "0"),
    )


def _month(request: StaffRequest) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        return request.today.replace(day=1)
    return min(max(asked, EARLIEST), LATEST)


def _batch(request: StaffRequest, posts: list[DutyPost]) -> tuple[Shift, int] | None:
    """What was filled last in one go and can be taken back: one of its watches, and how many."""
    ahead = Shift.objects.standing().filter(
        post__in=posts, batch__isnull=False, begins_at__gt=request.now
    )
    last = ahead.order_by("-entered_at", "pk").first()
    return (last, ahead.filter(batch=last.batch).count()) if last else None
