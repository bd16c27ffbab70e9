"""Which files may come in: judged by content and by name, refused with a sentence that helps.

Pure and light: pictures and PDFs are opened only by the confined process in `shown`. Old Word and
Excel files (OLE) may come in when they hold no macro and no package; they are never shown, only
downloaded. Pictures may carry the ending of another picture: telephones often write it wrong.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from huiyin.documents.archives import office_fault
from huiyin.documents.plain import text_of
from huiyin.rules.terms import Term

MOST_FILES = 20
MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_IN_ALL = 100 * 1024 * 1024
LONGEST_NAME = 255  # bytes in UTF-8


class Fault(Term):
    """不予接收的原因. Why a file may not come in, and what the petitioner can do."""

    EMPTY = "empty", "这个文件是空的，请重新选择。"
    LARGE = "large", "单个文件不能超过20MB。请压缩图片，或者分成几个文件上传。"
    MANY = "many", "最多上传20个文件。请合并后上传，其余材料可以在提交后补充。"
    LARGE_IN_ALL = "large_in_all", "全部文件合计不能超过100MB。其余材料可以在提交后补充或者邮寄。"
    UNKNOWN = (
        "unknown",
        "不能接收这种文件。请上传图片（JPG、PNG）、PDF、Word、Excel、文本、录音或者MP4视频。",
    )
    HEIC = "heic", "不能接收HEIC图片。请在手机上另存为JPG，或者截屏后上传。"
    VIDEO = "video", "不能接收这种视频。请转换为MP4后上传。"
    WEB_PAGE = "web_page", "不能接收网页和SVG文件。请截屏后上传图片，或者打印为PDF。"
    ARCHIVE = "archive", "不能接收压缩包。请解压后逐个上传其中的文件。"
    PROGRAM = "program", "不能接收程序文件。请上传图片、PDF或者文档。"
    MACRO = "macro", "这个文档含有宏，不能接收。请另存为PDF后上传。"
    OBJECT = "object", "这个文档里嵌有其他文件或者外部链接，不能接收。请另存为PDF后上传。"
    LOCKED = "locked", "这个文档设有密码，不能接收。请去掉密码后上传。"
    OFD = "ofd", "不能接收OFD和WPS格式的文件。请另存为PDF后上传。"
    MISMATCH = "mismatch", "文件的内容和名称后缀不一致。请用原来的程序重新保存后上传。"
    DAMAGED = "damaged", "这个文件已经损坏，打不开。请重新保存后上传。"


class Refused(ValueError):
    """A file that may not come in; `sentence` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.sentence = fault.zh
        super().__init__(fault.zh)


@dataclass(frozen=True)
class MediaType:
    """A kind of file that may come in: its type, its endings, and whether a copy can be shown."""

    name: str
    endings: frozenset[str]
    is_shown: bool


def _type(name: str, endings: str, *, shown: bool = False) -> MediaType:
    return MediaType(name, frozenset(endings.split()), shown)


_PICTURE = "jpg jpeg jfif png webp gif"
_OFFICE = "application/vnd.openxmlformats-officedocument"
JPEG = _type("image/jpeg", _PICTURE, shown=True)
PNG = _type("image/png", _PICTURE, shown=True)
WEBP = _type("image/webp", _PICTURE, shown=True)
GIF = _type("image/gif", _PICTURE, shown=True)
PDF = _type("application/pdf", "pdf", shown=True)
TXT = _type("text/plain", "txt", shown=True)
DOCX = _type(f"{_OFFICE}.wordprocessingml.document", "docx")
XLSX = _type(f"{_OFFICE}.spreadsheetml.sheet", "xlsx")
DOC = _type("application/msword", "doc")
XLS = _type("application/vnd.ms-excel", "xls")
MP3 = _type("audio/mpeg", "mp3")
M4A = _type("audio/mp4", "m4a")
MP4 = _type("video/mp4", "mp4 m4v")
WAV = _type("audio/wav", "wav")

TYPES = (JPEG, PNG, WEBP, GIF, PDF, TXT, DOCX, XLSX, DOC, XLS, MP3, M4A, MP4, WAV)
BY_NAME = {each.name: each for each in TYPES}
# For the `accept` of a file field: telephones then hand over JPG in place of HEIC.
ACCEPT = ",".join(sorted({f".{ending}" for each in TYPES for ending in each.endings}))

_REFUSED_ENDINGS: dict[str, Fault] = {
    ending: fault
    for fault, endings in {
        Fault.WEB_PAGE: "html htm xhtml xht shtml mht mhtml svg svgz xml xsl hta",
        Fault.ARCHIVE: "zip rar 7z tar gz tgz bz2 xz jar iso cab",
        Fault.MACRO: "docm dotm xlsm xltm xlam pptm ppsm",
        Fault.OFD: "ofd wps wpt et ett dps",
        Fault.HEIC: "heic heif avif",
        Fault.VIDEO: "mov avi wmv mkv flv 3gp webm rmvb mpg mpeg",
        Fault.PROGRAM: "exe com bat cmd scr pif msi dll js jse vbs vbe wsf ps1 sh py php apk lnk "
        "url reg chm hlp cpl desktop elf so class",
    }.items()
    for ending in endings.split()
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|svg|script|iframe|\?php|hta:)", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_HEAD, _TAIL = 4096, 66_000


