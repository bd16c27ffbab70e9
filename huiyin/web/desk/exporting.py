"""打印和导出. What one asked for and how far it is, its download, and the second person's word."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huiyin.accounts.models import User
from huiyin.documents.actions import file_name
from huiyin.documents.models import StoredFile
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.exports import Export, Making
from huiyin.petitions.exports_asking import (
    decide_export,
    decision_of,
    files_of,
    is_entitled,
    open_made,
    reason_of,
    to_decide,
    total_for,
)
from huiyin.petitions.vault import Vault
from huiyin.web.desk import signin_proof as proof
from huiyin.web.desk.doorway import not_found
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.petition import download

MOST = 100
COLOURS = {
    Making.ASKED: "soon",
    Making.MAKING: "soon",
    Making.READY: "done",
    Making.DECLINED: "late",
    Making.FAILED: "late",
    Making.OVER: "none",
}


@dataclass(frozen=True)
class FileMade:
    """A file that can be opened."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True)
class ExportShown:
    """An export on the pages of who asked, or of the second person."""

    id: UUID
    title: str
    about: str
    standing: str
    words: str
    colour: str
    asked: str
    asked_by: str
    office: str
    decides: str
    reason: str
    until: str
    said: str  # what the second person wrote, or why it was not made
    count: int | None
    total: int | None
    done: int
    is_unmasked: bool
    files: list[FileMade]


def shown(export: Export, request: StaffRequest, *, with_files: bool = False) -> ExportShown:
    """An export as a page tells it."""
    standing = export.standing(request.now)
    ready = with_files and standing is Making.READY
    is_own = str(export.asked_by) == request.viewer.id
    person = request.viewer.name if is_own else User.objects.get(pk=export.asked_by).name
    return ExportShown(
        id=export.pk,
        title=export.title,
        about=export.about,
        standing=standing.value,
        words=_(standing.zh),
        colour=COLOURS[standing],
        asked=people_moment(export.asked_at, request.today),
        asked_by=person,
        office=export.office.name,
        decides=export.decides.name if export.decides else "",
        reason=reason_of(export),
        until=_until(export.expires_at, request) if standing is Making.READY else "",
        said=_(export.failure) if export.failure else decision_of(export),
        count=export.row_count,
        total=export.total,
        done=export.done,
        is_unmasked=export.is_unmasked,
        files=[_file(each, export) for each in files_of(export)] if ready else [],
    )


def _until(at: datetime | None, request: StaffRequest) -> str:
    return people_moment(at, request.today) if at else ""


def _file(stored: StoredFile, export: Export) -> FileMade:
    vault = Vault(export.pk, export.key)
    return FileMade(stored.pk, file_name(stored, vault.key), stored.size)


@require_GET
@staff_page(roles=PETITION_ROLES)
def exports(request: StaffRequest) -> HttpResponse:
    """What I asked for, newest first, and what waits for my word."""
    own = Export.objects.filter(asked_by=UUID(request.viewer.id)).select_related(
        "office", "decides"
    )[:MOST]
    return page(
        request,
        "desk/print_exports.html",
        here="exports",
        own=[shown(each, request) for each in own],
        waiting=waiting_for(request),
    )


def waiting_for(request: StaffRequest) -> list[ExportShown]:
    """The exports that wait for this viewer as the second person."""
    return [
        replace(shown(each, request), total=total_for(each, request.viewer, request.now))
        for each in to_decide(request.viewer).select_related("decides")
    ]


@require_GET
@staff_page(roles=PETITION_ROLES)
def export(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """One export: waiting, being made, or ready to be opened."""
    one = _own(request, export_id)
    if one is None:
        return not_found(request)
    told = shown(one, request, with_files=is_entitled(one, request.viewer, request.now))
    response = page(request, "desk/print_export.html", here="exports", one=told)
    if told.standing == Making.MAKING:
        response.headers["Refresh"] = "2"  # also where no script runs
    return response


@require_GET
@staff_page(roles=PETITION_ROLES, fetches=proof.always)
def export_file(request: StaffRequest, export_id: UUID, file_id: UUID) -> HttpResponse:
    """下载. A file that was made; each opening is written down."""
    one = _own(request, export_id)
    stored = next((each for each in files_of(one) if each.pk == file_id), None) if one else None
    if one is None or stored is None:
        return not_found(request)
    try:
        content = open_made(one, stored, by=request.viewer, at=request.now)
    except Export.DoesNotExist:
        return not_found(request)
    name = file_name(stored, Vault(one.pk, one.key).key)
    inline = stored.media_type == "application/pdf"
    return download(content, name, stored.media_type, inline=inline)


@require_POST
@staff_page(roles=PETITION_ROLES, proves=proof.when_sent)
def decide(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The second person agrees, or says why not."""
    if not to_decide(request.viewer).filter(pk=export_id).exists():
        return not_found(request)
    words = request.POST.get("words", "")
    try:
        decide_export(
            export_id,
            agrees=request.POST.get("agrees") == "yes",
            words=words,
            by=request.viewer,
            at=request.now,
        )
    except Refused as refusal:
        return page(
            request,
            "desk/print_exports.html",
            status=422,
            here="exports",
            own=[],
            waiting=waiting_for(request),
            problem=_(refusal.sentence),
            problem_at=str(export_id),
            words=words,
        )
    return redirect("desk:exports")


def _own(request: StaffRequest, export_id: UUID) -> Export | None:
    mine = Export.objects.filter(asked_by=UUID(request.viewer.id), pk=export_id)
    return mine.select_related("office", "decides").first()
