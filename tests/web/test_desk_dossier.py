"""卷宗: the whole file bound and packed, as who asks may read it, each part to be checked."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.documents.actions import derive
from huiyin.documents.models import StoredFile
from huiyin.jobs import outbox
from huiyin.petitions.exports import Export
from huiyin.petitions.exports_asking import files_of
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import Naming, State
from tests.documents.reading import pdf_fonts, pdf_text
from tests.make import REQUEST, a_petition, fresh
from tests.people import CLERK, HANDLER, Person
from tests.web.desk import NAME, desk_of
from tests.web.test_desk_printing import ask

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

TOLD = "水表照片说明，" + NAME


def with_a_file(naming: Naming = Naming.NAMED) -> Petition:
    """A petition in handling with an attachment, all its copies and letters made."""
    petition = a_petition(
        State.ACCEPTED,
        naming=naming,
        files=[IncomingFile(name="说明.txt", content=TOLD.encode())],
    )
    stored = StoredFile.objects.get(owner_id=petition.pk, purpose="original")
    at = timezone.now()
    derive(stored, key=Vault(petition.pk, petition.key).key, at=at)
    while outbox.work_off(at):
        pass
    return fresh(petition)


def bound(person: Person, petition: Petition) -> tuple[bytes, zipfile.ZipFile]:
    """The PDF and the archive that this person gets."""
    client = desk_of(person)
    assert ask(client, petition, what="dossier").status_code == 302
    assert make_next(timezone.now())
    export = Export.objects.order_by("-asked_at")[0]
    assert export.failure == ""
    pdf, archive = (
        client.get(f"/exports/{export.pk}/files/{each.pk}/").content for each in files_of(export)
    )
    return pdf, zipfile.ZipFile(io.BytesIO(archive))


def test_the_file_holds_everything_with_bookmarks_and_hashes(tmp_path: Path) -> None:
    petition = with_a_file()
    pdf, archive = bound(CLERK, petition)
    said = pdf_text(pdf)
    for wanted in ("信访事项卷宗", "卷内目录", REQUEST, "受理告知书", "转送函", "办理经过", TOLD):
        assert "".join(wanted.split()) in said, wanted
    assert bytes(petition.chain_head).hex() in said
    assert all(pdf_fonts(pdf).values())
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        titles = [each.title for each in outline.root]
        pages = len(opened.pages)
    assert titles[:3] == ["封面", "卷内目录", "01 信访事项登记表"]
    assert titles[-1].endswith("办理经过")
    assert pages >= len(titles) == len(archive.namelist()) - 1
    archive.extractall(tmp_path)
    check = [shutil.which("sha256sum") or "sha256sum", "-c", "SHA256SUMS"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    sums = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert all(line.split()[0] in said for line in sums[2:])
    noted = Access.objects.filter(kind=Access.EXPORT, petition_id=petition.pk)
    assert noted.filter(subject__startswith="made 卷宗").exists()


def test_the_unit_gets_no_name_and_no_copy_that_is_not_masked() -> None:
    petition = with_a_file(Naming.WITHHELD)
    pdf, archive = bound(HANDLER, petition)
    whole = pdf_text(pdf) + "".join(
        pdf_text(archive.read(name)) for name in archive.namelist() if name.endswith(".pdf")
    )
    assert NAME not in whole
    assert TOLD not in whole
    assert "隐名件封面" in whole
    assert "尚未提供阅览副本" in whole
    assert "说明.txt" not in whole
