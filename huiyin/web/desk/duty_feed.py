"""日历订阅. The page where one gets a secret address, and the address a calendar reads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.duty import feeds
from huiyin.duty.models import DutyFeed
from huiyin.petitions.simulation import law_time
from huiyin.rules.moments import localdate
from huiyin.web.desk.duty_pages import DUTY_ROLES, back, page
from huiyin.web.desk.gate import StaffRequest, staff_page


@require_http_methods(["GET", "POST"])
@staff_page(roles=DUTY_ROLES)
def feed(request: StaffRequest) -> HttpResponse:
    """Get an address, a new one in its place, or none any more."""
    address = ""
    if "stop" in request.POST:
        feeds.stop(request.person)
        return back("duty_feed", done="stopped")
    if request.method == "POST":
        secret = feeds.renew(request.person, at=request.now)
        address = request.build_absolute_uri(reverse("desk:duty_calendar", args=[secret]))
    known = DutyFeed.objects.filter(user=request.person).first()
    return page(request, "feed", address=address, known=known)


@require_GET
def calendar(_request: HttpRequest, feed: str) -> HttpResponse:
    """The watches behind an address: who knows it needs no sign-in, for calendars have none."""
    at = law_time(timezone.now())
    person = feeds.reader_of(feed, localdate(at))
    if person is None:
        raise Http404
    answer = HttpResponse(
        feeds.calendar_of(person, at), content_type="text/calendar; charset=utf-8"
    )
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'attachment; filename="duty.ics"'
    return answer
