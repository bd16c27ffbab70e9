"""导出. Asking for prints and exports, the second person's word on them, and opening what was made.

Masked and of at most 5,000 rows one person may have a list; anything more needs a second.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from huiyin.accounts.models import Post
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.documents.actions import forget, open_file
from huiyin.documents.models import StoredFile
from huiyin.language.clean import tidy
from huiyin.notifications.actions import tell
from huiyin.organisations.models import Office
from huiyin.petitions.actions.approving import superiors
from huiyin.petitions.door import Opening, accusation, hides_name_from, named_to, opening
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import KEPT, Export, Making, Product
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault, as_json
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import READERS, Viewer
from huiyin.rules.rule import CONFIRMING

MOST_BY_ONE = 5000
LEAST_REASON = 4
WHOLE = (Product.SHEETS, Product.DOSSIER, Product.POSTING)  # with the words of a petition
LISTS = (Product.LIST, Product.REGISTER)
NAMED = "named"  # in the sealed choice once made: whose names stand in it
AGAIN = timedelta(minutes=1)  # within it a second click asks for nothing new


def ask_export(
    kind: Product,
    *,
    title: str,
    arguments: dict[str, Any],
    reason: str,
    office: UUID,
    about: str = "",
    petitions: Iterable[UUID] = (),
    is_unmasked: bool = False,
    needs_second: bool = False,
    total: int = 0,
    by: Viewer,
    at: datetime,
) -> Export:
    """申请打印、导出. The worker makes it; where a second person is needed, once they agreed."""
    text = tidy(reason, limit=200)
    if len("".join(text.split())) < LEAST_REASON:
        raise Refused("请写明用途，至少四个字。用途会记入访问记录。", field="reason")
    if office not in by.office_ids(READERS):
        raise Refused("请选择您任职的机构。", field="office")
    for same in Export.objects.filter(
        asked_by=UUID(by.id), kind=kind, about=about, made_at=None, failure="", decided_at=None
    ).filter(asked_at__gt=at - AGAIN):
        if opened(same) == arguments and reason_of(same) == text:
            return same
    decides = None
    if needs_second:
        decides = deciding(Office.objects.get(pk=office), UUID(by.id), at)
    row_id = new_id()
    vault = Vault(row_id)
    export = Export.objects.create(
        id=row_id,
        key=vault.wrapped(),
        kind=kind,
        title=title,
        about=about,
        petitions=[str(each) for each in petitions],
        arguments=vault.seal(as_json(arguments), "petitions_export.arguments", row_id),
        office_id=office,
        reason=vault.seal(text, "petitions_export.reason", row_id),
        is_unmasked=is_unmasked,
        asked_by=UUID(by.id),
        asked_at=at,
        decides=decides,
        total=total,
    )
    note(export, "asked", by=by, at=at, reason=text)
    if decides is not None:
        tell(
            key=f"export:{row_id}",
            way="desk",
            code="export_asked",
            to_office=decides.pk,
            since=at,
        )
    return export


def deciding(office: Office, asker: UUID, at: datetime) -> Office:
    """The office whose second person decides: this one, or the nearest above that has any."""
    held = Post.objects.held(localdate(at)).filter(role__in=CONFIRMING).exclude(user=asker)
    for each in [office, *superiors(office)]:
        if held.filter(office=each).exists():
            return each
    raise Refused("本机构和上级都没有可以审批的第二个人，请联系系统管理员配置岗位。")


def to_decide(viewer: Viewer) -> QuerySet[Export]:
    """The requests that wait for this viewer as the second person."""
    waiting = Export.objects.filter(decides__in=viewer.office_ids(CONFIRMING), decided_at=None)
    return waiting.exclude(asked_by=UUID(viewer.id)).select_related("office").order_by("asked_at")


def total_for(export: Export, viewer: Viewer, at: datetime) -> int | None:
    """How many it is about, for who decides; None where any may be walled from them (R30.1).

    A list is counted as its asker sees it: its number would tell that there is more.
    """
    wanted = set(export.petitions)
    seen = Petition.objects.visible_to(viewer, today=localdate(at)).filter(pk__in=wanted)
    return export.total if wanted and seen.count() == len(wanted) else None


def decide_export(export_id: UUID, *, agrees: bool, words: str, by: Viewer, at: datetime) -> Export:
    """审批导出. Agreeing lets the worker make it; who does not agree says why."""
    text = tidy(words, limit=2000)
    waiting = to_decide(by).select_related(None).select_for_update(of=("self",))
    export = waiting.filter(pk=export_id).first()
    if export is None:
        raise Refused("这项申请已经审批过，或者不由您审批。")
    if not agrees and not text:
        raise Refused("请写明不同意的理由，申请人会看到。", field="words")
    vault = Vault(export.pk, export.key)
    export.decided_by, export.decided_at, export.agreed = UUID(by.id), at, agrees
    export.decision = vault.seal(text, "petitions_export.decision", export.pk)
    export.save(update_fields=["decided_by", "decided_at", "agreed", "decision"])
    note(export, "agreed" if agrees else "declined", by=by, at=at, reason=text)
    return export


def opened(export: Export) -> dict[str, Any]:
    """The sealed choice of an export."""
    vault = Vault(export.pk, export.key)
    told: dict[str, Any] = json.loads(
        vault.open(export.arguments, "petitions_export.arguments", export.pk)
    )
    return told


def reason_of(export: Export) -> str:
    """Why it was asked for."""
    return Vault(export.pk, export.key).open(export.reason, "petitions_export.reason", export.pk)


def decision_of(export: Export) -> str:
    """What the second person wrote."""
    vault = Vault(export.pk, export.key)
    return vault.open(export.decision, "petitions_export.decision", export.pk)


def is_entitled(export: Export, viewer: Viewer, at: datetime) -> bool:
    """Whether who asked may still have it: the same post, and everything in it still visible.

    Forms and whole files hold the words: who gave a petition back meanwhile opens none. Nor does
    anybody open what names a person whose name was closed meanwhile (G4).
    """
    if str(export.asked_by) != viewer.id or export.office_id not in viewer.office_ids(READERS):
        return False
    wanted = set(export.petitions)
    seen = Petition.objects.visible_to(viewer, today=localdate(at)).filter(pk__in=wanted)
    if not _are_named(export, seen, viewer):
        return False
    if export.kind in WHOLE:
        read = seen.select_related("registering").prefetch_related("legs", "requests")
        return wanted == {str(each.pk) for each in read if _is_read(each, export, viewer)}
    return not wanted or seen.count() == len(wanted)


def _are_named(export: Export, seen: QuerySet[Petition], viewer: Viewer) -> bool:
    """Whether every name that stands in it may still be known."""
    named = opened(export).get(NAMED, [])
    known = seen.filter(named_to(viewer), pk__in=named)
    if export.kind in LISTS:
        known = known.exclude(accusation())
    return not named or known.count() == len(named)


def _is_read(petition: Petition, export: Export, viewer: Viewer) -> bool:
    """Whether the words still stand open, and the name where it is on the paper."""
    is_known = export.kind == Product.POSTING or not export.is_unmasked
    named = not is_known and hides_name_from(petition, viewer)
    return opening(petition, viewer) > Opening.ROW and not named


def seal_named(export: Export, named: Sequence[str]) -> None:
    """Keep with the choice whose names stand in what was made."""
    choice = as_json({**opened(export), NAMED: list(named)})
    vault = Vault(export.pk, export.key)
    export.arguments = vault.seal(choice, "petitions_export.arguments", export.pk)


def files_of(export: Export) -> list[StoredFile]:
    """What was made."""
    return list(StoredFile.objects.filter(owner_id=export.pk))


def open_made(export: Export, stored: StoredFile, *, by: Viewer, at: datetime) -> bytes:
    """下载. The bytes, for who asked and is still entitled; written down each time."""
    if export.standing(at) is not Making.READY or not is_entitled(export, by, at):
        raise Export.DoesNotExist
    note(export, "opened", by=by, at=at, reason=reason_of(export))
    return open_file(stored, Vault(export.pk, export.key).key)


def note(
    export: Export,
    act: str,
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
    columns: Sequence[str] = (),
) -> None:
    """Write an export to the accesses: how much, which columns, the choice in words; no names."""
    parts = [f"{act} {export.title}", export.about]
    if export.row_count is not None:
        parts.append(f"{export.row_count} 件")
    parts.append("、".join(columns))
    one = UUID(export.petitions[0]) if len(export.petitions) == 1 else None
    note_access(
        Access.EXPORT,
        viewer=by,
        at=at,
        petition_id=one,
        subject="；".join(part for part in parts if part),
        reason=reason,
    )


def sweep_exports(at: datetime) -> int:
    """Remove what was made, or came to nothing, over 24 hours ago; that it was asked for stays."""
    ended = Q(made_at__lte=at - KEPT)
    in_vain = (~Q(failure="") | Q(agreed=False)) & Q(asked_at__lte=at - KEPT)
    old = Export.objects.filter(ended | in_vain, is_swept=False)
    for export in old:
        for stored in files_of(export):
            forget(stored)
        vault = Vault(export.pk, export.key)
        export.arguments = vault.seal(as_json({}), "petitions_export.arguments", export.pk)
        export.is_swept = True
        export.save(update_fields=["arguments", "is_swept"])
    return len(old)
