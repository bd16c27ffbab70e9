"""What python-docx has no word for: faces, Chinese spacing, indents and rules as XML."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

RED = RGBColor(0xB3, 0x26, 0x1E)


def normal(style: Any, family: str, size: float) -> None:  # noqa: ANN401
    """The style that everything else is based on: its face, its size, its language."""
    style.font.size = Pt(size)
    properties = style.element.get_or_add_rPr()
    set_face(properties, family)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "zh-CN")


def set_face(properties: Any, family: str) -> None:  # noqa: ANN401
    """One face for every script."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), family)
    fonts.set(qn("w:hint"), "eastAsia")


def set_chinese(paragraph: Any) -> None:  # noqa: ANN401
    """No punctuation beyond the edge, no gap between Chinese and figures."""
    properties = paragraph._p.get_or_add_pPr()
    for tag in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"):
        off = OxmlElement(f"w:{tag}")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")


def indent_two(paragraph: Any, size: float) -> None:  # noqa: ANN401
    """Two characters before the first line."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(size * 40)))


def border(paragraph: Any, side: str, kind: str, eighths: int, *, space: int) -> None:  # noqa: ANN401
    """A rule above or below a paragraph; red unless it closes the copies."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:overflowPunct", "w:spacing", "w:ind", "w:jc",
            "w:rPr",
        )  # fmt: skip
    edge = OxmlElement(f"w:{side}")
    black = paragraph.text.startswith("抄送")
    for name, value in (
        ("val", kind), ("sz", str(eighths)), ("space", str(space)),
        ("color", "000000" if black else str(RED)),
    ):  # fmt: skip
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def repeat(row: Any, *, is_head: bool) -> None:  # noqa: ANN401
    """No row of a table is cut by the end of a page; its head stands on each."""
    for tag in ("cantSplit", "tblHeader")[: 2 if is_head else 1]:
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{tag}"))
