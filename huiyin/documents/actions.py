"""Issuing letters and keeping files: numbers without gaps, bytes on disk before the row."""

import json
import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from huiyin.documents.confined import Unshown, make_copy
from huiyin.documents.files import BY_NAME, judge, safe_name
from huiyin.documents.models import FileState, Letter, LetterCounter, Purpose, StoredFile
from huiyin.documents.scanner import scanner
from huiyin.documents.wording import TEMPLATE_VERSION
from huiyin.organisations.models import Office
from huiyin.privacy.sealing import digest, seal, seal_bytes, unseal, unseal_bytes
from huiyin.rules.actor import Actor
from huiyin.rules.fitness import require_fit
from huiyin.rules.ids import new_id
from huiyin.rules.letters import LETTERS
from huiyin.rules.moments import localdate
from huiyin.rules.practice import SERIES, is_practice
from huiyin.rules.terms import LetterKind

STRAY_AFTER = timedelta(hours=1)
UPLOADS = (Purpose.ORIGINAL, Purpose.TO_MASK)


class Withheld(Exception):
    """A file that nobody opens: it waits for its safety check, or has not passed it."""


class NotKept(Exception):
    """The disk takes no file now: it is full, or must not be written to. Nothing was kept."""


# -- letters --------------------------------------------------------------------------------------


def issue(
    kind: LetterKind,
    *,
    office: Office,
    facts: dict[str, Any],
    key: bytes,
    owner_id: UUID,
    by: Actor,
    at: datetime,
    corrects: Letter | None = None,
) -> Letter:
    """制发文书. Take the next number and freeze the facts under the owner's key.

    The letterhead is the office's unless `facts` says otherwise. Raises `Incomplete` or
    `Misplaced` (rules.letters) and then takes no number. The worker renders it later. What is
    made for a practice petition takes no number of the real series.
    """
    on = localdate(at)
    drill = SERIES if is_practice(facts.get("petition_number", "")) else ""
    series = f"{office.letter_code}{LETTERS[kind].series}{drill}〔{on.year}〕"
    whole = {**_letterhead(office), "issued_on": on.isoformat(), **facts, "number": series}
    if corrects is not None:
        whole["corrects"] = corrects.number
    # Before a number is taken: a refused letter has then written nothing.
    require_fit(kind, whole)
    with transaction.atomic(savepoint=False):
        serial = next_serial(office, f"{kind.value}{drill}", on.year)
        number = whole["number"] = f"{series}{serial}号"
        letter_id = new_id()
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        letter = Letter(
            id=letter_id,
            office=office,
            owner_id=owner_id,
            kind=kind,
            year=on.year,
            serial=serial,
            number=number,
            template_version=TEMPLATE_VERSION,
            facts=seal(text, key, aad=f"documents_letter.facts:{letter_id}"),
            facts_digest=digest(key, text.encode()),
            corrects=corrects,
            issued_by=by.id,
            issued_at=at,
        )
        letter.save(force_insert=True)
    return letter


def letter_facts(letter: Letter, *, key: bytes) -> dict[str, Any]:
    """The frozen facts of a letter."""
    text = unseal(letter.facts, key, aad=f"documents_letter.facts:{letter.pk}")
    facts: dict[str, Any] = json.loads(text)
    return facts


# Names of the table come from the model.
_NEXT = (
    f"INSERT INTO {LetterCounter._meta.db_table} AS counter (id, office_id, kind, year, last)"  # noqa: S608
    " VALUES (%s, %s, %s, %s, 1) ON CONFLICT (office_id, kind, year)"
    " DO UPDATE SET last = counter.last + 1 RETURNING last"
)


