"""Columns and bars drawn on the server: plain SVG with a title, a description and its numbers.

A chart shows counts. Colours are classes of figures.css; no colour speaks without its word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 180
LEFT, TOP, BOTTOM = 30, 22, 24
WIDEST = 34
GRID = (1, 2, 5)


@dataclass(frozen=True)
class Series:
    """What a colour stands for."""

    name: str
    tone: str  # a class of figures.css


@dataclass(frozen=True)
class Segment:
    """A part of a column."""

    series: Series
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """One column with its label below and what is written above it."""

    label: str
    says: str
    middle: float
    top: float
    segments: list[Segment]
    numbers: list[int]


@dataclass(frozen=True)
class Line:
    """A line of the grid, with its number."""

    number: int
    y: float


@dataclass(frozen=True)
class Chart:
    """A chart as the template draws it."""

    name: str
    title: str
    about: str
    axis: str
    says: str
    series: list[Series]
    known: list[Series]  # of which there is something to see
    columns: list[Column]
    grid: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - BOTTOM

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(sum(each.numbers) for each in self.columns)


def columns(
    name: str,
    *,
    title: str,
    about: str,
    axis: str,
    says: str,
    series: Sequence[Series],
    lines: Sequence[tuple[str, str, Sequence[int]]],
) -> Chart:
    """Stacked columns. A line is a label, what is written above, and a number for each series.

    `about` describes the chart for who does not see it, `axis` and `says` head its table.
    """
    most = max((sum(numbers) for _label, _says, numbers in lines), default=0)
    step, ground = _step(most), HEIGHT - BOTTOM
    ceiling = max(step * -(-most // step), 1)
    scale = (ground - TOP) / ceiling
    room = (WIDTH - LEFT) / max(len(lines), 1)
    width = min(room * 0.62, WIDEST)
    drawn = []
    for place, (label, written, numbers) in enumerate(lines):
        middle, y, parts = LEFT + room * (place + 0.5), float(ground), []
        for each, number in zip(series, numbers, strict=True):
            if number:
                y -= number * scale
                size = (_fine(middle - width / 2), _fine(y), _fine(width), _fine(number * scale))
                parts.append(Segment(each, number, *size))
        drawn.append(Column(label, written, _fine(middle), _fine(y - 5), parts, list(numbers)))
    known = [each for n, each in enumerate(series) if any(row[2][n] for row in lines)]
    grid = [Line(n, _fine(ground - n * scale)) for n in range(0, ceiling + 1, step)]
    return Chart(name, title, about, axis, says, list(series), known, drawn, grid)


BAR_ROW, BAR_TOP, BAR_HEIGHT = 38, 16, 9


@dataclass(frozen=True)
class Bar:
    """One row of bars: its name and what is said of it stand above it."""

    label: str
    says: str
    number: int
    y: int
    width: float
    is_short: bool


@dataclass(frozen=True)
class Bars:
    """Bars that lie under each other, and the line that each is held against."""

    name: str
    title: str
    about: str
    line: str  # what the line stands for
    line_at: float
    bars: list[Bar]
    height: int
    width: int = WIDTH
    bar_top: int = BAR_TOP
    bar_height: int = BAR_HEIGHT
    line_from: int = BAR_TOP - 3
    line_to: int = BAR_TOP + BAR_HEIGHT + 3


def against(
    name: str,
    *,
    title: str,
    about: str,
    line: str,
    need: int,
    rows: Sequence[tuple[str, str, int]],
) -> Bars:
    """Bars against one line: a row is a label, what is said of it, and a number.

    The line stands at two thirds of the width; what is more than half as much again is cut there,
    and its words say how much it is.
    """
    at = WIDTH * 2 / 3
    bars = [
        Bar(
            label,
            says,
            number,
            place * BAR_ROW,
            _fine(min(number * at / need, WIDTH)),
            number < need,
        )
        for place, (label, says, number) in enumerate(rows)
    ]
    return Bars(name, title, about, line, _fine(at), bars, len(bars) * BAR_ROW)


def _step(most: int) -> int:
    """The distance of the grid's lines: 1, 2 or 5 times a power of ten, four lines or fewer."""
    power = 1
    while True:
        for each in GRID:
            if each * power * 4 >= most:
                return each * power
        power *= 10


def _fine(value: float) -> float:
    return round(value, 1)
