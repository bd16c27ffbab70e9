"""系统管理: who answers for what, in which place, on which day; entering and ending duties."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from huiyin.organisations import duties
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category, Duty, Office
from huiyin.organisations.places import PLACES, place_name
from huiyin.web.desk.admin_fields import day_asked, day_typed, form_state
from huiyin.web.desk.admin_pages import SYSTEM, page, typed, wanted
from huiyin.web.desk.admin_tree import of_mine
from huiyin.web.desk.gate import StaffRequest, staff_page

ONE_DAY = timedelta(days=1)


@staff_page(roles=SYSTEM)
def who_answers(request: StaffRequest) -> HttpResponse:
    """Every category with the offices that answer for it in a place on a day."""
    places = _places(of_mine(request))
    asked, on = wanted(request, "division"), day_asked(request, "on", request.today)
    division = asked if asked in dict(places) else next(iter(dict(places)), "")
    found = duties.answers(division, on)
    below = [each for each in found if each.category.parent_id]
    only = request.GET.get("only", "")
    kept = {
        "gaps": [each for each in below if not each.duties],
        "rivals": [each for each in below if each.rivals],
    }
    return page(
        request,
        "desk/admin/duties.html",
        tab="duties",
        places=[(code, name, code == division) for code, name in places],
        place=dict(places).get(division, ""),
        division=division,
        on=on,
        rows=kept.get(only, found),
        only=only if only in kept else "",
        gaps=len(kept["gaps"]),
        rivals=len(kept["rivals"]),
        done="done" in request.GET,
    )


@staff_page(roles=SYSTEM)
def add(request: StaffRequest) -> HttpResponse:
    """Enter for which categories an office answers, in which territory, on what ground."""
    mine = of_mine(request).filter(is_open=True).exclude(kind__in=duties.ROUTING).order_by("path")
    places = _places(of_mine(request))
    problem = Refused("")
    if request.method == "POST":
        try:
            office = _add(request, mine)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{office.pk}/?done=1#duties")
    asked = request.POST.get("office") or request.GET.get("office", "")
    ticked = request.POST.getlist("categories") or request.GET.getlist("category")
    chosen = next((each for each in mine if str(each.pk) == asked), None)
    given = typed(request, "division", "basis", "valid_from", "valid_to")
    if request.method != "POST":
        usual = wanted(request, "division") or (chosen.division if chosen else "")
        given |= {"division": usual, "valid_from": request.today.isoformat()}
    return page(
        request,
        "desk/admin/duty_add.html",
        tab="duties",
        organs=mine,
        chosen=chosen,
        places=places,
        groups=_groups(request, ticked),
        typed=given,
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def end(request: StaffRequest, duty_id: UUID) -> HttpResponse:
    """End a duty after a day."""
    rows = Duty.objects.filter(office__in=of_mine(request))
    duty = get_object_or_404(rows.select_related("office", "category__parent"), pk=duty_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            last = request.today - ONE_DAY if "at_once" in request.POST else _day(request)
            duties.end_duty(duty, last_on=last, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{duty.office_id}/?done=1#duties")
    return page(
        request,
        "desk/admin/duty_end.html",
        tab="duties",
        duty=duty,
        typed=typed(request, "last_on"),
        **form_state(problem),
    )


def _add(request: StaffRequest, mine: QuerySet[Office]) -> Office:
    office = next((each for each in mine if str(each.pk) == request.POST.get("office")), None)
    if office is None:
        raise Refused(_("请从列表中选择您管理范围内的机构。"), field="office")
    begins = day_typed(request, "valid_from")
    if begins is None:
        raise Refused(_("请选择起始日期。"), field="valid_from")
    division = request.POST.get("division", "")
    duties.add_duties(
        office,
        categories=request.POST.getlist("categories"),
        division=division if division in dict(_places(of_mine(request))) else "",
        basis=request.POST.get("basis", ""),
        valid_from=begins,
        valid_to=day_typed(request, "valid_to"),
        by=request.viewer,
        at=request.now,
    )
    return office


def _day(request: StaffRequest) -> date:
    last = day_typed(request, "last_on")
    if last is None:
        raise Refused(_("请选择最后一天。"), field="last_on")
    return last


def _places(mine: QuerySet[Office]) -> list[tuple[str, str]]:
    """The territories that an administrator answers for, as (division, name), highest first."""
    rows = mine.filter(kind__in=PLACES, is_open=True).order_by("path")
    return [(each.division, place_name(each)) for each in rows]


def _groups(
    request: StaffRequest, ticked: list[str]
) -> list[tuple[Category, bool, bool, list[tuple[Category, bool]]]]:
    """Each group of categories, whether it is ticked, whether anything in it is, and its own."""
    rows = list(Category.objects.in_use(request.today))
    found = []
    for top in rows:
        if top.parent_id is None:
            below = [(each, each.code in ticked) for each in rows if each.parent_id == top.code]
            is_on = top.code in ticked
            found.append((top, is_on, is_on or any(on for _each, on in below), below))
    return found
