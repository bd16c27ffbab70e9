"""遮盖. How the keepers of the register let a unit see files without the petitioner's name (G4).

A masked copy is prepared (on screen, as text, by upload, or by declaring that nothing need be
masked), looked at, and then released by a step of the workflow, as is its taking back.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from huiyin.documents.actions import forget, open_file, passes_check, store, store_made
from huiyin.documents.boxes import MOST_BOXES, BadBox, Box, box_of, pages_in
from huiyin.documents.confined import NoCopy, Unshown, cover_pages, make_copy, make_pages
from huiyin.documents.files import Refused as FileRefused
from huiyin.documents.files import judge
from huiyin.documents.models import Purpose, StoredFile
from huiyin.language.clean import tidy
from huiyin.notifications.actions import leave
from huiyin.petitions.errors import Refused
from huiyin.petitions.masked_copies import MaskedCopy, MaskedWay
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.standing import facts_of
from huiyin.petitions.submissions import IncomingFile
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import is_theirs
from huiyin.rules.terms import Step

LONGEST_TEXT = 200_000
PLAIN, PICTURE, PRINT, PACKED = "text/plain", "image/jpeg", "application/pdf", "application/zip"
ENDINGS = {PICTURE: ".jpg", "image/png": ".png", PRINT: ".pdf", PLAIN: ".txt", PACKED: ".zip"}


# -- the steps ------------------------------------------------------------------------------------


def release_copy(
    petition_id: UUID,
    *,
    copy_id: UUID,
    stored_id: UUID,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """提供遮盖件. The unit sees this copy of the attachment from now on, and nothing else of it.

    `stored_id` is the file that was looked at: one made since then is not released unseen.
    """
    with taking(Step.RELEASE_COPY, petition_id, by=by, at=at, version=version) as one:
        copy = _copy_of(one, copy_id)
        if copy is None or not copy.is_ready or copy.stored_id != stored_id:
            raise Refused("这份遮盖件刚刚改动过，请重新看一遍再提供。", field="copy")
        copy.released_at = at
        copy.save(update_fields=["released_at"])
        one.codes |= _codes(copy)
        if one.petition.holder_id != one.petition.registering_id:
            told = {"office": str(one.petition.holder_id), "about": "masked"}
            one.topics.append(("tell_office", petition_id, told))
        one.forget("masked_copies")
    return one.result


def take_back_copy(
    petition_id: UUID,
    *,
    copy_id: UUID,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """收回遮盖件. The unit sees it no longer; that it was released stays in the story."""
    text = tidy(reason, limit=1000)
    if not text:
        raise Refused("请写明收回的理由。", field="reason")
    with taking(Step.TAKE_BACK_COPY, petition_id, by=by, at=at, version=version) as one:
        copy = _copy_of(one, copy_id)
        if copy is None or not copy.is_released:
            raise Refused("这份遮盖件没有提供，或者已经收回。", field="copy")
        copy.taken_back_at = at
        copy.save(update_fields=["taken_back_at"])
        one.codes |= _codes(copy)
        one.words["reason"] = text
        one.forget("masked_copies")
    return one.result


def _copy_of(one: Taking, copy_id: UUID) -> MaskedCopy | None:
    copies = MaskedCopy.objects.select_related("original", "stored").filter(petition=one.petition)
    return copies.filter(pk=copy_id).first()


def _codes(copy: MaskedCopy) -> dict[str, object]:
    """What the chain keeps of a masked copy: which it is, of which file, and their digests."""
    return {
        "copy": str(copy.pk),
        "attachment": copy.number,
        "way": copy.way,
        "original": bytes(copy.original.digest).hex(),
        "masked": bytes(copy.stored.digest).hex() if copy.stored else "",
    }


# -- preparing ------------------------------------------------------------------------------------


def may_prepare(petition: Petition, viewer: Viewer, at: datetime) -> bool:
    """Whether this viewer makes masked copies here: who would release them."""
    facts = facts_of(petition, localdate(at))
    return facts.hides_name_from_unit and is_theirs(Step.RELEASE_COPY, facts, viewer)


@dataclass
class _Desk:
    """An attachment on the desk: its locked petition, and its masked copy not yet released."""

    petition: Petition
    original: StoredFile
    number: int
    vault: Vault
    by: Viewer
    at: datetime
    copy: MaskedCopy | None

    def anew(self, way: MaskedWay) -> MaskedCopy:
        """Begin a copy; what was begun before and never released is thrown away."""
        if self.copy is not None:
            self.clear()
        return MaskedCopy(
            petition=self.petition,
            original=self.original,
            number=self.number,
            way=way,
            made_by=self.by.id,
            made_at=self.at,
        )

    def clear(self) -> None:
        """Throw away the copy that was begun, with its files."""
        if self.copy is None:
            return
        files = [self.copy.pages, self.copy.upload, self.copy.stored]
        self.copy.delete()
        for each in files:
            if each is not None:
                forget(each)
        self.copy = None


def _kept(
    copy: MaskedCopy,
    content: bytes,
    media_type: str,
    *,
    vault: Vault,
    at: datetime,
    purpose: Purpose = Purpose.MASKED,
) -> StoredFile:
    """Keep what was made for a copy, under a name that says nothing."""
    return store_made(
        content,
        name=f"{copy.name}{ENDINGS[media_type]}",
        media_type=media_type,
        owner_id=copy.petition_id,
        key=vault.key,
        at=at,
        purpose=purpose,
    )


@contextmanager
def _at_desk(petition_id: UUID, file_id: UUID, *, by: Viewer, at: datetime) -> Iterator[_Desk]:
    """The attachment of a petition, for who may mask it; Petition.DoesNotExist for others."""
    with transaction.atomic():
        petition = (
            Petition.objects.visible_to(by, today=localdate(at))
            .select_for_update(of=("self",))
            .select_related("holder", "registering")
            .get(pk=petition_id)
        )
        originals = list(StoredFile.objects.filter(owner_id=petition_id, purpose=Purpose.ORIGINAL))
        places = {each.pk: number for number, each in enumerate(originals, start=1)}
        if file_id not in places or not may_prepare(petition, by, at):
            raise Petition.DoesNotExist
        # The worker may be at it: wait for it, so that nothing it makes is left behind.
        copies = MaskedCopy.objects.select_for_update(of=("self",))
        copies = copies.select_related("pages", "upload", "stored")
        copy = copies.filter(original=file_id, taken_back_at=None).first()
        if copy is not None and copy.is_released:
            raise Refused("这份附件的遮盖件已经提供给承办单位，请先收回，再另做一份。")
        number = places[file_id]
        vault = Vault(petition.id, petition.key)
        yield _Desk(petition, originals[number - 1], number, vault, by, at, copy)


def begin_drawing(petition_id: UUID, file_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Have the pages of the shown copy drawn as pictures, to be masked on screen."""
    with _at_desk(petition_id, file_id, by=by, at=at) as desk:
        shown = _shown(desk)
        if shown.media_type == PLAIN:
            raise Refused("文本文件请直接改写。")
        if desk.copy is not None and desk.copy.way == MaskedWay.DRAWN and not desk.copy.failure:
            return
        copy = desk.anew(MaskedWay.DRAWN)
        copy.save(force_insert=True)
        leave("mask", subject=copy.pk, at=at)


