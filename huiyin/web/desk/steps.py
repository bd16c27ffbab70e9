"""Taking a step: its form, what it would do, the step itself, and what to say when it cannot be.

Nothing typed is ever lost: a refusal (422) and a change by somebody else (409) show the form again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.language.clean import Unclean
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.standing import facts_of, open_steps
from huiyin.privacy.codes import in_groups
from huiyin.rules.steps import why_not
from huiyin.rules.terms import Step
from huiyin.web.desk import (
    forms_asking,
    forms_correcting,
    forms_disputing,
    forms_emergency,
    forms_handling,
    forms_joining,
    forms_marking,
    forms_masking,
    forms_people,
    forms_registering,
    forms_returning,
    forms_routing,
    forms_serving,
    forms_together,
    telling,
)
from huiyin.web.desk.doorway import (
    gone_on,
    not_found,
    note_reading,
    note_reveal,
    petition_page,
    reason_for_words,
)
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.forms import Hand, StepForm
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.inserting import behind, chosen_text, offer_phrases
from huiyin.web.desk.sheet import sheet_of, telling_of
from huiyin.web.desk.story import meanwhile, story_of
from huiyin.web.desk.trial import Outcome, outcome_of

ChooseForm = Callable[[Dossier], type[StepForm]]

FORMS: dict[Step, type[StepForm]] = {
    Step.REGISTER: forms_registering.RegisterForm,
    Step.LIST_PEOPLE: forms_people.ListPeopleForm,
    Step.RECLASSIFY: forms_registering.ReclassifyForm,
    Step.ACCUSE: forms_registering.AccuseForm,
    Step.CLEAR_ACCUSED: forms_registering.ClearAccusedForm,
    Step.FORWARD: forms_routing.ForwardForm,
    Step.ASSIGN: forms_routing.AssignForm,
    Step.HAND_ON: forms_routing.HandOnForm,
    Step.HAND_OVER: forms_routing.HandOverForm,
    Step.OBJECT: forms_returning.ObjectForm,
    Step.AGREE_RETURN: forms_returning.AgreeReturnForm,
    Step.DISMISS_OBJECTION: forms_returning.DismissObjectionForm,
    Step.ASK_RETURN: forms_returning.AskReturnForm,
    Step.TAKE_BACK: forms_returning.TakeBackForm,
    Step.RECALL: forms_returning.RecallForm,
    Step.SUBMIT_DISPUTE: forms_disputing.SubmitDisputeForm,
    Step.WITHDRAW_DISPUTE: forms_disputing.WithdrawDisputeForm,
    Step.APPOINT: forms_disputing.AppointForm,
    Step.UPHOLD: forms_disputing.UpholdForm,
    Step.REWORK: forms_returning.ReworkForm,
    Step.EXTEND: forms_asking.ExtendForm,
    Step.KEEP: forms_asking.KeepForm,
    Step.VOID: forms_asking.VoidForm,
    Step.TAKE_UP_AGAIN: forms_asking.TakeUpAgainForm,
    Step.SPLIT: forms_joining.SplitForm,
    Step.ATTACH: forms_joining.AttachForm,
    Step.REMIND: forms_together.RemindForm,
    Step.INVITE: forms_together.InviteForm,
    Step.CONTRIBUTE: forms_together.ContributeForm,
    Step.RECUSE: forms_together.RecuseForm,
    Step.SIGN: forms_handling.SignForm,
    Step.ALLOT: forms_handling.AllotForm,
    Step.ACCEPT: forms_handling.AcceptForm,
    Step.INFORM: forms_handling.InformForm,
    Step.REPLY: forms_handling.ReplyForm,
    Step.ASK_NAME: forms_handling.AskNameForm,
    Step.SERVE: forms_serving.ServeForm,
    Step.SERVE_NOTICE: forms_serving.ServeNoticeForm,
    Step.REPORT_RESULT: forms_serving.ReportResultForm,
    Step.FOLLOW_UP: forms_serving.FollowUpForm,
    Step.NOTE_REVIEW: forms_serving.NoteReviewForm,
    Step.CLOSE: forms_serving.CloseForm,
    Step.NOTE: forms_serving.NoteForm,
    Step.RELEASE_COPY: forms_masking.ReleaseCopyForm,
    Step.TAKE_BACK_COPY: forms_masking.TakeBackCopyForm,
    Step.DECIDE_CORRECTION: forms_correcting.DecideCorrectionForm,
    Step.REISSUE_CODE: forms_serving.ReissueForm,
    Step.MARK: forms_marking.MarkForm,
    Step.CLEAR_MARK: forms_emergency.ClearMarkForm,
    Step.ACKNOWLEDGE: forms_emergency.AcknowledgeForm,
    Step.CHASE: forms_emergency.ChaseForm,
    Step.EXPLAIN: forms_emergency.ExplainForm,
    Step.TELL_RESULT: forms_emergency.TellResultForm,
    Step.LEAD: forms_emergency.LeadForm,
    Step.LEAD_RESULT: forms_emergency.LeadResultForm,
    Step.TRACK: forms_emergency.TrackForm,
}
# Which form, where that depends on the petition.
CHOSEN: dict[Step, ChooseForm] = {
    Step.ANSWER: forms_handling.answer_form,
    Step.CONTACT: telling.contact_form,
    Step.CORRECT_LETTER: forms_handling.correction_form,
}


def form_class(step: Step, one: Dossier) -> type[StepForm] | None:
    """The form of a step; None for what staff never take."""
    if step in CHOSEN:
        return CHOSEN[step](one)
    return FORMS.get(step)


# What a petitioner is reached by, what opens the petition in the petitioner's place, and what lets
# somebody learn the name.
PROVED = frozenset({Step.DECIDE_CORRECTION, Step.LIST_PEOPLE, Step.REISSUE_CODE, Step.ANSWER_NAME})
# Its form shows what stands there and what is asked for, both unmasked.
SHOWN_PROVED = frozenset({Step.DECIDE_CORRECTION})


def _wants_proof(request: HttpRequest, parts: Mapping[str, object]) -> bool:
    return parts["verb"] in (PROVED if request.method == "POST" else SHOWN_PROVED)


@require_http_methods(["GET", "POST"])
@petition_page(proves=_wants_proof)
def step(request: StaffRequest, subject: Petition, verb: str) -> HttpResponse:
    """The form of one step, what it would do, and the step."""
    one = dossier(subject, request.viewer, at=request.now)
    if one.sight.is_former:
        return not_found(request)
    wanted = Step(verb) if verb in set(Step) else None
    kind = form_class(wanted, one) if wanted else None
    if wanted is None or kind is None:
        return redirect("desk:petition", subject.pk)
    if request.method == "POST":
        return _Taking(request, one, wanted, kind).posted()
    return _Taking(request, one, wanted, kind).asked()


class _Taking:
    """One request for one step."""

    def __init__(
        self, request: StaffRequest, one: Dossier, wanted: Step, kind: type[StepForm]
    ) -> None:
        self.request, self.one, self.step, self.kind = request, one, wanted, kind
        self.petition = one.petition
        self.is_open = wanted in open_steps(self.petition, request.viewer, request.today)
        posted = request.POST if request.method == "POST" else None
        self.form = kind(posted, one=one, today=request.today, at=request.now)
        self.seen = _number(request.POST.get("seen"), self.petition.event_count)
        self.hand = Hand(
            petition_id=self.petition.pk,
            by=request.viewer,
            at=request.now,
            version=_number(request.POST.get("version"), 0),
        )

    def asked(self) -> HttpResponse:
        """The form for the first time, with what would happen if it were sent as it stands."""
        if not self.is_open:
            return self.shown(status=409)
        return self.shown(outcome=self.first_outcome())

    def posted(self) -> HttpResponse:
        """Show what would happen, or take the step."""
        if "preview" in self.request.POST:
            return self.previewed()
        if "insert" in self.request.POST:
            return self.inserted()
        if not self.form.is_judged:
            return self.shown()
        if not self.form.is_valid():
            behind = self.is_behind()
            return self.shown(status=409 if behind else 422, is_outdated=behind)
        try:
            taken = self.taken()
        except Outdated:
            return self.shown(status=409, is_outdated=True)
        except Refused as refusal:
            self.form.refuse(refusal)
            return self.shown(status=422 if self.is_open else 409)
        except Unclean as flaw:
            self.form.add_error(None, flaw.sentence(_))
            return self.shown(status=422)
        if self.step is Step.REISSUE_CODE and isinstance(taken, tuple):
            return self.new_code(taken[1])
        done = self.form.confirms or self.step
        return gone_on(self.request, self.petition.pk, done=done.value)

    def taken(self) -> object:
        """Take the step; a letter made by the worker meanwhile is no change by anybody."""
        try:
            return self.form.take(self.hand)
        except Outdated as outdated:
            if not self.only_rendered():
                raise
            return self.form.take(replace(self.hand, version=outdated.version))

    def is_behind(self) -> bool:
        """Whether somebody did something since the page was opened."""
        return self.hand.version != self.petition.version and not self.only_rendered()

    def only_rendered(self) -> bool:
        """Whether nothing happened since the page was opened but what the worker does."""
        steps = Event.objects.filter(petition=self.petition, seq__gt=self.seen)
        return {Step.RENDER, Step.RECOUNT} >= set(steps.values_list("step", flat=True))

    def previewed(self) -> HttpResponse:
        """What would happen, as a whole page or as the part that a script puts in."""
        outcome, problem = None, ""
        if self.form.is_valid() and self.is_open and self.form.is_tried:
            try:
                outcome = self.tried()
            except Refused as refusal:
                problem = _(refusal.sentence)
        if self.request.headers.get("X-Part"):
            context = {"form": self.form, "outcome": outcome, "problem": problem}
            return render(self.request, "desk/steps/outcome.html", context)
        return self.shown(outcome=outcome, problem=problem)

    def inserted(self) -> HttpResponse:
        """The form once more, with a reply template behind what was typed; without a script."""
        field = self.request.POST["insert"]
        wanted = self.request.POST.get(f"phrase-{field}", "")
        text = chosen_text(self.form, self.one, self.request.today, field, wanted)
        typed = self.request.POST.copy()
        if text:
            typed[field] = behind(typed.get(field, ""), text)
        self.form = self.kind(typed, one=self.one, today=self.request.today, at=self.request.now)
        self.form.is_judged = False
        if field in self.form.phrases:
            self.form.fields[field].widget.attrs["autofocus"] = True
            if not text:
                self.form.add_error(field, _("请先选择一条常用语。"))
        return self.shown(status=200 if text else 422)

    def tried(self) -> Outcome:
        """What the step would do to the petition as it stands now."""
        hand = replace(self.hand, version=None)
        return outcome_of(lambda: self.form.attempt(hand), self.one, self.request.today)

    def first_outcome(self) -> Outcome | None:
        """What would happen if the form were sent as it stands; None where it is not complete."""
        if not self.form.is_tried:
            return None
        values = QueryDict(mutable=True)
        for name in self.form.fields:
            values[name] = str(self.form[name].value() or "")
        self.form = self.kind(values, one=self.one, today=self.request.today, at=self.request.now)
        outcome = None
        try:
            outcome = self.tried() if self.form.is_valid() else None
        except Refused:
            outcome = None
        self.form = self.kind(None, one=self.one, today=self.request.today, at=self.request.now)
        return outcome

    def shown(
        self,
        *,
        status: int = 200,
        outcome: Outcome | None = None,
        problem: str = "",
        is_outdated: bool = False,
    ) -> HttpResponse:
        """The form, beside what is said in the petition."""
        reason = reason_for_words(self.request, self.one)
        reads = reason is not None
        # A form that comes back for mending still speaks of what its writer had seen.
        keeps = self.request.method == "POST" and not is_outdated
        if reads and self.request.method == "GET":
            note_reading(self.request, self.one, reason)
        if self.step is Step.DECIDE_CORRECTION and self.is_open and self.request.method == "GET":
            note_reveal(self.request, self.one, "correction", _(self.step.zh))
        offer_phrases(self.form, self.one, self.request.today)
        sheet = sheet_of(self.one, today=self.request.today, at=self.request.now, reads=reads)
        return page(
            self.request,
            "desk/step.html",
            status=status,
            offices=self.one.own_offices,
            sheet=sheet,
            form=self.form,
            form_template=self.form.template,
            step_name=_(self.step.zh),
            button=self.form.button or _(self.step.zh),
            outcome=outcome,
            problem=problem,
            is_outdated=is_outdated,
            news=self.news(reads=reads) if is_outdated else [],
            is_open=self.is_open,
            why=self.why(),
            version=self.hand.version if keeps else self.petition.version,
            seen=self.seen if keeps else self.petition.event_count,
            address=reverse("desk:petition", args=[self.petition.pk]),
        )

    def news(self, *, reads: bool) -> list[Any]:
        """What happened since the page was opened."""
        told = telling_of(self.one, self.request.today, reads=reads)
        return meanwhile(story_of(self.one.events, self.one.words, told), self.seen)

    def why(self) -> str:
        """Why the step is not open, if it is not."""
        if self.is_open:
            return ""
        facts = facts_of(self.petition, self.request.today)
        return _(why_not(self.step, facts, self.request.viewer))

    def new_code(self, code: str) -> HttpResponse:
        """The new code, shown once, on a slip to print."""
        return page(
            self.request,
            "desk/new_code.html",
            offices=self.one.own_offices,
            number=self.petition.number,
            code=in_groups(code),
            petition_id=self.petition.pk,
            bureau=self.petition.registering,
        )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
