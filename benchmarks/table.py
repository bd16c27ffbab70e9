"""The table that is printed: what was measured, the bar beside it, and why a bar was missed."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One figure and its bar."""

    what: str
    figure: str
    bar: str = ""
    is_met: bool | None = None
    cause: str = ""


def show(lines: list[Line]) -> str:
    """The lines as a table, causes below those that missed their bar."""
    widths = [max(_width(getattr(line, name)) for line in lines) for name in ("what", "figure")]
    shown = []
    for line in lines:
        mark = {True: "✓", False: "✗", None: " "}[line.is_met]
        cells = (_padded(line.what, widths[0]), _padded(line.figure, widths[1]), mark, line.bar)
        shown.append("  ".join(cells).rstrip())
        if line.is_met is False and line.cause:
            shown.append(f"{'':{4}}↳ {line.cause}")
    return "\n".join(shown)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
