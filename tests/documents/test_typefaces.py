"""Typefaces: the office's own come first, and gaps are filled."""

from pathlib import Path
from typing import Any

import pytest

from huiyin.documents.letters import render
from huiyin.documents.typefaces import NoTypefaces, subset, typefaces
from huiyin.rules.terms import LetterKind
from tests.documents.reading import docx_parts, pdf_fonts, pdf_text
from tests.documents.specimens import facts_of


def test_the_office_s_own_typeface_comes_first_and_gaps_are_filled(
    tmp_path: Path,
    settings: Any,  # noqa: ANN401
) -> None:
    serif = typefaces().find("Noto Serif SC")
    assert serif is not None
    facts = facts_of(LetterKind.REPLY, addressee="罗喆堃")
    own = "".join(str(value) for value in facts.values()).replace("喆", "")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.ttf").write_bytes(subset(serif, own, name="FangSong"))
    settings.HUIYIN_HOME = tmp_path
    letter = render(LetterKind.REPLY, facts)
    assert {"FangSong-Regular", "NotoSerifSC-Regular"} <= set(pdf_fonts(letter.pdf))
    assert "罗喆堃：" in pdf_text(letter.pdf)
    assert b'"FangSong ' in docx_parts(letter.docx)["word/document.xml"]


def test_missing_typefaces_are_named(tmp_path: Path, settings: Any) -> None:  # noqa: ANN401
    settings.HUIYIN_HOME = settings.HUIYIN_FONTS = tmp_path
    with pytest.raises(NoTypefaces, match="Noto Serif SC"):
        typefaces()
