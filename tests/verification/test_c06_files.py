"""C6: hostile files, through the portal's form and the desk's; each gets the answer it must get."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import override_settings

from huiyin.documents import files
from huiyin.documents.actions import open_file
from huiyin.documents.files import Fault
from huiyin.documents.models import FileState, StoredFile
from huiyin.petitions.models import Petition
from huiyin.web.desk import frame
from huiyin.web.desk import petition as petition_page
from tests.documents.hostile import office, picture
from tests.people import CLERK
from tests.verification import hostile_files, hostile_pictures
from tests.verification.hostile_files import KEPT, SHOWN, TRACE, Sent, corpus, one
from tests.verification.sending import (
    DESK,
    Taken,
    by_the_desk,
    by_the_portal,
    let_the_worker_look,
)
from tests.web.desk import desk_of, page_of
from tests.web.portal import a_portal
from verify.plugin import in_short, is_full, size

pytestmark = [
    pytest.mark.campaign("C6"),
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

Way = Callable[[Sent], Taken | str]
WAYS: tuple[Way, ...] = (by_the_portal, by_the_desk)
FAMILIES = hostile_files.FAMILIES + hostile_pictures.FAMILIES
COPIES = {"image/jpeg", "image/png", "application/pdf", "text/plain"}
MOST_OF_A_FAMILY = 120
NEVER_SHOWN = "不能制成阅览副本"


@pytest.fixture(autouse=True)
def _ground(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    settings.HUIYIN_FILES = tmp_path / "files"
    settings.HUIYIN_INTAKE_LIMIT = settings.HUIYIN_INTAKE_OF_AN_ADDRESS = 0
    settings.HUIYIN_INTAKE_OF_A_PHONE = 0
    a_portal()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))


def get(petition: Petition, stored: StoredFile, query: str = "") -> HttpResponse:
    """What the desk answers to who asks for a file."""
    with override_settings(ROOT_URLCONF=DESK):
        address = f"{page_of(petition)}files/{stored.pk}/{query}"
        return cast(HttpResponse, desk_of(CLERK).get(address))


def faults_of(sent: Sent, way: Way) -> list[str]:
    """What is wrong with how a file was taken in, kept and handed out; nothing, as it should be."""
    before = StoredFile.objects.count()
    became = way(sent)
    if isinstance(became, str):
        kept = StoredFile.objects.count() - before
        return [f"refused as {became}"] * (became not in sent.right) + ["left something"] * kept
    let_the_worker_look()
    became.stored.refresh_from_db()
    state = became.stored.state
    told = became.stored.reason if state == FileState.BLOCKED else state
    return [
        *([] if told in sent.right else [f"became {told}"]),
        *_faults_of_original(sent, became),
        *_faults_of_copy(sent, became),
        *(f"left {each}" for each in Path(tempfile.gettempdir()).iterdir()),
    ]


def _faults_of_original(sent: Sent, became: Taken) -> list[str]:
    answer = get(became.petition, became.stored, "?original=1")
    if answer.status_code != 200 or answer.content != sent.content:
        return [f"original not given back bit by bit: {answer.status_code}"]
    if open_file(became.stored, became.key) != sent.content:
        return ["original not kept bit by bit"]
    place = became.stored.path
    return _faults_of_headers(answer, "attachment") + (
        ["its name tells something"] if not place.replace("/", "").isalnum() else []
    )


def _faults_of_copy(sent: Sent, became: Taken) -> list[str]:
    answer = get(became.petition, became.stored)
    if became.stored.state != FileState.DERIVED:
        shown = answer.content.decode()
        says = NEVER_SHOWN in shown and 'href="?original=1"' in shown
        right = answer.status_code == 409 and says
        return [] if right else [f"asked for a copy that is none: {answer.status_code}"]
    found = _faults_of_headers(answer, "inline")
    if answer["Content-Type"] not in COPIES:
        found.append(f"shown as {answer['Content-Type']}")
    if answer["Content-Type"] != "text/plain" and TRACE in answer.content:
        found.append("the copy carries it on")
    if answer.content == sent.content and answer["Content-Type"] != "text/plain":
        found.append("the copy is the original")
    return found


def _faults_of_headers(answer: HttpResponse, disposition: str) -> list[str]:
    said = answer["Content-Disposition"]
    wrong = [] if said.startswith(disposition) else [f"sent as {said}"]
    if any(mark in said for mark in "\r\n\0\u202e/\\"):
        wrong.append(f"its name does harm: {said!r}")
    if answer["Content-Security-Policy"] != "default-src 'none'; sandbox":
        wrong.append("may run")
    if answer["X-Content-Type-Options"] != "nosniff":
        wrong.append("may be guessed")
    return wrong


@pytest.mark.parametrize("number", in_short(range(len(FAMILIES)), every=3))
def test_every_file_gets_the_answer_it_must_get(
    number: int, seed: int, tally: Callable[[str, int], None]
) -> None:
    """Refused with its sentence, or kept bit by bit and shown only as a copy drawn anew"""
    chosen = tuple(corpus(FAMILIES[number : number + 1], seed, size(1, MOST_OF_A_FAMILY)))
    for way in WAYS if is_full() else WAYS[number % 2 :][:1]:
        fell = [(each.name, len(each.content), faults_of(each, way)) for each in chosen]
        assert [each for each in fell if each[2]] == [], way
    tally("files", len(chosen))


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
def test_a_file_that_may_be_guessed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = petition_page.download

    def careless(content: bytes, name: str, media_type: str, *, inline: bool) -> HttpResponse:
        answer = honest(content, name, media_type, inline=inline)
        answer["X-Content-Type-Options"] = ""
        return answer

    monkeypatch.setattr(petition_page, "download", careless)
    assert "may be guessed" in faults_of(one("照片.jpg", picture(), SHOWN), by_the_portal)


@pytest.mark.control
def test_an_original_opened_in_the_browser_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoredFile, "is_shown_itself", True)
    found = faults_of(one("照片.jpg", picture(), SHOWN), by_the_portal)
    assert any(each.startswith("sent as inline") for each in found)


@pytest.mark.control
def test_a_page_that_falls_where_there_is_no_copy_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def falls(*given: Any, **named: Any) -> HttpResponse:
        return frame.page(*given, **(named | {"status": 503}))

    monkeypatch.setattr(petition_page, "page", falls)
    found = faults_of(one("说明.docx", office(), KEPT), by_the_portal)
    assert found == ["asked for a copy that is none: 503"]


@pytest.mark.control
def test_a_judge_who_lets_macros_in_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "office_fault", lambda _content, main: None)
    macro = one("说明.docx", office(word__vbaProject_bin=TRACE), Fault.MACRO)
    assert "became kept" in faults_of(macro, by_the_portal)


@pytest.mark.control
def test_a_copy_that_is_the_original_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.documents.actions.make_copy", lambda kind, content: (kind, content))
    sent = one("照片.jpg", picture(exif=True) + TRACE, SHOWN)
    assert {"the copy is the original", "the copy carries it on"} <= set(
        faults_of(sent, by_the_portal)
    )
