"""期间报告的表. The lines and columns of the report of a period, for its page and for paper."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from huiyin.rules.hours import MOST
from huiyin.rules.terms import Channel, Door, Matter
from huiyin.statistics.definitions import Share, Tally
from huiyin.statistics.period import (
    CLOSING,
    COUNTED,
    ON_TIME,
    RATINGS,
    WITHIN_HOURS,
    PeriodRate,
    PeriodReport,
    over_words,
    within_words,
)

UNCLASSED = gettext_noop("没有分类")
UNKNOWN_DOOR = gettext_noop("没有注明入口")
OF_THEM = gettext_noop("其中：")
"""Before the lines that are a part of the one above."""
ALL = gettext_noop("合计（一件只计一次）")
COLUMNS: tuple[tuple[str, str | PeriodRate], ...] = (
    (gettext_noop("收到"), "received"),
    (gettext_noop("按期"), ON_TIME),
    (gettext_noop("应急件"), "found"),
    (gettext_noop("应急件办结"), CLOSING),
)
"""The columns of every report; those of the hours are called as they were promised."""


@dataclass(frozen=True)
class Figure:
    """A number by the name of its measure, or a share by the names of both of its."""

    zh: str
    what: str | PeriodRate
    tally: Tally

    @property
    def number(self) -> int:
        """The number; of a share its numerator."""
        over = self.what.over if isinstance(self.what, PeriodRate) else self.what
        return COUNTED[over].count(self.tally)

    @property
    def share(self) -> Share | None:
        """The share, where it is one."""
        return self.what.of(self.tally) if isinstance(self.what, PeriodRate) else None


@dataclass(frozen=True)
class PeriodLine:
    """A line: a way in, a class (empty: none was given), or everything."""

    zh: str
    figures: list[Figure]
    channel: Channel | None = None
    matter: str | None = None
    door: str | None = None  # a part of the web


@dataclass(frozen=True)
class PeriodTable:
    """A table of the report."""

    zh: str
    line: str
    heads: list[str]
    lines: list[PeriodLine]


def tables(report: PeriodReport) -> list[PeriodTable]:
    """By way in, by class, and what people said; no line stands higher for being more."""
    columns: tuple[tuple[str, str | PeriodRate], ...] = (
        *COLUMNS,
        (within_words(report.hours), WITHIN_HOURS),
        (over_words(report.hours), "found_breached"),
    )

    def figures(tally: Tally) -> list[Figure]:
        return [Figure(zh, what, tally) for zh, what in columns]

    channels = []
    for each in Channel:
        tally = report.channels.get(each, {})
        channels.append(PeriodLine(each.zh, figures(tally), channel=each))
        if each is Channel.WEB:
            channels += _doors(report.doors, figures)
    heads = [zh for zh, _what in columns]
    whole = PeriodLine(ALL, figures(report.whole))
    ratings = [
        PeriodLine(zh, [Figure(each.zh, each, report.whole) for each in (rate, part)])
        for zh, rate, part in RATINGS
    ]
    return [
        PeriodTable(
            gettext_noop("按信访形式"), gettext_noop("信访形式"), heads, [*channels, whole]
        ),
        PeriodTable(
            gettext_noop("按信访事项类别"),
            gettext_noop("信访事项类别"),
            heads,
            [*_matters(report.matters, figures), whole],
        ),
        PeriodTable(
            gettext_noop("信访人的评价"),
            gettext_noop("谁评价谁"),
            [gettext_noop("满意率"), gettext_noop("参评率")],
            ratings,
        ),
    ]


def promised(report: PeriodReport) -> list[tuple[int, int]]:
    """The hours that were promised and to how many, where they were not 24 for all."""
    return list(report.hours.items()) if set(report.hours) - {MOST} else []


def _doors(
    found: Mapping[str, Tally], figures: Callable[[Tally], list[Figure]]
) -> Iterator[PeriodLine]:
    """The doors of the web through which something came, if one is known."""
    named = {each.value: each.zh for each in Door} | {"": UNKNOWN_DOOR}
    for door, zh in named.items() if any(found) else ():
        if door in found:
            yield PeriodLine(zh, figures(found[door]), channel=Channel.WEB, door=door)


def _matters(
    found: Mapping[str, Tally], figures: Callable[[Tally], list[Figure]]
) -> Iterator[PeriodLine]:
    for each in Matter:
        yield PeriodLine(each.zh, figures(found.get(each, {})), matter=each.value)
    if "" in found:
        yield PeriodLine(UNCLASSED, figures(found[""]), matter="")
