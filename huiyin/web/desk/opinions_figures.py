"""依据数据. The counts behind a theme or a proposal as bars: live ones and frozen ones alike."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.emergency.opinions_rows import as_figures
from huiyin.petitions.explaining import MONTHS
from huiyin.rules.terms import Channel, Matter

HEADINGS = {
    "class": gettext_noop("按类别"),
    "channel": gettext_noop("按渠道"),
    "category": gettext_noop("按内容分类"),
    "place": gettext_noop("按属地"),
    "month": gettext_noop("按月份"),
}
UNTOLD = (gettext_noop("未分类"), gettext_noop("未填写"))
SHOWN = 8


@dataclass(frozen=True)
class TableShown:
    """One way of counting: its heading, its bars, and how many rows are left out."""

    name: str
    heading: str
    bars: list[tuple[str, int]]
    most: int
    more: int


def tables_shown(counted: dict[str, Any]) -> list[TableShown]:
    """Every table with its longest bars first, months in their order."""
    found = []
    for name, rows in as_figures(counted).items():
        if not rows:
            continue
        bars = [(_word(name, code, word), number) for code, word, number in rows]
        kept = bars[-SHOWN:] if name == "month" else bars[:SHOWN]
        most = max(number for _word, number in bars)
        found.append(TableShown(name, _(HEADINGS[name]), kept, most, len(bars) - len(kept)))
    return found


def _word(name: str, code: str, word: str) -> str:
    """The word of the page's language where the procedure has one; else as it was counted."""
    if name == "class" and code:
        return _(Matter(code).zh)
    if name == "channel":
        return _(Channel(code).zh)
    if name == "month":
        year, month = code.split("-")
        return _("%(year)s年%(month)s") % {"year": year, "month": _(MONTHS[int(month) - 1])}
    return _(word) if word in UNTOLD else word
