"""The pages of a file as pictures, and those pictures with black boxes burnt into their pixels.

A confined process like `shown`: `python -m huiyin.documents.pages TYPE` answers the packed pages of
a shown copy, `… boxes` the masked copy: nothing but new pixels, so that no text lies below a box.
"""

import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import typst
from PIL import Image, ImageDraw, UnidentifiedImageError

from huiyin.documents.boxes import WHOLE, Box, PagePicture, pack, page_content, pages_in
from huiyin.documents.shown import MOST_OUTPUT, MOST_PIXELS, NotShown, confine

CPU_SECONDS = 90
MOST_PAGES = 100
LONGEST_SIDE = 1754  # A4 at 150 dots an inch: small print stays legible
QUALITY = 88
POINTS_AN_INCH = 72
DOTS_AN_INCH = 150
LONG = LONGEST_SIDE / DOTS_AN_INCH * POINTS_AN_INCH

_NO_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
_SHEETS = str(Path(__file__).with_name("typst") / "pages.typ")


def _sheets(content: bytes) -> list[Image.Image]:
    """The pages of a PDF as they are seen."""
    # The handle is filled before the process gives up writing, the file opened only after it.
    handle = os.memfd_create("file")
    with os.fdopen(handle, "wb", closefd=False) as file:
        file.write(content)
    confine(CPU_SECONDS)
    sizes = _sizes(content)
    try:
        drawn: Any = typst.compile(
            _SHEETS,
            root="/",
            format="png",
            ppi=DOTS_AN_INCH,
            font_paths=_NO_FONTS,
            sys_inputs={"handle": str(handle), "sizes": json.dumps(sizes)},
        )
    except (typst.TypstError, RuntimeError) as fault:
        raise NotShown("damaged") from fault
    sheets = drawn if isinstance(drawn, list) else [drawn]
    return [Image.open(io.BytesIO(each)) for each in sheets if each]


def _sizes(content: bytes) -> list[tuple[float, float]]:
    """How large each page is drawn, in points: its own shape, the longer side always the same."""
    sizes = []
    try:
        with pikepdf.open(io.BytesIO(content)) as source:
            if len(source.pages) > MOST_PAGES:
                raise NotShown("large")
            for page in source.pages:
                left, bottom, right, top = (float(each) for each in page.cropbox)
                width, height = abs(right - left), abs(top - bottom)
                if int(page.get("/Rotate", 0)) % 180:
                    width, height = height, width
                scale = LONG / max(width, height)
                sizes.append((max(width * scale, 1), max(height * scale, 1)))
    except (pikepdf.PdfError, ValueError, TypeError, ZeroDivisionError) as fault:
        raise NotShown("damaged") from fault
    return sizes


def _picture(content: bytes) -> list[Image.Image]:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            image.load()
            return [image.copy()]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise NotShown("damaged") from fault


def _on_white(image: Image.Image) -> Image.Image:
    """A picture without transparency, of at most so many pixels a side."""
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    flat = white.convert("RGB")
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return flat


def _jpeg(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def pages(media_type: str, content: bytes) -> tuple[str, bytes]:
    """Every page of a shown copy as a picture."""
    images = _sheets(content) if media_type == "application/pdf" else _picture(content)
    drawn = []
    for number, image in enumerate(images, start=1):
        flat = _on_white(image)
        drawn.append((PagePicture(number, *flat.size), _jpeg(flat)))
    return "application/zip", pack(drawn)


def covered(content: bytes) -> tuple[str, bytes]:
    """The masked copy: a picture of one page, a PDF of several, made of pixels only."""
    told, _, packed = content.partition(b"\n")
    boxes: list[Box] = json.loads(told)
    try:
        sheets = [
            _cover(page_content(packed, page), [each for each in boxes if each[0] == page.number])
            for page in pages_in(packed)
        ]
    except (zipfile.BadZipFile, UnidentifiedImageError, OSError) as fault:
        raise NotShown("damaged") from fault
    if len(sheets) == 1:
        return "image/jpeg", _jpeg(sheets[0])
    return "application/pdf", _bound(sheets)


def _cover(content: bytes, boxes: list[Box]) -> Image.Image:
    """One page with its boxes, each a pixel wider than drawn, so that no edge shines through."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        # A new image holds pixels and nothing else that stood in the old one.
        sheet = Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())
    pencil = ImageDraw.Draw(sheet)
    for _, left, top, width, height in boxes:
        across, down = sheet.width / WHOLE, sheet.height / WHOLE
        pencil.rectangle(
            (
                int(left * across) - 1,
                int(top * down) - 1,
                int((left + width) * across) + 1,
                int((top + height) * down) + 1,
            ),
            fill="black",
        )
    return sheet


def _bound(sheets: list[Image.Image]) -> bytes:
    """Pictures as the pages of a new PDF without title, date, maker or text."""
    written = io.BytesIO()
    with pikepdf.new() as made:
        for sheet in sheets:
            size = (
                sheet.width * POINTS_AN_INCH / DOTS_AN_INCH,
                sheet.height * POINTS_AN_INCH / DOTS_AN_INCH,
            )
            page = made.add_blank_page(page_size=size)
            image = made.make_stream(_jpeg(sheet))
            image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            image.Width, image.Height, image.BitsPerComponent = sheet.width, sheet.height, 8
            image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
            draw = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /P Do Q"
            page.Contents = made.make_stream(draw.encode())
        made.save(written)
    return written.getvalue()


def answer(argument: str, content: bytes) -> Iterator[bytes]:
    """What this process writes."""
    try:
        made, copy = covered(content) if argument == "boxes" else pages(argument, content)
    except NotShown as fault:
        yield f"!{fault}\n".encode()
        return
    except MemoryError:
        yield b"!large\n"
        return
    if len(copy) > MOST_OUTPUT:
        yield b"!large\n"
        return
    yield f"{made}\n".encode()
    yield copy


def main() -> None:
    """Read the file, draw its pages, write them out."""
    argument = sys.argv[1]
    if not re.fullmatch(r"[a-z]+/[a-z]+|boxes", argument):
        raise SystemExit(2)
    content = sys.stdin.buffer.read()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if argument == "application/pdf":
        # The one thread that draws must stand before no more may be begun.
        os.environ["RAYON_NUM_THREADS"] = "1"
        typst.compile(b"", format="png", font_paths=_NO_FONTS)
    else:
        confine(CPU_SECONDS)
    for piece in answer(argument, content):
        sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    main()
