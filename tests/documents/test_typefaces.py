"""Typefaces: the office's own come first, and gaps are filled."""

import io
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no stubs

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


@pytest.mark.parametrize("text", ["停水三天，二〇二六年。“—·…”", "罗喆堃、𬎆䶮"])
def test_what_travels_has_the_outlines_of_the_face_whether_its_characters_are_usual_or_not(
    text: str,
) -> None:
    for face in typefaces().faces:
        with TTFont(face.path) as whole, TTFont(io.BytesIO(subset(face, text, name="x"))) as made:
            theirs, ours = whole.getBestCmap(), made.getBestCmap()
            wanted = {ord(each) for each in text + " 0123456789"} & set(theirs)
            assert set(ours) == wanted
            for code in wanted:
                drawn = [
                    font["glyf"][names[code]].getCoordinates(font["glyf"])[0]
                    for font, names in ((whole, theirs), (made, ours))
                ]
                assert drawn[0] == drawn[1]
                assert whole["hmtx"][theirs[code]] == made["hmtx"][ours[code]]
