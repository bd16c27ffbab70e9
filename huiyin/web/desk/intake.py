"""新增信访件. A clerk takes in what a citizen writes, says or brings; read back before it counts.

The filled form waits sealed for its second page, with its files; only the clerk who filled it in
can confirm it, and confirming twice makes one petition.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.documents.files import within_limits
from huiyin.emergency import sites
from huiyin.organisations.models import Office
from huiyin.petitions import drafts, intake
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_date
from huiyin.petitions.intake import IncomingFile, checked
from huiyin.petitions.models import Draft, Event, Petition
from huiyin.petitions.repeats import of_caller
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import KEEPING
from huiyin.rules.terms import Channel, Naming, OfficeKind, State, Step
from huiyin.web.desk.doorway import not_found, petition_page
from huiyin.web.desk.forms_intake import CALLER, CallerForm, IntakeForm, elsewhere
from huiyin.web.desk.frame import page, takes_in
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.searching import BY
from huiyin.web.desk.seeing import flags_of
from huiyin.web.portal.files import incoming, staged_files
from huiyin.web.portal.forms_people import MORE, rows_in
from huiyin.web.portal.refusals import REFUSALS, blame
from huiyin.web.slip import next_words, slip_of
from huiyin.web.ways import Closed, closed_at

SLIP_FOR = timedelta(minutes=30)
"""How long the clerk who took a petition in may show its code, to print it once more."""
DRAFT_SECONDS = 24 * 60 * 60


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff_page(roles=KEEPING)
def new(request: StaffRequest) -> HttpResponse:
    """The form; posted, what the caller handed in before, or the form to be read back."""
    offices = taking_in(request.viewer)
    if request.method == "GET":
        form = IntakeForm(offices=offices, at=request.now, initial={"key": uuid4().hex})
        return _form(request, form)
    if request.headers.get("X-Part") == "earlier":
        return render(request, "desk/intake_earlier.html", _earlier(request))
    form = IntakeForm(request.POST, request.FILES, offices=offices, at=request.now)
    return _posted(request, form)


def taking_in(viewer: Viewer) -> list[Office]:
    """The offices for which this viewer takes petitions in; without one, there is no such page."""
    own = {UUID(each.office) for each in viewer.holdings if takes_in(each)}
    offices = list(Office.objects.filter(pk__in=own, is_open=True))
    if not offices:
        raise Http404
    return offices


def _posted(request: StaffRequest, form: IntakeForm) -> HttpResponse:
    is_valid = form.is_valid()
    if is_valid:
        try:
            checked(form.submission())
        except REFUSALS as refused:
            blame(form, refused)
            is_valid = False
    files = _files(request, form)
    is_valid = is_valid and not form.errors
    if "find" in request.POST or MORE in request.POST:
        # What was asked for is the list, or more rows; the rest is still being written.
        for name in form.errors.keys() - {"attachments"}:
            del form.errors[name]
        found = _earlier(request) if "find" in request.POST else {}
        return _form(request, form, draft=_kept(request, files), **found)
    if not is_valid:
        return _form(request, form, status=422, draft=_kept(request, files))
    return _read_back(request, form, _kept(request, files))


def _files(request: StaffRequest, form: IntakeForm) -> tuple[IncomingFile, ...]:
    """The files kept from before, unless they are not wanted, and those sent now."""
    staged = _staged(request.POST.get("draft", ""), request)
    kept = tuple(staged_files(*staged)) if staged and "drop" not in request.POST else ()
    files = (*kept, *incoming(form))
    try:
        within_limits(len(each.content) for each in files)
    except REFUSALS as refused:
        blame(form, refused)
        return kept
    return files


def _kept(request: StaffRequest, files: tuple[IncomingFile, ...]) -> Draft:
    """What was filled in and the files, sealed until it is confirmed."""
    names = [*IntakeForm.base_fields, *rows_in(request.POST)]
    form: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    form["file_names"] = [each.name for each in files]
    return drafts.stage(form, files, at=request.now)


def _form(
    request: StaffRequest,
    form: IntakeForm,
    *,
    status: int = 200,
    draft: Draft | None = None,
    **found: Any,
) -> HttpResponse:
    token = ""
    names: list[str] = []
    if draft is not None:
        token = _token(draft, request.viewer)
        staged = drafts.staged(draft.pk, at=request.now)
        names = staged[1]["file_names"] if staged else []
    context = {"earlier": [], "asked": False, "unclear": "", **found}
    return page(
        request,
        "desk/intake.html",
        status=status,
        here="new",
        form=form,
        draft=token,
        staged_names=names,
        one_office=len(form.offices) == 1,
        halls=_halls(form, request),
        **context,
    )


def _halls(form: IntakeForm, request: StaffRequest) -> list[Closed]:
    """The reception places of the receiving offices that are closed, with what is open."""
    found = (closed_at(each, request.now) for each in form.offices.values())
    return [each for closed in found for each in closed if each.channel == Channel.VISIT]


def _earlier(request: StaffRequest) -> dict[str, Any]:
    """The caller's earlier petitions; the accesses keep by what was looked, never the value."""
    caller = CallerForm(request.POST)
    if not caller.is_valid():
        unclear = [str(each) for errors in caller.errors.values() for each in errors]
        return {"earlier": [], "asked": False, "unclear": unclear[0]}
    given = {name: caller.cleaned_data[name] for name in CALLER if caller.cleaned_data[name]}
    if not given:
        return {"earlier": [], "asked": False, "unclear": ""}
    found = of_caller(given, request.viewer, today=request.today)
    note_access(
        Access.SEARCH, viewer=request.viewer, at=request.now, subject=" ".join(sorted(given))
    )
    rows = [
        {
            "id": each.petition.pk,
            "number": each.petition.number,
            "state": _(State(each.petition.state).zh),
            "holder": each.petition.holder.short_name,
            "arrived": people_date(localdate(each.petition.arrived_at), request.today),
            "agrees": [_(BY[name]) for name in each.agrees],
            "flags": flags_of(each.petition),
        }
        for each in found
    ]
    return {"earlier": rows, "asked": True, "unclear": ""}


