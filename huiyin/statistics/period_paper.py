"""期间报告的纸质版和表格. The report of a period as rows for a sheet of paper and a spreadsheet."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from huiyin.documents.paper import day, moment
from huiyin.statistics.definitions import Share
from huiyin.statistics.period import VERSION, PeriodReport
from huiyin.statistics.period_tables import OF_THEM, Figure, PeriodLine, promised, tables

TITLE = "信访工作期间报告"
COLUMNS = (("表", 14), ("行", 26), ("项目", 20), ("数", 8), ("分母", 8), ("比率", 12))
HUNDRED = Decimal(100)


def span_of(report: PeriodReport) -> str:
    """「2020年1月24日至2020年2月16日，共24天」."""
    first, last = day(report.first.isoformat()), day(report.last.isoformat())
    return f"{first}至{last}，共{report.days}天"


def share_of(share: Share) -> str:
    """13/13 above 100.00%; a dash without a denominator."""
    if share.value is None:
        return "—"
    return f"{share.over}/{share.under}\n{(share.value * HUNDRED):.2f}%"


def grids_of(report: PeriodReport) -> list[tuple[str, list[str], list[list[str]]]]:
    """The tables of the report: heading, names of columns, lines."""
    return [
        (
            table.zh,
            [table.line, *table.heads],
            [[_name(line), *(_told(each) for each in line.figures)] for line in table.lines],
        )
        for table in tables(report)
    ]


def cells_of(report: PeriodReport) -> list[list[str | int]]:
    """The report as lines of a spreadsheet, a number in each."""
    return [
        [table.zh, _name(line), each.zh, each.number, *_parts(each)]
        for table in tables(report)
        for line in table.lines
        for each in line.figures
    ]


def to_draw(report: PeriodReport, *, head: str, at: datetime) -> dict[str, Any]:
    """What the worker draws: the numbers as they are now."""
    return {
        "head": head,
        "title": TITLE,
        "about": span_of(report),
        "number": f"{span_of(report)}，首尾两日都计",
        "grids": grids_of(report),
        "columns": COLUMNS,
        "cells": cells_of(report),
        "note": f"单位：件。截至{moment(at.isoformat())}；只计制作人能看到的信访件；"
        f"“—”表示没有分母，不能计算；{_promised(report)}定义版本 {VERSION}。",
    }


def _promised(report: PeriodReport) -> str:
    """「应急件的时限：4小时2件、24小时13件；」."""
    hours = "、".join(f"{hours}小时{number}件" for hours, number in promised(report))
    return f"应急件的时限：{hours}；" if hours else ""


def _name(line: PeriodLine) -> str:
    return line.zh if line.door is None else f"{OF_THEM}{line.zh}"


def _told(figure: Figure) -> str:
    return share_of(figure.share) if figure.share is not None else str(figure.number)


def _parts(figure: Figure) -> list[str | int]:
    if figure.share is None:
        return ["", ""]
    value = figure.share.value
    return [figure.share.under, "—" if value is None else f"{(value * HUNDRED):.2f}%"]
