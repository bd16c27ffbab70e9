"""C7: what a citizen writes is shown as words on every page and paper, and does nothing."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.template import engines
from django.template.loaders.filesystem import Loader
from django.test import override_settings
from python_calamine import CalamineWorkbook

from huiyin.documents import tables
from huiyin.documents.letters import render
from huiyin.documents.tables import DANGEROUS, Table, write
from huiyin.documents.typefaces import typefaces
from huiyin.language.clean import tidy
from huiyin.notifications.models import Notice
from huiyin.rules.terms import LetterKind, State
from tests.documents.reading import docx_text, pdf_text
from tests.documents.specimens import facts_of
from tests.people import CLERK
from tests.verification.reading_pages import seen_on
from tests.verification.sending import DESK
from tests.verification.sinks import Breadth, Reach, Seen, look_everywhere, planted
from tests.verification.vectors import FORMULAS, MARK, vectors
from tests.web.desk import desk_of
from tests.web.portal import a_portal
from tests.web.test_office_suite import converted
from verify.plugin import is_full, size

pytestmark = [
    pytest.mark.campaign("C7"),
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

Tally = Callable[[str, int], None]
STATES = (State.RECEIVED, State.ACCEPTED, State.CLOSED)


@pytest.fixture(autouse=True)
def _ground(tmp_path: Path, settings: Any) -> None:  # noqa: ANN401
    settings.HUIYIN_FILES = tmp_path / "files"
    a_portal()


def chosen(seed: int) -> dict[str, str]:
    """All vectors, or an eighth of them that goes round with the seed."""
    every = vectors()
    step = size(8, 1)
    return dict(list(every.items())[seed % step :: step])


def test_there_are_enough_and_each_comes_through_the_gate_as_it_was_typed() -> None:
    every = vectors()
    assert len(every) >= 300
    assert len(set(every.values())) == len(every)
    assert [each for each in every.values() if tidy(each, limit=900) != each] == []


def test_every_page_shows_the_words_as_words(seed: int, tally: Tally) -> None:
    """Every page, form and question: no new element, attribute or address, every word as typed"""
    seen = look_everywhere(
        chosen(seed),
        Breadth(
            states=STATES if is_full() else STATES[1:2],
            reach=Reach(readers=size(2, 5), of_a_kind=size(1, 12), pages=size(12, 2_000)),
            questions=size(2, 100),
            portal_forms=size(3, 99),
            desk_forms=size(5, 400),
            rounds=size(1, 6),
        ),
    )
    assert seen.faults[:20] == []
    # Of different sinks, whoever reads them; with papers and sheets they are more than 10,000.
    assert len(seen.pairs) > size(100, 8_000)
    tally("payload and sink", len(seen.pairs))
    tally("the same by reader", len(seen.by_reader))
    tally("pages and answers", seen.looked_at)
    assert not [each for each in Notice.objects.all() if MARK.search(each.text or "")]


def test_letters_say_the_words_and_do_nothing(seed: int, tally: Tally) -> None:
    """PDF and Word hold every vector as text, no link, no script, no file of the machine"""
    known = chosen(seed)
    answer = "\n".join(known.values())
    made = render(LetterKind.REPLY, facts_of(LetterKind.REPLY, answer=answer))
    legible = typefaces().legible  # a character that no face has is printed by its number
    for words in (_squeezed(pdf_text(made.pdf)), _squeezed(docx_text(made.docx))):
        lost = [each for each in known.values() if _squeezed(legible(each)) not in words]
        assert lost == []
        assert "root:x:0" not in words
    for act in (b"/JavaScript", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert act not in made.pdf
    with zipfile.ZipFile(io.BytesIO(made.docx)) as parts:
        assert not [
            name for name in parts.namelist() if b'TargetMode="External"' in parts.read(name)
        ]
    tally("payload and sink", 2 * len(known))


def _squeezed(text: str) -> str:
    return "".join(text.split())


# -- spreadsheets ----------------------------------------------------------------------------------


def _workbook(words: list[str]) -> bytes:
    rows = [[each, each] for each in words]
    return write(Table(name="表", head=words[:3], columns=[("甲", 9), ("乙", 9)], rows=rows))


def cells_that_calculate(workbook: bytes) -> list[str]:
    """The cells that a program would take for a formula."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    found = ["a formula" for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0)
    texts = [cell for row in sheet.to_python() for cell in row if isinstance(cell, str)]
    return found + [each for each in texts if each.lstrip(" 　\n").startswith(DANGEROUS)]