def _read_back(request: StaffRequest, form: IntakeForm, draft: Draft) -> HttpResponse:
    """向信访人读一遍. Everything once more, with what happens next and until when."""
    typed = form.cleaned_data
    arrived_on = localdate(typed["arrived_at"])
    _limit, due, _reasons = intake.first_due(form.receiver, arrived_on, request.today)
    kept = drafts.staged(draft.pk, at=request.now)
    return page(
        request,
        "desk/intake_check.html",
        here="new",
        rows=form.read_back(),
        requests=form.requests,
        facts=typed["facts"],
        reasons=typed["reasons"],
        files=kept[1]["file_names"] if kept else [],
        is_spoken=typed["channel"] in (Channel.VISIT, Channel.CALL),
        elsewhere=elsewhere(form),
        rests=form.chosen_batch is not None and request.now < form.chosen_batch.hold_until,
        is_bureau=form.receiver.kind == OfficeKind.BUREAU,
        next_words=next_words(
            form.receiver,
            due.legal,
            Naming(typed["naming"]),
            has_phone=bool(typed["phone"]),
            today=request.today,
        ),
        draft=_token(draft, request.viewer),
    )


@sensitive_post_parameters()
@require_POST
@staff_page(roles=KEEPING)
def confirm(request: StaffRequest) -> HttpResponse:
    """接收. What was read back becomes a petition; the clerk stands in its first event."""
    offices = taking_in(request.viewer)
    token = request.POST.get("draft", "")
    staged = _staged(token, request)
    if staged is None:
        return _confirmed_before(request, token)
    draft, kept = staged
    if "back" in request.POST:
        form = IntakeForm(initial=kept, offices=offices, at=request.now)
        return _form(request, form, draft=draft)
    form = IntakeForm(kept, offices=offices, at=request.now)
    if not form.is_valid():
        return _form(request, form, status=422, draft=draft)
    try:
        receipt = intake.receive(
            form.submission(),
            key=f"desk:{request.viewer.id}:{kept['key']}",
            by=request.viewer.actor(str(form.receiver.pk), KEEPING),
            at=request.now,
            office=form.receiver,
            staged=draft,
        )
        if receipt.changed:
            raise Refused(
                "这张表已经接收过一次，内容与现在不同。如果是另一件，请核对后再交一次；"
                "如果是补充，请打开那一件登记。"
            )
    except REFUSALS as refused:
        again = IntakeForm({**kept, "key": uuid4().hex}, offices=offices, at=request.now)
        again.is_valid()
        blame(again, refused)
        return _form(request, again, status=422, draft=draft)
    if form.chosen_batch is not None:
        sites.opened(form.chosen_batch, receipt.petition_id, at=request.now)
    return redirect("desk:slip", receipt.petition_id)


def _confirmed_before(request: StaffRequest, token: str) -> HttpResponse:
    """The form is gone: it became the petition of the same id, or its 24 hours are over."""
    draft_id = _draft_id(token, request.viewer)
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    if draft_id and seen.filter(pk=draft_id).exists():
        return redirect("desk:slip", draft_id)
    return redirect("desk:new")


@require_GET
@petition_page
def slip(request: StaffRequest, subject: Petition) -> HttpResponse:
    """信访凭证. Number and code, for the clerk who has just taken it in; then never again."""
    first = Event.objects.get(petition=subject, seq=1)
    is_own = first.actor == request.viewer.id
    reissued = subject.events.filter(step=Step.REISSUE_CODE).exists()
    if not is_own or reissued:
        return not_found(request)
    if request.now - first.recorded_at > SLIP_FOR:
        return redirect("desk:petition", subject.pk)
    note_access(
        Access.READ,
        viewer=request.viewer,
        at=request.now,
        petition_id=subject.pk,
        subject="slip",
    )
    return page(
        request,
        "desk/intake_slip.html",
        here="new",
        slip=slip_of(subject, request.today),
        bureau=subject.registering,
        closed=closed_at(subject.registering, request.now),
        petition_id=subject.pk,
        drill=subject.drill,
        may_register=Step.REGISTER in open_steps(subject, request.viewer, request.today),
    )


def _salt(viewer: Viewer) -> str:
    return f"huiyin.desk.intake:{viewer.id}"


def _token(draft: Draft, viewer: Viewer) -> str:
    """A draft as the page names it: only for the clerk who filled it in."""
    return signing.dumps(str(draft.pk), salt=_salt(viewer))


def _draft_id(token: str, viewer: Viewer) -> UUID | None:
    try:
        return UUID(signing.loads(token, salt=_salt(viewer), max_age=DRAFT_SECONDS))
    except signing.BadSignature:
        return None


def _staged(token: str, request: StaffRequest) -> tuple[Draft, dict[str, Any]] | None:
    draft_id = _draft_id(token, request.viewer)
    return drafts.staged(draft_id, at=request.now) if draft_id else None
