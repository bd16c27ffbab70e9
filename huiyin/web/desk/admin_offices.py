"""系统管理: the tree of offices, how each is reached, whether it is in use."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.accounts.actions import territory
from huiyin.accounts.models import Post
from huiyin.language.clean import Unclean
from huiyin.organisations.actions import (
    MOST_OBJECTION_DAYS,
    REACHED_BY,
    change_office,
    switch_office,
)
from huiyin.organisations.duties import ROUTING
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Duty, Office
from huiyin.organisations.tree import WITHOUT_LETTERS
from huiyin.petitions.actions.succeeding import count_in_hand
from huiyin.publishing.completeness import published
from huiyin.rules.terms import Role
from huiyin.web.desk.admin_pages import SYSTEM, page, wanted
from huiyin.web.desk.gate import StaffRequest, staff_page

SIZE = 200
LABELS = {
    "address": gettext_noop("地址"),
    "postcode": gettext_noop("邮政编码"),
    "phone": gettext_noop("电话"),
    "contact": gettext_noop("联系人"),
    "hours": gettext_noop("工作时间"),
}


@staff_page(roles=SYSTEM)
def offices(request: StaffRequest) -> HttpResponse:
    """Every office in the order of the tree, found by name or code."""
    words, after = wanted(request), wanted(request, "after")
    found = Office.objects.order_by("path")
    if words:
        found = found.filter(
            Q(name__contains=words)
            | Q(short_name__contains=words)
            | Q(number_code=words)
            | Q(division=words)
        )
    if after:
        found = found.filter(path__gt=after)
    held = Q(posts__in=Post.objects.held(request.today))
    rows = list(found.annotate(people=Count("posts__user", filter=held, distinct=True))[: SIZE + 1])
    return page(
        request,
        "desk/admin/offices.html",
        tab="offices",
        rows=[(office, min(office.path.count("/") - 1, 6)) for office in rows[:SIZE]],
        words=words,
        all_need_second=settings.HUIYIN_SECOND_FACTOR == "all",
        after=rows[SIZE - 1].path if len(rows) > SIZE else "",
        is_first=not after,
        is_new=not words and not Duty.objects.exists(),
        filters=urlencode({"q": words}) if words else "",
    )


@staff_page(roles=SYSTEM)
def office(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """One office: what it is, and what a system administrator may change about it."""
    shown = get_object_or_404(Office.objects.select_related("parent", "successor"), pk=office_id)
    mine = _is_mine(request, shown)
    problem = ""
    if request.method == "POST" and mine:
        try:
            change_office(
                shown,
                reached_by={name: request.POST.get(name, "") for name in REACHED_BY},
                requires_second_factor="requires_second_factor" in request.POST,
                objection_days=_days(request.POST.get("objection_days")),
                by=request.viewer,
                at=request.now,
            )
            return redirect(f"{request.path}?done=1")
        except Unclean as unclean:
            problem = unclean.sentence(_)
        except Refused as refused:
            problem = refused.sentence
    posts = Post.objects.held(request.today).filter(office=shown)
    return page(
        request,
        "desk/admin/office.html",
        tab="offices",
        status=422 if problem else 200,
        office=shown,
        is_mine=mine,
        fields=[
            (name, _(LABELS[name]), request.POST.get(name, getattr(shown, name)), limit)
            for name, limit in REACHED_BY.items()
        ],
        problem=problem,
        all_need_second=settings.HUIYIN_SECOND_FACTOR == "all",
        lacking=_lacking(shown),
        unpublished=_unpublished(shown),
        objection_days=request.POST.get("objection_days", str(shown.objection_days)),
        most_objection_days=MOST_OBJECTION_DAYS,
        people=[
            (Role(each["role"]), each["n"])
            for each in posts.values("role").annotate(n=Count("user", distinct=True))
        ],
        below=shown.children.order_by("path"),
        in_hand=_left_to_pass_on(shown, request.today),
        predecessors=shown.predecessors.order_by("path"),
        takes_duties=shown.is_open and shown.kind not in ROUTING,
        duties=shown.duties.exclude(valid_to__lt=request.today)
        .select_related("category__parent")
        .order_by("category", "division"),
        done="done" in request.GET,
    )


@staff_page(roles=SYSTEM)
def switch(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Take an office out of use or into use again, after showing what that does."""
    offices_of_mine = Office.objects.filter(territory(request.viewer, Role.SYSTEM_ADMIN))
    shown = get_object_or_404(offices_of_mine, pk=office_id)
    if request.method == "POST":
        wish = request.POST.get("on") == "1"
        if wish != shown.is_open:
            switch_office(shown, on=wish, by=request.viewer, at=request.now)
        return redirect("desk:office", office_id=office_id)
    return page(
        request,
        "desk/admin/office_switch.html",
        tab="offices",
        office=shown,
        people=Post.objects.held(request.today)
        .filter(office=shown)
        .aggregate(n=Count("user", distinct=True))["n"],
        below=shown.children.filter(is_open=True).count(),
    )


def _lacking(shown: Office) -> list[str]:
    """What letters of an office must state and cannot (docs/law.md § 1.10)."""
    if shown.kind in WITHOUT_LETTERS:
        return []
    return [_(LABELS[name]) for name in ("address", "phone", "contact") if not getattr(shown, name)]


def _unpublished(shown: Office) -> list[str]:
    """What the regulation has the office publish and it has not (R18.1)."""
    rows = published([shown])
    return rows[0].missing if rows else []


def _days(text: str | None) -> int | None:
    """A number of days that was typed; None where the form did not ask; 0 for what is none."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0


def _is_mine(request: StaffRequest, shown: Office) -> bool:
    return Office.objects.filter(territory(request.viewer, Role.SYSTEM_ADMIN), pk=shown.pk).exists()


def _left_to_pass_on(office: Office, today: date) -> int:
    """How much an office that has ended still has to pass on to its successor."""
    is_ending = office.ends_on is not None and office.ends_on < today and office.successor
    return count_in_hand(office, today) if is_ending else 0
