"""常用语. Where an office's dispatchers, heads and leaders write the texts that its forms offer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.accounts.models import User
from huiyin.documents.paper import day
from huiyin.organisations import replies as verbs
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office, ReplyTemplate
from huiyin.rules.rule import CONFIRMING
from huiyin.rules.terms import ReplyUse
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

EXAMPLE_NUMBER = "2026000001"


@require_GET
@staff_page(roles=CONFIRMING)
def replies(request: StaffRequest) -> HttpResponse:
    """The templates of one's offices, those retired, and what superiors share."""
    offices = _offices(request)
    own = verbs.newest([each.pk for each in offices])
    known = {each.pk for each in offices}
    return page(
        request,
        "desk/replies.html",
        here="replies",
        used=[each for each in own if not each.is_retired],
        retired=[each for each in own if each.is_retired],
        shared=[each for each in verbs.offered(offices) if each.office_id not in known],
        is_several=len(offices) > 1,
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=CONFIRMING)
def add(request: StaffRequest) -> HttpResponse:
    """Write a new template."""
    offices = _offices(request)
    office = _chosen(request, offices)
    problem = Refused("")
    if request.method == "POST" and "preview" not in request.POST:
        try:
            verbs.add_reply(office, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return _back("added")
    return _form(request, office, _given(request), problem, choices=offices)


@require_http_methods(["GET", "POST"])
@staff_page(roles=CONFIRMING)
def change(request: StaffRequest, root: UUID) -> HttpResponse:
    """Change a template, offer it no longer, or again; every version stays in view."""
    mine = ReplyTemplate.objects.filter(root=root, office__in=_offices(request))
    versions = list(mine.select_related("office").order_by("-version"))
    if not versions:
        raise Http404
    problem, wording = Refused(""), verbs.wording_of(versions[0])
    if request.method == "POST":
        wording = wording if "retire" in request.POST else _given(request)
        seen = request.POST.get("version", "")
        read = next((each for each in versions if str(each.version) == seen), versions[-1])
        try:
            done = _changed(request, read, wording)
        except Refused as refused:
            problem = refused
        else:
            if done:
                return _back(done)
    return _form(request, versions[0].office, wording, problem, versions=versions)


def _changed(request: StaffRequest, read: ReplyTemplate, wording: verbs.ReplyWording) -> str:
    """Do what the button says, and name it; nothing for a look beforehand."""
    by, at = request.viewer, request.now
    if "preview" in request.POST:
        return ""
    if "retire" in request.POST:
        retired = request.POST["retire"] == "1"
        verbs.retire_reply(read, retired=retired, by=by, at=at)
        return "retired" if retired else "restored"
    verbs.change_reply(read, wording, by=by, at=at)
    return "changed"


def _form(
    request: StaffRequest,
    office: Office,
    wording: verbs.ReplyWording,
    problem: Refused,
    *,
    choices: list[Office] | None = None,
    versions: list[ReplyTemplate] | None = None,
) -> HttpResponse:
    sample = ""
    if "preview" in request.POST:
        try:
            sample = verbs.filled(verbs.considered(wording).text, _example(request, office))
        except Refused as refused:
            problem = refused
    names = User.objects.in_bulk({UUID(each.written_by) for each in versions or []})
    return page(
        request,
        "desk/reply.html",
        status=422 if problem.sentence else 200,
        here="replies",
        office=office,
        choices=choices or [],
        wording=wording,
        uses=list(ReplyUse),
        places=[f"{{{each}}}" for each in verbs.PLACES],
        longest_name=verbs.LONGEST_NAME,
        longest_text=verbs.LONGEST_TEXT,
        sample=sample,
        problem=problem,
        last=versions[0] if versions else None,
        versions=[(each, names[UUID(each.written_by)].name) for each in versions or []],
    )


def _example(request: StaffRequest, office: Office) -> dict[str, str]:
    today = day(request.today.isoformat())
    return {
        "编号": EXAMPLE_NUMBER,
        "收到日期": today,
        "承办单位": office.name,
        "联系电话": office.phone,
        "今天": today,
    }


def _given(request: StaffRequest) -> verbs.ReplyWording:
    posted = request.POST
    texts: dict[str, Any] = {name: posted.get(name, "") for name in ("name", "use", "text")}
    return verbs.ReplyWording(**texts, is_shared="is_shared" in posted)


def _offices(request: StaffRequest) -> list[Office]:
    """The offices for which one may write."""
    return list(Office.objects.filter(pk__in=request.viewer.office_ids(CONFIRMING)))


def _chosen(request: StaffRequest, offices: list[Office]) -> Office:
    """The office that was chosen, or the first; one that is not one's own is not found."""
    wanted = request.POST.get("office")
    found = next((each for each in offices if wanted in (None, str(each.pk))), None)
    if found is None:
        raise Http404
    return found


def _back(done: str) -> HttpResponse:
    address = redirect("desk:replies")
    address["Location"] += f"?done={done}"
    return address
