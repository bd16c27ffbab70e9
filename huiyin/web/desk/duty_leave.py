"""休假. Who is away when; leave is entered, and cancelled with its reason, for one or for all."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from huiyin.accounts.models import User
from huiyin.duty import actions
from huiyin.duty.errors import Refused
from huiyin.duty.models import Leave, people_of
from huiyin.rules.terms_duty import LeaveKind
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

MOST_OVER = 30


@require_http_methods(["GET", "POST"])
@staff_page(roles=DUTY_ROLES)
def leave(request: StaffRequest) -> HttpResponse:
    """My leave; for who leads the office, everybody's."""
    office = office_asked(request)
    plans = actions.plans(request.viewer, office.pk)
    people = people_of(office.pk, request.today) if plans else [request.person]
    problem = Refused("")
    if request.method == "POST":
        try:
            done = _do(request, people)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_leave", office=office.pk, **done)
    rows = Leave.objects.filter(user__in=people).select_related("user")
    ahead = [each for each in rows if each.cancelled_at is None and each.to_on >= request.today]
    over = [each for each in rows if each not in ahead][-MOST_OVER:]
    names = {str(each.pk): each.name for each in people} | _names(over)
    return page(
        request,
        "leave",
        problem=problem,
        office=office,
        workplaces=offices_of(request),
        plans=plans,
        people=[(str(each.pk), each.name) for each in people],
        kinds=list(LeaveKind),
        ahead=ahead,
        over=[(each, names.get(each.cancelled_by, "")) for each in reversed(over)],
        typed=typed(request, person=request.viewer.id, kind="", from_on="", to_on="", why=""),
    )


def _do(request: StaffRequest, people: list[User]) -> dict[str, object]:
    by, at, posted = request.viewer, request.now, request.POST
    if "cancel" in posted:
        standing = Leave.objects.filter(user__in=people, cancelled_at=None).select_related("user")
        chosen = [each for each in standing if posted["cancel"] in ("all", str(each.pk))]
        if not chosen and posted["cancel"] != "all":
            raise Http404
        count = actions.cancel_leave(chosen, why=posted.get("why", ""), by=by, at=at)
        return {"done": "cancelled", "n": count}
    person = next((each for each in people if str(each.pk) == posted.get("person")), None)
    if person is None:
        raise Http404
    actions.take_leave(
        person,
        from_on=day_in(posted, "from_on"),
        to_on=day_in(posted, "to_on"),
        kind=posted.get("kind", ""),
        by=by,
        at=at,
    )
    return {"done": "entered"}


def _names(leaves: list[Leave]) -> dict[str, str]:
    ids = {UUID(each.cancelled_by) for each in leaves if each.cancelled_by}
    return {str(pk): user.name for pk, user in User.objects.in_bulk(ids).items()}
