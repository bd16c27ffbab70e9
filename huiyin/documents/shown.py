"""The copy of an upload that people look at: drawn anew, without what may act or tell on someone.

Runs as a process of its own, `python -m huiyin.documents.shown TYPE`, with the file on standard
input, under limits on time and memory, without the environment, the database or the keys. Writes
one line with the new type, then the copy; or `!` and the reason. Never imported by the product.
"""

import io
import re
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from huiyin.documents.plain import text_of

CPU_SECONDS = 20
MEMORY = 1024 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_PAGES = 500
LONGEST_SIDE = 3200
QUALITY = 85
MOST_OUTPUT = 64 * 1024 * 1024


class NotShown(Exception):
    """No copy can be made; the text is the reason, a value of `confined.NoCopy`."""


def _upright(image: Image.Image) -> Image.Image:
    """The image as it was held; as it lies where nobody can read the note about that."""
    try:
        return ImageOps.exif_transpose(image)
    except SyntaxError:
        return image


def picture(content: bytes) -> tuple[str, bytes]:
    """The first image, upright, of at most 3200 pixels a side; no EXIF, place, profile or text."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "GIF"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotShown("large")
            if image.format == "JPEG":
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = _upright(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            is_clear = "A" in upright.getbands() or "transparency" in upright.info
            plain = upright.convert("RGBA" if is_clear else "RGB")
            photograph = image.format in ("JPEG", "WEBP") and not is_clear
    except Image.DecompressionBombError as fault:
        raise NotShown("large") from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise NotShown("damaged") from fault
    # A new image holds pixels and nothing else that stood in the old one.
    drawn = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    made = io.BytesIO()
    if photograph:
        drawn.save(made, "JPEG", quality=QUALITY, optimize=True)
        return "image/jpeg", made.getvalue()
    drawn.save(made, "PNG")
    return "image/png", made.getvalue()


def pdf(content: bytes) -> tuple[str, bytes]:
    """The pages alone in a new document: no script, action, form, attachment, layer or metadata."""
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as made:
            if len(source.pages) > MOST_PAGES:
                raise NotShown("large")
            source.generate_appearance_streams()
            source.flatten_annotations("screen")
            made.pages.extend(source.pages)
            _clean(made)
            written = io.BytesIO()
            made.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as fault:
        raise NotShown("locked") from fault
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError) as fault:
        raise NotShown("damaged") from fault
    if not made_pages(written.getvalue()):
        raise NotShown("damaged")
    return "application/pdf", written.getvalue()


_ACTING = (
    "/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Metadata", "/PieceInfo", "/LastModified",
    "/EF", "/AF", "/Annots", "/XFA", "/Launch", "/URI", "/StructParents", "/Tabs",
    "/PresSteps", "/OPI", "/Alternates", "/Ref",
)  # fmt: skip


def _clean(made: pikepdf.Pdf) -> None:
    for thing in made.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _ACTING:
            if key in thing:
                del thing[key]
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
            thing.write(without_notes(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def made_pages(content: bytes) -> int:
    """How many pages the copy has, read back from its bytes."""
    with pikepdf.open(io.BytesIO(content)) as made:
        return len(made.pages)


_KEPT_NOTES = (b"JFIF", b"Adobe")  # how to read the colours; everything else is about the taking


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG inside a PDF without its EXIF, XMP, IPTC and comments."""
    kept = bytearray(jpeg[:2])
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        is_note = 0xE0 <= jpeg[at + 1] <= 0xEF or jpeg[at + 1] == 0xFE
        if not is_note or jpeg[at + 4 : at + 9].startswith(_KEPT_NOTES):
            kept += jpeg[at : at + 2 + size]
        at += 2 + size
    return bytes(kept) + jpeg[at:]


def text(content: bytes) -> tuple[str, bytes]:
    """The text as UTF-8, whatever it came as."""
    read = text_of(content)
    if read is None:
        raise NotShown("damaged")
    return "text/plain", read.encode()


Copying: TypeAlias = Callable[[bytes], tuple[str, bytes]]
COPIES: dict[str, Copying] = {
    "image/jpeg": picture,
    "image/png": picture,
    "image/webp": picture,
    "image/gif": picture,
    "application/pdf": pdf,
    "text/plain": text,
}


def confine(seconds: int = CPU_SECONDS) -> None:
    """Give up what a hostile file could use: time, memory, disk, other processes."""
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def answer(
    media_type: str, content: bytes, copies: Mapping[str, Copying] = COPIES
) -> Iterator[bytes]:
    """What this process writes."""
    try:
        made, copy = copies[media_type](content)
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


def main(copies: Mapping[str, Copying] = COPIES) -> None:
    """Read the file, make its copy, write it out."""
    confine()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    media_type = sys.argv[1]
    if not re.fullmatch(r"[a-z]+/[a-z]+", media_type):
        raise SystemExit(2)
    content = sys.stdin.buffer.read()
    for piece in answer(media_type, content, copies):
        sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    main()
