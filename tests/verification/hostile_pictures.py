"""C6: pictures, PDFs, texts and sounds that are damaged, immense, talkative or at a limit."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pikepdf
from PIL import Image

from huiyin.documents.confined import NoCopy
from huiyin.documents.files import MOST_BYTES, Fault
from huiyin.documents.shown import MOST_PAGES
from tests.documents import hostile
from tests.documents.hostile import pdf, picture, wide_png
from tests.verification.hostile_files import KEPT, SHOWN, TRACE, Sent, one

# What may become of a file in which something was broken at random.
BROKEN = (SHOWN, NoCopy.DAMAGED, NoCopy.LOCKED, NoCopy.LARGE, NoCopy.STOPPED)


def _png_with(name: bytes, body: bytes) -> bytes:
    """A small PNG with one chunk more, right after its header."""
    plain = picture("PNG")
    told = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return plain[:33] + told + plain[33:]


def _saved(image: Image.Image, form: str, **how: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **how)
    return made.getvalue()


def immense_pictures(_draw: Random) -> Iterator[Sent]:
    for width, height in ((50_000, 50_000), (8_000, 7_501), (60_000_001, 1)):
        yield one("图.png", wide_png(width, height), NoCopy.LARGE)
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    body = b"IHDR" + header
    lying = (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    )
    yield one("图.png", lying, NoCopy.LARGE, NoCopy.DAMAGED)
    yield one("图.gif", b"GIF89a" + b"\xff" * 7 + b"," + b"\xff" * 30, NoCopy.LARGE, NoCopy.DAMAGED)
    yield one("图.png", picture("PNG", size=(7_000, 7_000)), SHOWN)


def many_frames(_draw: Random) -> Iterator[Sent]:
    still = Image.new("P", (4, 4))
    for count in (2, 300, 5_000):
        turning = [Image.new("P", (4, 4), number % 250) for number in range(1, count)]
        moving = _saved(still, "GIF", save_all=True, append_images=turning, loop=0)
        yield one("动图.gif", moving, SHOWN)


def talkative_pictures(_draw: Random) -> Iterator[Sent]:
    """Notes beside the picture: places, names, programs. None of it is in the copy."""
    long = TRACE * 300_000
    yield one("图.png", _png_with(b"tEXt", b"Comment\0" + TRACE), SHOWN)
    yield one(
        "图.png", _png_with(b"zTXt", b"Comment\0\0" + zlib.compress(long)), SHOWN, NoCopy.DAMAGED
    )
    yield one("图.png", _png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + TRACE), SHOWN)
    yield one("图.png", _png_with(b"eXIf", TRACE * 20), SHOWN)
    bomb = b"icc\0\0" + zlib.compress(bytes(200_000_000), 9)
    yield one("图.png", _png_with(b"iCCP", bomb), SHOWN, NoCopy.DAMAGED, NoCopy.LARGE)
    plain = Image.new("RGB", (40, 30), (9, 99, 9))
    yield one("图.jpg", _saved(plain, "JPEG", comment=TRACE * 9), SHOWN)
    yield one("图.jpg", _saved(plain, "JPEG", icc_profile=TRACE * 20_000), SHOWN)
    yield one("图.webp", _saved(plain, "WEBP", xmp=TRACE * 99), SHOWN)
    notes = Image.Exif()
    notes[0x010F], notes[0x9286] = "ACT", "ACT" * 9_000
    notes[0x8825] = {1: "N", 2: (25.0, 2.0, 3.0), 3: "E", 4: (102.0, 42.0, 31.0)}
    for form, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")):
        yield one(f"位置.{ending}", _saved(plain, form, exif=notes), SHOWN)


def rare_pictures(_draw: Random) -> Iterator[Sent]:
    """Kinds of pixels that a careless program stumbles over."""
    made = (
        ("JPEG", Image.new("CMYK", (9, 9))), ("JPEG", Image.new("L", (9, 9))),
        ("PNG", Image.new("I;16", (9, 9))), ("PNG", Image.new("1", (9, 9))),
        ("PNG", Image.new("LA", (9, 9))), ("PNG", Image.new("P", (9, 9))),
        ("WEBP", Image.new("RGBA", (9, 9))), ("JPEG", Image.new("RGB", (1, 1))),
        ("PNG", Image.new("RGB", (1, 60_000))), ("JPEG", Image.new("RGB", (65_000, 1))),
    )  # fmt: skip
    for form, image in made:
        yield one(f"图.{form.lower()}", _saved(image, form), SHOWN)


def cut_off(_draw: Random) -> Iterator[Sent]:
    forms = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
    wholes = {ending: picture(form) for ending, form in forms.items()} | {"pdf": pdf(pages=3)}
    for ending, whole in wholes.items():
        for eighth in range(1, 8):
            yield one(f"半.{ending}", whole[: max(16, len(whole) * eighth // 8)], *BROKEN)


def broken_at_random(draw: Random) -> Iterator[Sent]:
    """Bytes behind the first sixteen exchanged, doubled or dropped."""
    wholes = {"jpg": picture(exif=True), "png": picture("PNG"), "gif": picture("GIF"),
              "webp": picture("WEBP"), "pdf": pdf(photograph=picture())}  # fmt: skip
    for _round in range(40):
        for ending, whole in wholes.items():
            broken = bytearray(whole)
            for _each in range(draw.randrange(1, 12)):
                place = draw.randrange(16, len(broken) - 4)
                match draw.randrange(3):
                    case 0:
                        broken[place] = draw.randrange(256)
                    case 1:
                        broken[place:place] = draw.randbytes(draw.randrange(1, 40))
                    case _:
                        del broken[place : place + draw.randrange(1, 4)]
            # A change may happen to look like something that is refused outright.
            yield one(f"坏.{ending}", bytes(broken), *BROKEN, Fault.WEB_PAGE, Fault.ARCHIVE)


def acting_prints(_draw: Random) -> Iterator[Sent]:
    """PDFs that would do something when they are opened."""
    yield one("合同.pdf", hostile.acting_pdf(), SHOWN)
    acts = {
        "JavaScript": {"JS": pikepdf.String("app.alert('ACT')")},
        "Launch": {"F": pikepdf.String("ACT.exe")},
        "URI": {"URI": pikepdf.String("http://ACT.example/")},
        "SubmitForm": {"F": pikepdf.String("http://ACT.example/")},
        "ImportData": {"F": pikepdf.String("ACT.fdf")},
        "GoToR": {"F": pikepdf.String("\\\\ACT\\share"), "D": pikepdf.String("x")},
    }
    for name, given in acts.items():
        for where in ("OpenAction", "AA", "annotation", "outline"):
            yield one("合同.pdf", _acting(name, given, where), SHOWN)


def _acting(name: str, given: dict[str, Any], where: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page(page_size=(200, 200))
        act = new.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{name}"), **given))
        if where == "OpenAction":
            new.Root.OpenAction = act
        elif where == "AA":
            new.pages[0].AA = pikepdf.Dictionary(O=act, C=act)
        elif where == "annotation":
            box = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 200, 200], A=act
            )
            new.pages[0].Annots = pikepdf.Array([new.make_indirect(box)])
        else:
            item = pikepdf.Dictionary(Title=pikepdf.String("ACT"), A=act)
            new.Root.Outlines = pikepdf.Dictionary(First=new.make_indirect(item), Count=1)
        new.save(made)
    return made.getvalue()


def odd_prints(_draw: Random) -> Iterator[Sent]:
    whole = pdf(pages=2)
    yield one("长.pdf", pdf(pages=MOST_PAGES + 1), NoCopy.LARGE)
    yield one("长.pdf", pdf(pages=MOST_PAGES), SHOWN)
    loop = whole.replace(b"/Count 2", b"/Count 9")
    yield one("环.pdf", loop, *BROKEN)
    yield one("环.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n"
              b"trailer<</Root 1 0 R/Prev 0>>\nstartxref\n9\n%%EOF", *BROKEN)  # fmt: skip
    yield one("深.pdf", b"%PDF-1.4\n1 0 obj" + b"[" * 200_000 + b"endobj", *BROKEN)
    yield one("空.pdf", b"%PDF-1.7\n", *BROKEN)
    yield one("两份.pdf", whole + whole, *BROKEN)


def texts(_draw: Random) -> Iterator[Sent]:
    words = "小区停水三天，ACT请求恢复。镕𬀩"
    for coding in ("utf-8", "gb18030", "utf-16", "utf-8-sig"):
        yield one("说明.txt", words.encode(coding), SHOWN)
    yield one("说明.txt", bytes(range(256)) * 9, Fault.MISMATCH)
    yield one("说明.txt", b"\0" * 99, Fault.MISMATCH)
    yield one("长.txt", "长".encode() * 3_000_000, SHOWN, NoCopy.LARGE)
    yield one("行.txt", b"\n" * 100_000 + b"x", SHOWN)
    yield one("色.txt", b"\x1b[2J\x1b]0;ACT\x07 text", SHOWN, Fault.MISMATCH)
    yield one("叠.txt", ("e" + "\u0301" * 5_000).encode(), SHOWN)
    yield one("反.txt", "\u202e反\u2066".encode(), SHOWN)
    yield one("式.txt", b"=cmd|' /C calc'!A0\n@ACT", SHOWN)


def sounds(_draw: Random) -> Iterator[Sent]:
    for name, content in (
        ("录音.mp3", hostile.MP3), ("录音.mp3", b"ID3\x04" + b"<script>ACT" * 40),
        ("录音.m4a", hostile.M4A), ("录像.mp4", hostile.MP4), ("录音.wav", hostile.WAVE),
    ):  # fmt: skip
        yield one(name, content, KEPT)
    yield one("录音.mp3", b"\xff\xff\xff\xff" + bytes(60), Fault.MISMATCH)
    yield one("录像.mp4", b"\0\0\0\x18ftyp", KEPT, Fault.MISMATCH)


def at_the_limit(_draw: Random) -> Iterator[Sent]:
    start = picture()
    for size, right in (
        (MOST_BYTES - 1, SHOWN),
        (MOST_BYTES, SHOWN),
        (MOST_BYTES + 1, Fault.LARGE),
    ):
        yield one("大.jpg", start + bytes(size - len(start)), right)
    for name in ("空.jpg", "空.txt", "空.docx", "空.exe"):
        yield one(name, b"", Fault.EMPTY)
    yield one("小.jpg", b"\xff\xd8\xff", NoCopy.DAMAGED)
    yield one("小.txt", b"a", SHOWN)


FAMILIES: tuple[Callable[[Random], Iterator[Sent]], ...] = (
    immense_pictures, many_frames, talkative_pictures, rare_pictures, cut_off, broken_at_random,
    acting_prints, odd_prints, texts, sounds, at_the_limit,
)  # fmt: skip
