"""情况报告的纸质版和表格. An issued report as rows for paper and lines for a spreadsheet.

Drawn from what was frozen alone: nothing is counted or looked up again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huiyin.documents.paper import day, moment
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.situation_models import SituationIssue
from huiyin.statistics.situations import NEXT, OPENING

TITLE = "每日情况报告"
COLUMNS = (("部分", 16), ("项目", 26), ("数", 8), ("总数", 8), ("单位", 8), ("说明", 44))


def title_of(body: Mapping[str, Any]) -> str:
    """What the report is called; a drill and a correction say so."""
    drill = "（演练）" if body["is_drill"] else ""
    again = f"（更正，第{body['version']}版）" if body["version"] > 1 else ""
    return f"{body['emergency']}{TITLE}{drill}{again}"


def rows_of(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The report as labelled boxes: the words of the leader around the numbers."""
    boxes = [("日期", f"{day(body['day'])}，应急第{body['number_of_day']}天")]
    if body["reason"]:
        boxes.append(("更正原因", body["reason"]))
    if words := body["words"].get(OPENING):
        boxes.append(("概况", words))
    for part in body["parts"]:
        said = "；".join(told(each) for each in part["numbers"]) + "。"
        remark = body["words"].get(part["part"], "")
        boxes.append((SituationPart(part["part"]).zh, f"{said}\n{remark}" if remark else said))
    if words := body["words"].get(NEXT):
        boxes.append(("下一步", words))
    return boxes


def told(number: Mapping[str, Any]) -> str:
    """「按时报告 20/21人」; with its note in brackets."""
    of = f"/{number['under']}" if number["under"] is not None else ""
    note = f"（{number['note'] % number['told']}）" if number["note"] else ""
    return f"{number['zh']} {number['number']}{of}{number['unit']}{note}"


def cells_of(body: Mapping[str, Any]) -> list[list[str | int]]:
    """The report as lines of a spreadsheet, a number in each."""
    return [
        [
            SituationPart(part["part"]).zh,
            each["zh"],
            each["number"],
            "" if each["under"] is None else each["under"],
            each["unit"],
            each["note"] % each["told"] if each["note"] else "",
        ]
        for part in body["parts"]
        for each in part["numbers"]
    ]


def to_draw(made: SituationIssue) -> dict[str, Any]:
    """What the worker draws."""
    body = made.body
    counted = moment(datetime.fromisoformat(body["counted_at"]).isoformat())
    digest = bytes(made.digest).hex()[:16]
    return {
        "head": body["office"],
        "title": title_of(body),
        "about": f"{made.number}　{day(body['day'])}",
        "rows": [("文号", made.number), *rows_of(body)],
        "columns": COLUMNS,
        "cells": cells_of(body),
        "note": f"各数由系统于{counted}数出；{moment(made.issued_at.isoformat())}签发，"
        f"校验值 {digest}。",
    }
