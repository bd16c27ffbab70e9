"""安全检查: what comes in waits for the scanner; a virus stays sealed; nobody is kept from it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from huiyin.documents.actions import Withheld, open_file
from huiyin.documents.models import FileState, StoredFile
from huiyin.documents.scanner import Away, Scanner
from huiyin.jobs.outbox import SCANNER_BACKOFF, work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.actions import masking
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Naming, State
from tests.documents.clamd import VIRUS, Mood, scanning
from tests.documents.hostile import EICAR
from tests.make import a_petition
from tests.masking import key_of, originals, picture
from tests.people import CLERK
from tests.web.desk import desk_of, page_of, text
from tests.web.portal import a_form, a_portal

pytestmark = [
    pytest.mark.campaign("C6"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]

PICTURE = IncomingFile("照片.png", picture())
VIRAL = IncomingFile("说明.txt", EICAR)
SOON = timedelta(seconds=SCANNER_BACKOFF)


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[Mood]:  # noqa: ANN401
    settings.HUIYIN_FILES = tmp_path / "files"
    with scanning(tmp_path / "clamd.ctl") as mood:
        settings.HUIYIN_SCANNER = mood.address
        yield mood


def came(*files: IncomingFile, **given: Any) -> tuple[Petition, list[StoredFile]]:
    petition = a_petition(State.RECEIVED, files=files or (PICTURE,), **given)
    Outbox.objects.exclude(topic="derive").delete()
    return petition, originals(petition)


def work(at: datetime | None = None) -> datetime:
    now = at or timezone.now()
    while work_off(now):
        pass
    return now


def state_of(stored: StoredFile) -> str:
    return StoredFile.objects.get(pk=stored.pk).state


def test_a_file_is_held_until_it_is_looked_at(clamd: Mood) -> None:
    petition, [stored] = came()
    assert (petition.state, stored.state) == (State.RECEIVED, FileState.HELD)
    client = desk_of(CLERK)
    page = text(client.get(page_of(petition)))
    address = reverse("desk:file", args=[petition.pk, stored.pk])
    assert "待安全检查" in page
    assert address not in page
    for query in ("", "?original=1"):
        answer = client.get(address + query)
        assert (answer.status_code, "还没有通过安全检查" in text(answer)) == (409, True)
    with pytest.raises(Withheld):
        open_file(stored, key_of(petition))
    work()
    assert state_of(stored) == FileState.DERIVED
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?original=1").getvalue() == PICTURE.content
    assert "待安全检查" not in text(client.get(page_of(petition)))


def test_a_virus_stays_sealed_and_the_office_is_told_once(clamd: Mood) -> None:
    petition, [good, bad] = came(PICTURE, VIRAL)
    work()
    assert state_of(good) == FileState.DERIVED
    assert state_of(bad) == FileState.HARMFUL
    client = desk_of(CLERK)
    assert f"查出病毒（{VIRUS}）" in text(client.get(page_of(petition)))
    address = reverse("desk:file", args=[petition.pk, bad.pk])
    assert {client.get(address + each).status_code for each in ("", "?original=1")} == {404}
    with pytest.raises(Withheld):
        open_file(StoredFile.objects.get(pk=bad.pk), key_of(petition))
    told = Notice.objects.get(code="harmful")
    assert (told.to_office, told.subject) == (petition.holder_id, petition.pk)
    assert "查出病毒" in text(client.get(reverse("desk:inbox")))
    Outbox.objects.filter(topic="derive").update(done_at=None)
    asked = clamd.asked
    work()
    assert clamd.asked == asked, "what is known is not asked again"
    assert Notice.objects.filter(code="harmful").count() == 1


def test_while_the_scanner_is_away_petitions_come_in_and_files_wait(
    clamd: Mood,
    settings: Any,  # noqa: ANN401
) -> None:
    address, settings.HUIYIN_SCANNER = settings.HUIYIN_SCANNER, "tcp:127.0.0.1:1"
    _, [first] = came()
    _, [second] = came()
    now = work()
    assert {state_of(first), state_of(second)} == {FileState.HELD}
    assert set(Outbox.objects.values_list("failure", "not_before")) == {("Away", now + SOON)}
    settings.HUIYIN_SCANNER = address
    work(now + SOON)
    assert {state_of(first), state_of(second)} == {FileState.DERIVED}
    assert not Outbox.objects.filter(done_at=None).exists()


def test_a_scanner_that_cannot_say_lets_nothing_pass(clamd: Mood) -> None:
    clamd.says = b"INSTREAM size limit exceeded. ERROR\0"
    _, [stored] = came()
    now = work()
    assert state_of(stored) == FileState.HELD
    clamd.says = b""
    work(now + SOON)
    assert state_of(stored) == FileState.DERIVED


def test_one_that_hangs_is_asked_for_one_file_only(
    clamd: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiyin.documents.scanner.QUICK_SECONDS", 0.2)
    clamd.is_silent = True
    for _each in range(4):
        came()
    work()
    assert clamd.asked == 1


def test_without_a_scanner_any_more_held_files_go_on(clamd: Mood, settings: Any) -> None:  # noqa: ANN401
    _, [stored] = came()
    settings.HUIYIN_SCANNER = ""
    work()
    assert state_of(stored) == FileState.DERIVED


def test_a_form_sent_in_again_takes_its_held_files_along(clamd: Mood) -> None:
    a_portal()
    sent = SimpleUploadedFile(PICTURE.name, PICTURE.content)
    with override_settings(ROOT_URLCONF="huiyin.config.urls_portal"):
        more = Client().post("/submit", a_form(more="1") | {"attachments": sent})
        [draft] = re.findall(r'name="draft" value="([^"]+)"', text(more))
        assert Client().post("/submit", a_form(draft=draft)).status_code == 302
    petition = Petition.objects.get()
    [stored] = originals(petition)
    work()
    assert state_of(stored) == FileState.DERIVED
    assert open_file(StoredFile.objects.get(pk=stored.pk), key_of(petition)) == PICTURE.content


def test_a_masked_file_from_elsewhere_is_looked_at_too(clamd: Mood) -> None:
    petition, [stored] = came(naming=Naming.WITHHELD)
    now = work()
    masking.upload(petition.pk, stored.pk, file=VIRAL, by=CLERK.viewer, at=now)
    work(now)
    copy = petition.masked_copies.get()
    assert (copy.stored, copy.failure) == (None, "harmful")
    page = desk_of(CLERK).get(reverse("desk:mask", args=[petition.pk, stored.pk]))
    assert "查出病毒" in text(page)
    masking.upload(petition.pk, stored.pk, file=PICTURE, by=CLERK.viewer, at=now)
    work(now)
    assert petition.masked_copies.get().stored is not None


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
def test_a_verdict_that_nobody_heeds_is_noticed(
    clamd: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Scanner.look_at

    def heedless(asked: Scanner, content: bytes) -> str:
        honest(asked, content)
        return ""

    monkeypatch.setattr(Scanner, "look_at", heedless)
    with pytest.raises(AssertionError, match="derived"):
        test_a_virus_stays_sealed_and_the_office_is_told_once(clamd)


@pytest.mark.control
def test_a_scanner_that_is_away_and_not_missed_is_noticed(
    clamd: Mood,
    settings: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = Scanner.look_at

    def hasty(asked: Scanner, content: bytes) -> str:
        with suppress(Away):
            return honest(asked, content)
        return ""

    monkeypatch.setattr(Scanner, "look_at", hasty)
    with pytest.raises(AssertionError, match="derived"):
        test_while_the_scanner_is_away_petitions_come_in_and_files_wait(clamd, settings)
