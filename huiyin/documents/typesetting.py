"""Setting a text in type: layouts of `typst/`, the office's faces, PDF/A where it can be.

Heavy: for the worker only.
"""

import json
import logging
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from huiyin.documents.typefaces import Typefaces, typefaces

ARCHIVAL: Literal["a-2b"] = "a-2b"

_LAYOUTS = Path(str(files("huiyin.documents") / "typst"))
_log = logging.getLogger("huiyin.documents")


def typeset(
    layout: str, paper: dict[str, Any], *, dated: datetime, qr: str = ""
) -> tuple[bytes, bool]:
    """The paper as PDF, and whether it is archival (PDF/A-2b)."""
    faces = typefaces()
    inputs = {
        "paper": json.dumps(legible(paper, faces), ensure_ascii=False),
        "faces": json.dumps(faces.stacks(), ensure_ascii=False),
        "qr": qr,
    }
    fonts = _fonts(tuple(str(folder) for folder in faces.folders))

    def draw(standard: Literal["a-2b"] | None) -> bytes:
        return typst.compile(
            str(_LAYOUTS / f"{layout}.typ"),
            format="pdf",
            sys_inputs=inputs,
            font_paths=fonts,
            pdf_standards=standard,
            # The file tells the day of the letter, not of its making.
            timestamp=dated.replace(microsecond=0),
        )

    try:
        return draw(ARCHIVAL), True
    except typst.TypstError:
        # An archival file must show every character; a plain one may be issued in its place.
        # What typst says may hold a character of a name, so it is not logged.
        _log.warning("letter not archival: %s", layout)
        return draw(None), False


def legible(value: Any, faces: Typefaces) -> Any:  # noqa: ANN401
    """Texts with every character that no typeface holds written as its code point."""
    if isinstance(value, str):
        return faces.legible(value)
    if isinstance(value, dict):
        return {name: legible(each, faces) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [legible(each, faces) for each in value]
    return value


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """The font files, read once for the life of the worker; nothing of the system's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
