"""A composed letter, before any layout: its parts, and how days, moments and lists are written.

Pure. The sentences stand in `wording`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from huiyin.rules.citing import cited
from huiyin.rules.moments import localtime


@dataclass(frozen=True)
class Block:
    """One piece of the body: a `heading`, a `text` paragraph or an `item` of a list."""

    style: Literal["heading", "text", "item"]
    text: str


@dataclass(frozen=True)
class Grid:
    """表. A table of figures: its heading, the names of its columns, a line for each row."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A composed letter. Empty parts are left out by the layouts."""

    form: Literal["letter", "slip", "cover", "sheet", "tables"]
    head: str
    number: str
    title: str
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signer: str = ""
    signed_on: str = ""
    note: str = ""
    copies: str = ""
    rows: tuple[tuple[str, str], ...] = field(default=())
    # Tables of figures on a sheet of their own: the heading, and words with their numbers.
    annex: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    grids: tuple[Grid, ...] = ()
    foot: str = ""  # who had it made, when and for what: on every page
    code: str = ""
    link: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts, for the layout that reads JSON."""
        return asdict(self) | {"title_lines": title_lines(self.title)}


TITLE_LINE = 20  # characters of a title on one line


def title_lines(title: str) -> list[str]:
    """A title too long for its line is broken before what stands in brackets at its end."""
    whole = re.fullmatch(r"(.+?)((?:（[^（）]+）)+)", title)
    if whole is None or len(title) <= TITLE_LINE:
        return [title]
    return [whole[1], whole[2]]


_WEEKDAYS = "一二三四五六日"


def day(iso: str) -> str:
    """2026年11月22日."""
    on = date.fromisoformat(iso)
    return f"{on.year}年{on.month}月{on.day}日"


def weekday(iso: str) -> str:
    """星期日."""
    return f"星期{_WEEKDAYS[date.fromisoformat(iso).weekday()]}"


def latest(iso: str) -> str:
    """最迟2026年11月22日（星期日）; where the words already stand in brackets, use `day`."""
    return f"最迟{day(iso)}（{weekday(iso)}）"


def by_when(said: str) -> str:
    """最迟… for a day; the words themselves where another organ's own rules set the day."""
    return latest(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said) else said


def moment(iso: str) -> str:
    """2026年11月20日16:04, on the clock of the office; a plain date stays a date."""
    if len(iso) == len("2026-11-20"):
        return day(iso)
    at = localtime(datetime.fromisoformat(iso))
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"


def lines(written: str | list[str]) -> list[str]:
    """A list as it is, or the lines of a text that were typed one below the other."""
    texts = written.splitlines() if isinstance(written, str) else written
    return [text.strip() for text in texts if text.strip()]


def paragraphs(text: str) -> Iterator[Block]:
    """One paragraph for each line that a clerk typed."""
    for line in str(text).splitlines():
        if line.strip():
            yield Block("text", line.strip())


def sections(parts: list[tuple[str, list[Block]]]) -> Iterator[Block]:
    """一、二、三… before each heading whose section holds something."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    for mark, (title, blocks) in zip("一二三四五六七八九", filled, strict=False):
        yield Block("heading", f"{mark}、{title}")
        yield from blocks


_TENS = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十")


def numeral(number: int) -> str:
    """十二 for 12; enough for any list in a letter."""
    tens, ones = divmod(number, 10)
    return _TENS[tens % 10] + "一二三四五六七八九"[ones - 1 : ones]


def law_of(facts: Mapping[str, Any], articles: str) -> str:
    """The articles as the law of the petition has them; letters issued earlier name no rule set."""
    return cited(facts.get("rule_set", "2022"), articles)


def items(texts: list[str]) -> list[Block]:
    """（一）（二）… before each, unless there is only one."""
    if len(texts) == 1:
        return list(paragraphs(texts[0]))
    return [Block("item", f"（{numeral(n)}）{text}") for n, text in enumerate(texts, start=1)]


def stop(text: str) -> str:
    """The text with exactly one full stop at its end."""
    text = str(text).strip()
    return text if text.endswith(("！", "？", "）")) else text.rstrip("。；;.") + "。"
