"""系统管理: adding offices, giving them other names, moving them, ending or merging them."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.accounts.actions import territory
from huiyin.organisations import tree
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.petitions.actions import succeeding
from huiyin.petitions.upkeep import holds_open_work
from huiyin.rules.terms import Level, OfficeKind, Role
from huiyin.web.desk.admin_fields import Field, chosen, day_typed, error_of, form_state
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page

ONE_DAY = timedelta(days=1)

WORDS = {
    "name": (gettext_noop("全称"), gettext_noop("写在文书上的名称")),
    "short_name": (gettext_noop("简称"), gettext_noop("列表里显示；不填就用全称")),
    "letter_code": (gettext_noop("文书代字"), gettext_noop("文书编号以它开头，例如“某信”")),
    "number_code": (
        gettext_noop("机构代码"),
        gettext_noop("2 到 8 位数字，写在信访件编号里，以后不能修改"),
    ),
    "division": (gettext_noop("区划代码"), gettext_noop("6 位；乡镇、村 9 位或者 12 位")),
}


def of_mine(request: StaffRequest) -> QuerySet[Office]:
    """The offices that the system administrator who asks answers for."""
    return Office.objects.filter(territory(request.viewer, Role.SYSTEM_ADMIN))


@staff_page(roles=SYSTEM)
def add(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Add an office below this one."""
    parent = get_object_or_404(of_mine(request), pk=office_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            made = tree.add_office(parent, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{made.pk}/?done=1")
        values = typed(request, *WORDS, "kind", "level")
    else:
        values = {
            "number_code": tree.next_number(parent),
            "division": parent.division,
            "level": parent.level,
        }
    return page(
        request,
        "desk/admin/office_add.html",
        tab="offices",
        parent=parent,
        fields=_lines(WORDS, values, problem),
        kinds=chosen(OfficeKind, values.get("kind", "")),
        levels=chosen(list(Level)[list(Level).index(Level(parent.level)) :], values["level"]),
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def rename(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Give an office another name, short name or letter code."""
    office = get_object_or_404(of_mine(request), pk=office_id)
    names = ("name", "short_name", "letter_code")
    problem = Refused("")
    values = {name: str(getattr(office, name)) for name in names}
    if request.method == "POST":
        values = typed(request, *names)
        try:
            tree.rename_office(office, **values, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{office_id}/?done=1")
    return page(
        request,
        "desk/admin/office_rename.html",
        tab="offices",
        office=office,
        fields=_lines(names, values, problem),
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def move(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Put an office, with all below it, under another one."""
    office = get_object_or_404(of_mine(request).select_related("parent"), pk=office_id)
    mine = of_mine(request).filter(is_open=True)
    is_busy = holds_open_work(office, today=request.today)
    problem = Refused("")
    if request.method == "POST":
        try:
            to = _place(request, mine)
            tree.move_office(office, to=to, is_busy=is_busy, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{office_id}/?done=1")
    return page(
        request,
        "desk/admin/office_move.html",
        tab="offices",
        office=office,
        is_busy=is_busy,
        places=tree.ways_up(office, mine.order_by("path")),
        below=Office.objects.under(office.path).count() - 1,
        typed=typed(request, "to"),
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def end(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """End an office on a day, perhaps with a successor, after showing what follows."""
    office = get_object_or_404(of_mine(request).select_related("successor"), pk=office_id)
    in_hand = succeeding.count_in_hand(office, request.today)
    others = tree.successors(office, of_mine(request)).order_by("path")
    problem = Refused("")
    if request.method == "POST":
        try:
            if "keep" in request.POST:
                tree.keep_office(office, by=request.viewer, at=request.now)
            else:
                succeeding.end_office(
                    office,
                    last_on=_last_day(request),
                    successor=_office(request, "successor", others),
                    by=request.viewer,
                    at=request.now,
                )
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/offices/{office_id}/?done=1")
    return page(
        request,
        "desk/admin/office_end.html",
        tab="offices",
        office=office,
        in_hand=in_hand,
        is_planned=office.ends_on is not None and office.ends_on >= request.today,
        below=office.children.filter(is_open=True).count(),
        duties=office.duties.in_force(request.today).count(),
        others=others,
        typed=typed(request, "last_on", "successor"),
        **form_state(problem),
    )


def _given(request: StaffRequest) -> tree.Particulars:
    return tree.Particulars(**typed(request, *WORDS, "kind", "level"))


def _lines(names: Iterable[str], values: dict[str, str], problem: Refused) -> list[Field]:
    return [
        Field(
            name,
            label=_(WORDS[name][0]),
            help=_(WORDS[name][1]),
            value=values.get(name, ""),
            limit=tree.LONGEST[name],
            error=error_of(problem, name),
        )
        for name in names
    ]


def _office(request: StaffRequest, name: str, among: QuerySet[Office]) -> Office | None:
    text = request.POST.get(name, "")
    if not text:
        return None
    try:
        return among.get(pk=UUID(text))
    except (ValueError, Office.DoesNotExist):
        raise Refused(_("请从列表中选择您管理范围内的机构。"), field=name) from None


def _place(request: StaffRequest, among: QuerySet[Office]) -> Office:
    to = _office(request, "to", among)
    if to is None:
        raise Refused(_("请选择上级机构。"), field="to")
    return to


def _last_day(request: StaffRequest) -> date:
    if "at_once" in request.POST:
        return request.today - ONE_DAY
    last = day_typed(request, "last_on")
    if last is None:
        raise Refused(_("请选择最后一天。"), field="last_on")
    return last
