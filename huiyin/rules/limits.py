"""The legal time limits as tables, one rule set for each law in force.

Change a length, an article or a duty here; docs/limits.md is written from these rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huiyin.rules.calendars import versions
from huiyin.rules.hours import MOST
from huiyin.rules.terms import Party, Term, TimeLimit


class Unit(Term):
    """期间单位. How the days of a limit are counted (docs/law.md § 5)."""

    NATURAL = "natural", "自然日"
    WORKING = "working", "工作日"
    HOURS = "hours", "小时"


class Beginning(Term):
    """起算事由. What happens on the day that is not counted."""

    RECEIVED = "received", "收到"
    ACCEPTED = "accepted", "受理"
    SERVED = "served", "送达"
    OBJECTED = "objected", "提出异议"
    ASSIGNED = "assigned", "交办"
    REWORKED = "reworked", "退回重办"
    MARKED = "marked", "收到或者标记应急"


PROMISE = "本平台的承诺"  # where no article of the law stands behind a limit


def _numeral(digits: str) -> str:
    tens, ones = divmod(int(digits), 10)
    few = "〇一二三四五六七八九"
    return f"{few[tens] if tens > 1 else ''}{'十' if tens else ''}{few[ones] if ones else ''}"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """期限. One row of the law: from what, how long, whose duty or right, and what must exist."""

    id: TimeLimit | str
    rule_set: str
    article: str
    length: int | None  # None: as set by who demands it
    unit: Unit = Unit.NATURAL
    begins: Beginning = Beginning.RECEIVED
    whose: Party = Party.HOLDER
    longest_extension: int = 0
    # A right that lapses, not a duty that can be late; the petitioner's own always is one.
    lapses: bool = False
    # Assessment counts from the registration of the petition, not from the day of receipt.
    assessed_days: int | None = None
    result: str = ""
    english: str = ""

    def __post_init__(self) -> None:
        if (self.length is not None and self.length < 1) or self.longest_extension < 0:
            raise ValueError(f"limit {self.id}: a length is at least one day")
        if self.unit is not Unit.NATURAL and self.longest_extension:
            raise ValueError(f"limit {self.id}: only natural days can be extended")

    @property
    def article_zh(self) -> str:
        """The article as a Chinese document cites it: 第二十三条第三款; a promise has none."""
        if not self.article:
            return PROMISE
        article, _mark, paragraph = self.article.partition(" ¶")
        return f"第{_numeral(article)}条" + (f"第{_numeral(paragraph)}款" if paragraph else "")

    @property
    def is_right(self) -> bool:
        """Whether it is a right that lapses: nobody is late when its last day has passed."""
        return self.lapses or self.is_right_of_petitioner

    @property
    def is_right_of_petitioner(self) -> bool:
        """Whether this is the petitioner's own period, which always ends on the later date."""
        return self.whose is Party.PETITIONER


@dataclass(frozen=True)
class RuleSet:
    """规则集. The limits of one law, and the first day it applies to registrations."""

    name: str
    law: str
    valid_from: date
    limits: tuple[Limit, ...]
    needs_class: bool = True  # a class, and for a claim one of the procedures of Art. 31

    def __contains__(self, limit: object) -> bool:
        return any(row.id == limit for row in self.limits)

    def __getitem__(self, limit: TimeLimit) -> Limit:
        for row in self.limits:
            if row.id == limit:
                return row
        raise LookupError(f"rule set {self.name} has no limit {limit}")

    def __iter__(self) -> Iterator[Limit]:
        return iter(self.limits)


class NoRuleSetError(LookupError):
    """No rule set is kept for this day."""

    def __init__(self, day: date) -> None:
        self.day = day
        first = RULE_SETS[0]
        super().__init__(
            f"no rule set for {day}: the first one kept, {first.name!r} ({first.law}), applies to"
            f" petitions registered from {first.valid_from} on"
        )