def test_no_cell_calculates(seed: int, tally: Tally) -> None:
    words = [*FORMULAS, *chosen(seed).values(), *(each[8:] for each in chosen(seed).values())]
    assert cells_that_calculate(_workbook(words)) == []
    tally("payload and sink", len(words))


@pytest.mark.full
def test_no_cell_calculates_after_libreoffice(
    soffice: str, tmp_path: Path, seed: int, tally: Tally
) -> None:
    """Opened by LibreOffice and saved as its own: no formula, no link that loads by itself"""
    words = [*FORMULAS, *chosen(seed).values(), *(each[8:] for each in chosen(seed).values())]
    (tmp_path / "表.xlsx").write_bytes(_workbook(words))
    converted(soffice, tmp_path, "fods", ["表.xlsx"])
    opened = (tmp_path / "表.fods").read_text()
    assert "table:formula" not in opened
    assert "<text:a" not in opened
    assert "zq" in opened or not MARK.search("".join(words))
    tally("payload and sink", len(words))


# -- controls --------------------------------------------------------------------------------------


@pytest.fixture
def _templates_read_anew() -> Iterator[None]:
    loaders = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    for each in loaders:
        each.reset()
    yield
    for each in loaders:
        each.reset()


def trusting(patch: pytest.MonkeyPatch, name: str, written: str, careless: str) -> None:
    """Let one template be written otherwise."""
    honest = Loader.get_contents

    def read(loader: Loader, origin: Any) -> str:  # noqa: ANN401
        content = honest(loader, origin)
        if origin.template_name != name:
            return content
        assert written in content
        return content.replace(written, careless)

    patch.setattr(Loader, "get_contents", read)


@pytest.mark.control
@pytest.mark.usefixtures("_templates_read_anew")
@pytest.mark.parametrize(
    ("written", "careless"),
    [
        ("{{ text }}", "{{ text|safe }}"),
        ("{{ when }}", "{{ text|safe }}"),
    ],
)
def test_a_template_that_trusts_is_noticed(
    written: str, careless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting(monkeypatch, "desk/petition_words.html", written, careless)
    known, seen = dict(list(vectors().items())[:12]), Seen()
    petitions = planted(known, (State.ACCEPTED,))
    with override_settings(ROOT_URLCONF=DESK):
        page = desk_of(CLERK).get(f"/petitions/{petitions[0].pk}/")
    seen.note("petition", cast(HttpResponse, page), known)
    assert seen.faults


@pytest.mark.control
def test_a_cell_without_its_guard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "harmless", lambda text: text)
    assert "=1+1" in cells_that_calculate(_workbook(list(FORMULAS)))


@pytest.mark.control
@pytest.mark.parametrize(
    ("page", "mark"),
    [
        ("<p>{}</p>", "zq0001qz"),
        ("<p>{}</p>", "zq0200qz"),
        ('<input value="{}">', "zq0131qz"),
        ("<textarea>{}</textarea>", "zq0181qz"),
        ("<script>x = '{}'</script>", "zq0300qz"),
        ("<!-- {} -->", "zq0001qz"),
    ],
)
def test_a_page_that_takes_words_for_more_is_noticed(page: str, mark: str) -> None:
    known = vectors()
    shown, faults = seen_on(page.format(known[mark]), known)
    assert faults
    assert not shown
