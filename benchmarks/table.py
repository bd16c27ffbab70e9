"""The table that is printed: what was measured, the floor and the bar beside it, and causes."""

import unicodedata
from dataclasses import dataclass

HEAD = ("work 工作", "figure 数值", "floor or peer 对照", "ratio 比值", "bar 标准")


@dataclass(frozen=True)
class Line:
    """One figure, what it is held against, its bar, and why the bar was missed if it was."""

    what: str
    figure: str
    floor: str = ""
    ratio: str = ""
    bar: str = ""
    is_met: bool | None = None
    cause: str = ""


def show(lines: list[Line]) -> str:
    """The lines as a table, causes below those that missed their bar."""
    rows = [_cells(line) for line in lines]
    widths = [max(map(_width, column)) for column in zip(HEAD, *rows, strict=True)]
    shown = ["     ".join(("  ", _row(HEAD, widths)))]
    for line, cells in zip(lines, rows, strict=True):
        mark = {True: "✓", False: "✗", None: " "}[line.is_met]
        shown.append(f"{mark:6} {_row(cells, widths)}".rstrip())
        if line.is_met is False and line.cause:
            shown.append(f"         ↳ {line.cause}")
    met = [line.is_met for line in lines if line.is_met is not None]
    shown.append(f"{sum(met)} of {len(met)} bars reached 达到 {sum(met)} 项，共 {len(met)} 项")
    return "\n".join(shown)


def _cells(line: Line) -> tuple[str, ...]:
    return line.what, line.figure, line.floor, line.ratio, line.bar


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    parts = (_padded(text, width) for text, width in zip(cells, widths, strict=True))
    return "  ".join(parts).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
