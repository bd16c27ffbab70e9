"""Handing a petition in: the form, the check page for those without script, the confirmation.

A key made with the form goes with it until the office has answered; whatever is sent twice
is registered once (D6). An answer leaves only after COMMIT.
"""

from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.organisations.models import Office
from huiyin.petitions import drafts, intake
from huiyin.petitions.arrivals import Arrival, NeedsProof, arrive
from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.petitions.intake import IncomingFile, Receipt, Submission
from huiyin.petitions.models import Draft
from huiyin.petitions.viewing import viewing
from huiyin.privacy.indexes import blind
from huiyin.rules.actor import CITIZEN
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import Channel, Door, Matter, Naming
from huiyin.web.portal import choices, queue, review, visits
from huiyin.web.portal.files import incoming, staged_files
from huiyin.web.portal.forms import LIMITS, SubmissionForm, SupplementForm, new_key
from huiyin.web.portal.forms_people import MORE, rows_in
from huiyin.web.portal.pages import now, owns_transaction, page, personal
from huiyin.web.portal.places import bureau_of, places
from huiyin.web.portal.refusals import REFUSALS, blame
from huiyin.web.portal.views_errors import wants_json
from huiyin.web.ways import guides_by_channel

DRAFT_SECONDS = 24 * 60 * 60
_SALT = "huiyin.portal.draft"


@owns_transaction
@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """反映一件事. The form; with script it is handed in from here, without it is checked first."""
    if request.method != "POST":
        return _form(request, SubmissionForm(initial={"key": new_key(), "people_count": 1}))
    form = SubmissionForm(request.POST, request.FILES)
    if MORE in request.POST:
        return _with_more_rows(request, form)
    bureau = bureau_of(request.POST.get("place", ""))
    if form.is_valid() and bureau is None:
        form.add_error("place", choices.place_unknown())
    if not form.is_valid() or bureau is None:
        return _faults(request, form)
    if "check" in request.POST:
        return _check(request, form, bureau)
    files = _all_files(request, form)
    try:
        receipt = _receive(request, form, bureau, files=files)
    except REFUSALS as refused:
        blame(form, refused)
        return _faults(request, form)
    except NeedsProof:
        return _queued(request, form, files)
    return _received(request, form, receipt)


def _form(
    request: HttpRequest,
    form: SubmissionForm,
    *,
    status: int = 200,
    draft: str = "",
    staged_names: list[str] | None = None,
) -> HttpResponse:
    return page(
        request,
        "portal/submit.html",
        status=status,
        form=form,
        places=places(),
        steps=choices.steps(),
        naming_choices=choices.naming(),
        wish_choices=choices.wishes(),
        limits=LIMITS,
        draft=draft,
        staged_names=staged_names or [],
        web_guides=guides_by_channel().get(Channel.WEB, []),
    )


def _faults(request: HttpRequest, form: SubmissionForm) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    draft = _draft(request.POST.get("draft", ""))
    names = draft[1].get("file_names", []) if draft else []
    token = request.POST.get("draft", "") if draft else ""
    return _form(request, form, status=422, draft=token, staged_names=names)


def _receive(
    request: HttpRequest,
    form: SubmissionForm,
    bureau: Office,
    *,
    files: tuple[IncomingFile, ...] = (),
    staged: Draft | None = None,
) -> Receipt:
    given = form.cleaned_data
    at = now()
    submission = Submission(
        office_id=bureau.pk,
        channel=Channel.WEB,
        door=Door.PORTAL,
        naming=Naming(given["naming"]),
        wish=Matter(given["wish"]) if given["wish"] else None,
        division=given["place"],
        arrived_at=at,
        people_count=given["people_count"] or 1,
        petitioners=form.others,
        consents_electronic=given["consents_electronic"],
        files=files,
        **{name: given[name] for name in review.WORDS},
    )
    key = f"portal:{given['key']}"
    clean = intake.checked(submission)
    arrival = queue.arrival_of(request, key=given["key"], phone=clean.phone, at=at)
    if not files and staged is None:
        try:
            return _receive_once(clean, bureau, key, arrival)
        except IntegrityError:
            pass  # most likely handed in before: its receipt, or why there is none
    with viewing(NOBODY):
        if first := intake.earlier(clean, key):
            return first
        arrive(arrival)
        return intake.receive(clean, key=key, by=CITIZEN, at=at, office=bureau, staged=staged)


def _receive_once(clean: Submission, bureau: Office, key: str, arrival: Arrival) -> Receipt:
    """In one round trip, as most petitions have no files."""
    at, first = clean.arrived_at, arrival.call()
    return intake.receive_once(clean, key=key, by=CITIZEN, at=at, office=bureau, first=first)


