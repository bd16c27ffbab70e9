"""Numbers without gaps, letters that never change, files that are kept bit for bit and sealed."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from PIL import Image

from huiyin.documents.actions import (
    derive,
    file_name,
    forget,
    issue,
    letter_facts,
    open_file,
    store,
    sweep_strays,
)
from huiyin.documents.files import Refused
from huiyin.documents.letters import make
from huiyin.documents.models import FileState, Letter, LetterCounter, Purpose, StoredFile
from huiyin.organisations.models import Office
from huiyin.privacy.sealing import Unreadable, new_key
from huiyin.rules.actor import Actor
from huiyin.rules.fitness import Incomplete, Misplaced
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE
from huiyin.rules.terms import LetterKind
from tests.documents import hostile
from tests.documents.reading import docx_text, pdf_text
from tests.documents.specimens import facts_of

pytestmark = pytest.mark.django_db

KEY, OWNER = new_key(), new_id()
CLERK = Actor(id="clerk", name="周敏", post="dispatcher", office="office")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


@pytest.fixture
def bureau() -> Office:
    return Office.objects.create(
        path="zz/", name="云岭市信访局", short_name="信访局", letter_code="云信", number_code="zz",
        division="530100", kind="bureau", level="city", address="人民路18号", phone="0871-5550100",
        contact="周敏", postcode="661000",
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:  # noqa: ANN401
    settings.HUIYIN_FILES = tmp_path / "files"


def issued(office: Office, *, at: datetime = AT, **changed: Any) -> Letter:
    kind = changed.pop("kind", LetterKind.REPLY)
    corrects = changed.pop("corrects", None)
    facts = facts_of(kind, number=None, issued_on=None, **changed)
    return issue(
        kind, office=office, facts=facts, key=KEY, owner_id=OWNER, by=CLERK, at=at,
        corrects=corrects,
    )  # fmt: skip


def stored(content: bytes, name: str = "照片.jpg", owner: UUID = OWNER) -> StoredFile:
    return store(content, name=name, owner_id=owner, key=KEY, at=AT)


# -- letters --------------------------------------------------------------------------------------


def test_numbers_run_per_office_kind_and_year(bureau: Office) -> None:
    other = Office.objects.create(
        path="zy/", name="云岭市城管局", short_name="城管局", letter_code="云城", number_code="zy",
        division="530100", kind="department", level="city",
    )  # fmt: skip
    assert [issued(bureau).number for _ in range(3)] == [f"云信复〔2026〕{n}号" for n in (1, 2, 3)]
    assert issued(other).number == "云城复〔2026〕1号"
    notice = issued(bureau, kind=LetterKind.FORWARDING_NOTICE)
    assert notice.number == "云信转告〔2026〕1号"


def test_the_year_is_the_office_s(bureau: Office) -> None:
    last_minute = datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    assert issued(bureau, at=last_minute).number == "云信复〔2026〕1号"
    first = issued(bureau, at=last_minute + timedelta(minutes=1))
    assert first.number == "云信复〔2027〕1号"
    assert letter_facts(first, key=KEY)["issued_on"] == "2027-01-01"


def test_a_letter_that_is_refused_takes_no_number(bureau: Office) -> None:
    with pytest.raises(Incomplete, match="答复内容"):
        issued(bureau, answer=" ")
    with pytest.raises(Misplaced, match="复查"):
        issued(bureau, answer="不服的，可以申请复查。")
    with transaction.atomic():
        issued(bureau)
        transaction.set_rollback(True)  # the step failed later
    assert issued(bureau).serial == 1
    assert LetterCounter.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_share_a_number(bureau: Office) -> None:
    def take(_: int) -> int:
        try:
            return issued(bureau).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        taken = list(people.map(take, range(16)))
    assert sorted(taken) == list(range(1, 17))


def test_the_letterhead_is_the_office_s_unless_the_facts_say_otherwise(bureau: Office) -> None:
    facts = {"addressee": "罗大川", "petition_number": "WX1", "answer": "可以。", "query": "来电。"}
    letter = issue(
        LetterKind.REPLY, office=bureau, facts={**facts, "contact_person": "何志远"}, key=KEY,
        owner_id=OWNER, by=CLERK, at=AT,
    )  # fmt: skip
    frozen = letter_facts(letter, key=KEY)
    assert frozen["office_address"] == "人民路18号"
    assert frozen["contact_person"] == "何志远"
    assert frozen["number"] == letter.number == "云信复〔2026〕1号"


def test_facts_are_sealed_and_bound_to_their_letter(bureau: Office) -> None:
    first, second = issued(bureau), issued(bureau)
    assert "罗大川".encode() not in bytes(first.facts)
    first.facts = second.facts
    with pytest.raises(Unreadable):
        letter_facts(first, key=KEY)
    with pytest.raises(Unreadable):
        letter_facts(second, key=new_key())


@pytest.mark.parametrize(
    "change",
    [{"number": "云信复〔2026〕9号"}, {"facts": b"x"}, {"serial": 9}, {"issued_at": AT}],
)
def test_an_issued_letter_never_changes(bureau: Office, change: dict[str, Any]) -> None:
    letter = issued(bureau, at=AT - timedelta(days=1))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_an_issued_letter_is_never_deleted(bureau: Office) -> None:
    letter = issued(bureau)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).delete()
    assert Letter.objects.filter(pk=letter.pk).exists()


def test_the_worker_makes_both_files_once(bureau: Office) -> None:
    letter = make(issued(bureau), key=KEY, at=AT)
    assert letter.is_pdfa
    assert letter.rendered_at == AT
    assert letter.pdf is not None
    assert letter.docx is not None
    assert "云信复〔2026〕1号" in pdf_text(open_file(letter.pdf, KEY))
    assert "云信复〔2026〕1号" in docx_text(open_file(letter.docx, KEY))
    assert file_name(letter.pdf, KEY) == "回复函 云信复〔2026〕1号.pdf"
    assert (letter.pdf.purpose, letter.pdf.owner_id) == (Purpose.LETTER, OWNER)
    again = make(letter, key=KEY, at=AT + timedelta(hours=1))
    assert (again.pdf_id, again.rendered_at) == (letter.pdf_id, AT)
    assert StoredFile.objects.filter(owner_id=OWNER).count() == 2


def test_a_rendered_letter_is_not_rendered_otherwise(bureau: Office) -> None:
    letter = make(issued(bureau), key=KEY, at=AT)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(is_pdfa=False)


def test_a_correction_is_a_new_letter_that_names_the_old(bureau: Office) -> None:
    wrong = issued(bureau)
    right = issued(bureau, answer="应为每周三办理。", corrects=wrong)
    made = make(right, key=KEY, at=AT)
    assert right.corrects == wrong
    assert made.pdf is not None
    assert "本文书更正并代替云信复〔2026〕1号。" in pdf_text(open_file(made.pdf, KEY))


# -- files ----------------------------------------------------------------------------------------


def test_the_original_is_kept_bit_for_bit_and_sealed() -> None:
    content = hostile.picture(exif=True)
    kept = stored(content, "../我的照片.jpg")
    on_disk = Path(settings.HUIYIN_FILES) / kept.path
    assert open_file(kept, KEY) == content
    assert file_name(kept, KEY) == "我的照片.jpg"
    assert b"PhoneMaker" not in on_disk.read_bytes()
    assert "照片" not in kept.path
    assert on_disk.stat().st_mode & 0o077 == 0
    assert (kept.media_type, kept.size, kept.state) == ("image/jpeg", len(content), "received")


def test_a_changed_or_exchanged_file_does_not_open() -> None:
    one, two = stored(hostile.picture()), stored(hostile.picture("PNG"))
    folder = Path(settings.HUIYIN_FILES)
    (folder / one.path).write_bytes((folder / two.path).read_bytes())
    with pytest.raises(Unreadable):
        open_file(one, KEY)


def test_the_same_file_looks_different_in_two_petitions() -> None:
    content, other = hostile.picture(), new_key()
    one = stored(content)
    two = store(content, name="照片.jpg", owner_id=new_id(), key=other, at=AT)
    assert bytes(one.digest) != bytes(two.digest)
    assert bytes(one.digest) == bytes(stored(content).digest)


def test_a_refused_file_leaves_nothing() -> None:
    with pytest.raises(Refused):
        stored(b"MZ" + bytes(20), "照片.jpg")
    assert not list(Path(settings.HUIYIN_FILES).glob("*/*"))
    assert not StoredFile.objects.filter(owner_id=OWNER).exists()


def test_the_bytes_are_on_disk_before_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def watch(handle: int) -> None:
        synced.append("folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file")
        real(handle)

    def save(self: StoredFile, **_: Any) -> None:
        assert synced == ["file", "folder", "folder"]
        assert (Path(settings.HUIYIN_FILES) / self.path).stat().st_size > self.size

    monkeypatch.setattr(os, "fsync", watch)
    monkeypatch.setattr(StoredFile, "save", save)
    stored(hostile.picture())


def test_a_picture_gets_a_copy_without_its_place() -> None:
    kept = stored(hostile.picture(exif=True))
    copy = derive(kept, key=KEY, at=AT)
    assert copy is not None
    assert not Image.open(io.BytesIO(open_file(copy, KEY))).getexif()
    assert copy.is_shown_itself
    assert not kept.is_shown_itself
    assert (copy.original_id, copy.owner_id) == (kept.pk, OWNER)
    assert file_name(copy, KEY) == "照片.jpg"
    kept.refresh_from_db()
    assert kept.state == FileState.DERIVED
    assert open_file(kept, KEY) == hostile.picture(exif=True)
    assert derive(kept, key=KEY, at=AT) == copy


def test_a_document_is_kept_for_download_only() -> None:
    kept = stored(hostile.office(), "说明.docx")
    assert derive(kept, key=KEY, at=AT) is None
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == (FileState.KEPT, "")


def test_what_cannot_be_shown_stays_and_says_why() -> None:
    content = hostile.pdf(password="secret")
    kept = stored(content, "流水.pdf")
    assert derive(kept, key=KEY, at=AT) is None
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == (FileState.BLOCKED, "locked")
    assert open_file(kept, KEY) == content


def test_a_staged_file_can_be_forgotten_with_its_copy(
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401
) -> None:
    kept = stored(hostile.picture())
    derive(kept, key=KEY, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        forget(StoredFile.objects.get(pk=kept.pk))
    assert not StoredFile.objects.filter(owner_id=OWNER).exists()
    assert not list(Path(settings.HUIYIN_FILES).glob("*/*"))


def test_a_file_without_a_row_is_swept_after_an_hour() -> None:
    kept = stored(hostile.picture())
    stray = Path(settings.HUIYIN_FILES) / "ab" / ("c" * 30)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    made_at = datetime.fromtimestamp(stray.stat().st_mtime, ZONE)
    assert sweep_strays(made_at + timedelta(minutes=59)) == 0
    assert sweep_strays(made_at + timedelta(minutes=61)) == 1
    assert open_file(kept, KEY) == hostile.picture()
    assert not stray.exists()
