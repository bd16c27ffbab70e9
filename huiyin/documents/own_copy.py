"""A copy of everything that is kept about somebody, as PDF (G6).

A process of its own, so that no web process loads what draws: `python -m huiyin.documents.own_copy
pdf` reads the composed sections as JSON and writes the file.
"""

import json
import sys
from pathlib import Path
from typing import Any, Literal

import typst

from huiyin.documents.typefaces import Typefaces, read_from

_LAYOUT = Path(__file__).with_name("typst") / "own_copy.typ"
ARCHIVAL: Literal["a-2b"] = "a-2b"


def drawn(paper: dict[str, Any], folders: list[Path]) -> bytes:
    """The PDF; archival where every character can be shown."""
    faces = read_from(*folders)
    inputs = {
        "paper": json.dumps(_legible(paper, faces), ensure_ascii=False),
        "faces": json.dumps(faces.stacks(), ensure_ascii=False),
    }
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in faces.folders],
    )

    def draw(standard: Literal["a-2b"] | None) -> bytes:
        return typst.compile(
            str(_LAYOUT),
            format="pdf",
            sys_inputs=inputs,
            font_paths=fonts,
            pdf_standards=standard,
        )

    try:
        return draw(ARCHIVAL)
    except typst.TypstError:
        return draw(None)


def _legible(value: Any, faces: Typefaces) -> Any:  # noqa: ANN401
    """The same with every character that no typeface holds written as its code point."""
    if isinstance(value, str):
        return faces.legible(value)
    if isinstance(value, list):
        return [_legible(each, faces) for each in value]
    return {name: _legible(each, faces) for name, each in value.items()}


def main() -> None:
    """Read the sections, draw them, write them out."""
    told = json.load(sys.stdin.buffer)
    made = drawn(told["paper"], [Path(folder) for folder in told["fonts"]])
    sys.stdout.buffer.write(b"application/pdf\n" + made)


if __name__ == "__main__":
    main()
