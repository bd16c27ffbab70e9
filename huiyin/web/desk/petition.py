"""The petition page, what is opened on it with a reason, its letters, files and dates on paper."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.documents.actions import file_name, open_file
from huiyin.documents.models import Letter
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_date
from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import personal
from huiyin.rules.terms import LetterKind, Step
from huiyin.web.desk import signin_proof as proof
from huiyin.web.desk.attachments import Lacking, in_the_making, opened
from huiyin.web.desk.deciding import AGREED, DECLINED, TAKEN_BACK
from huiyin.web.desk.doorway import (
    not_found,
    note_reading,
    note_reveal,
    open_words,
    petition_page,
    reason_for_words,
    reason_of,
)
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.dues import clock_shown
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.sheet import (
    WORDS,
    letter_opens,
    letters_for,
    own_sheet,
    sheet_of,
    telling_of,
)
from huiyin.web.desk.story import story_of
from huiyin.web.desk.telling import waiting_words

DECIDED = {
    AGREED: gettext_noop("已同意，申请的步骤已经办理。"),
    DECLINED: gettext_noop("已写明不同意，什么也没有改变；申请人会看到理由。"),
    TAKEN_BACK: gettext_noop("申请已经撤回，什么也没有改变。"),
    Step.ASK_APPROVAL.value: gettext_noop("已提请审批。批准之前，什么也不改变。"),
}
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_http_methods(["GET", "POST"])
@petition_page(proves=proof.when_sent)
def petition(request: StaffRequest, subject: Petition) -> HttpResponse:
    """The page of one petition; posted with a reason, it opens words or personal fields."""
    one = dossier(subject, request.viewer, at=request.now)
    if one.sight.is_former:
        return _own_acts(request, one)
    if request.method == "POST":
        return _opened(request, one)
    return _shown(request, one)


def _own_acts(request: StaffRequest, one: Dossier) -> HttpResponse:
    """What a former holder did itself and the letters it issued; nothing of what came after."""
    note_reading(request, one, None)
    told = telling_of(one, request.today, reads=True)
    return page(
        request,
        "desk/own_acts.html",
        offices=one.own_offices,
        sheet=own_sheet(one, request.today),
        entries=story_of(one.events, one.words, told),
        done=_done(request.GET.get("done", "")),
    )


def _opened(request: StaffRequest, one: Dossier) -> HttpResponse:
    """Open what was asked for, for this page only, and write down who did and why."""
    typed = request.POST.get("reason", "")
    asked = request.POST.getlist("show")
    try:
        reason = reason_of(typed)
    except Refused as refused:
        at = asked[-1] if asked else ""
        return _shown(request, one, problem=refused.sentence, problem_at=at, typed=typed)
    if WORDS in asked and one.sight.may_read and not one.sight.reads:
        open_words(request, one.petition, reason)
    shown = may_be_shown(request, one, asked)
    for each in sorted(shown):
        note_reveal(request, one, each.partition(":")[2], reason)
    return _shown(request, one, shown=shown)


def may_be_shown(request: StaffRequest, one: Dossier, asked: list[str]) -> set[str]:
    """The personal fields among what was asked for that this viewer may open."""
    if one.sight.hides_name or reason_for_words(request, one) is None:
        return set()
    there = {f"{person.id}:{name}" for person in one.people for name in personal(person, one.vault)}
    return there & set(asked)


def _shown(
    request: StaffRequest,
    one: Dossier,
    *,
    shown: set[str] | None = None,
    problem: str = "",
    problem_at: str = "",
    typed: str = "",
) -> HttpResponse:
    reason = reason_for_words(request, one)
    note_reading(request, one, reason)
    sheet = sheet_of(
        one, today=request.today, at=request.now, reads=reason is not None, shown=shown or set()
    )
    return page(
        request,
        "desk/petition.html",
        status=422 if problem else 200,
        offices=one.own_offices,
        sheet=sheet,
        holder=one.petition.holder.name,
        person=one.petition.person.name if one.petition.person else "",
        done=_done(request.GET.get("done", "")),
        untold=waiting_words(one, request.now),
        problem=problem,
        problem_at=problem_at,
        typed=typed,
    )


def _done(verb: str) -> str:
    """The sentence that confirms a step just taken."""
    if verb in DECIDED:
        return _(DECIDED[verb])
    if verb not in set(Step):
        return ""
    return _("已完成：%(step)s。") % {"step": _(Step(verb).zh)}


@require_GET
@petition_page
def limits(request: StaffRequest, subject: Petition) -> HttpResponse:
    """期限计算说明. How every date of the petition was counted, to print (N1)."""
    one = dossier(subject, request.viewer, at=request.now)
    if one.sight.is_former:
        return not_found(request)
    clocks = [
        clock_shown(
            each,
            request.now,
            one.names.office(str(each.office_id)) or _("信访人"),
            on_paper=True,
        )
        for each in subject.clocks.all()
    ]
    note_reading(request, one, None)
    return page(
        request,
        "desk/limits.html",
        offices=one.own_offices,
        number=subject.number,
        petition_id=subject.pk,
        clocks=clocks,
        bureau=subject.registering.name,
        written=people_date(request.today, date.min),
    )


@dataclass(frozen=True)
class Download:
    """A letter or a file on its way out; without content, what it lacks."""

    content: bytes | None
    name: str = ""
    media_type: str = ""
    inline: bool = False
    lacks: Lacking | None = None


@require_GET
@petition_page
def letter(request: StaffRequest, subject: Petition, letter_id: UUID, form: str) -> HttpResponse:
    """A letter as PDF or DOCX, as the worker made it."""
    one = dossier(subject, request.viewer, at=request.now)
    if any(
        each.letter_id == letter_id and each.letter.kind == LetterKind.COVER
        for each in letters_for(one)
    ):
        again = proof.asked(request, request.real_now, is_file=True)
        if again is not None:
            return again
    return _answer(request, subject, letter_for(request, one, letter_id, form))


def letter_for(request: StaffRequest, one: Dossier, letter_id: UUID, form: str) -> Download | None:
    """A letter that this viewer may open, written to the accesses; None where there is none."""
    link = next((each for each in letters_for(one) if each.letter_id == letter_id), None)
    reason = reason_for_words(request, one)
    may_open = link is not None and letter_opens(one, link, reads=reason is not None)
    if link is None or form not in FORMATS or not may_open:
        return None
    made = Letter.objects.select_related("pdf", "docx").get(pk=letter_id)
    stored = made.pdf if form == "pdf" else made.docx
    if stored is None:
        return Download(None, lacks=in_the_making())
    note_reading(request, one, reason, subject=f"letter {made.number}")
    if made.kind == LetterKind.COVER:
        note_reveal(request, one, "name address", _("打开送达封面"))
    name = f"{LetterKind(made.kind).zh}{made.number}.{form}"
    content = open_file(stored, one.vault.key)
    return Download(content, name, FORMATS[form], inline=form == "pdf")


@require_GET
@petition_page
def file(request: StaffRequest, subject: Petition, file_id: UUID) -> HttpResponse:
    """The copy of an attached file that may be looked at, or with `original` the file itself.

    Who must not learn the name opens a released masked copy by its own id, and nothing else (G4).
    """
    one = dossier(subject, request.viewer, at=request.now)
    found = file_for(request, one, file_id, wants_original="original" in request.GET)
    return _answer(request, subject, found)


def file_for(
    request: StaffRequest, one: Dossier, file_id: UUID, *, wants_original: bool
) -> Download | None:
    """A file that this viewer may open, written to the accesses; None where there is none."""
    reason = reason_for_words(request, one)
    found = opened(one, file_id, wants_original=wants_original) if reason is not None else None
    if found is None:
        return None
    if found.stored is None:
        return Download(None, lacks=found.lacks)
    note_reading(request, one, reason, subject=found.subject)
    content = open_file(found.stored, one.vault.key)
    name = file_name(found.stored, one.vault.key)
    return Download(content, name, found.stored.media_type, inline=found.stored.is_shown_itself)


def _answer(request: StaffRequest, subject: Petition, found: Download | None) -> HttpResponse:
    if found is None:
        return not_found(request)
    if found.content is None:
        return page(
            request, "desk/not_ready.html", status=409, petition_id=subject.pk, lacks=found.lacks
        )
    return download(found.content, found.name, found.media_type, inline=found.inline)


def download(content: bytes, name: str, media_type: str, *, inline: bool) -> HttpResponse:
    """A file as an answer that runs nothing."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = (
        content_disposition_header(not inline, name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
