"""What may hide in a zipped office document: bombs, macros, packages, remote templates.

Pure; reads only the beginnings of its parts, under limits on number, size and ratio.
"""

import io
import itertools
import re
import stat
import zipfile
import zlib

MOST_ENTRIES = 1000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024  # small parts of repeated text may be packed tightly
PEEK = 2 * 1024 * 1024

_MACRO = re.compile(r"(?i)vba(?:project|data)|macrosheets|\.bas$")
_OBJECT = re.compile(r"(?i)activex|oleobject|/embeddings/(?!.*\.(?:xlsx|docx|png|jpe?g)$)|ddelink")
_REMOTE = re.compile(
    rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External"
    rb"|TargetMode\s*=\s*[\"']External[\"'][^>]*attachedTemplate"
    rb"|(?:frame|oleObject|subDocument|afChunk)[\"'][^>]*TargetMode\s*=\s*[\"']External",
    re.IGNORECASE,
)
_FIELD = re.compile(rb">\s*(?:DDEAUTO|DDE)\s", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def office_fault(content: bytes, *, main: str) -> str | None:
    """The value of the `files.Fault` that a DOCX or XLSX has, or None. `main` is its main part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            return _shape_fault(entries, main) or _content_fault(archive, entries)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError, KeyError,
    ):  # fmt: skip
        return "damaged"


def _shape_fault(entries: list[zipfile.ZipInfo], main: str) -> str | None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        return "locked"
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return "damaged"
    if any(_is_bomb(entry) or _is_astray(entry) for entry in entries) or _overlap(entries):
        return "damaged"
    if any(_MACRO.search(name) for name in names):
        return "macro"
    if any(_OBJECT.search(name) for name in names):
        return "object"
    return None if {main, "[Content_Types].xml"} <= set(names) else "mismatch"


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(
        1, entry.compress_size
    )


def _is_astray(entry: zipfile.ZipInfo) -> bool:
    """Points out of its folder, or is a link."""
    name = entry.filename.replace("\\", "/")
    return (
        name.startswith("/") or ".." in name.split("/") or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Two entries share bytes: how a small file unpacks to an immense one."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        first.header_offset + 30 + first.compress_size > second.header_offset
        for first, second in itertools.pairwise(ordered)
    )


def _content_fault(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str | None:
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as part:
            # UTF-16 is as good an XML as UTF-8: without its zero bytes both read alike.
            start = part.read(PEEK).replace(b"\0", b"")
        if _DOCTYPE.search(start) or _REMOTE.search(start) or _FIELD.search(start):
            return "object"
        if entry.filename == "[Content_Types].xml" and b"macroenabled" in start.lower():
            return "macro"
    return None
