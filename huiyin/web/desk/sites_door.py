"""出入记录. Who came in by the door on a day, by band and deed alone; and what is entered late."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from huiyin.emergency import sites, sites_told
from huiyin.emergency.sites import Ground
from huiyin.organisations.errors import Refused
from huiyin.rules.ids import new_id
from huiyin.rules.terms_sites import Band, EntryDeed
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.sites_home import SHOWN_DAYS, ground_asked, page, when_in
from huiyin.web.desk.supplies_pages import KEEPING_ROLES, back, day_in, entry_in, typed


@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING_ROLES)
def door(request: StaffRequest) -> HttpResponse:
    """The log of a day, the counts of two weeks, and a form for somebody nobody wrote down."""
    ground, mine = ground_asked(request)
    if ground is None:
        return page(request, "nothing", None, mine)
    problem, on = Refused(""), request.today
    try:
        on = day_in(request.GET, "on") or request.today
        if request.method == "POST":
            _enter_late(request, ground)
            return back("sites_door", at=request.POST.get("at", ""), done="entered")
    except Refused as refused:
        problem = refused
    return page(
        request, "door", ground, mine, problem,
        on=on,
        limit=sites.degrees_on(ground, on),
        rows=[
            (each, Band(each.band), EntryDeed(each.deed)) for each in sites_told.door_of(ground, on)
        ],
        days=sites_told.entries_by_day(ground, request.today - SHOWN_DAYS, request.today),
        deeds=list(EntryDeed),
        entry=str(new_id()),
        typed=typed(request, on=on.isoformat(), hour="", deed=""),
    )  # fmt: skip


def _enter_late(request: StaffRequest, ground: Ground) -> None:
    deed = request.POST.get("deed", "")
    sites.enter(
        ground,
        entry=entry_in(request.POST),
        band=Band.BELOW if deed == EntryDeed.LET_IN else Band.REACHED,
        deed=deed,
        when=when_in(request),
        by=request.viewer,
        at=request.now,
    )
