"""结束报告的纸质版和表格. The closing report as a letter and as lines of a spreadsheet."""

from datetime import datetime
from typing import Any

from huiyin.documents.paper import Block, day, moment
from huiyin.rules.moments import localdate
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.closing import Closing
from huiyin.statistics.situation_paper import COLUMNS, OVERVIEW, cells_of, numbered, said

TITLE = "应急结束报告"
SO_FAR = "应急情况报告"


def to_draw(told: Closing, *, at: datetime) -> dict[str, Any]:
    """What the worker draws: the numbers as they are now."""
    emergency = told.emergency
    first, last = day(told.first.isoformat()), day(told.last.isoformat())
    span = f"{first}至{last}，首尾都算，共{told.days}天"
    prolonged = f"，延长{told.prolonged}次" if told.prolonged else ""
    parts = [each.as_json() for each in told.parts]
    sections = [(SituationPart(each["part"]).zh, [said(each)]) for each in parts]
    drill = "（演练）" if emergency.is_drill else ""
    title = TITLE if emergency.is_over(at) else SO_FAR
    return {
        "head": emergency.office.name,
        "title": f"{emergency.name}{title}{drill}",
        "about": span,
        "blocks": numbered([(OVERVIEW, [Block("text", f"{span}{prolonged}。")]), *sections]),
        "signed_on": day(localdate(at).isoformat()),
        "columns": COLUMNS,
        "cells": cells_of(parts),
        "note": f"截至{moment(at.isoformat())}；信访件只计制作人能看到的。",
    }