def judge(name: str, content: bytes) -> MediaType:
    """What a file is, by content and by name; `Refused` if it may not come in (D7)."""
    if not content:
        raise Refused(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise Refused(Fault.LARGE)
    ending = _ending(name)
    if ending in _REFUSED_ENDINGS:
        raise Refused(_REFUSED_ENDINGS[ending])
    found = _by_content(content, ending)
    if ending not in found.endings:
        raise Refused(Fault.MISMATCH)
    return found


def within_limits(sizes: Iterable[int]) -> None:
    """`Refused` if these are too many files, or too many bytes in all."""
    sizes = list(sizes)
    if len(sizes) > MOST_FILES:
        raise Refused(Fault.MANY)
    if sum(sizes) > MOST_BYTES_IN_ALL:
        raise Refused(Fault.LARGE_IN_ALL)


_UNSAFE = re.compile(r'[\\/:*?"<>|∕／⁄＼]')
_DEVICES = re.compile(r"(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")


def safe_name(name: str) -> str:
    """The name without folders, hidden turns of direction and control characters; ≤ 255 bytes."""
    name = re.split(r"[\\/]", name)[-1]
    kept = "".join(
        character
        for character in name
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    kept = _UNSAFE.sub("_", unicodedata.normalize("NFC", kept)).strip(" .　").lstrip("-~")
    kept = _DEVICES.sub("_", kept) or "附件"
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = kept, "", ""
    room = LONGEST_NAME - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _ending(name: str) -> str:
    return safe_name(name).rpartition(".")[2].lower()


def _by_content(content: bytes, ending: str) -> MediaType:
    start = content[:_HEAD]
    if start.startswith(b"PK\x03\x04"):
        return _zipped(content, ending)
    if start.startswith(_OLE):
        return _ole(content)
    if found := _picture(start):
        # A second file behind or inside a picture is meant for a program that reads it otherwise.
        if _ZIP_END in content[-_TAIL:]:
            raise Refused(Fault.ARCHIVE)
        if _MARKUP.search(start):
            raise Refused(Fault.WEB_PAGE)
        return found
    if start.startswith(b"%PDF-"):
        if _ZIP_END in content[-_TAIL:]:
            raise Refused(Fault.ARCHIVE)
        return PDF
    return _sound(start) or _other(content, ending)


def _picture(start: bytes) -> MediaType | None:
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    return None


def _sound(start: bytes) -> MediaType | None:
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return WAV
    if start[4:8] == b"ftyp":
        return _iso_media(start[8:12])
    if start.startswith(b"ID3") or _is_mpeg_frame(start):
        return MP3
    return None


def _is_mpeg_frame(start: bytes) -> bool:
    """Layer III of MPEG 1, 2 or 2.5, with a bit rate and a sampling rate that exist."""
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE6 != 0xE2:
        return False
    return start[1] & 0x18 != 0x08 and start[2] & 0xF0 not in (0x00, 0xF0) and start[2] & 0x0C != 12


def _iso_media(brand: bytes) -> MediaType:
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"):
        raise Refused(Fault.HEIC)
    if brand[:2] == b"qt" or brand[:2] == b"3g":
        raise Refused(Fault.VIDEO)
    return M4A if brand in (b"M4A ", b"M4B ") else MP4


def _zipped(content: bytes, ending: str) -> MediaType:
    wanted = {"docx": DOCX, "xlsx": XLSX}.get(ending)
    if wanted is None:
        raise Refused(Fault.MISMATCH if ending in _known_endings() else Fault.ARCHIVE)
    fault = office_fault(content, main="word/document.xml" if wanted is DOCX else "xl/workbook.xml")
    if fault:
        raise Refused(Fault(fault))
    return wanted


def _known_endings() -> set[str]:
    return {ending for each in TYPES for ending in each.endings}


def _ole(content: bytes) -> MediaType:
    """A file of old Word or Excel. The names of its streams stand in it as UTF-16."""

    def holds(*names: str) -> bool:
        return any(f"{name}\0".encode("utf-16-le") in content for name in names)

    if holds("EncryptedPackage", "EncryptionInfo"):
        raise Refused(Fault.LOCKED)
    if holds("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"):
        raise Refused(Fault.MACRO)
    if holds("Ole10Native", "ObjectPool", "Equation Native", "Package"):
        raise Refused(Fault.OBJECT)
    if holds("WordDocument"):
        return DOC
    if holds("Workbook", "Book"):
        return XLS
    raise Refused(Fault.UNKNOWN)


def _other(content: bytes, ending: str) -> MediaType:
    if content.startswith(_PROGRAMS):
        raise Refused(Fault.PROGRAM)
    if content.startswith(_ARCHIVES) or content[257:262] == b"ustar":
        raise Refused(Fault.ARCHIVE)
    # A page in UTF-16 is a page too: without its zero bytes both read alike.
    if _MARKUP.search(content[:_HEAD].replace(b"\0", b"")):
        raise Refused(Fault.WEB_PAGE)
    if ending not in TXT.endings:
        raise Refused(Fault.MISMATCH if ending in _known_endings() else Fault.UNKNOWN)
    if text_of(content) is None:
        raise Refused(Fault.MISMATCH)
    return TXT
