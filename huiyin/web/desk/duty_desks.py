"""力量和来件. Who works at which desk, what comes in there, and whether it is more than usual."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.duty import desks as verbs
from huiyin.duty.actions import plans
from huiyin.duty.errors import Refused
from huiyin.duty.models import Assignment, people_of
from huiyin.rules.rosters import ONE_DAY
from huiyin.rules.terms import Channel
from huiyin.statistics.volume import (
    DayCount,
    arrivals_by_day,
    lunar_weeks,
    open_by_channel,
    volumes,
)
from huiyin.web.desk.charts import Chart, Series, columns
from huiyin.web.desk.duty_pages import (
    DUTY_ROLES,
    back,
    day_in,
    office_asked,
    offices_of,
    page,
    typed,
)
from huiyin.web.desk.gate import StaffRequest, staff_page

DAYS = 14


@dataclass(frozen=True)
class Desk:
    """One channel's desk: who works there today, and how the work of a fortnight was shared."""

    channel: Channel
    now: list[Assignment]
    before: int  # how many worked there on the first day
    person_days: int
    arrived: int
    open: int

    @property
    def a_day(self) -> str:
        """What came in for each person and day; nothing where nobody worked there."""
        return f"{self.arrived / self.person_days:.1f}" if self.person_days else ""


@require_http_methods(["GET", "POST"])
@staff_page(roles=DUTY_ROLES)
def desks(request: StaffRequest) -> HttpResponse:
    """The desks of an office: people, work, and moving somebody from one to another."""
    office, problem = office_asked(request), Refused("")
    may = plans(request.viewer, office.pk)
    people = people_of(office.pk, request.today) if may else []
    if request.method == "POST":
        if not may:
            raise Http404
        try:
            _do(request, office.pk)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_desks", office=office.pk, done="moved")
    today = request.today
    rows = Assignment.objects.filter(office=office).order_by("-from_on", "pk")
    return page(
        request,
        "desks",
        problem=problem,
        office=office,
        workplaces=offices_of(request),
        plans=may,
        people=[(str(each.pk), each.name) for each in people],
        channels=list(Channel),
        desks=desks_now(request, office.pk),
        first=today - (DAYS - 1) * ONE_DAY,
        moves=rows.select_related("user")[:40],
        typed=typed(request, person="", channel="", from_on=today.isoformat(), to_on="", reason=""),
    )


def _do(request: StaffRequest, office_id: UUID) -> None:
    posted, by, at = request.POST, request.viewer, request.now
    if "end" in posted:
        rows = Assignment.objects.filter(office=office_id).select_related("user", "office")
        one = next((each for each in rows if str(each.pk) == posted["end"]), None)
        if one is None:
            raise Http404
        verbs.end(one, last_on=max(request.today, one.from_on), by=by, at=at)
        return
    people = {str(each.pk): each for each in people_of(office_id, request.today)}
    if posted.get("person") not in people:
        raise Refused(_("请在本机构的人里选择。"), field="person")
    verbs.move(
        office_asked(request),
        people[posted["person"]],
        channel=posted.get("channel", ""),
        from_on=day_in(posted, "from_on"),
        to_on=day_in(posted, "to_on") if posted.get("to_on", "").strip() else None,
        reason=posted.get("reason", ""),
        by=by,
        at=at,
    )


def desks_now(request: StaffRequest, office: UUID) -> list[Desk]:
    """The desks at which anybody works or anything comes in, over the last fortnight."""
    today = request.today
    first = today - (DAYS - 1) * ONE_DAY
    staffed = verbs.desks_of(office, first, today)
    came = arrivals_by_day(request.viewer, office, first, today)
    waiting = open_by_channel(request.viewer, office, today)
    found = [
        Desk(
            channel,
            now=[each for each in staffed[channel] if each.days(today, today)],
            before=sum(each.days(first, first) for each in staffed[channel]),
            person_days=sum(each.days(first, today) for each in staffed[channel]),
            arrived=sum(n for (where, _day), n in came.items() if where is channel),
            open=waiting.get(channel, 0),
        )
        for channel in Channel
    ]
    return [each for each in found if each.arrived or each.open or each.person_days]


@require_GET
@staff_page(roles=DUTY_ROLES)
def volume(request: StaffRequest) -> HttpResponse:
    """What came in each day by channel, beside the same weekdays of the weeks before."""
    office, today = office_asked(request), request.today
    years, weeks = lunar_weeks(request.viewer, office.pk, today)
    found = volumes(request.viewer, office.pk, last=today, days=DAYS)
    return page(
        request,
        "volume",
        office=office,
        workplaces=offices_of(request),
        high=[
            (channel, each)
            for channel, row in found.items()
            for each in row
            if each.is_high and each.day >= today - timedelta(days=1)
        ],
        charts=[_Block(_chart(channel, row)) for channel, row in found.items()],
        years=years,
        lunar=weeks if any(n for week in weeks for n in week.came) else [],
    )


@dataclass(frozen=True)
class _Block:
    chart: Chart


def _chart(channel: Channel, row: list[DayCount]) -> Chart:
    lines = [(_short(each.day), _beside(each), [each.came - each.over, each.over]) for each in row]
    return columns(
        f"volume-{channel.value}",
        title=_(channel.zh),
        about=_("最近十四天每天收到的件数；斜线后是前八周同一星期几的中位数。"),
        axis=_("日期"),
        says=_("收到/往常"),
        series=[Series(_("往常以内"), f"by-{channel.value}"), Series(_("明显多出"), "late")],
        lines=lines,
    )


def _beside(each: DayCount) -> str:
    """「5/3」: what came and what is usual; nothing beside nothing is not written."""
    return f"{each.came}/{each.band.middle:g}" if each.came or each.band.middle else ""


def _short(day: date) -> str:
    return f"{day.month}/{day.day}" if day.day == 1 else str(day.day)