def draw(
    petition_id: UUID, file_id: UUID, *, boxes: Sequence[str], by: Viewer, at: datetime
) -> None:
    """Have these boxes burnt into the pages; each is 「page left top width height」."""
    with _at_desk(petition_id, file_id, by=by, at=at) as desk:
        copy = desk.copy
        if copy is None or copy.pages is None:
            raise Refused("这份附件的页面还没有准备好，请稍后再画。")
        if not boxes:
            raise Refused("还没有画遮盖框。确实无须遮盖的，请用下面的“确认无须遮盖”。")
        if len(boxes) > MOST_BOXES:
            raise Refused("遮盖框太多。请用大一些的框，或者上传遮盖好的文件。")
        count = len(pages_in(open_file(copy.pages, desk.vault.key)))
        try:
            drawn = [box_of(each, pages=count) for each in boxes]
        except BadBox as flaw:
            raise Refused("有的遮盖框不在页面上，请重新画。") from flaw
        old, copy.stored, copy.failure = copy.stored, None, ""
        copy.boxes = desk.vault.seal(json.dumps(drawn), "petitions_maskedcopy.boxes", copy.pk)
        copy.made_by, copy.made_at = by.id, at
        copy.save()
        if old is not None:
            forget(old)
        leave("mask", subject=copy.pk, at=at)


