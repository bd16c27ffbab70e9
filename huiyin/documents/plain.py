"""Plain text files as they come: UTF-8, GB18030 or UTF-16 with its mark. Pure."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FEW_CONTROLS, MOST_CONTROLS = 4, 0.01  # more than this many, and this share, is no text


def text_of(content: bytes) -> str | None:
    """The text of a file with line ends as \\n and without control characters; None if no text."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        tidy, removed = _CONTROLS.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
        return tidy if removed <= FEW_CONTROLS + MOST_CONTROLS * len(text) else None
    return None
