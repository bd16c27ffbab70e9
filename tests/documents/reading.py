"""Reads the words back from a PDF and a Word file, as a person who opens them would."""

import io
import re
from typing import Any
from zipfile import ZipFile

import pikepdf
from docx import Document

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page, in the order it is drawn, without spaces and line ends."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        return [_page_text(page) for page in opened.pages]


def pdf_text(content: bytes) -> str:
    """The text of the whole document."""
    return "".join(pdf_pages(content))


def pdf_fonts(content: bytes) -> dict[str, bool]:
    """Each typeface named in the document, and whether its file is inside."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(content)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                inside = any(key in thing for key in ("/FontFile2", "/FontFile3"))
                found[str(thing.FontName).partition("+")[2]] = inside
    return found


def pdf_metadata(content: bytes) -> str:
    """The description inside the document, as XML."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        return bytes(opened.Root.Metadata.read_bytes()).decode()


def docx_text(content: bytes) -> str:
    """Every paragraph, tables included, without spaces and line ends."""
    document = Document(io.BytesIO(content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(line for cell in cells for line in cell.paragraphs)]
    return re.sub(r"\s", "", "".join(each.text for each in paragraphs))


def docx_parts(content: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _page_text(page: pikepdf.Page) -> str:
    fonts = {str(name): _unicode(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    said: list[str] = []
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "Tf":
            letters = fonts[str(step.operands[0])]
        elif str(step.operator) in ("Tj", "TJ"):
            drawn: Any = step.operands[0]
            pieces = drawn if str(step.operator) == "TJ" else [drawn]
            said += [
                _decoded(bytes(each), letters)
                for each in pieces
                if isinstance(each, pikepdf.String)
            ]
    return re.sub(r"\s", "", "".join(said))


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(letters.get(high << 8 | low, "\ufffd") for high, low in pairs)


def _unicode(font: Any) -> dict[int, str]:  # noqa: ANN401
    letters: dict[int, str] = {}
    for kind, body in _SECTION.findall(font.ToUnicode.read_bytes()):
        if kind == b"bfchar":
            for code, text in _PAIR.findall(body):
                letters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        else:
            for first, last, text in _RANGE.findall(body):
                start = bytes.fromhex(text.decode()).decode("utf-16-be")
                for step in range(int(last, 16) - int(first, 16) + 1):
                    letters[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return letters
