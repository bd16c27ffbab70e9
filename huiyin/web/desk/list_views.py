"""视图 and 列. Keeping how one looks at a list: columns, and views with a name."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huiyin.accounts.errors import Refused
from huiyin.accounts.saved_views import SavedView
from huiyin.accounts.viewpoints import (
    LONGEST_NAME,
    MOST_VIEWS,
    choose_columns,
    may_change,
    remove_view,
    rename_view,
    save_view,
    views_of,
)
from huiyin.organisations.models import Office
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.rule import CONFIRMING
from huiyin.web.desk.columns import known_columns
from huiyin.web.desk.filtering import kept_query
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.lists import list_for


@require_POST
@staff_page(roles=PETITION_ROLES)
def columns(request: StaffRequest, name: str) -> HttpResponse:
    """Remember the columns of a list, and go back to it."""
    chosen = list_for(request, name)
    wanted = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(name, known_columns(wanted), by=request.viewer)
    return redirect(_list(name, kept_query(chosen, request.POST.get("query", ""), request.today)))


@require_POST
@staff_page(roles=PETITION_ROLES)
def keep(request: StaffRequest, name: str) -> HttpResponse:
    """Keep a list as it is narrowed and sorted now, under a name."""
    chosen = list_for(request, name)
    query = kept_query(chosen, request.POST.get("query", ""), request.today)
    office = _office(request, request.POST.get("office", ""))
    try:
        view = save_view(
            name,
            name=request.POST.get("name", ""),
            query=query,
            columns=known_columns(request.POST.getlist("column")),
            by=request.viewer,
            office=office,
        )
    except Refused as refusal:
        unkept = {
            "worklist": chosen,
            "label": _(chosen.zh),
            "name": request.POST.get("name", ""),
            "query": query,
            "columns": known_columns(request.POST.getlist("column")),
            "office": office,
        }
        return _views(request, problem=refusal.sentence, unkept=unkept, status=422)
    return redirect(_list(name, query, view))


@require_GET
@staff_page(roles=PETITION_ROLES)
def views(request: StaffRequest) -> HttpResponse:
    """Every view one is shown, to open, rename or remove."""
    return _views(request)


@require_POST
@staff_page(roles=PETITION_ROLES)
def change(request: StaffRequest, view_id: UUID) -> HttpResponse:
    """Rename or remove a view; a removed one can be kept again from the page that follows."""
    view = views_of(request.viewer).filter(pk=view_id).first()
    if view is None:
        raise Http404
    try:
        if "remove" in request.POST:
            remove_view(view, by=request.viewer)
            return _views(request, removed=view)
        rename_view(view, name=request.POST.get("name", ""), by=request.viewer)
    except Refused as refusal:
        return _views(request, problem=refusal.sentence, at=view, status=422)
    return redirect("desk:views")


def _views(
    request: StaffRequest,
    *,
    problem: str = "",
    at: SavedView | None = None,
    removed: SavedView | None = None,
    unkept: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of views; `at` and `unkept` bring back what was typed when it was refused."""
    found = [
        {
            "id": each.pk,
            "list": _(BY_NAME[each.worklist].zh),
            "name": at.name if at and at.pk == each.pk else each.name,
            "problem": problem if at and at.pk == each.pk else "",
            "office": each.office.short_name if each.office else "",
            "address": _list(each.worklist, each.query, each),
            "may_change": may_change(each, request.viewer),
        }
        for each in views_of(request.viewer).select_related("office").order_by("worklist", "name")
        if each.worklist in BY_NAME
    ]
    return page(
        request,
        "desk/views.html",
        status=status,
        here="views",
        views=found,
        removed=removed,
        unkept=unkept,
        problem=problem if at is None else "",
        most=MOST_VIEWS,
        longest=LONGEST_NAME,
        address=reverse("desk:views"),
    )


def _office(request: StaffRequest, text: str) -> Office | None:
    """The office for whose people a view is kept; None for a view of one's own."""
    if not text:
        return None
    try:
        wanted = UUID(hex=text)
    except ValueError as nonsense:
        raise Http404 from nonsense
    office = Office.objects.filter(pk=wanted, pk__in=request.viewer.office_ids(CONFIRMING)).first()
    if office is None:
        raise Http404
    return office


def _list(name: str, query: str, view: SavedView | None = None) -> str:
    """The address of a list as it is asked for; a view lends its columns to it."""
    parts = [query, f"view={view.pk.hex}" if view else ""]
    return f"{reverse('desk:list', args=[name])}?{'&'.join(part for part in parts if part)}"
