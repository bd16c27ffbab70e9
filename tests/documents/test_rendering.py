"""Letters as files: every kind is made for real and read back."""

import io
import re
from functools import cache
from typing import Any

import pikepdf
import pytest
from docx import Document

from huiyin.documents.letters import Rendered, render, render_pdf
from huiyin.documents.paper import title_lines
from huiyin.documents.typefaces import typefaces
from huiyin.documents.wording import compose
from huiyin.rules.fitness import petitioner_as
from huiyin.rules.terms import LetterKind, Naming
from tests.documents.general import general_characters
from tests.documents.reading import (
    docx_parts,
    docx_text,
    pdf_fonts,
    pdf_metadata,
    pdf_pages,
    pdf_text,
)
from tests.documents.specimens import NUMBER, facts_of

KINDS = list(LetterKind)


@cache
def made(kind: LetterKind) -> Rendered:
    return render(kind, facts_of(kind))


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_both_files_say_every_sentence(kind: LetterKind) -> None:
    paper = compose(kind, facts_of(kind))
    said = [paper.head, paper.number, paper.title, paper.addressee, paper.note, paper.code]
    said += [block.text for block in paper.blocks] + [value for _, value in paper.rows]
    said += [*paper.attachments, paper.signed_on]
    pdf, docx = pdf_text(made(kind).pdf), docx_text(made(kind).docx)
    for sentence in said:
        assert _squeezed(sentence) in pdf, sentence
        assert _squeezed(sentence) in docx, sentence


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_is_archival_and_carries_its_typefaces(kind: LetterKind) -> None:
    fonts = pdf_fonts(made(kind).pdf)
    assert made(kind).is_pdfa
    assert "<pdfaid:part>2" in pdf_metadata(made(kind).pdf)
    assert fonts
    assert all(fonts.values()), fonts


@pytest.mark.parametrize("kind", KINDS)
def test_the_word_file_opens_and_carries_its_typefaces(kind: LetterKind) -> None:
    parts = docx_parts(made(kind).docx)
    named = [run.font.name for line in Document(io.BytesIO(made(kind).docx)).paragraphs
             for run in line.runs]  # fmt: skip
    assert named
    assert all(name and name.encode() in parts["word/fontTable.xml"] for name in named)
    assert b"embedTrueTypeFonts" in parts["word/settings.xml"]
    assert len([name for name in parts if name.endswith(".odttf")]) >= 2


def test_the_same_facts_make_the_same_pdf() -> None:
    again = render_pdf(LetterKind.REPLY, facts_of(LetterKind.REPLY))
    assert again == made(LetterKind.REPLY).pdf


def test_the_file_tells_the_day_of_the_letter_and_no_name() -> None:
    description = pdf_metadata(made(LetterKind.OPINION).pdf)
    assert "2026-12-1" in description
    assert "陈桂芳" not in description
    properties = Document(io.BytesIO(made(LetterKind.OPINION).docx)).core_properties
    assert properties.author == "云岭市人力资源和社会保障局"
    assert "陈桂芳" not in f"{properties.title}{properties.comments}{properties.last_modified_by}"


def test_the_typefaces_hold_the_general_characters() -> None:
    faces = typefaces()
    for family, bold in (
        ("Noto Serif SC", False),
        ("Noto Serif SC", True),
        ("Noto Sans SC", False),
    ):
        face = faces.find(family, bold=bold)
        assert face is not None
        missing = {each for each in general_characters() if ord(each) not in face.characters}
        assert missing == set()


def test_rare_names_are_shown_and_the_rarest_are_spelt_out() -> None:
    rare = facts_of(LetterKind.REPLY, addressee="𬀩䶮㛃𫖯喆堃镕犇𬎆")
    letter = render(LetterKind.REPLY, rare)
    for text in (pdf_text(letter.pdf), docx_text(letter.docx)):
        assert "𬀩䶮㛃𫖯喆堃镕犇〔U+2C386〕：" in text
    assert letter.is_pdfa


def test_nothing_typed_is_ever_run() -> None:
    typed = '#panic("x") $1/0$ *a* _b_ @c <d> \\ #include "/etc/passwd" {{7*7}} <w:t>&amp;'
    letter = render(LetterKind.REPLY, facts_of(LetterKind.REPLY, answer=typed))
    assert _squeezed(typed) in pdf_text(letter.pdf)
    assert _squeezed(typed) in docx_text(letter.docx)


