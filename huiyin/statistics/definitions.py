"""What every figure counts, in words and as data: change a definition here, with its version.

The two views, the six indicators and the ways satisfaction is worked out elsewhere are those of
docs/law.md § 2.6 and § 2.7. A rate is a numerator over a denominator; both open their petitions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_noop

from huiyin.rules.terms import Rating, Term

VERSION = "2026-2"
FEW = 10
FOUR_PLACES = Decimal("0.0001")

Tally = Mapping[tuple[str, str], int]
"""How many petitions each source and outcome came to, each petition once."""


class View(Term):
    """口径. Whose work is looked at."""

    BUREAU = "bureau", gettext_noop("信访部门")
    UNIT = "unit", gettext_noop("责任单位")


class By(Term):
    """分组. What the lines of a table are."""

    UNIT = "unit", gettext_noop("按机构")
    CHANNEL = "channel", gettext_noop("按信访形式")
    MATTER = "matter", gettext_noop("按信访事项类别")
    MONTH = "month", gettext_noop("按月")


BY_WAY = "way"  # by channel and door of the web: 「web.wechat」, 「letter.」
IN_TIME, LATE, OVERDUE, WAITING = "in_time", "late", "overdue", "waiting"
SILENT, AGAIN, FIRST = "silent", "again", "first"
CONTENT = frozenset({Rating.SATISFIED.value, Rating.FAIR.value})
RATED = CONTENT | {Rating.DISSATISFIED.value}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """件数. Petitions of a source with one of these outcomes (none named: all), each once."""

    name: str
    zh: str
    source: str
    view: View
    outcomes: frozenset[str] = frozenset()
    means: str
    dated: str  # the day by which a petition belongs to a period

    def count(self, tally: Tally) -> int:
        """How many there are."""
        return sum(
            number
            for (source, outcome), number in tally.items()
            if source == self.source and (not self.outcomes or outcome in self.outcomes)
        )


@dataclass(frozen=True)
class Share:
    """比率. A numerator over its denominator; without a denominator there is no rate."""

    over: int
    under: int

    @property
    def value(self) -> Decimal | None:
        """Four places, halves up."""
        return rounded(Decimal(self.over), Decimal(self.under))

    @property
    def is_of_few(self) -> bool:
        """Whether the denominator is too small to conclude anything from it."""
        return 0 < self.under < FEW


@dataclass(frozen=True, kw_only=True)
class Rate:
    """指标. A share by the name under which it is assessed."""

    name: str
    zh: str
    view: View
    over: str
    under: str
    source: str  # where the formula stands

    def of(self, tally: Tally) -> Share:
        """The numerator and the denominator."""
        return Share(MEASURES[self.over].count(tally), MEASURES[self.under].count(tally))


@dataclass(frozen=True, kw_only=True)
class Formula:
    """其他算法. Satisfaction as others publish it: to compare with, never the figure shown."""

    name: str
    zh: str
    words: str
    caution: str
    worked: Callable[..., tuple[Decimal, Decimal]]
    source: str

    def of(self, view: View, tally: Tally) -> Decimal | None:
        """The result for a view; None without a denominator."""
        counted = tuple(
            tally.get((f"{view}_rated", each), 0)
            for each in (Rating.SATISFIED.value, Rating.FAIR.value, Rating.DISSATISFIED.value)
        )
        silent = tally.get((f"{view}_rated", SILENT), 0)
        return rounded(*self.worked(*counted, silent))


def rounded(over: Decimal, under: Decimal) -> Decimal | None:
    """A quotient at four places, halves up; None without a denominator."""
    return (over / under).quantize(FOUR_PLACES, ROUND_HALF_UP) if under else None


def _measure(
    name: str, zh: str, source: str, view: View, means: str, dated: str, *outcomes: str
) -> Measure:
    return Measure(
        name=name, zh=zh, source=source, view=view, means=means, dated=dated,
        outcomes=frozenset(outcomes),
    )  # fmt: skip


_ASSESSED = gettext_noop("考核日在期间内")
_HAPPENED = gettext_noop("发生之日在期间内")
_RATED_ON = gettext_noop("最后一次评价之日在期间内；没有评价的，以评价期满之日为准")
_B, _U = View.BUREAU, View.UNIT

_ALL: tuple[Measure, ...] = (
    _measure(
        "received", gettext_noop("收到件"), "received", _B,
        gettext_noop("收到的信访事项；分拆出来的各件不再重复计入。"),
        gettext_noop("收到之日在期间内"),
    ),
    _measure(
        "registered", gettext_noop("登记件"), "registered", _B,
        gettext_noop("登记的信访事项；分拆出来的各件不再重复计入。"),
        gettext_noop("登记之日在期间内"),
    ),
    _measure(
        "repeated", gettext_noop("重复件"), "registered", _B,
        gettext_noop("登记时认定为重复、或者并入前一件的信访事项。"),
        gettext_noop("登记之日在期间内"), AGAIN,
    ),
    _measure(
        "by_web", gettext_noop("网上件"), "by_web", _B,
        gettext_noop("登记的信访事项中，经网上提出的。"),
        gettext_noop("登记之日在期间内"),
    ),
    _measure(
        "routed", gettext_noop("转出"), "routed", _B,
        gettext_noop("由登记机构转送、交办、移交给有权处理机关的信访事项，只计第一次。"),
        gettext_noop("第一次转出之日在期间内"),
    ),
    _measure(
        "kept", gettext_noop("存件"), "keep", _B,
        gettext_noop("经第二人批准存查、不再转出的信访事项；后来重新办理的不计。"), _HAPPENED,
    ),
    _measure(
        "voided", gettext_noop("作废件"), "void", _B,
        gettext_noop("经第二人批准作废的误登记；后来重新办理的不计。"), _HAPPENED,
    ),
    _measure(
        "bureau_due", gettext_noop("应当决定去向"), "bureau", _B,
        gettext_noop("应由信访部门决定去向的信访事项；涉法涉诉、作废、决定前撤回的除外。"),
        _ASSESSED,
    ),
    _measure(
        "bureau_in_time", gettext_noop("及时受理"), "bureau", _B,
        gettext_noop("自收到之日起15日内决定去向的。"), _ASSESSED, IN_TIME,
    ),
    _measure(
        "bureau_late", gettext_noop("超期受理"), "bureau", _B,
        gettext_noop("15日以后才决定去向的。"), _ASSESSED, LATE,
    ),
    _measure(
        "bureau_overdue", gettext_noop("超期未受理"), "bureau", _B,
        gettext_noop("15日已过、还没有决定去向的。"), _ASSESSED, OVERDUE,
    ),
    _measure(
        "bureau_content", gettext_noop("对信访部门满意或者基本满意"), "bureau_rated", _B,
        gettext_noop("评价为满意或者基本满意的，以最后一次评价为准。"), _RATED_ON, *CONTENT,
    ),
    _measure(
        "bureau_rated", gettext_noop("已评价信访部门"), "bureau_rated", _B,
        gettext_noop("信访人自己评价过的。"), _RATED_ON, *RATED,
    ),
    _measure(
        "bureau_ratable", gettext_noop("已评价和超期未评价（信访部门）"), "bureau_rated", _B,
        gettext_noop("已评价的，加上评价期满没有评价的；还在评价期内的不计。"), _RATED_ON,
    ),
    _measure(
        "delivered", gettext_noop("收到转来"), "delivered", _U,
        gettext_noop("转送、交办、转交、移交到本单位的，和本单位直接收到的信访事项。"),
        gettext_noop("第一次送到本单位之日在期间内"),
    ),
    _measure(
        "refused", gettext_noop("不予受理（告知）"), "inform", _U,
        gettext_noop("不按信访程序办理，书面告知应走的程序或者有权处理的机关的。"), _HAPPENED,
    ),
    _measure(
        "unit_due", gettext_noop("应当受理告知"), "unit", _U,
        gettext_noop("应由责任单位书面告知受理情况的信访事项；涉法涉诉、作废、退回、告知前撤回的除外。"),
        _ASSESSED,
    ),
    _measure(
        "unit_in_time", gettext_noop("及时受理"), "unit", _U,
        gettext_noop("自登记之日起30日内（直接收到的15日内）送达受理告知的。"), _ASSESSED, IN_TIME,
    ),
    _measure(
        "unit_late", gettext_noop("超期受理"), "unit", _U,
        gettext_noop("考核日以后才送达受理告知的。"), _ASSESSED, LATE,
    ),
    _measure(
        "unit_overdue", gettext_noop("超期未受理"), "unit", _U,
        gettext_noop("考核日已过、还没有送达受理告知的。"), _ASSESSED, OVERDUE,
    ),
    _measure(
        "answer_due", gettext_noop("应当答复"), "answer", _U,
        gettext_noop("按信访程序受理的信访事项，包括期限还没有到的；涉法涉诉、作废、撤回的除外。"),
        gettext_noop("限办截止日（延长后的）在期间内"),
    ),
    _measure(
        "answered_in_time", gettext_noop("按期答复"), "answer", _U,
        gettext_noop("处理意见书在限办截止日以前送达的。"),
        gettext_noop("限办截止日（延长后的）在期间内"), IN_TIME,
    ),
    _measure(
        "answered_late", gettext_noop("超期答复"), "answer", _U,
        gettext_noop("限办截止日以后才送达处理意见书的。"),
        gettext_noop("限办截止日（延长后的）在期间内"), LATE,
    ),
    _measure(
        "answer_overdue", gettext_noop("超期未答复"), "answer", _U,
        gettext_noop("限办截止日已过、处理意见书还没有送达的。"),
        gettext_noop("限办截止日（延长后的）在期间内"), OVERDUE,
    ),
    _measure(
        "unit_content", gettext_noop("对责任单位满意或者基本满意"), "unit_rated", _U,
        gettext_noop("评价为满意或者基本满意的，以最后一次评价为准。"), _RATED_ON, *CONTENT,
    ),
    _measure(
        "unit_rated", gettext_noop("已评价责任单位"), "unit_rated", _U,
        gettext_noop("信访人自己评价过的。"), _RATED_ON, *RATED,
    ),
    _measure(
        "unit_ratable", gettext_noop("已评价和超期未评价（责任单位）"), "unit_rated", _U,
        gettext_noop("已评价的，加上评价期满没有评价的；还在评价期内的不计。"), _RATED_ON,
    ),
)  # fmt: skip
MEASURES: dict[str, Measure] = {each.name: each for each in _ALL}


def _rate(name: str, zh: str, view: View, over: str, under: str, source: str) -> Rate:
    return Rate(name=name, zh=zh, view=view, over=over, under=under, source=source)


_RATES: tuple[Rate, ...] = (
    _rate(
        "bureau_timeliness", gettext_noop("信访部门及时受理率"), _B,
        "bureau_in_time", "bureau_due", "§ 2.7 L1",
    ),
    _rate(
        "bureau_satisfaction", gettext_noop("满意率"), _B,
        "bureau_content", "bureau_rated", "§ 2.6 G8",
    ),
    _rate(
        "bureau_participation", gettext_noop("参评率"), _B,
        "bureau_rated", "bureau_ratable", "§ 2.6 G8",
    ),
    _rate("repetition", gettext_noop("重复信访率"), _B, "repeated", "registered", "§ 2.7"),
    _rate("web_share", gettext_noop("网信占比"), _B, "by_web", "registered", "§ 2.7"),
    _rate(
        "unit_timeliness", gettext_noop("责任单位及时受理率"), _U,
        "unit_in_time", "unit_due", "§ 2.7 L2 L3",
    ),
    _rate(
        "answer_timeliness", gettext_noop("按期答复率"), _U,
        "answered_in_time", "answer_due", "§ 2.7 L5",
    ),
    _rate(
        "unit_satisfaction", gettext_noop("满意率"), _U,
        "unit_content", "unit_rated", "§ 2.6 G8",
    ),
    _rate(
        "unit_participation", gettext_noop("参评率"), _U,
        "unit_rated", "unit_ratable", "§ 2.6 G8",
    ),
)  # fmt: skip
RATES: dict[str, Rate] = {each.name: each for each in _RATES}

# The columns of a table, in their order.
COLUMNS: dict[View, tuple[str, ...]] = {
    View.BUREAU: (
        "received", "registered", "routed", "kept", "voided", "bureau_timeliness", "bureau_late",
        "bureau_overdue", "bureau_satisfaction", "bureau_participation", "repetition", "web_share",
    ),
    View.UNIT: (
        "delivered", "refused", "unit_timeliness", "unit_late", "unit_overdue",
        "answer_timeliness", "answered_late", "answer_overdue", "unit_satisfaction",
        "unit_participation",
    ),
}  # fmt: skip


def _with_silence(satisfied: int, fair: int, not_so: int, silent: int) -> tuple[Decimal, Decimal]:
    everybody = satisfied + fair + not_so + silent
    rated = satisfied + fair + not_so
    return Decimal((satisfied + fair + silent) * rated), Decimal(everybody * everybody)


def _weighed(satisfied: int, fair: int, not_so: int, _silent: int) -> tuple[Decimal, Decimal]:
    return satisfied + Decimal("0.9") * fair, Decimal(satisfied + fair + not_so)


FORMULAS: tuple[Formula, ...] = (
    Formula(
        name="with_silence",
        zh=gettext_noop("参评满意率"),
        words=gettext_noop("（满意＋基本满意＋超期未评价）÷ 总数 × 已评价 ÷ 总数"),
        caution=gettext_noop("把没有评价的人算作满意，仅供与使用这种算法的地方对照。"),
        worked=_with_silence,
        source="§ 2.6",
    ),
    Formula(
        name="weighed",
        zh=gettext_noop("加权满意率"),
        words=gettext_noop("（满意＋0.9×基本满意）÷ 已评价"),
        caution=gettext_noop("有的地方以有效回访为分母；本系统只计信访人自己的评价。"),
        worked=_weighed,
        source="§ 2.6",
    ),
)


def sources_of(view: View) -> frozenset[str]:
    """The sources that the figures of a view are counted from."""
    return frozenset(each.source for each in MEASURES.values() if each.view == view)
