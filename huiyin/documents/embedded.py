"""Typefaces inside a Word file, so that it looks the same on a machine that has none of ours.

The way of ECMA-376 Part 4 § 2: the first 32 bytes of each file are exclusive-ored with a key that
stands beside it. Only the characters used travel along, under a family name of the document's own:
word processors that hold several documents open share faces by name. For the worker only.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from huiyin.documents.typefaces import Face, subset

OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
HIDDEN_BYTES = 32


@dataclass(frozen=True)
class Written:
    """What a document wrote in one face: the characters travel with it under `name`."""

    face: Face
    name: str
    characters: set[str] = field(default_factory=set)


def embed(document: Any, written: list[Written]) -> None:  # noqa: ANN401
    """Put the faces into the file, each with the characters that were written in it."""
    table = _font_table(document)
    root = parse_xml(f"<w:fonts {nsdecls('w', 'r')}/>")
    entries: dict[str, Any] = {}
    for number, each in enumerate(written, start=1):
        content, key = hidden(subset(each.face, "".join(sorted(each.characters)), name=each.name))
        part = Part(
            PackURI(f"/word/fonts/font{number}.odttf"), OBFUSCATED, content, document.part.package
        )
        if each.name not in entries:
            entries[each.name] = _entry(root, each.name, each.face.family)
        place = OxmlElement("w:embedBold" if each.face.is_bold else "w:embedRegular")
        place.set(qn("r:id"), table.relate_to(part, FONT))
        place.set(qn("w:fontKey"), f"{{{str(key).upper()}}}")
        entries[each.name].append(place)
    table._blob = serialize_part_xml(root)
    _announce(document.settings.element)


def hidden(font: bytes) -> tuple[bytes, UUID]:
    """The font as Word keeps it, and the key that its fonts part names."""
    key = UUID(bytes=hashlib.sha256(font).digest()[:16])
    mask = (key.bytes[::-1] * 2)[:HIDDEN_BYTES]
    start = bytes(byte ^ bit for byte, bit in zip(font, mask, strict=False))
    return start + font[HIDDEN_BYTES:], key


def _font_table(document: Any) -> Any:  # noqa: ANN401
    return document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)


def _entry(root: Any, name: str, family: str) -> Any:  # noqa: ANN401
    entry = OxmlElement("w:font")
    entry.set(qn("w:name"), name)
    root.append(entry)
    looks = (("altName", family), ("charset", "86"), ("family", "auto"), ("pitch", "variable"))
    for tag, value in looks:
        mark = OxmlElement(f"w:{tag}")
        mark.set(qn("w:val"), value)
        entry.append(mark)
    return entry


def _announce(settings: Any) -> None:  # noqa: ANN401
    """Tell Word that typefaces are inside; the schema wants these right after the zoom."""
    after = [settings.find(qn(f"w:{tag}")) for tag in ("zoom", "view", "writeProtection")]
    place = next((each for each in after if each is not None), None)
    for tag in ("saveSubsetFonts", "embedTrueTypeFonts"):
        mark = OxmlElement(f"w:{tag}")
        if place is None:
            settings.insert(0, mark)
        else:
            place.addnext(mark)