LIMITS_2022: tuple[Limit, ...] = (
    Limit(
        id=TimeLimit.L1,
        rule_set="2022",
        article="22",
        length=15,
        whose=Party.REGISTRAR,
        assessed_days=15,
        result="登记，并作出转送、交办等决定",
        english="the petition is registered and its way is decided",
    ),
    Limit(
        id=TimeLimit.L2,
        rule_set="2022",
        article="23 ¶2",
        length=15,
        whose=Party.REGISTRAR,
        result="直接收到的机关书面告知信访人",
        english="the organ that received it directly has served its written notice",
    ),
    Limit(
        id=TimeLimit.L3,
        rule_set="2022",
        article="23 ¶3",
        length=15,
        assessed_days=30,
        result="收到转送、交办的机关书面告知信访人",
        english="the organ it was passed to has served its written notice",
    ),
    Limit(
        id=TimeLimit.L4,
        rule_set="2022",
        article="23 ¶3",
        length=5,
        unit=Unit.WORKING,
        lapses=True,
        result="不属于本单位职权的，向转出机构提出异议并详述理由",
        english="an organ that is not competent has objected with detailed reasons",
    ),
    Limit(
        id=TimeLimit.L4S,
        rule_set="2022",
        article="23 ¶3",
        length=2,
        unit=Unit.WORKING,
        begins=Beginning.OBJECTED,
        whose=Party.SENDER,
        result="转出机构核实异议并答复（条例未定日数，由各机构自定）",
        english="the sender has verified the objection (its own number of days)",
    ),
    Limit(
        id=TimeLimit.L5,
        rule_set="2022",
        article="34",
        length=60,
        begins=Beginning.ACCEPTED,
        longest_extension=30,
        result="信访处理意见书已经送达（仅限第31条第6项信访程序）",
        english="the opinion is served (procedure of Art. 31(6) only)",
    ),
    Limit(
        id=TimeLimit.L7,
        rule_set="2022",
        article="35",
        length=30,
        begins=Beginning.SERVED,
        whose=Party.PETITIONER,
        result="信访人提出复查申请",
        english="the petitioner has asked for a review",
    ),
    Limit(
        id=TimeLimit.L11,
        rule_set="2022",
        article="22 ¶1",
        length=None,
        begins=Beginning.ASSIGNED,
        result="向交办机关报送办结报告",
        english="the result is reported to the office that assigned the petition",
    ),
    Limit(
        id=TimeLimit.L11R,
        rule_set="2022",
        article="22 ¶1",
        length=None,
        begins=Beginning.REWORKED,
        result="更正错误，重新作出答复并送达",
        english="the error is corrected and a new answer is served",
    ),
    # The hours of an emergency, which no law sets: the same in every rule set.
    Limit(
        id=TimeLimit.L15,
        rule_set="2022",
        article="",
        length=MOST,
        unit=Unit.HOURS,
        begins=Beginning.MARKED,
        whose=Party.REGISTRAR,
        result="办理结果已经告知信访人（不等于送达文书；昼夜、节假日都计入）",
        english="the result was told to the petitioner, which is not the service of a letter",
    ),
    Limit(
        id=TimeLimit.G8,
        rule_set="2022",
        article="21 ¶2",
        length=30,
        begins=Beginning.SERVED,
        whose=Party.PETITIONER,
        result="信访人评价信访部门和办理单位（30日是平台的承诺，条例未定日数）",
        english="the petitioner has rated both offices (the 30 days are our own promise)",
    ),
)

# 《信访条例》: the same duties by other articles. No objection (L4), and the sixty days run for
# whatever was accepted (docs/law.md § 1.14). To rate was nobody's right by that law.
_ARTICLES_OF_2005: dict[TimeLimit | str, str] = {
    TimeLimit.L1: "21",
    TimeLimit.L2: "22 ¶2",
    TimeLimit.L3: "21 ¶2",
    TimeLimit.L5: "33",
    TimeLimit.L7: "34",
    TimeLimit.L11: "21",
    TimeLimit.L11R: "36",
    TimeLimit.L15: "",
    TimeLimit.G8: "",
}
_RESULTS_OF_2005: dict[TimeLimit | str, tuple[str, str]] = {
    TimeLimit.L3: (
        "收到转送、交办的机关决定是否受理，并书面告知信访人",
        "acceptance is decided and told",
    ),
    TimeLimit.L5: ("信访处理意见已经送达", "the opinion is served"),
}


def _of_2005(row: Limit) -> Limit:
    result, english = _RESULTS_OF_2005.get(row.id, (row.result, row.english))
    article = _ARTICLES_OF_2005[row.id]
    return replace(row, rule_set="2005", article=article, result=result, english=english)


