"""系统管理: what the public is told: the ways to reach each office, and what is still missing."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import actions
from huiyin.publishing.completeness import has_guide, missing_of, published
from huiyin.publishing.models import Guide, WayIn
from huiyin.rules.terms import Channel
from huiyin.web.desk.admin_fields import Field, chosen, error_of, form_state
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.admin_tree import of_mine
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.slip import portal_address

WORDS = {
    "title": (gettext_noop("名称"), gettext_noop("例如“电话”“人民来访接待大厅”；不填用渠道的名称")),
    "place": (gettext_noop("网址、号码或者地址"), ""),
    "hours": (gettext_noop("时间"), gettext_noop("例如：工作日 9:00—12:00、13:30—17:00")),
    "title_en": (gettext_noop("名称（英文）"), gettext_noop("英文可以不填，英文页面上就显示中文")),
    "place_en": (gettext_noop("网址、号码或者地址（英文）"), ""),
    "hours_en": (gettext_noop("时间（英文）"), ""),
}


@staff_page(roles=SYSTEM)
def overview(request: StaffRequest) -> HttpResponse:
    """Every office that has to publish, with what is missing; and the guide."""
    rows = published(of_mine(request).filter(is_open=True).order_by("path"))
    return page(
        request,
        "desk/admin/published.html",
        tab="published",
        rows=rows,
        lacking=sum(bool(each.missing) for each in rows),
        has_guide=has_guide(),
        guides=Guide.objects.filter(language="zh-hans"),
        translated=set(Guide.objects.filter(language="en").values_list("slug", flat=True)),
        done="done" in request.GET,
    )


@staff_page(roles=SYSTEM)
def office(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """The ways in of one office; those its own particulars give are added with one click."""
    shown = get_object_or_404(of_mine(request), pk=office_id)
    drafts = actions.drafts(shown, portal=portal_address())
    problem = Refused("")
    if request.method == "POST":
        try:
            for each in drafts:
                actions.add_way(shown, each, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"{request.path}?done=1")
    ways = list(shown.ways_in.all())
    return page(
        request,
        "desk/admin/ways.html",
        tab="published",
        office=shown,
        ways=ways,
        missing=missing_of(ways),
        drafts=[(Channel(each.channel), each) for each in drafts],
        done="done" in request.GET,
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def add(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Publish another way in."""
    shown = get_object_or_404(of_mine(request), pk=office_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            actions.add_way(shown, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/published/{office_id}/?done=1")
    return _form(request, shown, None, typed(request, "channel", *WORDS), problem)


@staff_page(roles=SYSTEM)
def change(request: StaffRequest, way_id: UUID) -> HttpResponse:
    """Change what is published about a way in, or publish it no longer."""
    rows = WayIn.objects.filter(office__in=of_mine(request))
    way = get_object_or_404(rows.select_related("office"), pk=way_id)
    values = {name: str(getattr(way, name)) for name in ("channel", *WORDS)}
    problem = Refused("")
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                actions.remove_way(way, by=request.viewer, at=request.now)
            else:
                values = typed(request, "channel", *WORDS)
                actions.change_way(way, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/published/{way.office_id}/?done=1")
    return _form(request, way.office, way, values, problem)


def _form(
    request: StaffRequest,
    shown: Office,
    way: WayIn | None,
    values: dict[str, str],
    problem: Refused,
) -> HttpResponse:
    return page(
        request,
        "desk/admin/way.html",
        tab="published",
        office=shown,
        way=way,
        channels=chosen(Channel, values["channel"]),
        channel_error=error_of(problem, "channel"),
        fields=[
            Field(
                name,
                label=_(label),
                help=_(words) if words else "",
                value=values[name],
                limit=actions.LONGEST_WAY[name],
                error=error_of(problem, name),
            )
            for name, (label, words) in WORDS.items()
        ],
        **form_state(problem),
    )


def _given(request: StaffRequest) -> actions.Wording:
    return actions.Wording(**typed(request, "channel", *WORDS))
