"""The opened petition: where it is, by when, and what its holder may do now (F65, F67, F68)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.petitions.actions import citizen
from huiyin.petitions.actions.serving import open_letter
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.telling import Told, ToldClock, ToldLetter, told
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Rating, Step, TimeLimit
from huiyin.web.portal.files import incoming
from huiyin.web.portal.forms import LIMITS, RatingForm, SupplementForm, WithdrawForm
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.refusals import REFUSALS, blame
from huiyin.web.portal.visits import Visit, opened

OWN_PERIODS = (TimeLimit.L7, TimeLimit.G8)


@dataclass(frozen=True)
class Stage:
    """One point of the line of stages."""

    label: str
    on: date | None
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Duty:
    """A running clock of an office, as the page shows it."""

    label: str
    legal_on: date
    days_left: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class ShownLetter:
    """A letter with what opening it does."""

    letter: ToldLetter
    opening_serves: bool


def done_words() -> dict[str, str]:
    """What stands on the page after something was done."""
    return {
        "supplement": _("补充材料已收到，办理机关可以看到了。"),
        "withdraw": _("已撤回。这件事的记录仍然保留，您还可以查看。"),
        "rate": _("评价已收到，谢谢。截止前随时可以改。"),
        "name": _("您的决定已转告办理单位。"),
    }


@opened
@require_safe
def petition(request: HttpRequest, visit: Visit) -> HttpResponse:
    """这件事现在. State, holder, dates and reasons, letters, rights, who looked, the history."""
    today = localdate(now())
    story = told(visit.petition, visit.viewer, today=today)
    return page(
        request,
        "portal/petition.html",
        story=story,
        done=done_words().get(request.GET.get("done", ""), ""),
        stages=_stages(story),
        from_whole=visit.from_whole,
        duties=[_duty(each, today) for each in story.clocks if each.limit not in OWN_PERIODS],
        letters=_shown(story, visit),
        right_days_left=(story.next_right.last_day - today).days if story.next_right else 0,
        is_sealed=visit.petition.is_sealed,
        may={step.value: True for step in story.steps},
    )


def _stages(story: Told) -> list[Stage]:
    """What was reached and what may still come; what was passed over is left out."""
    is_over = not story.is_open
    reached = [label for label, at in story.stages if at]
    last = reached[-1] if reached else story.stages[0][0]
    passed = [label for label, _at in story.stages].index(last)
    return [
        Stage(
            label,
            localdate(at) if at else None,
            is_done=bool(at) and (label != last or is_over),
            is_now=label == last and not is_over,
        )
        for place, (label, at) in enumerate(story.stages)
        if at or (place >= passed and not is_over)
    ]


def _duty(clock: ToldClock, today: date) -> Duty:
    return Duty(clock.label, clock.legal_on, (clock.legal_on - today).days, clock.why)


def _shown(story: Told, visit: Visit) -> list[ShownLetter]:
    """The letters; with consent to electronic service, an unserved one is served by opening it."""
    waiting = set[UUID]()
    if visit.petition.consents_electronic:
        links = visit.petition.letters.filter(served_at=None, needs_service=True, is_current=True)
        waiting = set(links.values_list("letter_id", flat=True))
    return [ShownLetter(each, opening_serves=each.id in waiting) for each in story.letters]


@opened
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, visit: Visit) -> HttpResponse:
    """补充材料. Words or files, seen at once by who holds the petition."""
    form = SupplementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            citizen.supplement(
                visit.petition.pk,
                words=form.cleaned_data["words"],
                files=incoming(form),
                by=visit.viewer,
                at=now(),
            )
        except REFUSALS as refused:
            blame(form, refused)
        else:
            return _done("supplement")
    return _form_page(request, "portal/supplement.html", form, limits=LIMITS)


@opened
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """撤回. What it does is said first; a reason may be given."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            citizen.withdraw(
                visit.petition.pk,
                reason=form.cleaned_data["reason"],
                by=visit.viewer,
                at=now(),
            )
        except REFUSALS as refused:
            blame(form, refused)
        else:
            return _done("withdraw")
    return _form_page(request, "portal/withdraw.html", form, is_accusation=visit.petition.is_sealed)


@opened
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, visit: Visit) -> HttpResponse:
    """评价. Bureau and organ apart, as often as wished until the day (G8)."""
    story = told(visit.petition, visit.viewer, today=localdate(now()))
    if Step.RATE not in story.steps:
        return redirect("portal:petition")
    form = RatingForm(request.POST if request.method == "POST" else None, initial=story.rating)
    if request.method == "POST" and form.is_valid():
        try:
            citizen.rate(
                visit.petition.pk,
                bureau=Rating(form.cleaned_data["bureau"]),
                organ=Rating(form.cleaned_data["organ"]),
                reason=form.cleaned_data["reason"],
                by=visit.viewer,
                at=now(),
            )
        except REFUSALS as refused:
            blame(form, refused)
        else:
            return _done("rate")
    return _form_page(
        request,
        "portal/rate.html",
        form,
        until=story.rate_until,
        rated=[form["bureau"], form["organ"]],
    )


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def answer_name(request: HttpRequest, visit: Visit) -> HttpResponse:
    """是否公开姓名. The unit has asked with a reason; the petitioner decides (G4)."""
    story = told(visit.petition, visit.viewer, today=localdate(now()))
    if Step.ANSWER_NAME not in story.steps:
        return redirect("portal:petition")
    if request.method == "POST" and request.POST.get("agrees") in ("yes", "no"):
        agrees = request.POST["agrees"] == "yes"
        with suppress(Refused):  # decided in another window a moment ago
            citizen.answer_name(visit.petition.pk, agrees=agrees, by=visit.viewer, at=now())
        return _done("name")
    return page(request, "portal/name.html", reason=story.name_reason)


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, visit: Visit, letter_id: UUID) -> HttpResponse:
    """文书. The PDF; where opening it is its service, only a press of the button opens it."""
    found = _letter(visit, letter_id)
    if request.method != "POST" and found.opening_serves:
        return redirect("portal:petition")
    try:
        content = open_letter(visit.petition, letter_id=letter_id, by=visit.viewer, at=now())
    except PetitionLetter.DoesNotExist as missing:
        raise Http404 from missing
    if content is None:
        return redirect("portal:petition")
    name = quote(f"{found.letter.title}-{found.letter.number}.pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _letter(visit: Visit, letter_id: UUID) -> ShownLetter:
    story = told(visit.petition, visit.viewer, today=localdate(now()))
    for each in _shown(story, visit):
        if each.letter.id == letter_id:
            return each
    raise Http404


def _done(what: str) -> HttpResponse:
    return redirect(reverse("portal:petition") + f"?done={what}")


def _form_page(
    request: HttpRequest, template: str, form: forms.Form, **context: object
) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(request, template, status=status, form=form, **context)
