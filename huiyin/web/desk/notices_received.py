"""收到的通知. What one's offices have been sent: read, signed for, reported on (A5, B7)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.accounts.models import User
from huiyin.organisations.errors import Refused
from huiyin.publishing import delivering
from huiyin.publishing.models import Delivery
from huiyin.web.desk.frame import own_office_ids
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.notices_forms import FeedbackForm
from huiyin.web.desk.publishing_pages import page

MOST = 200


@require_GET
@staff_page(roles=PETITION_ROLES)
def received(request: StaffRequest) -> HttpResponse:
    """The notices sent to one's offices: those that wait for something first."""
    rows = list(delivering.received(own_office_ids(request.viewer))[:MOST])
    waiting = [each for each in rows if _waits(each)]
    return page(
        request,
        "desk/publishing/received.html",
        tab="received",
        waiting=waiting,
        settled=[each for each in rows if each not in waiting],
        late={each.pk for each in rows if delivering.is_late(each, request.today)},
        is_several=len(set(own_office_ids(request.viewer))) > 1,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=PETITION_ROLES)
def delivery(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """One notice as it was received: sign for it, report on it."""
    mine = delivering.received(own_office_ids(request.viewer)).select_related(
        "notice__issue", "notice__paper", "notice__office", "notice__withdrawal", "office"
    )
    mine = mine.defer("notice__paper__pdf")
    row = get_object_or_404(mine, pk=delivery_id)
    form = FeedbackForm(initial={"feedback": row.feedback})
    if request.method == "POST":
        if "sign" in request.POST:
            delivering.sign(row, by=request.viewer, at=request.now)
            return redirect(f"{request.path}?done=signed")
        form = FeedbackForm(request.POST)
        if form.is_valid():
            try:
                words = form.cleaned_data["feedback"]
                delivering.answer(row, words, by=request.viewer, at=request.now)
            except Refused as refused:
                form.refuse(refused)
            else:
                return redirect(f"{request.path}?done=answered")
    ids = [each for each in (row.read_by, row.feedback_by) if each]
    names = {str(each.pk): each.name for each in User.objects.filter(pk__in=ids)}
    return page(
        request,
        "desk/publishing/delivery.html",
        tab="received",
        status=422 if form.errors else 200,
        delivery=row,
        notice=row.notice,
        form=form,
        is_late=delivering.is_late(row, request.today),
        reader=names.get(row.read_by, ""),
        answerer=names.get(row.feedback_by, ""),
        done=request.GET.get("done", ""),
    )


def _waits(row: Delivery) -> bool:
    if row.notice.withdrawn:
        return False
    wants_answer = row.notice.reply_by is not None and row.feedback_at is None
    return row.read_at is None or wants_answer
