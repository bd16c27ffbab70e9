"""建议书. One proposal: written, signed or sent back, handed over, answered; on paper."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.emergency import proposals
from huiyin.emergency.opinions import gathering
from huiyin.emergency.opinions_rows import Addressed, Proposal, ProposalPaper, Submission, Theme
from huiyin.emergency.opinions_seen import figures
from huiyin.organisations.errors import Refused
from huiyin.petitions.explaining import due_words, explained, people_date
from huiyin.rules.clock import Standing, standing
from huiyin.rules.feedback import law_of_feedback
from huiyin.rules.terms import Adoption
from huiyin.rules.terms_opinions import ProposalKind, SubmissionWay
from huiyin.web.desk.emergency_pages import back, day_of, names, one_of
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.opinions_figures import tables_shown
from huiyin.web.desk.opinions_pages import ROLES, page, theme_or_404
from huiyin.web.desk.signin_proof import always

FIELDS = ("kind", "title", "addressees", "problem", "advice")
TYPED = ("reason", "way", "delivered_on", "adoption", "text", "received_on")
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_http_methods(["GET", "POST"])
@staff_page(roles=proposals.WRITING)
def add(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    """Draft a proposal on a theme."""
    theme = theme_or_404(request, theme_id)
    if not proposals.may_write(theme.office, request.viewer):
        raise Http404
    return _form(request, theme, None)


@require_http_methods(["GET", "POST"])
@staff_page(roles=proposals.WRITING)
def change(request: StaffRequest, root: UUID) -> HttpResponse:
    """Write a new version of a draft."""
    rows = _versions(request, root)
    if rows[0].issued or not proposals.may_write(rows[0].theme.office, request.viewer):
        raise Http404
    seen = request.POST.get("version", "")
    read = next((each for each in rows if str(each.version) == seen), rows[-1])
    return _form(request, rows[0].theme, read if request.method == "POST" else rows[0])


def _form(request: StaffRequest, theme: Theme, last: Proposal | None) -> HttpResponse:
    problem = Refused("")
    typed = {name: getattr(last, name, "") for name in FIELDS}
    typed["addressees"] = "\n".join(last.addressees) if last else ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        by, at = request.viewer, request.now
        try:
            wording = proposals.considered(request.POST)
            if last is None:
                made = proposals.draft(theme, wording, by=by, at=at)
            else:
                made = proposals.revise(last, wording, by=by, at=at)
        except Refused as refused:
            problem = refused
        else:
            return back("proposal", made.root, done="written")
    counted = figures(theme, request.viewer, today=request.today)
    return page(
        request,
        "proposal_form",
        problem=problem,
        theme=theme,
        last=last,
        typed=typed,
        kinds=list(ProposalKind),
        total=counted["total"],
        tables=tables_shown(counted),
        longest=proposals.LONGEST,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def proposal(request: StaffRequest, root: UUID) -> HttpResponse:
    """Read a proposal; sign it, send it back, note that it was handed over or answered."""
    rows = _versions(request, root)
    problem = Refused("")
    if request.method == "POST":
        if not proposals.may_write(rows[0].theme.office, request.viewer):
            raise Http404
        try:
            done = _done(request, rows)
        except Refused as refused:
            problem = refused
            rows = _versions(request, root)
        else:
            return back("proposal", root, done=done)
    return _shown(request, rows, problem)


def _done(request: StaffRequest, rows: list[Proposal]) -> str:
    """Do what the button says, and name it."""
    by, at, posted = request.viewer, request.now, request.POST
    if "sign" in posted or "send_back" in posted:
        wanted = one_of(request, "sign") or one_of(request, "send_back")
        row = next((each for each in rows if each.pk == wanted), None)
        if row is None:
            raise Http404
        if "sign" in posted:
            proposals.issue(row, by=by, at=at)
            return "signed"
        proposals.send_back(row, posted.get("reason", ""), by=by, at=at)
        return "sent_back"
    organ = _organ(request, rows[0])
    if "submit" in posted:
        delivered_on = day_of(request, "delivered_on", _("请填写送到的日子。"))
        way = posted.get("way", "")
        proposals.submit(organ, way=way, delivered_on=delivered_on, by=by, at=at)
        return "submitted"
    if organ.submitted is None:
        raise Http404
    proposals.answer(
        organ.submitted,
        adoption=posted.get("adoption", ""),
        text=posted.get("text", ""),
        received_on=day_of(request, "received_on", _("请填写收到反馈的日子。")),
        by=by,
        at=at,
    )
    return "answered"


def _organ(request: StaffRequest, row: Proposal) -> Addressed:
    wanted = one_of(request, "organ")
    found = row.issued.addressed.all() if row.issued else []
    organ = next((each for each in found if each.pk == wanted), None)
    if organ is None:
        raise Http404
    organ.issue.proposal = row
    return organ


def _shown(request: StaffRequest, rows: list[Proposal], problem: Refused) -> HttpResponse:
    row, viewer = rows[0], request.viewer
    ids = {each.written_by for each in rows}
    if row.issued:
        ids.add(row.issued.issued_by)
    ids |= {each.returned.returned_by for each in rows if each.returned}
    who = names(ids)
    counted = row.issued.figures if row.issued else None
    counted = counted or figures(row.theme, viewer, today=request.today)
    organs = row.issued.addressed.all() if row.issued else []
    may_write = proposals.may_write(row.theme.office, viewer)
    return page(
        request,
        "proposal",
        problem=problem,
        row=row,
        theme=row.theme,
        state=row.state(),
        writer=who.get(row.written_by, ""),
        signer=who.get(row.issued.issued_by, "") if row.issued else "",
        may_write=may_write,
        may_sign=viewer.may_act(proposals.SIGNING, str(row.theme.office_id)) is not None,
        why_not=proposals.why_not_sign(row, by=viewer) if may_write and not row.issued else "",
        organs=[(each, _limit(each.submitted, request)) for each in organs],
        tables=tables_shown(counted),
        total=counted["total"],
        has_paper=bool(row.issued) and ProposalPaper.objects.filter(issue=row.pk).exists(),
        versions=[(each, who.get(each.written_by, "")) for each in rows],
        ways=list(SubmissionWay),
        adoptions=list(Adoption),
        failed=request.POST.get("organ", ""),
        typed={name: request.POST.get(name, "") for name in TYPED},
        longest=proposals.LONGEST,
    )


def _limit(sent: Submission | None, request: StaffRequest) -> dict[str, object]:
    """The thirty days of an organ in words, with the reason for the day."""
    if sent is None:
        return {}
    stands = standing(sent.target_on, sent.legal_on, request.today)
    colours = {Standing.FINE: "in-time", Standing.LATE: "late"}
    return {
        "day": people_date(sent.legal_on, request.today),
        "words": due_words(sent.target_on, sent.legal_on, request.today),
        "colour": colours.get(stands, "soon"),
        "lines": explained(sent.explanation, request.today),
        "law": law_of_feedback(sent.rule_set),
        "is_late": sent.is_late(request.today),
        "days_late": sent.days_late(request.today),
    }


@require_GET
@staff_page(roles=ROLES, fetches=always)
def paper(request: StaffRequest, proposal_id: UUID, form: str) -> HttpResponse:
    """The issued proposal as a file."""
    found = ProposalPaper.objects.filter(
        issue=proposal_id, issue__proposal__theme__office__in=gathering(request.viewer)
    ).first()
    if found is None or form not in MEDIA:
        raise Http404
    note_access(Access.EXPORT, viewer=request.viewer, at=request.now, subject="proposal")
    content = found.pdf if form == "pdf" else found.docx
    answer = HttpResponse(bytes(content), content_type=MEDIA[form])
    way = "inline" if form == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="proposal.{form}"'
    return answer


def _versions(request: StaffRequest, root: UUID) -> list[Proposal]:
    """Every version, newest first, of a proposal of one's own bureau."""
    mine = Proposal.objects.filter(root=root, theme__office__in=gathering(request.viewer))
    rows = list(proposals.whole(mine).order_by("-version"))
    if not rows:
        raise Http404
    return rows
