"""场所. What one taps on a phone in an emergency: hall, door, places, letters; and the log."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.duty.models import DutyPost, Shift
from huiyin.duty.on_duty import ONE_MINUTE
from huiyin.emergency import sites, sites_told
from huiyin.emergency.health_limits import as_set
from huiyin.emergency.planning import read
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Hall, Site
from huiyin.emergency.supplies import keeping
from huiyin.emergency.supplies_told import names
from huiyin.organisations.errors import Refused
from huiyin.rules.health import thresholds
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE
from huiyin.rules.rosters import moment, spans_needed
from huiyin.rules.terms_sites import Band, EntryDeed
from huiyin.web.desk import frame
from huiyin.web.desk.duty_pages import time_in
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.supplies_pages import (
    KEEPING_ROLES,
    back,
    day_in,
    entry_in,
    number_in,
    typed,
)

AGENT = "含氯消毒液"
SHOWN_DAYS = timedelta(days=13)


def ground_asked(request: StaffRequest) -> tuple[Ground | None, list[Ground]]:
    """The bureau and emergency in the address, or the first; None while none runs."""
    if not keeping(request.viewer):
        raise Http404
    mine = sites.grounds(request.viewer, request.now)
    wanted = request.GET.get("at") or request.POST.get("at") or ""
    if not wanted:
        return (mine[0] if mine else None), mine
    found = next((each for each in mine if _key(each) == wanted), None)
    if found is None:
        raise Http404
    return found, mine


def _key(ground: Ground) -> str:
    return f"{ground.emergency.pk}.{ground.office.pk}"


def page(
    request: StaffRequest, template: str, ground: Ground | None, mine: list[Ground],
    problem: Refused | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    """A page of places in an emergency; one with something to mend is 422."""
    return frame.page(
        request,
        f"desk/sites/{template}.html",
        status=422 if problem and problem.sentence else 200,
        here="supplies",
        problem=problem or Refused(""),
        done=request.GET.get("done", ""),
        zone=ZONE,
        ground=ground,
        key=_key(ground) if ground else "",
        others=[(_key(each), each) for each in mine if each != ground],
        **context,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def home(request: StaffRequest) -> HttpResponse:
    """Everything of today on one page; each button is one tap."""
    ground, mine = ground_asked(request)
    if ground is None:
        return page(request, "nothing", None, mine)
    problem = Refused("")
    if request.method == "POST":
        try:
            done = _do(request, ground)
        except Refused as refused:
            problem = refused
        else:
            return back("sites", at=_key(ground), done=done)
    hall = Hall.objects.filter(emergency=ground.emergency, office=ground.office).first()
    yesterday = request.today - timedelta(days=1)
    rest_hours = read(ground.emergency.plan).rest_hours
    came, warm = sites_told.entries(ground, request.today)
    return page(
        request, "home", ground, mine, problem,
        hall=hall,
        is_full=hall is not None and hall.inside >= hall.limit,
        guards=_guards(hall, request.now),
        is_guarded_now=hall is not None and _is_guarded(hall, request.now),
        degrees=sites.degrees_on(ground, request.today),
        came=came,
        warm=warm,
        deeds=[each for each in EntryDeed if each is not EntryDeed.LET_IN],
        places=[(each, str(new_id())) for each in sites_told.today_of(ground, request.today)],
        lacking=sites_told.missing(ground, yesterday - SHOWN_DAYS, yesterday),
        asks_letters=rest_hours is not None,
        batches=sites_told.batches(ground, request.now),
        entry=str(new_id()),
        typed=typed(request, agent=AGENT, letters="", hours=rest_hours or 0),
        longest=sites.LONGEST_AGENT,
    )  # fmt: skip


def _guards(hall: Hall | None, at: datetime) -> list[str]:
    if hall is None or hall.post_id is None:
        return []
    rows = Shift.objects.filter(post=hall.post_id).at(at).select_related("user")
    return [each.user.name for each in rows]


def _is_guarded(hall: Hall, at: datetime) -> bool:
    """Whether somebody should stand there now: a hall is guarded at its hours only."""
    return hall.post is not None and bool(spans_needed(hall.post.need(), at, at + ONE_MINUTE))


def _do(request: StaffRequest, ground: Ground) -> str:
    posted, by, at = request.POST, request.viewer, request.now
    entry = entry_in(posted)
    if "site" in posted:
        site = _site(ground, posted["site"])
        sites.disinfect(site, entry=entry, agent=posted.get("agent", AGENT), by=by, at=at)
        return "disinfected"
    if "change" in posted:
        hall = Hall.objects.filter(emergency=ground.emergency, office=ground.office).first()
        if hall is None:
            raise Http404
        change = {"more": 1, "less": -1}.get(posted["change"], 0)
        sites.step(hall, entry=entry, change=change, by=by, at=at)
        return ""
    if "deed" in posted:
        deed = posted["deed"]
        band = Band.BELOW if deed == EntryDeed.LET_IN else Band.REACHED
        sites.enter(ground, entry=entry, band=band, deed=deed, by=by, at=at)
        return "entered"
    if "letters" in posted:
        sites.hold(
            ground, entry=entry, letters=number_in(posted, "letters"),
            hours=number_in(posted, "hours"), by=by, at=at,
        )  # fmt: skip
        return "held"
    if "usual" in posted:
        sites.plan_usual(ground, by=by, at=at)
        return "planned"
    raise Http404


def _site(ground: Ground, wanted: str) -> Site:
    own = Site.objects.filter(emergency=ground.emergency, office=ground.office)
    found = next((each for each in own if str(each.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def setup(request: StaffRequest) -> HttpResponse:
    """The plan of places, the threshold at the door, the limit of the hall."""
    ground, mine = ground_asked(request)
    if ground is None:
        return page(request, "nothing", None, mine)
    posts = list(DutyPost.objects.filter(office=ground.office, is_open=True))
    problem = Refused("")
    if request.method == "POST":
        try:
            _set(request, ground, posts)
        except Refused as refused:
            problem = refused
        else:
            return back("sites_setup", at=_key(ground), done="planned")
    hall = Hall.objects.filter(emergency=ground.emergency, office=ground.office).first()
    return page(
        request, "setup", ground, mine, problem,
        places=[each.site for each in sites_told.today_of(ground, request.today)],
        posts=posts,
        post=str(hall.post_id) if hall and hall.post_id else "",
        typed=typed(
            request, name="", times=1, degrees=sites.degrees_on(ground, request.today),
            from_on=request.today.isoformat(), limit=hall.limit if hall else "",
        ),
        thresholds=thresholds(as_set(sites.limits_of(ground)))[1:],
        longest=sites.LONGEST_NAME,
    )  # fmt: skip


def _set(request: StaffRequest, ground: Ground, posts: list[DutyPost]) -> None:
    posted, by, at = request.POST, request.viewer, request.now
    if "leave" in posted:
        sites.leave_out(_site(ground, posted["leave"]), by=by, at=at)
    elif "name" in posted:
        times = number_in(posted, "times")
        sites.plan(ground, name=posted["name"], times=times, by=by, at=at)
    elif "degrees" in posted:
        from_on = day_in(posted, "from_on") or request.today
        sites.set_limit(ground, degrees=posted["degrees"], from_on=from_on, by=by, at=at)
    elif "limit" in posted:
        post = next((each for each in posts if str(each.pk) == posted.get("post")), None)
        sites.set_hall(ground, limit=number_in(posted, "limit"), post=post, by=by, at=at)
    else:
        raise Http404


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def late(request: StaffRequest, site_id: UUID) -> HttpResponse:
    """补记. A disinfection of the last seven days that nobody wrote down."""
    ground, mine = ground_asked(request)
    found = Site.objects.filter(pk=site_id).select_related("emergency", "office").first()
    here = next((each for each in mine if found and _holds(each, found)), None)
    if ground is None or found is None or here is None:
        raise Http404
    problem = Refused("")
    if request.method == "POST":
        try:
            sites.disinfect(
                found, entry=entry_in(request.POST), agent=request.POST.get("agent", ""),
                when=when_in(request), by=request.viewer, at=request.now,
            )  # fmt: skip
        except Refused as refused:
            problem = refused
        else:
            return back("sites", at=_key(here), done="disinfected")
    return page(
        request, "late", here, mine, problem,
        site=found,
        entry=str(new_id()),
        typed=typed(request, on=request.GET.get("on", ""), hour="", agent=AGENT),
        longest=sites.LONGEST_AGENT,
    )  # fmt: skip


def when_in(request: StaffRequest) -> datetime:
    """The day and the hour at which something was done, as they were typed."""
    on, hour = day_in(request.POST, "on"), time_in(request.POST, "hour")
    if on is None or hour is None:
        raise Refused(_("请写明哪一天几点。"), field="on")
    return moment(on, hour)


def _holds(ground: Ground, site: Site) -> bool:
    return (ground.emergency.pk, ground.office.pk) == (site.emergency_id, site.office_id)


@require_GET
@staff_page(roles=KEEPING_ROLES)
def log(request: StaffRequest) -> HttpResponse:
    """消毒记录. Two weeks of it, and above it which day lacks which place (T10)."""
    ground, mine = ground_asked(request)
    if ground is None:
        return page(request, "nothing", None, mine)
    first = request.today - SHOWN_DAYS
    rows = sites_told.log_of(ground, first, request.today)
    known = names(each.by for each in rows)
    return page(
        request, "log", ground, mine,
        lacking=sites_told.missing(ground, first, request.today - timedelta(days=1)),
        rows=[(each, known.get(each.by, "")) for each in rows],
    )  # fmt: skip
