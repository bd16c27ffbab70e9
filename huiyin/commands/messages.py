"""Reading a table of messages as offices export them, with any of the usual headers."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huiyin.commands.home import Trouble
from huiyin.commands.tables import moment_of, plain, rows_of
from huiyin.rules.limits import RULE_SETS
from huiyin.rules.moments import start_of_day

LEAD = 60
LONGEST_NAME = 100

# What a column holds, and the headers that offices give it, likeliest first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("留言编号", "信件编号", "编号", "序号", "id", "row"),
    "name": ("留言用户", "用户", "姓名", "来信人", "信访人", "name"),
    "phone": ("联系电话", "电话", "手机", "手机号", "phone"),
    "subject": ("留言主题", "主题", "标题", "题目", "subject", "title"),
    "time": ("留言时间", "来信时间", "时间", "日期", "time", "date"),
    "text": ("留言详情", "留言内容", "详情", "内容", "正文", "诉求", "text", "text_segmented"),
}


@dataclass(frozen=True)
class Message:
    """One row that can be sent: where it stood, its key, and the petition it becomes."""

    row: int
    key: str
    petition: dict[str, Any]
    was_dated_now: bool


@dataclass(frozen=True)
class Unusable:
    """One row that cannot be sent, and why."""

    row: int
    reason: str


def read(path: Path) -> Iterator[Message | Unusable]:
    """Every row of the file, in order; row numbers count from the header as 1."""
    rows = rows_of(path)
    columns = columns_of(next(rows, []))
    for number, cells in enumerate(rows, start=2):
        values = {
            name: plain(cells[place]) if place < len(cells) else ""
            for name, place in columns.items()
        }
        yield _message(number, values)


def columns_of(header: list[str]) -> dict[str, int]:
    """Which column holds what, guessed from the header; refused without any words."""
    names = [plain(cell).lower() for cell in header]
    found = {
        meaning: names.index(known)
        for meaning, headers in COLUMNS.items()
        for known in reversed(headers)
        if known in names
    }
    if not {"subject", "text"} & found.keys():
        raise Trouble(
            f"表头里没有留言主题或者留言详情：{'、'.join(names)}。",
            f"The header names no subject and no text: {', '.join(names)}.",
        )
    return found


def _message(number: int, values: dict[str, str]) -> Message | Unusable:
    subject, text = values.get("subject", ""), values.get("text", "")
    if not subject and not text:
        return Unusable(number, "没有主题也没有内容 nothing is said")
    facts = text if subject else ""
    petition: dict[str, Any] = {"request": subject or text}
    said_at = moment_of(values.get("time", ""))
    is_too_old = said_at is not None and said_at < start_of_day(RULE_SETS[-1].valid_from)
    if said_at is not None and not is_too_old:
        petition["arrived_at"] = said_at.isoformat()
    elif values.get("time"):
        facts = f"{facts}\n（原留言时间：{values['time']}）".strip()
    if facts:
        petition["facts"] = facts
    if name := values.get("name", "")[:LONGEST_NAME]:
        petition["name"] = name
    else:
        petition["naming"] = "anonymous"
    if phone := values.get("phone", ""):
        petition["phone"] = phone
    return Message(number, _key(values.get("id", ""), petition), petition, is_too_old)


def _key(own_id: str, petition: dict[str, Any]) -> str:
    """The same message has the same key for ever, so that it comes in once."""
    words = json.dumps([own_id, petition], ensure_ascii=False, sort_keys=True)
    return f"feed-{hashlib.sha256(words.encode()).hexdigest()[:48]}"
