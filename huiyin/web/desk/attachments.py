"""材料. The attachments of a petition as one viewer is shown them: whole, or masked, or not yet.

Where the name is hidden, an attachment has a number instead of the name it came with (G4).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.documents.actions import file_name
from huiyin.documents.models import FileState, Purpose, StoredFile
from huiyin.petitions.actions.masking import may_prepare
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.web.desk.dossier import Dossier


@dataclass(frozen=True)
class FileShown:
    """An attached file."""

    id: UUID
    name: str
    size: int
    can_be_looked_at: bool
    has_original: bool
    note: str = ""
    # For who makes masked copies: what the unit sees of it now, and whether that is anything.
    unit_sees: str = ""
    is_released: bool = False
    may_mask: bool = False


@dataclass(frozen=True)
class Lacking:
    """Why there is nothing to open: not yet, or never."""

    heading: str
    sentence: str
    is_coming: bool = True


@dataclass(frozen=True)
class Opened:
    """A file that may be opened; where nothing is `stored` to be shown, what it lacks."""

    stored: StoredFile | None
    subject: str  # as the accesses call it
    lacks: Lacking | None = None


def attachments(one: Dossier, at: datetime) -> list[FileShown]:
    """The attachments in their order, as this viewer may see them."""
    if one.sight.hides_name:
        return [_masked(one, each, number) for number, each in _numbered(one)]
    may_mask = may_prepare(one.petition, one.viewer, at)
    return [_whole(one, each, may_mask=may_mask) for _number, each in _numbered(one)]


def originals(one: Dossier) -> list[StoredFile]:
    """The files as they came in."""
    return [each for each in one.files if each.purpose == Purpose.ORIGINAL]


def _numbered(one: Dossier) -> list[tuple[int, StoredFile]]:
    return list(enumerate(originals(one), start=1))


def shown_copy(one: Dossier, original: StoredFile) -> StoredFile | None:
    """The copy of a file that people look at."""
    return next((each for each in one.files if each.original_id == original.pk), None)


def masked_copy(one: Dossier, original: StoredFile) -> MaskedCopy | None:
    """The masked copy that is in the making or released; not what was taken back."""
    stands = (each for each in one.copies if each.taken_back_at is None)
    return next((each for each in stands if each.original_id == original.pk), None)


def _whole(one: Dossier, stored: StoredFile, *, may_mask: bool) -> FileShown:
    copy = masked_copy(one, stored)
    return FileShown(
        id=stored.pk,
        name=file_name(stored, one.vault.key),
        size=stored.size,
        can_be_looked_at=shown_copy(one, stored) is not None,
        has_original=not stored.is_withheld,
        note=_note(stored),
        unit_sees=_unit_sees(copy) if may_mask else "",
        is_released=copy is not None and copy.is_released,
        may_mask=may_mask,
    )


def _note(stored: StoredFile) -> str:
    """Why a file cannot be looked at, where that passes or is grave."""
    match stored.state:
        case FileState.HELD:
            return _("待安全检查，检查通过后才能打开")
        case FileState.HARMFUL:
            virus = {"virus": stored.reason}
            return _("查出病毒（%(virus)s），已经封存，不能打开") % virus
        case FileState.RECEIVED:
            return _("阅览副本正在制作")
    return ""


def _unit_sees(copy: MaskedCopy | None) -> str:
    if copy is not None and copy.is_released:
        return _("承办单位看到的是遮盖件")
    if copy is not None and copy.is_ready:
        return _("承办单位暂看不到此附件：遮盖件已经制成，尚未提供")
    return _("承办单位暂看不到此附件")


def _masked(one: Dossier, original: StoredFile, number: int) -> FileShown:
    copy = masked_copy(one, original)
    stored = _file(one, copy.stored_id) if copy is not None and copy.is_released else None
    if copy is None or stored is None:
        return FileShown(
            id=original.pk,
            name=_("附件%(number)s") % {"number": number},
            size=0,
            can_be_looked_at=False,
            has_original=False,
            note=_("登记机构还没有提供遮盖件"),
        )
    return FileShown(
        id=stored.pk,
        name=_("附件%(number)s（遮盖件）") % {"number": number},
        size=stored.size,
        can_be_looked_at=True,
        has_original=False,
    )


def opened(one: Dossier, file_id: UUID, *, wants_original: bool) -> Opened | None:
    """What the address of a file opens for this viewer; None for what is not there for them."""
    if one.sight.hides_name:
        released = {each.stored_id for each in one.copies if each.is_released}
        if file_id not in released or wants_original:
            return None
        copy = _file(one, file_id)
        return Opened(copy, "file masked", None if copy else in_the_making())
    stored = _file(one, file_id)
    if stored is None or stored.state == FileState.HARMFUL:
        return None
    if stored.state == FileState.HELD:
        return Opened(None, "file", _lacking(stored))
    if stored.purpose == Purpose.MASKED:
        return Opened(stored, "file masked")
    if wants_original:
        return Opened(stored, "file original")
    copy = shown_copy(one, stored)
    return Opened(copy, "file", None if copy else _lacking(stored))


def in_the_making() -> Lacking:
    """The worker makes it; who waits a moment has it."""
    return Lacking(_("正在制作"), _("文件还在制作，通常一分钟之内完成。请稍后再打开。"))


def _lacking(stored: StoredFile) -> Lacking:
    """Why a file has no copy to look at."""
    match stored.state:
        case FileState.HELD:
            return Lacking(
                _(FileState.HELD.zh), _("这个文件还没有通过安全检查，检查通过后才能打开。")
            )
        case FileState.RECEIVED:
            return in_the_making()
    return Lacking(
        _("没有阅览副本"),
        _("这个文件不能制成阅览副本，只能下载原件。"),
        is_coming=False,
    )


def _file(one: Dossier, file_id: UUID | None) -> StoredFile | None:
    return next((each for each in one.files if each.pk == file_id), None)
