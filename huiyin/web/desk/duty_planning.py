"""排班. Posts and watches as who leads the office draws them up: by turns, one by one, undone."""

from datetime import date, time, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.accounts.models import User
from huiyin.duty import actions
from huiyin.duty.actions import PostGiven, plans
from huiyin.duty.errors import Refused
from huiyin.duty.models import DutyPost, Shift
from huiyin.rules.moments import localdate
from huiyin.web.desk.duty_pages import (
    back,
    colleagues,
    day_in,
    moment_in,
    number_in,
    office_asked,
    page,
    post_of_mine,
    time_in,
    typed,
)
from huiyin.web.desk.gate import StaffRequest, staff_page

PATTERNS = {
    "one": (gettext_lazy("一天一班，8 点交接"), (time(8),)),
    "two": (gettext_lazy("一天两班，8 点和 20 点交接"), (time(8), time(20))),
    "three": (gettext_lazy("一天三班，0 点、8 点和 16 点交接"), (time(0), time(8), time(16))),
}


@require_http_methods(["GET", "POST"])
@staff_page(roles=actions.PLANNING)
def add_post(request: StaffRequest) -> HttpResponse:
    """Have something held at the office."""
    office = office_asked(request)
    if not plans(request.viewer, office.pk):
        raise Http404
    problem = Refused("")
    if request.method == "POST":
        try:
            actions.add_post(office, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_month", office=office.pk, done="post")
    given = typed(request, **_written(DutyPost()))
    return page(request, "post", problem=problem, office=office, post=None, typed=given)


@require_http_methods(["GET", "POST"])
@staff_page(roles=actions.PLANNING)
def change_post(request: StaffRequest, duty_post_id: UUID) -> HttpResponse:
    """Change what a post asks for, or hold it no longer."""
    post = post_of_mine(request, duty_post_id)
    problem, kept = Refused(""), _written(post)
    if request.method == "POST":
        try:
            if "close" in request.POST:
                actions.close_post(post, by=request.viewer, at=request.now)
            else:
                actions.change_post(post, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_month", office=post.office_id, done="post")
    ahead = post.shifts.standing().filter(begins_at__gt=request.now).count()
    return page(
        request,
        "post",
        problem=problem,
        office=post.office,
        post=post,
        typed=typed(request, **kept),
        ahead=ahead,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=actions.PLANNING)
def fill(request: StaffRequest, duty_post_id: UUID) -> HttpResponse:
    """Fill what is open by turns."""
    post = post_of_mine(request, duty_post_id)
    problem = Refused("")
    known = colleagues(request, post.office_id)
    if request.method == "POST":
        try:
            first = day_in(request.POST, "first")
            done = actions.fill(
                post,
                _in_order(request, known),
                first=first,
                last=day_in(request.POST, "last"),
                changes=PATTERNS.get(request.POST.get("pattern", ""), ("", ()))[1],
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            said = {"done": "filled", "n": len(done.shifts), "left": done.left}
            return back("duty_month", office=post.office_id, month=f"{first:%Y-%m}", **said)
    first, last = _span_to_fill(post, request.today)
    wanted = request.GET.get("pattern", "one")
    return page(
        request,
        "fill",
        problem=problem,
        post=post,
        patterns=[(name, words) for name, (words, _hours) in PATTERNS.items()],
        people=[(pk, name, request.POST.get(f"turn-{pk}", "")) for pk, name in known],
        typed=typed(request, first=first.isoformat(), last=last.isoformat(), pattern=wanted),
    )


@require_POST
@staff_page(roles=actions.PLANNING)
def undo(request: StaffRequest, duty_post_id: UUID) -> HttpResponse:
    """Take back what was filled in one go."""
    post = post_of_mine(request, duty_post_id)
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        raise Http404 from None
    count = actions.undo_fill(post, batch, by=request.viewer, at=request.now)
    month = request.POST.get("month", "")
    return back("duty_month", office=post.office_id, month=month, done="undone", n=count)


@require_http_methods(["GET", "POST"])
@staff_page(roles=actions.PLANNING)
def place(request: StaffRequest, duty_post_id: UUID) -> HttpResponse:
    """Put one person on duty."""
    post = post_of_mine(request, duty_post_id)
    problem = Refused("")
    known = colleagues(request, post.office_id)
    if request.method == "POST":
        try:
            begin = moment_in(request.POST, "begin_day", "begin_time")
            end = moment_in(request.POST, "end_day", "end_time")
            person = _person(request, known)
            actions.place(post, person, begin=begin, end=end, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_month", office=post.office_id, month=f"{begin:%Y-%m}", done="placed")
    given = {name: request.GET.get(name, "") for name in ("person", "begin_day", "end_day")}
    given |= {name: request.GET.get(name, "08:00") for name in ("begin_time", "end_time")}
    return page(
        request,
        "place",
        problem=problem,
        post=post,
        people=known,
        typed=typed(request, **given),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=actions.PLANNING)
def cancel(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take one watch off the roster, after a look at what it leaves open."""
    mine = request.viewer.office_ids(actions.PLANNING)
    found = Shift.objects.standing().filter(pk=shift_id, post__office__in=mine)
    shift = get_object_or_404(found.select_related("post__office", "user"))
    problem = Refused("")
    if request.method == "POST":
        try:
            actions.cancel_shift(shift, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("duty_month", office=shift.post.office_id, done="cancelled")
    return page(request, "cancel", problem=problem, shift=shift)


def _given(request: StaffRequest) -> PostGiven:
    posted = request.POST
    return PostGiven(
        name=posted.get("name", ""),
        phone=posted.get("phone", ""),
        opens=time_in(posted, "opens"),
        closes=time_in(posted, "closes"),
        people=number_in(posted, "people"),
        check_hours=number_in(posted, "check_hours"),
        wake_minutes=number_in(posted, "wake_minutes"),
    )


def _written(post: DutyPost) -> dict[str, object]:
    return {
        "name": post.name,
        "phone": post.phone,
        "opens": f"{post.opens:%H:%M}" if post.opens else "",
        "closes": f"{post.closes:%H:%M}" if post.closes else "",
        "people": post.people,
        "check_hours": post.check_hours,
        "wake_minutes": post.wake_minutes,
    }


def _person(request: StaffRequest, known: list[tuple[str, str]]) -> User:
    chosen = request.POST.get("person", "")
    if chosen not in dict(known):
        raise Refused(_("请在本机构的人里选择。"), field="person")
    return User.objects.get(pk=chosen)


def _in_order(request: StaffRequest, known: list[tuple[str, str]]) -> list[User]:
    """Those with a number, by their numbers."""
    numbered = [(number_in(request.POST, f"turn-{pk}"), pk) for pk, _name in known]
    wanted = [pk for number, pk in sorted(numbered, key=lambda each: each[0]) if number]
    by_id = {str(each.pk): each for each in User.objects.filter(pk__in=wanted)}
    return [by_id[pk] for pk in wanted]


def _span_to_fill(post: DutyPost, today: date) -> tuple[date, date]:
    """From today, or from where the roster ends, to the end of that month."""
    last = post.shifts.standing().order_by("-ends_at").first()
    first = max(today, localdate(last.ends_at)) if last else today
    end = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first, end