RULE_SETS: tuple[RuleSet, ...] = (
    RuleSet(
        name="2005",
        law="信访条例",
        valid_from=date(2005, 5, 1),
        needs_class=False,
        limits=tuple(_of_2005(row) for row in LIMITS_2022 if row.id in _ARTICLES_OF_2005),
    ),
    RuleSet(
        name="2022",
        law="信访工作条例",
        valid_from=date(2022, 5, 1),
        limits=LIMITS_2022,
    ),
)


def rules_of(day: date) -> RuleSet:
    """The rule set that governs a petition registered on this day; an error before 2005-05-01.

    A petition keeps the set of its registration: store the name, ask `rule_set(name)` later.
    """
    valid = [rules for rules in RULE_SETS if rules.valid_from <= day]
    if not valid:
        raise NoRuleSetError(day)
    return valid[-1]


def rule_set(name: str) -> RuleSet:
    """The rule set that a petition names; LookupError if there is none."""
    for rules in RULE_SETS:
        if rules.name == name:
            return rules
    raise LookupError(f"no rule set {name!r}")


LIMIT_HEADINGS = (
    "期限 Id",
    "名称 Name",
    "条 Article",
    "起算 From",
    "长度 Length",
    "谁 Whose",
    "届满时应有",
    "At its end",
    "可延长 Extension",
    "考核 Assessed",
)

CALENDAR_HEADINGS = (
    "版本 Version",
    "依据 Notice",
    "已公布的年份 Years announced",
    "休 Days off",
    "调休上班 Worked",
)


def as_markdown() -> str:
    """docs/limits.md: every rule set with its limits, and every calendar version."""
    lines = [
        "# 期限与工作日历 · Time limits and calendars",
        "",
        "本页由 `huiyin/rules/limits.py` 和 `huiyin/rules/holidays.py` 生成，请改表，不要改本页。",
        "This page is written from the tables in those two files: change the tables, not the page.",
        "",
        "起算之日不计入；目标日不顺延；法定最后一日遇休息日顺延到下一个工作日；",
        "信访人自己的期限一律按较晚的一日。",
        "",
        "The first day is not counted; the target day is not moved; the legal last day moves to",
        "the next working day; the petitioner's own periods always end on the later day.",
    ]
    for rules in RULE_SETS:
        lines += _rules_as_markdown(rules)
    lines += _calendars_as_markdown()
    return "\n".join(lines) + "\n"


def _rules_as_markdown(rules: RuleSet) -> list[str]:
    lines = [
        "",
        f"## 规则集 · Rule set `{rules.name}`：《{rules.law}》",
        "",
        f"{rules.valid_from} 起登记的信访事项适用。For petitions registered from that day on.",
        "",
        _table_row(LIMIT_HEADINGS),
        _table_row(["---"] * len(LIMIT_HEADINGS)),
    ]
    for row in rules:
        name = row.id.zh if isinstance(row.id, TimeLimit) else ""
        extension = f"≤ {row.longest_extension}" if row.longest_extension else "—"
        assessed = f"登记 + {row.assessed_days}" if row.assessed_days else "目标日 target"
        cells = (
            str(row.id),
            name,
            row.article or "—",
            f"{row.begins.zh} {row.begins}",
            f"{row.length} {row.unit.zh} {row.unit}" if row.length else "所定 as set",
            f"{row.whose.zh} {row.whose}",
            row.result,
            row.english,
            extension,
            assessed,
        )
        lines.append(_table_row(cells))
    return lines


def _table_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _calendars_as_markdown() -> list[str]:
    lines = [
        "",
        "## 工作日历 · Calendars",
        "",
        "放假安排会事后改变，所以每个日期都记下所用的版本。",
        "Arrangements change after the fact, so every date keeps the version it was counted with.",
        "",
        _table_row(CALENDAR_HEADINGS),
        _table_row(["---"] * len(CALENDAR_HEADINGS)),
    ]
    for calendar in versions():
        years = f"{calendar.first_year}–{calendar.last_year}"
        cells = (calendar.version, calendar.source, years)
        counts = (str(len(calendar.off)), str(len(calendar.worked_weekends)))
        lines.append(_table_row(cells + counts))
    return lines
