"""发热界限. From which temperature on an office sees to somebody, and from which day on."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from huiyin.emergency.health_limits import SETTING, set_fever_limit, settable, thresholds_of
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.permissions import ADMINISTRATORS
from huiyin.web.desk import admin_pages, health_pages
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.health_pages import back, day_in, typed


@require_http_methods(["GET", "POST"])
@staff_page(roles=SETTING)
def limits(request: StaffRequest) -> HttpResponse:
    """Every threshold of an office with its days, and a form for the next one."""
    mine = settable(request.viewer)
    office = _chosen(request, mine)
    problem = Refused("")
    if request.method == "POST":
        try:
            set_fever_limit(
                office,
                degrees=request.POST.get("degrees", ""),
                from_on=day_in(request.POST, "from_on", request.today),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("health_limits", office=str(office.pk), done="set")
    context = {
        "office": office,
        "bureaus": mine,
        "thresholds": [(each, each.holds(request.today)) for each in thresholds_of(office)][::-1],
        "typed": typed(request.POST, "degrees", "from_on"),
    }
    if request.viewer.roles & ADMINISTRATORS:
        return admin_pages.page(
            request,
            "desk/health/limits_admin.html",
            tab="health_limits",
            status=422 if problem.sentence else 200,
            problem=problem,
            done=request.GET.get("done", ""),
            **context,
        )
    return health_pages.page(request, "limits", problem=problem, **context)


def _chosen(request: StaffRequest, mine: list[Office]) -> Office:
    wanted = request.POST.get("office") or request.GET.get("office") or ""
    for each in mine:
        if wanted in ("", str(each.pk)):
            return each
    raise Http404
