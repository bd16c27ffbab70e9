"""渠道暂停. Which ways in are closed, and closing one with its day and reason (T5, 6.2-13)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.accounts.actions import territory
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import closures as verbs
from huiyin.publishing.models import Closure, WayIn
from huiyin.publishing.notices import public_now
from huiyin.rules.terms import Channel, Role
from huiyin.web.desk.admin_fields import day_typed, form_state
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.notices_forms import ReopeningForm
from huiyin.web.desk.publishing_pages import DECIDING, WRITING, page
from huiyin.web.ways import closing_words, titled

FIELDS = ("from_on", "reason", "reason_en")


@require_GET
@staff_page(roles=WRITING)
def closures(request: StaffRequest) -> HttpResponse:
    """Every reception place of the territory, every way of one's own bureau, closed ones first."""
    ways = list(_in_view(request))
    closed = verbs.announced(ways, request.now)
    rows = [(each, closed.get(each.pk)) for each in ways]
    return page(
        request,
        "desk/publishing/closures.html",
        tab="closures",
        closed=[
            (way, titled(way), closing, closing_words(closing, request.now))
            for way, closing in rows
            if closing
        ],
        open=[(way, titled(way)) for way, closing in rows if not closing],
        may_close=set(_mine(request).values_list("pk", flat=True)),
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=DECIDING)
def close(request: StaffRequest, way_id: UUID) -> HttpResponse:
    """Close a way in: from when and why."""
    way = get_object_or_404(_mine(request), pk=way_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            _close(request, way)
        except Refused as refused:
            problem = refused
        else:
            return redirect("/closures/?done=1")
    usual = dict.fromkeys(FIELDS, "") | {"from_on": request.today.isoformat()}
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    others = [each for each in way.office.ways_in.all() if each.pk != way.pk]
    closed = verbs.announced([way, *others], request.now)
    return page(
        request,
        "desk/publishing/close.html",
        tab="closures",
        way=way,
        closing=closed.get(way.pk),
        title=titled(way),
        instead=[titled(each) for each in others if each.pk not in closed],
        values=typed if request.method == "POST" else usual,
        longest=verbs.LONGEST_REASON,
        **form_state(problem),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=DECIDING)
def reopen(request: StaffRequest, closure_id: UUID) -> HttpResponse:
    """Open a way in again, by a notice that is published."""
    rows = Closure.objects.select_related("way__office").filter(reopening=None)
    closing = get_object_or_404(rows, pk=closure_id, way__in=_mine(request))
    notices = public_now(request.today)
    form = ReopeningForm(request.POST or None, notices=notices)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.reopen(closing, **form.given(), by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("/closures/?done=reopened")
    return page(
        request,
        "desk/publishing/reopen.html",
        tab="closures",
        status=422 if form.errors else 200,
        closing=closing,
        title=titled(closing.way),
        words=closing_words(closing, request.now),
        has_notices=bool(notices),
        form=form,
    )


def _close(request: StaffRequest, way: WayIn) -> None:
    from_on = day_typed(request, "from_on")
    if from_on is None:
        raise Refused(_("请填写从哪一天起暂停。"), field="from_on")
    verbs.close(
        way,
        from_on=from_on,
        reason=request.POST.get("reason", ""),
        reason_en=request.POST.get("reason_en", ""),
        by=request.viewer,
        at=request.now,
    )


def _mine(request: StaffRequest) -> QuerySet[WayIn]:
    """The ways that the leader who asks may close: of the bureau and of all its territory."""
    offices = Office.objects.filter(territory(request.viewer, Role.LEADER), is_open=True)
    ways = WayIn.objects.filter(office__in=offices).exclude(channel=Channel.WEB)
    return ways.select_related("office")


def _in_view(request: StaffRequest) -> QuerySet[WayIn]:
    seen = territory(request.viewer, Role.LEADER) | territory(request.viewer, Role.DISPATCHER)
    own = Q(office__in=request.viewer.office_ids(WRITING))
    offices = Office.objects.filter(seen, is_open=True)
    rows = WayIn.objects.filter(own | Q(channel=Channel.VISIT), office__in=offices)
    rows = rows.exclude(channel=Channel.WEB)
    return rows.select_related("office").order_by("office__path", "order")
