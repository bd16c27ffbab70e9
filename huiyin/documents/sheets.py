"""Forms and tables for the office's own paper, before any layout: 登记表, 办理单, 登记簿. Pure."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SIGN = "签名：　　　　　　　　年　　月　　日"


@dataclass(frozen=True)
class Box:
    """栏目. One labelled box; `tall` millimetres at least, `sign` the line at its foot."""

    label: str
    text: str = ""
    tall: int = 0
    sign: str = ""


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """一张表. Rows of one box across, or of two side by side."""

    head: str
    title: str
    number: str
    right: str = ""
    rows: tuple[tuple[Box, ...], ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts, to be sealed and for the layout."""
        return asdict(self)


@dataclass(frozen=True)
class Part:
    """A stretch of a table under a heading of its own."""

    heading: str
    rows: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """一览表. A table over many pages: a register, an index, what goes to the post."""

    head: str
    title: str
    about: str = ""
    right: str = ""
    columns: tuple[tuple[str, float], ...]  # the name, and how wide beside the others
    parts: list[Part] = field(default_factory=list)
    empty: str = ""
    note: str = ""
    foot: str = ""
    wide: bool = False

    form: Literal["listing"] = "listing"

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts, for the layout."""
        return asdict(self)


def paired(boxes: list[Box]) -> tuple[tuple[Box, ...], ...]:
    """Boxes side by side, the last alone where their number is odd."""
    return tuple(tuple(boxes[start : start + 2]) for start in range(0, len(boxes), 2))
