"""审批. The second person's word on a step that waits for it, beside what it would do."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from huiyin.petitions.actions import approving
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.web.desk.around import RequestShown, requests_shown
from huiyin.web.desk.doorway import (
    gone_on,
    not_found,
    note_reading,
    petition_page,
    reason_for_words,
)
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.forms import Text
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.sheet import sheet_of
from huiyin.web.desk.trial import Outcome, outcome_of

AGREED, DECLINED, TAKEN_BACK = "agreed", "declined", "request_withdrawn"


class DecideForm(forms.Form):
    """同意 or 不同意, with words; who does not agree says why."""

    use_required_attribute = False

    words = Text(
        label=gettext_lazy("审批意见（不同意的，必须写明理由）"), limit=2000, required=False
    )

    def __init__(self, request: StaffRequest, asked: RequestShown) -> None:
        self.agrees = request.POST.get("agrees") == "yes"
        self.is_own = asked.is_own
        super().__init__(request.POST if request.method == "POST" else None)
        self.fields["words"].widget.attrs |= {"class": "form-control", "rows": 3}

    def clean_words(self) -> str:
        """The words; none are needed to agree, or to take back what one asked for."""
        words: str = self.cleaned_data["words"]
        if not words and not self.agrees and not self.is_own:
            raise forms.ValidationError(_("请写明不同意的理由，申请人会看到。"))
        return words


@require_http_methods(["GET", "POST"])
@petition_page
def decide(request: StaffRequest, subject: Petition, request_id: UUID) -> HttpResponse:
    """What is asked for and what it would do; posted, the decision."""
    one = dossier(subject, request.viewer, at=request.now)
    if not any(each.pk == request_id for each in one.requests):
        return redirect("desk:petition", subject.pk)
    reads = reason_for_words(request, one) is not None
    waiting = requests_shown(one, request.today, reads=reads)
    asked = next((each for each in waiting if each.id == request_id), None)
    if asked is None:
        return not_found(request)
    form = DecideForm(request, asked)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, one, asked, form)
    try:
        approving.decide(
            request_id,
            agrees=form.agrees,
            words=form.cleaned_data["words"],
            by=request.viewer,
            at=request.now,
        )
    except Refused as refusal:
        form.add_error(None, _(refusal.sentence))
        return _shown(request, one, asked, form)
    done = AGREED if form.agrees else TAKEN_BACK if asked.is_own else DECLINED
    return gone_on(request, subject.pk, done=done)


def _shown(
    request: StaffRequest, one: Dossier, asked: RequestShown, form: DecideForm
) -> HttpResponse:
    reason = reason_for_words(request, one)
    reads = reason is not None
    if reads and request.method == "GET":
        note_reading(request, one, reason)
    outcome, problem = None, ""
    if not asked.is_own:
        try:
            outcome = _foretold(one, asked, request.viewer, request.now)
        except Refused as refusal:
            problem = _(refusal.sentence)
    return page(
        request,
        "desk/decide.html",
        status=422 if form.errors else 200,
        offices=one.own_offices,
        sheet=sheet_of(one, today=request.today, at=request.now, reads=reads),
        asked=asked,
        form=form,
        outcome=outcome,
        problem=problem,
    )


def _foretold(one: Dossier, asked: RequestShown, by: Viewer, at: datetime) -> Outcome:
    """What agreeing would do."""
    return outcome_of(
        lambda: approving.decide(asked.id, agrees=True, by=by, at=at), one, localdate(at)
    )