def boxes_of(copy: MaskedCopy, vault: Vault) -> list[Box]:
    """The boxes that were drawn, to be drawn on."""
    told = vault.open(copy.boxes, "petitions_maskedcopy.boxes", copy.pk)
    boxes: list[Box] = json.loads(told or "[]")
    return boxes


def upload(
    petition_id: UUID, file_id: UUID, *, file: IncomingFile, by: Viewer, at: datetime
) -> None:
    """Take a file that was masked elsewhere; its pages are drawn anew before anybody sees it."""
    try:
        kind = judge(file.name, file.content)
    except FileRefused as refusal:
        raise Refused(refusal.sentence, field="file") from refusal
    if not kind.is_shown:
        raise Refused("遮盖好的文件须是图片、PDF或者文本。", field="file")
    with _at_desk(petition_id, file_id, by=by, at=at) as desk:
        copy = desk.anew(MaskedWay.UPLOADED)
        copy.upload = store(
            file.content,
            name=file.name,
            owner_id=petition_id,
            key=desk.vault.key,
            at=at,
            purpose=Purpose.TO_MASK,
        )
        copy.save(force_insert=True)
        leave("mask", subject=copy.pk, at=at)


def write(petition_id: UUID, file_id: UUID, *, text: str, by: Viewer, at: datetime) -> None:
    """Keep a text as the clerk left it, after what is on file was masked in it."""
    clean = tidy(text, limit=LONGEST_TEXT)
    if not clean:
        raise Refused("文本是空的。", field="text")
    with _at_desk(petition_id, file_id, by=by, at=at) as desk:
        copy = desk.anew(MaskedWay.WRITTEN)
        copy.stored = _kept(copy, clean.encode(), PLAIN, vault=desk.vault, at=at)
        copy.save(force_insert=True)


def declare(petition_id: UUID, file_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Keep the shown copy as it is: somebody read it and answers for it that it names nobody."""
    with _at_desk(petition_id, file_id, by=by, at=at) as desk:
        shown = _shown(desk)
        copy = desk.anew(MaskedWay.DECLARED)
        content = open_file(shown, desk.vault.key)
        copy.stored = _kept(copy, content, shown.media_type, vault=desk.vault, at=at)
        copy.save(force_insert=True)


def _shown(desk: _Desk) -> StoredFile:
    shown = StoredFile.objects.filter(original=desk.original).first()
    if shown is None:
        raise Refused("这种文件没有阅览副本，请上传遮盖好的图片、PDF或者文本。")
    return shown


# -- what the worker does -------------------------------------------------------------------------


def make_masked(copy_id: UUID, *, at: datetime) -> None:
    """Make what a masked copy waits for: its pages, or the copy itself. Twice changes nothing."""
    with transaction.atomic():
        copy = (
            MaskedCopy.objects.select_for_update(of=("self",))
            .select_related("petition", "pages", "upload")
            .filter(pk=copy_id)
            .first()
        )
        if copy is None or not copy.is_being_made:
            return
        vault = Vault(copy.petition_id, copy.petition.key)
        try:
            _make(copy, vault, at)
        except Unshown as fault:
            copy.failure = fault.reason
        copy.save()


def _make(copy: MaskedCopy, vault: Vault, at: datetime) -> None:
    if copy.pages is not None:
        boxes = boxes_of(copy, vault)
        media_type, content = cover_pages(open_file(copy.pages, vault.key), boxes)
        copy.stored = _kept(copy, content, media_type, vault=vault, at=at)
    elif copy.upload is not None:
        if not passes_check(copy.upload, vault.key):
            raise Unshown(NoCopy.HARMFUL)
        # A box in a PDF may lie above living text, and a picture may tell where it was taken.
        media_type, content = make_copy(copy.upload.media_type, open_file(copy.upload, vault.key))
        if media_type != PLAIN:
            media_type, content = cover_pages(make_pages(media_type, content), [])
        copy.stored = _kept(copy, content, media_type, vault=vault, at=at)
        used, copy.upload = copy.upload, None
        copy.save(update_fields=["upload"])
        forget(used)
    else:
        shown = StoredFile.objects.get(original=copy.original_id)
        pages = make_pages(shown.media_type, open_file(shown, vault.key))
        copy.pages = _kept(copy, pages, PACKED, vault=vault, at=at, purpose=Purpose.PAGES)