def next_serial(office: Office, kind: str, year: int) -> int:
    """The next number; the counter stays locked until its paper commits, so no gap remains."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [new_id(), office.pk, kind, year])
        serial: int = cursor.fetchone()[0]
    return serial


def _letterhead(office: Office) -> dict[str, Any]:
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_postcode": office.postcode,
        "office_phone": office.phone,
        "contact_person": office.contact,
    }


# -- files ----------------------------------------------------------------------------------------


def store(
    content: bytes,
    *,
    name: str,
    owner_id: UUID,
    key: bytes,
    at: datetime,
    purpose: Purpose = Purpose.ORIGINAL,
) -> StoredFile:
    """收存材料. Keep an upload bit for bit, sealed; `files.Refused` if it may not come in (D7)."""
    return _keep(
        content,
        name=safe_name(name),
        media_type=judge(name, content).name,
        purpose=purpose,
        owner_id=owner_id,
        key=key,
        at=at,
    )


def store_made(
    content: bytes,
    *,
    name: str,
    media_type: str,
    owner_id: UUID,
    key: bytes,
    at: datetime,
    purpose: Purpose = Purpose.LETTER,
) -> StoredFile:
    """Keep what this product made: a rendered letter, a masked copy."""
    return _keep(
        content,
        name=name,
        media_type=media_type,
        purpose=purpose,
        owner_id=owner_id,
        key=key,
        at=at,
    )


def open_file(stored: StoredFile, key: bytes) -> bytes:
    """The bytes of a kept file; `sealing.Unreadable` if they were altered, `Withheld` if unsafe."""
    if stored.is_withheld:
        raise Withheld(stored.state)
    return reread(stored, key)


def reread(stored: StoredFile, key: bytes) -> bytes:
    """The bytes for what opens nothing: the scanner, and a form that is sent in once more."""
    return unseal_bytes(_place(stored.path).read_bytes(), key, aad=_aad("content", stored.pk))


def file_name(stored: StoredFile, key: bytes) -> str:
    """The name a file came with, made safe."""
    return unseal(stored.name, key, aad=_aad("name", stored.pk))


def forget(stored: StoredFile) -> None:
    """Remove a staged file that never became part of a petition."""
    for copy in StoredFile.objects.filter(original=stored):
        forget(copy)
    stored.delete()
    transaction.on_commit(lambda: _place(stored.path).unlink(missing_ok=True))


def passes_check(stored: StoredFile, key: bytes) -> bool:
    """安全检查. Whether a file that was held may be opened now; `scanner.Away` if nobody can say.

    One that holds a virus stays sealed for good. Held when there is no scanner any more: whoever
    took it away has decided that files go unscanned.
    """
    if stored.state == FileState.HELD:
        asked = scanner(settings.HUIYIN_SCANNER)
        virus = asked.look_at(reread(stored, key)) if asked else ""
        is_upload = stored.purpose == Purpose.ORIGINAL
        passed = FileState.RECEIVED if is_upload else FileState.DERIVED
        _settle(stored, FileState.HARMFUL if virus else passed, virus)
    return stored.state != FileState.HARMFUL


@transaction.atomic
def derive(stored: StoredFile, *, key: bytes, at: datetime) -> StoredFile | None:
    """制作阅览副本. The copy that people look at; None where only the original can be downloaded.

    The file is opened by a confined process only. A second call changes nothing.
    """
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if not passes_check(stored, key) or stored.state != FileState.RECEIVED:
        return StoredFile.objects.filter(original=stored).first()
    if not BY_NAME[stored.media_type].is_shown:
        _settle(stored, FileState.KEPT)
        return None
    try:
        media_type, content = make_copy(stored.media_type, open_file(stored, key))
    except Unshown as fault:
        _settle(stored, FileState.BLOCKED, fault.reason)
        return None
    copy = _keep(
        content,
        name=file_name(stored, key),
        media_type=media_type,
        purpose=Purpose.SHOWN,
        owner_id=stored.owner_id,
        key=key,
        at=at,
        original=stored,
    )
    _settle(stored, FileState.DERIVED)
    return copy


def sweep_strays(at: datetime) -> int:
    """Remove files on disk that no row names: what a crash between file and row left behind."""
    root = Path(settings.HUIYIN_FILES)
    before = (at - STRAY_AFTER).timestamp()
    old = {
        f"{path.parent.name}/{path.name}": path
        for path in root.glob("??/*")
        if path.stat().st_mtime < before
    }
    known = set(StoredFile.objects.filter(path__in=old).values_list("path", flat=True))
    strays = [path for name, path in old.items() if name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def is_there(stored: StoredFile) -> bool:
    """Whether the file that a row names is on the disk, with all that was written."""
    try:
        return _place(stored.path).stat().st_size >= stored.size
    except FileNotFoundError:
        return False


def _settle(stored: StoredFile, state: FileState, reason: str = "") -> None:
    stored.state, stored.reason = state, reason
    stored.save(update_fields=["state", "reason"])


def _keep(
    content: bytes,
    *,
    name: str,
    media_type: str,
    purpose: Purpose,
    owner_id: UUID,
    key: bytes,
    at: datetime,
    original: StoredFile | None = None,
) -> StoredFile:
    """Seal, write and sync the bytes, then the row: never a row without its file (D6)."""
    file_id = new_id()
    random = secrets.token_hex(16)
    path = f"{random[:2]}/{random[2:]}"
    _write(_place(path), seal_bytes(content, key, aad=_aad("content", file_id)))
    stored = StoredFile(
        id=file_id,
        owner_id=owner_id,
        purpose=purpose,
        original=original,
        name=seal(name, key, aad=_aad("name", file_id)),
        media_type=media_type,
        size=len(content),
        digest=digest(key, content),
        path=path,
        state=_first_state(purpose),
        created_at=at,
    )
    stored.save(force_insert=True)
    return stored


def _first_state(purpose: Purpose) -> FileState:
    """What comes in is held where there is a scanner; what this product made is ready."""
    if purpose in UPLOADS and settings.HUIYIN_SCANNER:
        return FileState.HELD
    return FileState.RECEIVED if purpose is Purpose.ORIGINAL else FileState.DERIVED


def _aad(column: str, file_id: UUID) -> str:
    return f"documents_storedfile.{column}:{file_id}"


def _place(path: str) -> Path:
    return Path(settings.HUIYIN_FILES) / path


def _write(target: Path, content: bytes) -> None:
    """Write and sync a file; where that fails, leave no part of it."""
    try:
        _write_whole(target, content)
    except OSError as problem:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise NotKept(problem.strerror) from problem


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