@pytest.mark.parametrize(
    ("naming", "kind", "key"),
    [
        (Naming.WITHHELD, LetterKind.FORWARDING, "petitioner"),
        (Naming.ANONYMOUS, LetterKind.OPINION, "addressee"),
    ],
)
def test_a_hidden_name_is_in_neither_file(naming: Naming, kind: LetterKind, key: str) -> None:
    called = petitioner_as("陈桂芳", naming=naming, number=NUMBER)
    letter = render(kind, facts_of(kind, naming=naming.value, **{key: called}))
    for text in (pdf_text(letter.pdf), docx_text(letter.docx)):
        assert "陈桂芳" not in text
        assert f"信访人（编号{NUMBER}）" in text


def test_an_approval_sheet_is_one_page_and_a_long_reason_flows_on() -> None:
    assert len(pdf_pages(made(LetterKind.APPROVAL).pdf)) == 1
    reason = "\n".join(f"第{n}点，{'来信没有写明地点和单位，' * 12}" for n in range(1, 16))
    letter = render(LetterKind.APPROVAL, facts_of(LetterKind.APPROVAL, reason=reason))
    pages = pdf_pages(letter.pdf)
    assert len(pages) > 1
    assert "审批人：顾明澈" in pages[-1]
    numbered = re.sub(r"—\d—", "", "".join(pages))
    for text in (numbered, docx_text(letter.docx)):
        assert _squeezed(reason) in text
    assert letter.is_pdfa


def test_a_report_names_its_enclosures_below_the_text() -> None:
    paper = compose(LetterKind.RESULT_REPORT, facts_of(LetterKind.RESULT_REPORT))
    assert paper.attachments == ("云人社意〔2026〕7号复印件",)


def test_a_long_opinion_keeps_its_signature_with_words_and_numbers_its_pages() -> None:
    facts = facts_of(LetterKind.OPINION)
    facts["facts_found"] = "\n".join([facts["facts_found"] * 3] * 3)
    facts["reasons"] = "\n".join([facts["reasons"] * 4] * 2)
    pages = pdf_pages(render_pdf(LetterKind.OPINION, facts))
    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        assert f"—{number}—" in page
    before_signature = pages[-1].partition("2026年12月18日")[0]
    assert len(before_signature) > len("云岭市人力资源和社会保障局") + 10


@pytest.mark.parametrize("length", range(20, 420, 50))
def test_no_page_holds_a_signature_alone(length: int) -> None:
    answer = "年满六十周岁的可以到居住地街道便民服务中心办理。" * 20
    kind = LetterKind.SUGGESTION_REPLY
    pages = pdf_pages(render_pdf(kind, facts_of(kind, reasons=answer[:length])))
    assert "查询" in pages[-1].partition("2026年11月25日")[0]


def test_a_correction_names_what_it_replaces() -> None:
    letter = render_pdf(LetterKind.REPLY, facts_of(LetterKind.REPLY, corrects="云信复〔2026〕4号"))
    assert "本文书更正并代替云信复〔2026〕4号。" in pdf_text(letter)


def test_a_long_title_is_broken_before_its_brackets() -> None:
    title = "春节期间疫情防控每日情况报告（演练）（更正，第2版）"
    assert title_lines(title) == ["春节期间疫情防控每日情况报告", "（演练）（更正，第2版）"]
    for kept in ("告知书（更正）", "关于（一）和（二）两个问题处理意见的请示和有关说明"):
        assert title_lines(kept) == [kept]


def test_the_receipt_links_to_the_query_page_and_to_nothing_else() -> None:
    with pikepdf.open(io.BytesIO(made(LetterKind.RECEIPT).pdf)) as opened:
        assert len(opened.pages) == 1
        assert all("/Annots" not in page for page in opened.pages)
    pictures = [name for name in docx_parts(made(LetterKind.RECEIPT).docx) if "media" in name]
    assert len(pictures) == 1


def test_a_receipt_with_a_long_summary_is_one_page() -> None:
    facts = facts_of(LetterKind.RECEIPT, summary="停水三天，" * 80)
    assert len(pdf_pages(render_pdf(LetterKind.RECEIPT, facts))) == 1


def test_a_letter_not_yet_issued_can_be_looked_at() -> None:
    facts = facts_of(LetterKind.REPLY, number=None)
    assert "罗大川：" in pdf_text(render_pdf(LetterKind.REPLY, facts))


def test_a_letter_that_copies_others_says_so() -> None:
    facts: dict[str, Any] = facts_of(LetterKind.FORWARDING, copies=["云岭市人民政府办公室"])
    letter = render(LetterKind.FORWARDING, facts, corrects="云信转〔2026〕11号")
    assert "抄送：云岭市人民政府办公室。" in pdf_text(letter.pdf)
    assert "抄送：云岭市人民政府办公室。" in docx_text(letter.docx)
    assert "更正并代替云信转〔2026〕11号" in docx_text(letter.docx)
