"""结束报告. What an emergency came to, on its page and as a file; its petitions open from it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency.models import Turn
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.rules.permissions import READERS
from huiyin.statistics.closing import Closing, closing
from huiyin.statistics.closing_paper import TITLE, to_draw
from huiyin.statistics.period import CLOSING, COUNTED, ON_TIME, RATINGS, WITHIN_HOURS
from huiyin.web.desk.emergency_pages import ROLES, emergency_or_404, inner_bureaus, names
from huiyin.web.desk.figures_words import address_of_measure
from huiyin.web.desk.frame import FIGURES_ROLES, PERIOD_ROLES, own_offices, page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.period_report import MEDIA, MediumForm
from huiyin.web.desk.signin_proof import when_sent
from huiyin.web.desk.situation_report import NumberShown, PartShown, number_shown

UNDER = {
    rate.over: rate.under
    for rate in (ON_TIME, CLOSING, WITHIN_HOURS, *(each for _zh, *pair in RATINGS for each in pair))
}
"""The measure of which another one is a part."""


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES, proves=when_sent)
def report(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """The report; posted, the worker makes a file of it."""
    one = emergency_or_404(request, emergency_id)
    if one.office not in inner_bureaus(request):
        raise Http404
    told = closing(one, request.viewer, at=request.now)
    form = MediumForm(request.POST if request.method == "POST" else None)
    form.offer("medium", [(name, _(label)) for name, label in MEDIA.items()])
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, told, form)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, _(refusal.sentence))
    turns = list(Turn.objects.filter(emergency=one))
    who = names(each.by for each in turns)
    return page(
        request,
        "desk/emergency/report.html",
        status=422 if form.errors else 200,
        here="emergency",
        emergency=one,
        is_over=one.is_over(request.now),
        report=told,
        parts=_parts(request, told),
        turns=[(each, who.get(each.by, "")) for each in turns],
        written_at=request.now,
        form=form,
    )


def _parts(request: StaffRequest, told: Closing) -> list[PartShown]:
    opens = bool(request.viewer.roles & (FIGURES_ROLES | PERIOD_ROLES))

    def address(name: str) -> str:
        if not opens or name not in COUNTED:
            return ""
        return address_of_measure(name, told.first, told.last, emergency=told.emergency.pk)

    shown = []
    for part in told.parts:
        numbers: list[NumberShown] = [
            number_shown(each.as_json(), address(each.name), address(UNDER.get(each.name, "")))
            for each in part.numbers
        ]
        shown.append(PartShown(part.part.value, _(part.part.zh), numbers, "", ""))
    return shown


def _file(request: StaffRequest, told: Closing, form: MediumForm) -> HttpResponse:
    offices = own_offices(request.viewer)
    office = next(offices[key] for key in offices if key in request.viewer.office_ids(READERS))
    drawn = to_draw(told, at=request.now)
    export = ask_export(
        Product.REPORT,
        title=TITLE,
        about=drawn["about"],
        arguments={"as": form.cleaned_data["medium"], **drawn},
        reason=form.cleaned_data["reason"],
        office=office.pk,
        by=request.viewer,
        at=request.now,
    )
    return redirect("desk:export", export.pk)
