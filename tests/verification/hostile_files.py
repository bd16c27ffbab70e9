"""C6: files that mean harm or lie about themselves, by family, each with the answer it must get.

Made by code at every run; what is drawn at random is drawn from the seed. An answer is the refusal
(a `Fault`), or what becomes of the file: shown as a copy, kept for download, or why there is no
copy (`NoCopy`). Where damage is drawn at random the answer is one of several.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from huiyin.documents.confined import NoCopy
from huiyin.documents.files import Fault
from huiyin.documents.models import FileState
from tests.documents import hostile
from tests.documents.hostile import MP4, docx_with, office, old_office, packed, pdf, picture

SHOWN, KEPT = FileState.DERIVED.value, FileState.KEPT.value
TRACE = b"ACT"  # what a shown copy must not carry on
SCRIPT = b"<script>ACT</script>"


@dataclass(frozen=True)
class Sent:
    """A file as somebody sends it, and the answers that are right."""

    name: str
    content: bytes
    right: frozenset[str]
    family: str = ""


def one(name: str, content: bytes, *right: str) -> Sent:
    """A file and its right answers."""
    return Sent(name, content, frozenset(right))


# -- two files in one, and files by another's name -------------------------------------------------


def polyglots(_draw: Random) -> Iterator[Sent]:
    archive = packed({"ACT.class": TRACE})
    for ending, form in (("gif", "GIF"), ("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")):
        yield one(f"图.{ending}", picture(form) + archive, Fault.ARCHIVE)
        yield one(f"尾.{ending}", picture(form) + SCRIPT * 9, Fault.WEB_PAGE)
        yield one(f"远.{ending}", picture(form) + bytes(5_000) + SCRIPT * 9, SHOWN)
    yield one("合同.pdf", pdf() + archive, Fault.ARCHIVE)
    yield one("合同.pdf", b"%PDF-1.7\n" + SCRIPT + pdf(), SHOWN, NoCopy.DAMAGED)
    yield one("图.gif", b"GIF89a/*" + SCRIPT + b"*/", Fault.WEB_PAGE)
    yield one("图.png", b"\x89PNG\r\n\x1a\n<?php ACT ?>" + bytes(60), Fault.WEB_PAGE)
    yield one("图.jpg", b"\xff\xd8\xff\xfe\x00\x20" + SCRIPT + picture()[2:], Fault.WEB_PAGE)
    yield one("图.gif", b"GIF89a=1;ACT()//" + bytes(40), NoCopy.DAMAGED)
    yield one("动态.jpg", picture() + MP4, SHOWN)


def vector_pictures(_draw: Random) -> Iterator[Sent]:
    inner = (
        b"<script>ACT()</script>",
        b"<image href='http://ACT.example/a.png'/>",
        b"<foreignObject><iframe src='javascript:ACT()'/></foreignObject>",
        b"<use href='data:image/svg+xml;base64,ACT#x'/>",
        b"<animate onbegin='ACT()' attributeName='x'/>",
        b"<style>@import 'http://ACT.example/a.css';</style>",
        b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    )
    for each in inner:
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'>" + each + b"</svg>"
        yield one("图.svg", svg, Fault.WEB_PAGE)
        yield one("图.jpg", svg, Fault.WEB_PAGE)
        yield one("图.png", b"<?xml version='1.0'?>\n" + svg, Fault.WEB_PAGE)


def web_pages(_draw: Random) -> Iterator[Sent]:
    pages = (
        b"<!DOCTYPE html><html>" + SCRIPT,
        b"\xef\xbb\xbf  <HTML><body onload=ACT()>",
        b"<!-- x -->\n<script src=//ACT.example></script>",
        b"<iframe src=javascript:ACT()>",
        b"<hta:application id=ACT>",
        b"<html>".decode().encode("utf-16") + SCRIPT.decode().encode("utf-16")[2:],
    )
    for content in pages:
        for name in ("照片.jpg", "说明.txt", "合同.pdf", "页.html", "页.xhtml", "页.mht", "页.hta"):
            yield one(name, content, Fault.WEB_PAGE)


def under_another_name(_draw: Random) -> Iterator[Sent]:
    """Honest contents, each under the ending of every other kind."""
    kinds = {
        "pdf": pdf(), "doc": old_office("WordDocument"), "xls": old_office("Workbook"),
        "docx": office(), "xlsx": office("xlsx"), "mp3": hostile.MP3, "mp4": MP4,
        "m4a": hostile.M4A, "wav": hostile.WAVE, "jpg": picture(), "png": picture("PNG"),
        "txt": "小区停水三天".encode(),
    }  # fmt: skip
    for kind, content in kinds.items():
        for ending in kinds:
            if ending != kind and {kind, ending} != {"jpg", "png"}:
                yield one(f"材料.{ending}", content, Fault.MISMATCH)
        yield one("材料.dat", content, _of_no_name(kind))


def _of_no_name(kind: str) -> Fault:
    if kind in ("docx", "xlsx"):
        return Fault.ARCHIVE
    return Fault.UNKNOWN if kind == "txt" else Fault.MISMATCH


# -- names -----------------------------------------------------------------------------------------

REFUSED_BY_NAME = {
    "exe": Fault.PROGRAM, "bat": Fault.PROGRAM, "js": Fault.PROGRAM, "lnk": Fault.PROGRAM,
    "php": Fault.PROGRAM, "scr": Fault.PROGRAM, "html": Fault.WEB_PAGE, "svg": Fault.WEB_PAGE,
    "zip": Fault.ARCHIVE, "rar": Fault.ARCHIVE, "docm": Fault.MACRO, "xlsm": Fault.MACRO,
    "ofd": Fault.OFD, "wps": Fault.OFD, "heic": Fault.HEIC, "mov": Fault.VIDEO,
}  # fmt: skip


def double_endings(_draw: Random) -> Iterator[Sent]:
    tricks = (
        "照片.jpg.{}", "照片.jpg.{}. ", "照片.jpg.{}　", "照片\u202egpj.{}", "照片.jpg\u200b.{}",
        "照片.JPG.{}...", "照片.jpg\x7f.{}",
    )  # fmt: skip
    for ending, fault in REFUSED_BY_NAME.items():
        for trick in tricks:
            yield one(trick.format(ending), picture(), fault)
            yield one(trick.format(ending.upper()), picture(), fault)


def odd_names(_draw: Random) -> Iterator[Sent]:
    """Good contents; the name is made harmless and the file comes in."""
    names = (
        "../../etc/passwd.jpg", "..\\..\\windows\\a.jpg", "/etc/cron.d/a.jpg", "C:\\a\\b.jpg",
        "CON.jpg", "lpt1.jpg", "%2e%2e%2fa.jpg", "a∕b／c.jpg", "-rf.jpg", "--help.jpg", "~a.jpg",
        "a\u202eb.jpg", "\u2066a.jpg", "a\ufeffb.jpg", "长" * 84 + ".jpg", "长" * 250 + ".jpg",
        "a;rm -rf;.jpg", "$(ACT).jpg", "`ACT`.jpg", "a|b.jpg", "a'b.jpg", "<b>ACT.jpg",
        "=cmd|ACT.jpg", "e\u0301.jpg", "😀.jpg", "𬎆.jpg", ".jpg.jpg", "a .jpg", "\u3000a.jpg",
        "a\u2028b.jpg", "javascript:ACT.jpg", "{{7*7}}.jpg", "%s%n.jpg", "\x1b[31mACT.jpg",
    )  # fmt: skip
    for name in names:
        yield one(name, picture(), SHOWN)


# -- archives and office documents -----------------------------------------------------------------


def archives(_draw: Random) -> Iterator[Sent]:
    inside = packed({"a.jpg": picture()})
    for name in ("材料.zip", "材料.jar", "材料.bin"):
        yield one(name, inside, Fault.ARCHIVE)
    yield one("材料.zip", packed({"b.zip": packed({"c.zip": inside})}), Fault.ARCHIVE)
    starts = (
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        b"BZh9",
        b"\xfd7zXZ",
        b"MSCF",
    )
    for start in starts:
        for name in ("材料.txt", "照片.jpg", "材料.dat"):
            yield one(name, start + bytes(60), Fault.ARCHIVE)
    yield one("材料.txt", bytes(257) + b"ustar" + bytes(300), Fault.ARCHIVE)


def bombs(_draw: Random) -> Iterator[Sent]:
    yield one("说明.docx", docx_with("word/a.xml", bytes(30_000_000)), Fault.DAMAGED)
    yield one("表.xlsx", office("xlsx", xl__a_xml=b" " * 30_000_000), Fault.DAMAGED)
    yield one("说明.docx", packed({f"{n}.xml": b"x" for n in range(1001)}), Fault.DAMAGED)
    yield one("说明.docx", hostile.overlapping_zip(), Fault.DAMAGED)
    yield one("说明.docx", docx_with("word/media/a.bin", bytes(40_000_000)), Fault.DAMAGED)


def climbing_archives(_draw: Random) -> Iterator[Sent]:
    places = ("../../etc/cron.d/x", "/etc/passwd", "word\\..\\..\\x", "word/../../x", "\\\\host\\x")
    for place in places:
        yield one("说明.docx", docx_with(place, TRACE), Fault.DAMAGED)
    link = docx_with("word/link", b"/etc/passwd", link="word/link")
    yield one("说明.docx", link, Fault.DAMAGED)


def entities(_draw: Random) -> Iterator[Sent]:
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
    remote = b'<!DOCTYPE a SYSTEM "http://ACT.example/a.dtd"><a/>'
    for body in (outside, laughs, remote):
        for coded in (body, body.decode().encode("utf-16"), body.decode().encode("utf-16-be")):
            for part in ("word/styles.xml", "customXml/item1.xml", "word/_rels/a.xml.rels"):
                yield one("说明.docx", docx_with(part, coded), Fault.OBJECT)


def macros(_draw: Random) -> Iterator[Sent]:
    parts = ("word/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/a.xml", "word/m.bas")
    for part in parts:
        yield one("说明.docx", docx_with(part, TRACE), Fault.MACRO)
    types = (
        b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled'/></Types>"
    )
    yield one(
        "说明.docx",
        packed({"[Content_Types].xml": types, hostile.MAIN["docx"]: b"<w:document/>"}),
        Fault.MACRO,
    )
    for stream in ("_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR"):
        yield one("旧.doc", old_office("WordDocument", stream), Fault.MACRO)
        yield one("旧.xls", old_office("Workbook", stream), Fault.MACRO)


def objects(_draw: Random) -> Iterator[Sent]:
    parts = (
        "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin", "word/embeddings/a.exe",
        "word/embeddings/a.docm", "xl/externalLinks/ddeLink1.xml",
    )  # fmt: skip
    for part in parts:
        yield one("说明.docx", docx_with(part, TRACE), Fault.OBJECT)
    fields = (b"<w:t> DDEAUTO c:\\cmd.exe</w:t>", b"<w:instrText>DDE excel</w:instrText>")
    for field in fields:
        yield one("说明.docx", docx_with("word/a.xml", field), Fault.OBJECT)
    for kind in ("attachedTemplate", "frame", "oleObject", "subDocument", "aFChunk"):
        relation = (
            f'<Relationship Type="http://x/{kind}" Target="http://ACT.example/" '
            'TargetMode="External"/>'
        ).encode()
        rels = docx_with("word/_rels/settings.xml.rels", relation)
        yield one("说明.docx", rels, Fault.OBJECT)
    for stream in ("\x01Ole10Native", "ObjectPool", "Equation Native"):
        yield one("旧.doc", old_office("WordDocument", stream), Fault.OBJECT)


def locked(_draw: Random) -> Iterator[Sent]:
    yield one("说明.docx", hostile.locked_zip(), Fault.LOCKED)
    for name in ("说明.docx", "旧.doc", "旧.xls"):
        yield one(name, old_office("EncryptedPackage", "EncryptionInfo"), Fault.LOCKED)
    yield one("流水.pdf", pdf(password="ACT"), NoCopy.LOCKED)


# -- what the machine's scanner would know, programs, other kinds ----------------------------------


def programs(_draw: Random) -> Iterator[Sent]:
    starts = (b"MZ", b"\x7fELF", b"#!/bin/sh\n", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
    for start in starts:
        for name in ("照片.jpg", "说明.txt", "合同.pdf", "旧.doc"):
            yield one(name, start + b"ACT" * 30, Fault.PROGRAM)


def viruses(_draw: Random) -> Iterator[Sent]:
    """Without a scanner: not by what they hold, but by what they are."""
    yield one("病毒.com", hostile.EICAR, Fault.PROGRAM)
    yield one("病毒.txt", hostile.EICAR, SHOWN)
    yield one("病毒.jpg", hostile.EICAR, Fault.MISMATCH)
    yield one("病毒.zip", packed({"eicar.com": hostile.EICAR}), Fault.ARCHIVE)
    yield one("病毒.docx", docx_with("word/media/eicar.com", hostile.EICAR), KEPT)


def other_kinds(_draw: Random) -> Iterator[Sent]:
    kinds = (
        ("图.heic", b"\0\0\0\x18ftypheic", Fault.HEIC),
        ("图.jpg", b"\0\0\0\x18ftypheic", Fault.HEIC),
        ("图.jpg", b"\0\0\0\x18ftypavif", Fault.HEIC),
        ("录像.mov", b"\0\0\0\x14ftypqt  ", Fault.VIDEO),
        ("录像.mp4", b"\0\0\0\x14ftypqt  ", Fault.VIDEO),
        ("录像.mp4", b"\0\0\0\x14ftyp3gp4", Fault.VIDEO),
        ("录像.avi", b"RIFF\0\0\0\0AVI ", Fault.VIDEO),
        ("图.bmp", b"BM", Fault.UNKNOWN),
        ("图.tiff", b"II*\0", Fault.UNKNOWN),
        ("图.jp2", b"\0\0\0\x0cjP  ", Fault.UNKNOWN),
        ("图.ico", b"\0\0\1\0", Fault.UNKNOWN),
        ("图.psd", b"8BPS", Fault.UNKNOWN),
        ("图.jpg", b"BM", Fault.MISMATCH),
        ("图.png", b"II*\0", Fault.MISMATCH),
        ("公文.ofd", packed({"OFD.xml": b"<x/>"}), Fault.OFD),
        ("公文.wps", old_office("WordDocument"), Fault.OFD),
        ("无后缀", b"ACT", Fault.UNKNOWN),
        ("旧.doc", old_office("Root Entry"), Fault.UNKNOWN),
        ("数据.db", b"SQLite format 3", Fault.UNKNOWN),
    )
    for name, start, fault in kinds:
        yield one(name, start + bytes(60), fault)


FAMILIES: tuple[Callable[[Random], Iterator[Sent]], ...] = (
    polyglots, vector_pictures, web_pages, under_another_name, double_endings, odd_names, archives,
    bombs, climbing_archives, entities, macros, objects, locked, programs, viruses,
    other_kinds,
)  # fmt: skip


def corpus(
    families: tuple[Callable[[Random], Iterator[Sent]], ...], seed: int, most: int
) -> Iterator[Sent]:
    """At most so many of each family; of large families, a choice."""
    for family in families:
        whole = list(family(Random(f"{seed} {family.__name__}")))
        if len(whole) > most:
            whole = Random(f"{seed} {most}").sample(whole, most)
        for each in islice(whole, most):
            yield Sent(each.name, each.content, each.right, family.__name__)