def _queued(
    request: HttpRequest, form: SubmissionForm, files: tuple[IncomingFile, ...]
) -> HttpResponse:
    """What was filled in is kept, and comes with a proof; with script it stays on its page."""
    key = form.cleaned_data["key"]
    if wants_json(request):
        return queue.told_to_script(key)
    draft, _names = _staged(request, form, files)
    return queue.told(request, key, draft=signing.dumps(str(draft.pk), salt=_SALT))


def _received(request: HttpRequest, form: SubmissionForm, receipt: Receipt) -> HttpResponse:
    """The receipt, or what differs from the first time with the offer to add it."""
    reach(Failpoint.AFTER_COMMIT_BEFORE_ANSWER)
    if receipt.changed:
        response = _differs(request, form, receipt)
    elif wants_json(request):
        response = JsonResponse({"next": reverse("portal:receipt")}, status=201)
    else:
        response = redirect("portal:receipt")
    index = blind("code", receipt.code)
    visits.begin(response, receipt.petition_id, index, is_new=True)
    return response


def _differs(request: HttpRequest, form: SubmissionForm, receipt: Receipt) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"changed": receipt.changed}, status=409)
    rows = review.changed(form, receipt.changed)
    words = "\n".join(f"{row.label}：{row.value}" for row in rows if row.value)
    return page(
        request,
        "portal/differs.html",
        status=409,
        receipt=receipt,
        changed=rows,
        form=SupplementForm(initial={"words": words}),
    )


def _check(request: HttpRequest, form: SubmissionForm, bureau: Office) -> HttpResponse:
    """Keep everything sealed for 24 hours and show it once more before it counts."""
    draft, names = _staged(request, form, _all_files(request, form))
    return page(
        request,
        "portal/check.html",
        parts=review.parts(form, names),
        bureau_name=bureau.name,
        draft=signing.dumps(str(draft.pk), salt=_SALT),
    )


def _staged(
    request: HttpRequest, form: SubmissionForm, files: tuple[IncomingFile, ...]
) -> tuple[Draft, list[str]]:
    """What was filled in, sealed for 24 hours, and the names of its files."""
    names = (*form.fields, *rows_in(request.POST))
    kept: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    kept["file_names"] = [each.name for each in files]
    with viewing(NOBODY):
        return drafts.stage(kept, files, at=now()), kept["file_names"]


def _with_more_rows(request: HttpRequest, form: SubmissionForm) -> HttpResponse:
    """The form with more rows for other people; words and files stay."""
    form.is_valid()
    if "attachments" in form.errors:
        return _faults(request, form)
    form.forget_faults()
    draft, names = _staged(request, form, _all_files(request, form))
    token = signing.dumps(str(draft.pk), salt=_SALT)
    return _form(request, form, draft=token, staged_names=names)


def _all_files(request: HttpRequest, form: SubmissionForm) -> tuple[IncomingFile, ...]:
    """The files kept from before and those sent now."""
    return (*_kept_before(request.POST.get("draft", "")), *incoming(form))


def _kept_before(token: str) -> list[IncomingFile]:
    found = _draft(token)
    if found is None:
        return []
    with viewing(NOBODY):
        return staged_files(*found)


def _draft(token: str) -> tuple[Draft, dict[str, Any]] | None:
    draft_id = _draft_id(token)
    return drafts.staged(draft_id, at=now()) if draft_id else None


def _draft_id(token: str) -> UUID | None:
    try:
        return UUID(signing.loads(token, salt=_SALT, max_age=DRAFT_SECONDS))
    except signing.BadSignature:
        return None


@owns_transaction
@personal
@sensitive_post_parameters()
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """确认提交. What was checked becomes a petition; pressing twice makes one."""
    token = request.POST.get("draft", "")
    found = _draft(token)
    if found is None:
        return _confirmed_before(token)
    draft, kept = found
    form = SubmissionForm(kept)
    bureau = bureau_of(kept.get("place", ""))
    if "back" in request.POST:
        fresh = SubmissionForm(initial=kept)
        return _form(request, fresh, draft=token, staged_names=kept["file_names"])
    if not form.is_valid() or bureau is None:
        return _form(request, form, status=422, draft=token, staged_names=kept["file_names"])
    try:
        receipt = _receive(request, form, bureau, staged=draft)
    except REFUSALS as refused:
        blame(form, refused)
        return _form(request, form, status=422, draft=token, staged_names=kept["file_names"])
    except NeedsProof:
        return queue.told(request, form.cleaned_data["key"], draft=token)
    return _received(request, form, receipt)


def _confirmed_before(token: str) -> HttpResponse:
    """The draft is gone: it became the petition of the same id, or its 24 hours are over."""
    draft_id = _draft_id(token)
    with viewing(NOBODY):  # until it is known which petition may be seen
        visit = visits.visit_of(draft_id, is_new=True) if draft_id else None
    if visit is None:
        return redirect("portal:submit")
    response = redirect("portal:receipt")
    visits.begin(response, visit.petition.pk, visit.petition.code_index, is_new=True)
    return response
