"""期间报告. What any days came to, both ends counted: by channel and class, in time, emergencies.

Every number is a measure that opens its petitions; every share is printed with both its numbers.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from huiyin.rules.hours import MOST
from huiyin.rules.terms import Channel
from huiyin.statistics.counting import Counting, Table, count
from huiyin.statistics.definitions import (
    BY_WAY,
    CONTENT,
    IN_TIME,
    LATE,
    MEASURES,
    OVERDUE,
    RATED,
    WAITING,
    By,
    Measure,
    Share,
    Tally,
    View,
)
from huiyin.statistics.sources_period import CLOSED, HOURS

VERSION = "period-1"

_TARGET = gettext_noop("目标日在期间内，或者在期间内办完")
_MARKED = gettext_noop("标记之日在期间内")
_FOUND_RATED = gettext_noop("标记之日在期间内，截至统计时的最后一次评价")
_SILENT = gettext_noop("已评价的，加上评价期满没有评价的；还在评价期内的不计。")
_RATED = gettext_noop("信访人自己评价过的。")
_CONTENT = gettext_noop("评价为满意或者基本满意的，以最后一次评价为准。")


def _measure(name: str, zh: str, source: str, means: str, dated: str, *outcomes: str) -> Measure:
    return Measure(
        name=name, zh=zh, source=source, view=View.BUREAU, means=means, dated=dated,
        outcomes=frozenset(outcomes),
    )  # fmt: skip


_OWN: tuple[Measure, ...] = (
    _measure(
        "duties", gettext_noop("有期限的件"), "duties",
        gettext_noop("有机关期限到了目标日或者已经办完的信访事项；期限还没有到、也没有办完的不计。"),
        _TARGET, IN_TIME, LATE, OVERDUE,
    ),
    _measure(
        "duties_in_time", gettext_noop("没有一个期限超期"), "duties",
        gettext_noop("这些期限没有一个超期的。"), _TARGET, IN_TIME,
    ),
    _measure(
        "duties_late", gettext_noop("有期限超期"), "duties",
        gettext_noop("至少一个期限超期的，已经办完和还没有办完的都计。"), _TARGET, LATE, OVERDUE,
    ),
    _measure(
        "duties_waiting", gettext_noop("期限未到"), "duties",
        gettext_noop("期限还没有到、也没有办完的。"), _TARGET, WAITING,
    ),
    _measure(
        "found", gettext_noop("排查收集应急件"), "found",
        gettext_noop("标记为应急的信访事项，登记时标记和排查发现的都计；取消标记的、演练的不计。"),
        _MARKED,
    ),
    _measure(
        "found_closed", gettext_noop("应急件已办结"), "found_ended",
        gettext_noop("其中已经办结的。"), _MARKED, CLOSED,
    ),
    _measure(
        "found_told_in_time", gettext_noop("时限内反馈"), "found",
        gettext_noop("其中在时限的最后一秒以前把结果告诉信访人的；时限是24小时，预案更短的，按预案。"),
        _MARKED, IN_TIME,
    ),
    _measure(
        "found_breached", gettext_noop("超过时限"), "found",
        gettext_noop("其中时限过后才告诉结果的，和时限已过、还没有告诉的；预案时限更短的，按预案。"),
        _MARKED, LATE, OVERDUE,
    ),
    _measure(
        "found_waiting", gettext_noop("时限未到"), "found",
        gettext_noop("其中时限没有到、还没有告诉结果的。"), _MARKED, WAITING,
    ),
    _measure(
        "found_bureau_content", gettext_noop("应急件对信访部门满意或者基本满意"),
        "found_bureau_rated", _CONTENT, _FOUND_RATED, *CONTENT,
    ),
    _measure(
        "found_bureau_rated", gettext_noop("应急件已评价信访部门"), "found_bureau_rated",
        _RATED, _FOUND_RATED, *RATED,
    ),
    _measure(
        "found_bureau_ratable", gettext_noop("应急件已评价和超期未评价（信访部门）"),
        "found_bureau_rated", _SILENT, _FOUND_RATED,
    ),
    _measure(
        "found_unit_content", gettext_noop("应急件对责任单位满意或者基本满意"), "found_unit_rated",
        _CONTENT, _FOUND_RATED, *CONTENT,
    ),
    _measure(
        "found_unit_rated", gettext_noop("应急件已评价责任单位"), "found_unit_rated",
        _RATED, _FOUND_RATED, *RATED,
    ),
    _measure(
        "found_unit_ratable", gettext_noop("应急件已评价和超期未评价（责任单位）"),
        "found_unit_rated",
        _SILENT, _FOUND_RATED,
    ),
)  # fmt: skip
_LENT = ("received", *(
    f"{view}_{part}" for view in View for part in ("content", "rated", "ratable")
))  # fmt: skip

PERIOD_MEASURES: dict[str, Measure] = {each.name: each for each in _OWN}
"""What only this report counts; the others it counts are those of `definitions`."""

COUNTED: dict[str, Measure] = {name: MEASURES[name] for name in _LENT} | PERIOD_MEASURES
SOURCES = frozenset(each.source for each in COUNTED.values()) | {HOURS}


@dataclass(frozen=True)
class PeriodRate:
    """比率. A numerator over its denominator, by the names of their measures."""

    zh: str
    over: str
    under: str

    def of(self, tally: Tally) -> Share:
        """Both numbers."""
        return Share(COUNTED[self.over].count(tally), COUNTED[self.under].count(tally))


ON_TIME = PeriodRate(gettext_noop("按期率"), "duties_in_time", "duties")
CLOSING = PeriodRate(gettext_noop("应急件办结率"), "found_closed", "found")
WITHIN_HOURS = PeriodRate(gettext_noop("时限内反馈率"), "found_told_in_time", "found")

RATINGS: tuple[tuple[str, PeriodRate, PeriodRate], ...] = tuple(
    (
        zh,
        PeriodRate(gettext_noop("满意率"), f"{name}_content", f"{name}_rated"),
        PeriodRate(gettext_noop("参评率"), f"{name}_rated", f"{name}_ratable"),
    )
    for zh, name in (
        (gettext_noop("全部，对信访部门"), "bureau"),
        (gettext_noop("全部，对责任单位"), "unit"),
        (gettext_noop("应急件，对信访部门"), "found_bureau"),
        (gettext_noop("应急件，对责任单位"), "found_unit"),
    )
)

RATES: tuple[tuple[str, PeriodRate], ...] = (
    *((each.zh, each) for each in (ON_TIME, CLOSING, WITHIN_HOURS)),
    (gettext_noop("满意率"), RATINGS[0][1]),
    (gettext_noop("参评率"), RATINGS[0][2]),
    (gettext_noop("应急件满意率"), RATINGS[2][1]),
    (gettext_noop("应急件参评率"), RATINGS[2][2]),
)
"""The rates whose definitions are told; those of both ratings read alike."""


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """What a period came to."""

    first: date
    last: date
    as_of: date
    whole: Tally
    channels: Mapping[str, Tally]
    doors: Mapping[str, Tally]  # of what came in by the web
    matters: Mapping[str, Tally]

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1

    def number(self, name: str) -> int:
        """A count of all."""
        return COUNTED[name].count(self.whole)

    @property
    def hours(self) -> dict[int, int]:
        """To how many emergency petitions how many hours were promised, the fewest first."""
        found = ((int(told), n) for (source, told), n in self.whole.items() if source == HOURS)
        return dict(sorted(found))


def within_words(hours: Collection[int]) -> str:
    """What telling in time is called: a stricter plan promises other hours than 24."""
    return gettext_noop("时限内反馈") if set(hours) - {MOST} else gettext_noop("24小时内反馈")


def over_words(hours: Collection[int]) -> str:
    """What telling late is called."""
    return gettext_noop("超过时限") if set(hours) - {MOST} else gettext_noop("超过24小时")


def reported(counting: Counting) -> PeriodReport:
    """The report of a period, in two queries."""
    by_way: Table = count(counting, SOURCES, BY_WAY)
    by_matter = count(counting, SOURCES, By.MATTER)
    return PeriodReport(
        first=counting.first,
        last=counting.last,
        as_of=counting.as_of,
        whole=by_way.whole,
        channels=_channels(by_way),
        doors=_doors(by_way),
        matters=by_matter.lines,
    )


def _channels(by_way: Table) -> dict[str, Tally]:
    """A petition has one door, so the doors of the web add up to it."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for way, tally in by_way.lines.items():
        found.setdefault(way.partition(".")[0], Counter()).update(tally)
    return dict(found)


def _doors(by_way: Table) -> dict[str, Tally]:
    ways = ((way.partition("."), tally) for way, tally in by_way.lines.items())
    return {door: tally for (channel, _dot, door), tally in ways if channel == Channel.WEB}
