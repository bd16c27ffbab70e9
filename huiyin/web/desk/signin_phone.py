"""值班电话. Giving the number at which one is called at night; for others, the administrator."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from huiyin.accounts import actions, telephones
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import User
from huiyin.notifications.actions import can_send_messages
from huiyin.web.desk.admin_pages import SECURITY, page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_proof import when_sent


@require_http_methods(["GET", "POST"])
@staff_page(proves=when_sent)
def own_phone(request: StaffRequest) -> HttpResponse:
    """One's own number."""
    problem = Refused("")
    if request.method == "POST":
        try:
            telephones.set_own_phone(
                request.person,
                request.POST.get("phone", ""),
                by=request.viewer,
                at=request.real_now,
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect("/account/?done=phone")
    known = telephones.phone_of(request.person)
    return _form(request, request.person, problem, known=known, tab="account")


@require_http_methods(["GET", "POST"])
@staff_page(roles=SECURITY)
def persons_phone(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """The number of somebody; the one that is known is not shown."""
    shown = get_object_or_404(actions.people_of(request.viewer), pk=person_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            telephones.set_phone(
                person_id, request.POST.get("phone", ""), by=request.viewer, at=request.real_now
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"/admin/people/{person_id}/?done=phone")
    return _form(request, shown, problem, known="", tab="people")


def _form(
    request: StaffRequest, person: User, problem: Refused, *, known: str, tab: str
) -> HttpResponse:
    return page(
        request,
        "desk/signin/phone.html",
        tab=tab,
        status=422 if problem.sentence else 200,
        problem=problem,
        person=person,
        is_own=tab == "account",
        typed=request.POST.get("phone", known),
        sends=can_send_messages(),
    )
