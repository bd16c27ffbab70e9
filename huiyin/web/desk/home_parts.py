"""What a home page is made of: numbers that open their lists, and blocks below them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huiyin.statistics.open_work import Load
from huiyin.web.desk.charts import Chart
from huiyin.web.desk.lists import Row


@dataclass(frozen=True)
class Number:
    """A number, what it counts, and the list behind it. Its tone only underlines the words."""

    label: str
    shown: str
    address: str
    tone: str = ""  # late, soon or nothing
    note: str = ""


@dataclass(frozen=True)
class ChartBlock:
    """A chart."""

    chart: Chart
    template: str = "desk/chart.html"


@dataclass(frozen=True)
class RowsBlock:
    """Petitions under a heading."""

    title: str
    rows: Sequence[Row]
    tone: str = ""
    template: str = "desk/home_rows.html"


@dataclass(frozen=True)
class LoadLine:
    """Open work of a person or a unit; a unit also with how much it answered in time."""

    load: Load
    whose: str  # as the address of a list says it
    rate: str = ""
    of: str = ""


@dataclass(frozen=True)
class LoadBlock:
    """Who has how much open work."""

    title: str
    about: str
    who: str
    lines: Sequence[LoadLine]
    rate: str = ""  # the name of the rate, where there is one
    template: str = "desk/home_load.html"


@dataclass(frozen=True)
class BarsBlock:
    """Numbers side by side, each as a bar."""

    title: str
    who: str
    bars: Sequence[tuple[str, int]]
    none: str
    template: str = "desk/home_bars.html"

    @property
    def most(self) -> int:
        """How long the longest bar is."""
        return max((number for _name, number in self.bars), default=0)

    @property
    def whole(self) -> int:
        """What the bars come to together."""
        return sum(number for _name, number in self.bars)


Block = ChartBlock | RowsBlock | LoadBlock | BarsBlock


@dataclass(frozen=True)
class Parts:
    """What a role adds to the numbers of its lists: numbers before and after them, and blocks."""

    blocks: Sequence[Block]
    first: Sequence[Number] = field(default=())
    last: Sequence[Number] = field(default=())


@dataclass(frozen=True)
class Group:
    """What one role finds on its page."""

    title: str
    numbers: Sequence[Number]
    blocks: Sequence[Block] = field(default=())
