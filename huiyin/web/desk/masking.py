"""The page on which a masked copy of an attachment is made, looked at, released and taken back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.documents.actions import file_name, open_file
from huiyin.documents.boxes import PagePicture, page_content, pages_in
from huiyin.documents.confined import NoCopy
from huiyin.documents.models import FileState, StoredFile
from huiyin.language.clean import Unclean
from huiyin.petitions.actions import masking
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.masked_copies import MaskedCopy, MaskedWay
from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.submissions import IncomingFile
from huiyin.web.desk.attachments import masked_copy, originals, shown_copy
from huiyin.web.desk.doorway import not_found, note_reading, petition_page, reason_for_words
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest

DRAWABLE = ("image/jpeg", "image/png", "application/pdf")
SHOWN_IN_PAGE = ("image/jpeg", "image/png")
PLAIN = "text/plain"


@dataclass
class _Desk:
    """One attachment on the desk of somebody who may mask it."""

    request: StaffRequest
    one: Dossier
    original: StoredFile
    reason: str
    problem: str = ""
    text: str | None = None  # as typed, kept when it was refused
    boxes: list[str] = field(default_factory=list)

    @property
    def copy(self) -> MaskedCopy | None:
        return masked_copy(self.one, self.original)

    @property
    def shown(self) -> StoredFile | None:
        return shown_copy(self.one, self.original)


def _desk(request: StaffRequest, subject: Petition, file_id: UUID) -> _Desk | None:
    """The attachment, for who reads the petition whole and keeps its register."""
    one = dossier(subject, request.viewer, at=request.now)
    reason = reason_for_words(request, one)
    original = next((each for each in originals(one) if each.pk == file_id), None)
    if original is None or reason is None or one.sight.hides_name:
        return None
    if not masking.may_prepare(subject, request.viewer, request.now):
        return None
    return _Desk(request, one, original, reason)


@require_http_methods(["GET", "POST"])
@petition_page
def mask(request: StaffRequest, subject: Petition, file_id: UUID) -> HttpResponse:
    """Make a masked copy, or see how far it is."""
    desk = _desk(request, subject, file_id)
    if desk is None:
        return not_found(request)
    if request.method != "POST":
        note_reading(request, desk.one, desk.reason)
        return _page(desk)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return redirect("desk:mask", subject.pk, file_id)
    try:
        act(desk)
    except Refused as refusal:
        desk.problem = _(refusal.sentence)
    except Unclean as flaw:
        desk.problem = flaw.sentence(_)
    except Petition.DoesNotExist:
        return not_found(request)
    if desk.problem:
        return _page(desk, status=422)
    return redirect("desk:mask", subject.pk, file_id)


def _begin_drawing(desk: _Desk) -> None:
    masking.begin_drawing(
        desk.one.petition.pk, desk.original.pk, by=desk.request.viewer, at=desk.request.now
    )


def _draw(desk: _Desk) -> None:
    desk.boxes = desk.request.POST.getlist("box")
    masking.draw(
        desk.one.petition.pk,
        desk.original.pk,
        boxes=desk.boxes,
        by=desk.request.viewer,
        at=desk.request.now,
    )


def _upload(desk: _Desk) -> None:
    sent = desk.request.FILES.get("file")
    if sent is None:
        raise Refused("请选择遮盖好的文件。")
    masking.upload(
        desk.one.petition.pk,
        desk.original.pk,
        file=IncomingFile(name=sent.name or "", content=sent.read()),
        by=desk.request.viewer,
        at=desk.request.now,
    )


def _write(desk: _Desk) -> None:
    desk.text = desk.request.POST.get("text", "")
    masking.write(
        desk.one.petition.pk,
        desk.original.pk,
        text=desk.text,
        by=desk.request.viewer,
        at=desk.request.now,
    )


def _declare(desk: _Desk) -> None:
    if desk.request.POST.get("sure") != "yes":
        raise Refused("请先确认：您已看过全部内容，里面没有可以认出信访人的信息。")
    masking.declare(
        desk.one.petition.pk, desk.original.pk, by=desk.request.viewer, at=desk.request.now
    )


ACTS: dict[str, Callable[[_Desk], None]] = {
    "begin": _begin_drawing,
    "draw": _draw,
    "upload": _upload,
    "write": _write,
    "declare": _declare,
}


def _page(desk: _Desk, *, status: int = 200) -> HttpResponse:
    one, copy, shown = desk.one, desk.copy, desk.shown
    petition = one.petition
    kind = shown.media_type if shown else ""
    stands = originals(one)
    stored = next((each for each in one.files if copy and each.pk == copy.stored_id), None)
    today = desk.request.today
    return page(
        desk.request,
        "desk/mask.html",
        status=status,
        offices=one.own_offices,
        petition_id=petition.pk,
        file_id=desk.original.pk,
        number=petition.number,
        attachment=stands.index(desk.original) + 1,
        name=file_name(desk.original, one.vault.key),
        holder=petition.holder.name if petition.holder_id != petition.registering_id else "",
        copy=copy,
        choice=f"{copy.pk}:{copy.stored_id}" if copy else "",
        way=_(MaskedWay(copy.way).zh) if copy else "",
        failure=_(NoCopy(copy.failure).zh) if copy and copy.failure else "",
        released=people_moment(copy.released_at, today) if copy and copy.released_at else "",
        is_picture=stored is not None and stored.media_type in SHOWN_IN_PAGE,
        can_draw=kind in DRAWABLE,
        can_write=kind == PLAIN and shown is not None and shown.size <= masking.LONGEST_TEXT,
        can_declare=shown is not None,
        waits=desk.original.state in (FileState.HELD, FileState.RECEIVED),
        pages=_pages(desk),
        boxes=_boxes(desk),
        text=_text(desk, kind),
        preview=_read(one, stored) if stored and stored.media_type == PLAIN else "",
        problem=desk.problem,
        version=petition.version,
        seen=petition.event_count,
    )


def _pages(desk: _Desk) -> list[PagePicture]:
    """The pages to be drawn upon."""
    copy = desk.copy
    if copy is None or copy.pages_id is None or copy.is_released:
        return []
    return pages_in(_packed(desk.one, copy.pages_id))


def _packed(one: Dossier, pages_id: UUID) -> bytes:
    return open_file(StoredFile.objects.get(pk=pages_id), one.vault.key)


def _boxes(desk: _Desk) -> list[str]:
    """The boxes as the form sends them: those just refused, else those drawn last time."""
    if desk.boxes or desk.copy is None:
        return desk.boxes
    drawn = masking.boxes_of(desk.copy, desk.one.vault)
    return [" ".join(str(part) for part in each) for each in drawn]


def _text(desk: _Desk, kind: str) -> str:
    """A text file with the person hidden as in the words of the petition, to go on from."""
    if desk.text is not None:
        return desk.text
    if kind != PLAIN or desk.shown is None:
        return ""
    return without_people(_read(desk.one, desk.shown), desk.one.vault, desk.one.people)


def _read(one: Dossier, stored: StoredFile) -> str:
    return open_file(stored, one.vault.key).decode()


@require_GET
@petition_page
def page_picture(
    request: StaffRequest, subject: Petition, file_id: UUID, number: int
) -> HttpResponse:
    """One page of the attachment, to be drawn upon."""
    desk = _desk(request, subject, file_id)
    copy = desk.copy if desk else None
    if desk is None or copy is None or copy.pages_id is None:
        return not_found(request)
    packed = _packed(desk.one, copy.pages_id)
    wanted = next((each for each in pages_in(packed) if each.number == number), None)
    if wanted is None:
        return not_found(request)
    note_reading(request, desk.one, desk.reason, subject=f"file page {number}")
    return HttpResponse(page_content(packed, wanted), content_type="image/jpeg")
