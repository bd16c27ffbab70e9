"""预案文件. The schemes, measures and contingency plans of a bureau, and when they were used."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.emergency import papers as verbs
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.meetings import MINUTING, may_write
from huiyin.emergency.models import Paper, PaperUsed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.terms_emergency import PaperKind, PaperUse
from huiyin.web.desk.emergency_pages import (
    ROLES,
    back,
    bureaus_of,
    day_of,
    emergencies_of,
    names,
    one_of,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

FIELDS = ("kind", "title", "text")


@require_GET
@staff_page(roles=ROLES)
def papers(request: StaffRequest) -> HttpResponse:
    """The papers of one's bureau in their newest versions, with when each was last used."""
    bureaus = bureaus_of(request)
    shelves = [(bureau, verbs.newest_papers(bureau)) for bureau in bureaus]
    used = PaperUsed.objects.filter(paper__office__in=bureaus).select_related("paper")
    last: dict[UUID, PaperUsed] = {}
    for each in used:
        last.setdefault(each.paper.root, each)
    return page(
        request,
        "desk/emergency/papers.html",
        here="emergency",
        shelves=[
            (bureau, [(each, last.get(each.root)) for each in rows]) for bureau, rows in shelves
        ],
        may_write=any(may_write(each, request.viewer) for each in bureaus),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=MINUTING)
def add(request: StaffRequest) -> HttpResponse:
    """Write a new paper."""
    bureau = next((each for each in bureaus_of(request) if may_write(each, request.viewer)), None)
    if bureau is None:
        raise Http404
    return _written(request, bureau, None)


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def paper(request: StaffRequest, root: UUID) -> HttpResponse:
    """Read a paper, print it; a leader notes that it was put to use or rehearsed."""
    rows = _versions_or_404(request, root)
    leads = request.viewer.may_act(DECIDING, str(rows[0].office_id)) is not None
    problem = Refused("")
    if request.method == "POST":
        if not leads:
            raise Http404
        try:
            verbs.use_paper(
                rows[0],
                request.POST.get("use", ""),
                used_on=day_of(request, "used_on", _("请选择日期。")),
                note=request.POST.get("note", ""),
                emergency=next(
                    (e for e in emergencies_of(request) if e.pk == one_of(request, "emergency")),
                    None,
                ),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("paper", root, done="used")
    who = names(each.written_by for each in rows)
    uses = PaperUsed.objects.filter(paper__root=root).select_related("paper", "emergency")
    return page(
        request,
        "desk/emergency/paper.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        paper=rows[0],
        versions=[(each, who.get(each.written_by, "")) for each in rows],
        uses=uses,
        leads=leads,
        writes=may_write(rows[0].office, request.viewer),
        emergencies=emergencies_of(request) if leads else [],
        kinds=list(PaperUse),
        typed={name: request.POST.get(name, "") for name in ("use", "used_on", "note")},
        problem=problem,
        longest_note=verbs.LONGEST_NOTE,
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=MINUTING)
def change(request: StaffRequest, root: UUID) -> HttpResponse:
    """Write a new version of a paper."""
    rows = _versions_or_404(request, root)
    if not may_write(rows[0].office, request.viewer):
        raise Http404
    seen = request.POST.get("version", "")
    read = next((each for each in rows if str(each.version) == seen), rows[-1])
    return _written(request, rows[0].office, read if request.method == "POST" else rows[0])


def _written(request: StaffRequest, bureau: Office, last: Paper | None) -> HttpResponse:
    """The form of a new paper or version, and keeping it."""
    problem = Refused("")
    typed = {name: getattr(last, name, "") for name in FIELDS}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            made = verbs.write_paper(
                bureau,
                verbs.considered(request.POST),
                last=last,
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("paper", made.root, done="written")
    return page(
        request,
        "desk/emergency/paper_form.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        last=last,
        kinds=list(PaperKind),
        typed=typed,
        problem=problem,
        longest_title=verbs.LONGEST_TITLE,
        longest_text=verbs.LONGEST_TEXT,
    )


def _versions_or_404(request: StaffRequest, root: UUID) -> list[Paper]:
    mine = Paper.objects.filter(root=root, office__in=bureaus_of(request))
    rows = list(mine.select_related("office").order_by("-version"))
    if not rows:
        raise Http404
    return rows
