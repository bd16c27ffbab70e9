"""期间报告的纸质版和表格. The report of a period as rows for a sheet of paper and a spreadsheet."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from huiyin.documents.paper import day, moment
from huiyin.statistics.definitions import Share
from huiyin.statistics.period import VERSION, PeriodReport
from huiyin.statistics.period_tables import Figure, tables

TITLE = "信访工作期间报告"
COLUMNS = (("表", 14), ("行", 26), ("项目", 20), ("数", 8), ("分母", 8), ("比率", 12))
HUNDRED = Decimal(100)


def span_of(report: PeriodReport) -> str:
    """「2020年1月24日至2020年2月16日，共24天」."""
    first, last = day(report.first.isoformat()), day(report.last.isoformat())
    return f"{first}至{last}，共{report.days}天"


def share_of(share: Share) -> str:
    """「13/13（100.00%）」; a dash without a denominator."""
    if share.value is None:
        return "—"
    return f"{share.over}/{share.under}（{(share.value * HUNDRED):.2f}%）"


def rows_of(report: PeriodReport) -> list[tuple[str, str]]:
    """The report as labelled boxes."""
    boxes = [("期间", f"{span_of(report)}，首尾两日都计。")]
    for table in tables(report):
        for line in table.lines:
            told = "；".join(f"{each.zh} {_told(each)}" for each in line.figures)
            boxes.append((line.zh, f"{told}。"))
    return boxes


def cells_of(report: PeriodReport) -> list[list[str | int]]:
    """The report as lines of a spreadsheet, a number in each."""
    return [
        [table.zh, line.zh, each.zh, each.number, *_parts(each)]
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
        "rows": rows_of(report),
        "columns": COLUMNS,
        "cells": cells_of(report),
        "note": f"截至{moment(at.isoformat())}；定义版本 {VERSION}。",
    }


def _told(figure: Figure) -> str:
    return share_of(figure.share) if figure.share is not None else f"{figure.number}件"


def _parts(figure: Figure) -> list[str | int]:
    if figure.share is None:
        return ["", ""]
    value = figure.share.value
    return [figure.share.under, "—" if value is None else f"{(value * HUNDRED):.2f}%"]
