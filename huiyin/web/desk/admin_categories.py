"""系统管理: the categories of matters: adding, renaming, retiring, taking into use again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from huiyin.organisations import catalogue
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category
from huiyin.web.desk.admin_fields import day_typed, form_state
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page


@staff_page(roles=SYSTEM)
def categories(request: StaffRequest) -> HttpResponse:
    """Every category under its group, with those retired; a form adds one."""
    problem = Refused("")
    if request.method == "POST":
        try:
            parent = _parent(request)
            made = catalogue.add_category(
                parent, name=request.POST.get("name", ""), by=request.viewer, at=request.now
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/categories/?done={made.code}#c{made.code}")
    rows = list(Category.objects.all())
    return page(
        request,
        "desk/admin/categories.html",
        tab="categories",
        groups=[
            (top, [each for each in rows if each.parent_id == top.code])
            for top in rows
            if top.parent_id is None
        ],
        typed=typed(request, "name", "parent"),
        done=next((each for each in rows if each.code == request.GET.get("done")), None),
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def category(request: StaffRequest, code: str) -> HttpResponse:
    """One category: another name, retire it, take it into use again."""
    shown = get_object_or_404(Category.objects.select_related("parent"), pk=code)
    problem = Refused("")
    if request.method == "POST":
        try:
            _change(request, shown)
        except Refused as refused:
            problem = refused
            shown.refresh_from_db()
        else:
            return redirect(f"/admin/categories/?done={code}#c{code}")
    given = typed(request, "name", "last_on") if request.method == "POST" else {"name": shown.name}
    return page(
        request,
        "desk/admin/category.html",
        tab="categories",
        category=shown,
        below=shown.children.in_use(request.today).count(),
        duties=shown.duty_set.in_force(request.today).count(),
        typed=given,
        **form_state(problem),
    )


def _change(request: StaffRequest, shown: Category) -> None:
    by, at = request.viewer, request.now
    match request.POST.get("do"):
        case "rename":
            name = request.POST.get("name", "")
            catalogue.rename_category(shown, name=name, by=by, at=at)
        case "retire":
            last = day_typed(request, "last_on")
            if last is None:
                raise Refused(_("请选择最后一天。"), field="last_on")
            catalogue.retire_category(shown, last_on=last, by=by, at=at)
        case "restore":
            catalogue.restore_category(shown, by=by, at=at)
        case _other:
            raise Refused(_("请选择要做什么。"))


def _parent(request: StaffRequest) -> Category | None:
    code = request.POST.get("parent", "")
    if not code:
        return None
    found = Category.objects.filter(parent=None, pk=code.replace("\x00", "")).first()
    if found is None:
        raise Refused(_("请从列表中选择一组。"), field="parent")
    return found
