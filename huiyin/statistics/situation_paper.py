"""情况报告的纸质版和表格. An issued report as a letter on paper and lines of a spreadsheet.

Drawn from what was frozen alone: nothing is counted or looked up again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from huiyin.documents.paper import Block, day, moment, numeral, paragraphs
from huiyin.rules.moments import localdate
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.situation_models import SituationIssue
from huiyin.statistics.situations import NEXT, OPENING

TITLE = "每日情况报告"
OVERVIEW = "概况"
COLUMNS = (("部分", 16), ("项目", 26), ("数", 8), ("总数", 8), ("单位", 8), ("说明", 44))


def title_of(body: Mapping[str, Any]) -> str:
    """What the report is called; a drill and a correction say so."""
    drill = "（演练）" if body["is_drill"] else ""
    again = f"（更正，第{body['version']}版）" if body["version"] > 1 else ""
    return f"{body['emergency']}{TITLE}{drill}{again}"


def blocks_of(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The report as headings and paragraphs: the words of the leader around the numbers."""
    words = body["words"]
    found = [("更正原因", _reason(body)), (OVERVIEW, _overview(body))]
    for part in body["parts"]:
        remark = paragraphs(words.get(part["part"], ""))
        found.append((SituationPart(part["part"]).zh, [said(part), *remark]))
    return numbered([*found, ("下一步", list(paragraphs(words.get(NEXT, ""))))])


def said(part: Mapping[str, Any]) -> Block:
    """The numbers of a section in a sentence."""
    return Block("text", "；".join(told(each) for each in part["numbers"]) + "。")


def numbered(found: Iterable[tuple[str, list[Block]]]) -> list[tuple[str, str]]:
    """一、二、三… before each heading whose section holds something; there may be more than ten."""
    filled = [(title, blocks) for title, blocks in found if blocks]
    return [
        (block.style, block.text)
        for place, (title, blocks) in enumerate(filled, start=1)
        for block in (Block("heading", f"{numeral(place)}、{title}"), *blocks)
    ]


def _reason(body: Mapping[str, Any]) -> list[Block]:
    if not body["reason"]:
        return []
    corrects = body.get("corrects", "")  # issues of before do not say it
    replaces = [Block("text", f"本期更正并代替{corrects}。")] if corrects else []
    return [*replaces, *paragraphs(body["reason"])]


def _overview(body: Mapping[str, Any]) -> list[Block]:
    begun = f"{day(body['day'])}，应急第{body['number_of_day']}天。"
    return [Block("text", begun), *paragraphs(body["words"].get(OPENING, ""))]


def told(number: Mapping[str, Any]) -> str:
    """「按时报告 20/21人」; with its note in brackets."""
    of = f"/{number['under']}" if number["under"] is not None else ""
    note = f"（{number['note'] % number['told']}）" if number["note"] else ""
    return f"{number['zh']} {number['number']}{of}{number['unit']}{note}"


def cells_of(parts: Iterable[Mapping[str, Any]]) -> list[list[str | int]]:
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
        for part in parts
        for each in part["numbers"]
    ]


def to_draw(made: SituationIssue) -> dict[str, Any]:
    """What the worker draws."""
    body = made.body
    counted = moment(body["counted_at"])
    digest = bytes(made.digest).hex()[:16]
    return {
        "head": body["office"],
        "title": title_of(body),
        "about": f"{made.number}　{day(body['day'])}",
        "number": made.number,
        "blocks": blocks_of(body),
        "signed_on": day(localdate(made.issued_at).isoformat()),
        "columns": COLUMNS,
        "cells": cells_of(body["parts"]),
        "note": f"各数由系统于{counted}数出；{moment(made.issued_at.isoformat())}签发，"
        f"校验值 {digest}。",
    }
