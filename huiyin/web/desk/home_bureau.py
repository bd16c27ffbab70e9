"""The home pages of a bureau's leader and of its supervisor: figures beside the lists."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from huiyin.rules.terms import Channel
from huiyin.statistics.counting import Counting, Table, count
from huiyin.statistics.definitions import MEASURES, RATES, By, Share, Tally
from huiyin.statistics.open_work import arrivals, by_stage, by_unit
from huiyin.statistics.periods import Month, months, week_begin
from huiyin.web.desk.charts import Chart, Series, columns
from huiyin.web.desk.figures_words import address_of_measure, note_of, percent
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.home_parts import BarsBlock, ChartBlock, LoadBlock, LoadLine, Number, Parts

WEEKS, MONTHS = 8, 6
ANSWERS = ("answered_in_time", "answered_late", "answer_overdue")


def leader(request: StaffRequest) -> Parts:
    """What came in, how much of it was answered in time, where it waits."""
    viewer, today = request.viewer, request.today
    month = Month.of(today)
    counting = Counting(
        viewer=viewer,
        first=month.back(MONTHS - 1).first,
        last=month.last,
        as_of=today,
        own_only=True,
    )
    table = count(counting, ("answer", "bureau_rated"), By.MONTH)
    this_month = table.lines.get(str(month), {})
    came = count(replace(counting, first=month.first), ["received"], By.MONTH).whole
    satisfied = RATES["bureau_satisfaction"].of(this_month)
    return Parts(
        first=[
            Number(
                label=_("本月收到"),
                shown=str(MEASURES["received"].count(came)),
                address=address_of_measure("received", month.first, month.last, own=True),
            )
        ],
        last=[
            Number(
                label=_("本月满意率"),
                shown=percent(satisfied),
                note=note_of(satisfied),
                address=address_of_measure("bureau_rated", month.first, month.last, own=True),
            )
        ],
        blocks=[
            ChartBlock(_arrivals(request)),
            ChartBlock(answers_by_month(table, months(counting.first, counting.last))),
            BarsBlock(
                title=_("没有办结的，停在哪一步"),
                who=_("状态"),
                bars=[(_(state.zh), number) for state, number in by_stage(viewer, today)],
                none=_("没有未办结的信访件。"),
            ),
        ],
    )


def _arrivals(request: StaffRequest) -> Chart:
    this_week = week_begin(request.today)
    weeks = [this_week - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    found = arrivals(request.viewer, weeks[0], request.today)
    shown = [(each, f"by-{each.value}") for each in Channel]
    lines = []
    for week in weeks:
        numbers = [found.get((week, channel), 0) for channel, _tone in shown]
        lines.append((f"{week.month}/{week.day}", str(sum(numbers)), numbers))
    return columns(
        "arrivals",
        title=_("每周收到多少，从哪里来"),
        about=_("最近八周，每周一起算，按信访形式；本周还没有过完。"),
        axis=_("周（周一）"),
        says=_("合计"),
        series=[Series(_(channel.zh), tone) for channel, tone in shown],
        lines=lines,
    )


def answers_by_month(table: Table, shown: Sequence[Month]) -> Chart:
    """按期答复 by the month of its last day, each with its rate."""
    rate = RATES["answer_timeliness"]
    lines = []
    for month in shown:
        tally: Tally = table.lines.get(str(month), {})
        numbers = [MEASURES[name].count(tally) for name in ANSWERS]
        done = Share(numbers[0], sum(numbers))
        waiting = rate.of(tally).under - sum(numbers)
        lines.append((f"{month.number}", percent(done, short=True), [*numbers, waiting]))
    return columns(
        "answers",
        title=_("应当答复的，答复得及时吗"),
        about=_("按限办截止日所在的月份；百分比是已经到期的当中按期答复的。"),
        axis=_("月"),
        says=_("按期"),
        series=[
            Series(_("按期答复"), "in-time"),
            Series(_("超期答复"), "soon"),
            Series(_("超期未答复"), "late"),
            Series(_("没有到期"), "waiting"),
        ],
        lines=lines,
    )


def supervisor(request: StaffRequest) -> Parts:
    """Each unit with what waits there and how much of this month's it answered in time."""
    return Parts(
        [
            LoadBlock(
                title=_("在办和超期，按责任单位"),
                about=_("按机构代码排列，不是排名。按期答复率按本月到限办截止日的计算。"),
                who=_("责任单位"),
                rate=_("按期答复率（本月）"),
                lines=_units(request),
            )
        ]
    )


def _units(request: StaffRequest) -> list[LoadLine]:
    month = Month.of(request.today)
    counting = Counting(
        viewer=request.viewer,
        first=month.first,
        last=month.last,
        as_of=request.today,
        own_only=True,
    )
    table = count(counting, ["answer"], By.UNIT)
    shares = {key: RATES["answer_timeliness"].of(line) for key, line in table.lines.items()}
    none = Share(0, 0)
    return [
        LoadLine(
            each,
            whose=f"office={each.id}",
            rate=percent(shares.get(str(each.id), none)),
            of=note_of(shares.get(str(each.id), none)),
        )
        for each in by_unit(request.viewer, request.today)
    ]
