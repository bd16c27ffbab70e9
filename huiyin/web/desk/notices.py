"""公告和通知. Drafting, issuing, withdrawing a notice; where it was shown, who has read it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.accounts.models import User
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import delivering, notice_words
from huiyin.publishing import notices as verbs
from huiyin.publishing.models import Closure, Notice
from huiyin.rules.moments import localtime
from huiyin.rules.terms_publishing import NoticeKind, NoticeState
from huiyin.web.desk.forms_intake import WRITTEN
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.notices_forms import NoticeForm, RecordForm, shown
from huiyin.web.desk.publishing_pages import DECIDING, WRITING, page


@require_GET
@staff_page(roles=WRITING)
def notices(request: StaffRequest) -> HttpResponse:
    """What one's bureau has written: what waits to be issued first, then what is in force."""
    rows = [
        (versions[0], _state_of(versions, request))
        for versions in verbs.threads(request.viewer.office_ids(WRITING))
    ]
    groups = [(state, [each for each, at in rows if at is state]) for state in NoticeState]
    return page(
        request,
        "desk/publishing/notices.html",
        tab="notices",
        groups=[(state, found) for state, found in groups if found],
        to_review=[
            each
            for each, state in rows
            if state is NoticeState.CURRENT and each.review_on and each.review_on <= request.today
        ],
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=WRITING)
def new(request: StaffRequest) -> HttpResponse:
    """Draft a notice; for a closing it is begun from the facts of that closing."""
    office = _office(request)
    if request.method == "GET":
        begun = _begun(request, office)
        return _form(request, office, NoticeForm(office=office, initial=begun), None)
    form = NoticeForm(request.POST, office=office)
    if form.is_valid():
        try:
            made = verbs.draft(office, form.wording(), by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("desk:notice", made.root)
    return _form(request, office, form, None)


@require_http_methods(["GET", "POST"])
@staff_page(roles=WRITING)
def change(request: StaffRequest, root: UUID) -> HttpResponse:
    """Write a new version."""
    versions = _versions(request, root)
    last = versions[0]
    if request.method == "GET":
        begun = shown(verbs.wording_of(last))
        return _form(request, last.office, NoticeForm(office=last.office, initial=begun), last)
    form = NoticeForm(request.POST, office=last.office)
    seen = request.POST.get("version", "")
    read = next((each for each in versions if str(each.version) == seen), versions[-1])
    if form.is_valid():
        try:
            verbs.revise(read, form.wording(), by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("desk:notice", root)
    return _form(request, last.office, form, last)


@require_http_methods(["GET", "POST"])
@staff_page(roles=WRITING)
def notice(request: StaffRequest, root: UUID) -> HttpResponse:
    """One notice: every form of it, its versions, and the deeds that are open."""
    versions = _versions(request, root)
    problem, form = Refused(""), _record_form(request)
    if request.method == "POST":
        try:
            done = _done(request, versions, form)
        except Refused as refused:
            if refused.field in form.fields:
                form.refuse(refused)
            problem = refused
        else:
            if done:
                return redirect(f"{request.path}?done={done}")
    return _shown(request, versions, form, problem)


@require_POST
@staff_page(roles=WRITING)
def remind(request: StaffRequest, root: UUID) -> HttpResponse:
    """催办. Tell the offices that have not signed or reported."""
    issued = next((each for each in _versions(request, root) if each.issued), None)
    if issued is None or issued.is_public:
        raise Http404
    delivering.remind(issued, at=request.now)
    return redirect(f"{reverse('desk:notice', args=[root])}?done=reminded")


@require_GET
@staff_page
def paper(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """A version on A4, for who may read it at the desk."""
    found = get_object_or_404(Notice.objects.select_related("paper"), pk=notice_id)
    own = [UUID(each.office) for each in request.viewer.holdings]
    if found.office_id not in own and not found.deliveries.filter(office__in=own).exists():
        raise Http404
    if not found.has_paper:
        raise Http404
    response = HttpResponse(bytes(found.paper.pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="notice.pdf"'
    return response


def _done(request: StaffRequest, versions: list[Notice], form: RecordForm) -> str:
    """Do what the button says, and name it; nothing where the form is not fit."""
    by, at, posted = request.viewer, request.now, request.POST
    if "issue" in posted:
        wanted = next((each for each in versions if str(each.pk) == posted["issue"]), None)
        if wanted is None:
            raise Http404
        verbs.issue(wanted, by=by, at=at)
        return "issued"
    issued = next((each for each in versions if each.issued), None)
    if issued is None:
        raise Refused(_("还没有发布。"))
    if "withdraw" in posted:
        if issued.is_public and not by.may_act(DECIDING, str(issued.office_id)):
            raise Refused(_("公告由本机构负责人撤下。"))
        verbs.withdraw(issued, posted.get("reason", ""), by=by, at=at)
        return "withdrawn"
    if form.is_valid():
        verbs.record(issued, **form.cleaned_data, by=by, at=at)
        return "recorded"
    return ""


def _shown(
    request: StaffRequest, versions: list[Notice], form: RecordForm, problem: Refused
) -> HttpResponse:
    last = versions[0]
    issued = next((each for each in versions if each.issued), None)
    state = _state_of(versions, request)
    is_open = issued is not None and state in (NoticeState.CURRENT, NoticeState.EXPIRED)
    publications = list(issued.publications.all()) if issued else []
    names = _names(versions)
    failed = bool(problem.sentence or form.errors)
    return page(
        request,
        "desk/publishing/notice.html",
        tab="notices",
        status=422 if failed else 200,
        notice=last,
        issued=issued,
        state=state,
        waits=last.issued is None and last.withdrawn is None,
        why_not=verbs.why_not_issue(last, by=request.viewer, today=request.today),
        is_open=is_open,
        readers=verbs.readers_of(last) if not last.is_public else [],
        standing=delivering.standing(issued) if issued and not issued.is_public else None,
        publications=publications,
        sms_units=notice_words.units(last.sms),
        record=form,
        problem=problem,
        versions=[
            (each, names[each.written_by], names[each.issued.issued_by] if each.issued else "")
            for each in versions
        ],
        done=request.GET.get("done", ""),
        reason=request.POST.get("reason", ""),
        longest_reason=verbs.LONGEST_REASON,
    )


def _record_form(request: StaffRequest) -> RecordForm:
    if request.method == "POST" and "medium" in request.POST:
        return RecordForm(request.POST)
    return RecordForm(initial={"published_at": localtime(request.now).strftime(WRITTEN)})


def _form(
    request: StaffRequest, office: Office, form: NoticeForm, last: Notice | None
) -> HttpResponse:
    return page(
        request,
        "desk/publishing/notice_form.html",
        tab="notices",
        status=422 if form.errors else 200,
        office=office,
        form=form,
        last=last,
    )


def _begun(request: StaffRequest, office: Office) -> dict[str, Any]:
    begun: dict[str, Any] = {"from_on": request.today, "kind": request.GET.get("kind", "public")}
    closing = _closing(request.GET.get("closing", ""))
    if closing is not None:
        hall, others = closing.way, closing.way.office.ways_in.exclude(pk=closing.way_id)
        instead = [f"{each.title}：{each.place}" for each in others]
        title, text = notice_words.closing(hall.title, closing.from_on, closing.reason, instead)
        if "reopen" in request.GET:
            title, text = notice_words.reopening(hall.title, request.today, "9:00", hall.hours)
        begun |= {"title": title, "text": text, "kind": NoticeKind.PUBLIC}
    return begun


def _closing(given: str) -> Closure | None:
    try:
        wanted = UUID(given)
    except ValueError:
        return None
    return Closure.objects.filter(pk=wanted).select_related("way__office").first()


def _office(request: StaffRequest) -> Office:
    return Office.objects.filter(pk__in=request.viewer.office_ids(WRITING))[0]


def _versions(request: StaffRequest, root: UUID) -> list[Notice]:
    """Every version, newest first, of a notice of one's own bureau."""
    mine = Notice.objects.filter(root=root, office__in=request.viewer.office_ids(WRITING))
    rows = mine.select_related("office", "issue", "withdrawal", "paper", "above__office")
    rows = rows.defer("paper__pdf")
    versions = list(rows.order_by("-version"))
    if not versions:
        raise Http404
    return versions


def _names(versions: list[Notice]) -> dict[str, str]:
    """The names of who wrote and issued these versions."""
    ids = {each.written_by for each in versions}
    ids |= {each.issued.issued_by for each in versions if each.issued}
    return {str(each.pk): each.name for each in User.objects.filter(pk__in=ids)}


def _state_of(versions: list[Notice], request: StaffRequest) -> NoticeState:
    """A notice stands where its newest issued version stands; before that it is a draft."""
    issued = next((each for each in versions if each.issued), versions[0])
    return issued.state(request.today)
