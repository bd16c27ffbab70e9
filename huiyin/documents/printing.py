"""Forms, tables and whole files as PDF, and what is bound of several.

Heavy: for the worker only.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from PIL import Image

from huiyin.documents.paper import Paper
from huiyin.documents.sheets import Listing
from huiyin.documents.typesetting import typeset

PDF = "application/pdf"
A4 = (595.276, 841.89)
MARGIN = 36.0
SUMS = "SHA256SUMS"
PRINTED_DOTS = 2200  # the longer side of a picture on paper: enough to read, small enough to send


@dataclass(frozen=True)
class Part:
    """件. One part of a bound file: its bookmark, its name in the archive, its pages."""

    title: str
    name: str
    pdf: bytes

    @property
    def digest(self) -> str:
        """SHA-256, as `sha256sum` writes it."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def page_count(self) -> int:
        """How many sheets it takes."""
        with pikepdf.open(io.BytesIO(self.pdf)) as opened:
            return len(opened.pages)


def draw_forms(sheets: list[dict[str, Any]], *, foot: str, dated: datetime) -> bytes:
    """Forms, each on a new page; `foot` says who printed them, when and for what."""
    first = sheets[0]
    paper = {"head": first["head"], "title": first["title"], "sheets": sheets, "foot": foot}
    return typeset("form", paper, dated=dated)[0]


def draw_listing(listing: Listing, *, dated: datetime) -> bytes:
    """A table over many pages."""
    return typeset(listing.form, listing.as_json(), dated=dated)[0]


def draw_paper(paper: Paper, *, dated: datetime) -> bytes:
    """A composed letter or sheet that is not kept as a letter."""
    return typeset(paper.form, paper.as_json(), dated=dated)[0]


def draw_text(title: str, text: str, *, dated: datetime) -> bytes:
    """A plain text on pages."""
    return typeset("text", {"head": "", "title": title, "text": text}, dated=dated)[0]


def as_pdf(title: str, media_type: str, content: bytes, *, dated: datetime) -> bytes:
    """A file that is looked at (a PDF, a picture, a text) as pages."""
    if media_type == PDF:
        return content
    if media_type.startswith("image/"):
        return _picture(content)
    return draw_text(title, content.decode(), dated=dated)


def _picture(content: bytes) -> bytes:
    """A picture on a page of its own, as large as the margins let it be."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        flat = Image.new("RGB", image.size, "white")
        seen = image.convert("RGBA")
        flat.paste(seen, mask=seen.getchannel("A"))
    flat.thumbnail((PRINTED_DOTS, PRINTED_DOTS))
    drawn = io.BytesIO()
    flat.save(drawn, "JPEG", quality=88)
    size = A4 if flat.height >= flat.width else A4[::-1]
    scale = min((size[0] - 2 * MARGIN) / flat.width, (size[1] - 2 * MARGIN) / flat.height)
    width, height = flat.width * scale, flat.height * scale
    left, bottom = (size[0] - width) / 2, (size[1] - height) / 2
    written = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=size)
        picture = made.make_stream(drawn.getvalue())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = flat.width, flat.height, 8
        picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        place = f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm /P Do Q"
        page.Contents = made.make_stream(place.encode())
        made.save(written)
    return written.getvalue()


def bind(parts: list[Part]) -> bytes:
    """All parts as one PDF, a bookmark before each."""
    written = io.BytesIO()
    with pikepdf.new() as made:
        marks = []
        for part in parts:
            with pikepdf.open(io.BytesIO(part.pdf)) as opened:
                marks.append(pikepdf.OutlineItem(part.title, len(made.pages)))
                made.pages.extend(opened.pages)
        with made.open_outline() as outline:
            outline.root.extend(marks)
        made.save(written)
    return written.getvalue()


def sums(parts: list[Part]) -> str:
    """The list that `sha256sum -c` checks."""
    return "".join(f"{part.digest}  {part.name}\n" for part in parts)


def pack(parts: list[Part], *, more: dict[str, bytes] | None = None) -> bytes:
    """The parts in one archive, with the list of their hashes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [
            *((part.name, part.pdf) for part in parts),
            *(more or {}).items(),
            (SUMS, sums(parts).encode()),
        ]:
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()
