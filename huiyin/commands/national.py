"""The columns of the national sheet, and each of its rows as a petition (F9, F105)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from huiyin.commands.home import Trouble
from huiyin.commands.tables import moment_of, plain, rows_of
from huiyin.language.clean import is_damaged
from huiyin.organisations.models import Office
from huiyin.organisations.places import named_after, path_above
from huiyin.petitions.submissions import LENGTHS, Submission
from huiyin.rules.terms import Channel, Matter, Naming

# What a column holds, and the headers it has in the sheets of provinces and departments.
COLUMNS: dict[str, tuple[str, ...]] = {
    "foreign": ("信访件编号", "信访事项编号", "受理编号"),
    "name": ("姓名", "信访人姓名", "信访人"),
    "identity": ("身份证号", "身份证号码", "证件号码"),
    "people_count": ("信访人数", "人数"),
    "address": ("住址", "住址详情", "地址"),
    "phone": ("手机号码", "联系电话", "电话"),
    "division": ("问题属地", "问题发生地"),
    "wish": ("信访目的",),
    "category": ("内容分类",),
    "arrived_at": ("信访日期", "来信日期"),
    "registered": ("登记日期",),
    "due": ("限办时间", "办理期限"),
    "channel": ("信访形式",),
    "request": ("概况", "概况信息", "信访诉求", "内容"),
    "state": ("信访件状态",),
}
ZH = {name: headers[0] for name, headers in COLUMNS.items()}
NEEDED = ("request", "arrived_at")
KEPT_AS_SAID = ("category", "registered", "due", "state")

CHANNELS = {
    "来信": Channel.LETTER,
    "来访": Channel.VISIT,
    "网上信访": Channel.WEB,
    "手机信访": Channel.WEB,
    "微信信访": Channel.WEB,
    "网上建议": Channel.WEB,
    "领导信箱": Channel.WEB,
    "电话信访": Channel.CALL,
    "传真": Channel.FAX,
}
WISHES = {
    "求决": Matter.CLAIM,
    "申诉": Matter.CLAIM,
    "申诉求决": Matter.CLAIM,
    "意见建议": Matter.SUGGESTION,
    "建议意见": Matter.SUGGESTION,
    "揭发控告": Matter.ACCUSATION,
    "检举控告": Matter.ACCUSATION,
}


@dataclass(frozen=True)
class Foreign:
    """One row: the petition that it is, or what is wrong with which column."""

    row: int
    number: str
    submission: Submission | None
    column: str = ""
    wrong: str = ""
    is_damaged: bool = False


def read(path: Path, office: Office) -> Iterator[Foreign]:
    """Every row of the sheet, in order; empty rows are passed over. The header is row 1."""
    rows = rows_of(path)
    columns = _columns([plain(cell) for cell in next(rows, [])])
    divisions = _divisions(office)
    for row, cells in enumerate(rows, start=2):
        values = {
            name: plain(cells[place]) if place < len(cells) else ""
            for name, place in columns.items()
        }
        if any(values.values()):
            yield _foreign(row, values, office, divisions)


def _columns(header: list[str]) -> dict[str, int]:
    found = {
        meaning: header.index(known)
        for meaning, headers in COLUMNS.items()
        for known in reversed(headers)
        if known in header
    }
    missing = [ZH[name] for name in NEEDED if name not in found]
    if missing:
        raise Trouble(
            f"表头里没有{'、'.join(missing)}。第一行应当是栏目名称。",
            f"The header lacks {', '.join(missing)}; the first row must name the columns.",
        )
    return found


def _divisions(office: Office) -> dict[str, str]:
    """The places of the office's territory by name."""
    offices = Office.objects.under(path_above(office.path))
    rows = offices.values_list("name", "division").order_by("-path")
    return {named_after(name): division for name, division in rows}


def _foreign(
    row: int, values: Mapping[str, str], office: Office, divisions: Mapping[str, str]
) -> Foreign:
    number = values.get("foreign", "")
    arrived_at = moment_of(values.get("arrived_at", ""))
    count = values.get("people_count", "") or "1"
    if arrived_at is None:
        return Foreign(row, number, None, ZH["arrived_at"], "日期看不懂，例如 2026-03-02 09:00。")
    if not (count.isascii() and count.isdigit() and len(count) < LENGTHS["phone"]):
        return Foreign(row, number, None, ZH["people_count"], "人数应当是数字。")
    said = values.get("channel", "")
    if said and said not in CHANNELS:
        return Foreign(row, number, None, ZH["channel"], f"没有这种信访形式：{said[:20]}。")
    wish = values.get("wish", "")
    if wish and wish not in WISHES and wish != "其他":
        return Foreign(row, number, None, ZH["wish"], f"没有这种信访目的：{wish[:20]}。")
    place = values.get("division", "")
    name = values.get("name", "")
    submission = Submission(
        office_id=office.pk,
        channel=CHANNELS.get(said, Channel.OTHER),
        naming=Naming.NAMED if name else Naming.ANONYMOUS,
        request=values.get("request", ""),
        division=_division(place, divisions) or office.division,
        arrived_at=arrived_at,
        states_arrival=True,
        wish=WISHES.get(wish),
        place_detail=place,
        name=name,
        phone=values.get("phone", ""),
        identity=values.get("identity", ""),
        address=values.get("address", ""),
        people_count=int(count),
        foreign=number,
        evidence=_as_said(values),
    )
    return Foreign(row, number, submission, is_damaged=is_damaged(submission.request))


def _division(place: str, divisions: Mapping[str, str]) -> str:
    """The narrowest place that is named: 云岭市/北岭县 is 北岭县."""
    for part in reversed(place.replace("_", "/").replace("-", "/").split("/")):
        if part.strip() in divisions:
            return divisions[part.strip()]
    return ""


def _as_said(values: Mapping[str, str]) -> str:
    """What the other system had noted: kept as said, decided anew here."""
    said = [f"{ZH[name]} {values[name]}" for name in KEPT_AS_SAID if values.get(name)]
    return "；".join(["由表格导入", *said])[: LENGTHS["evidence"]]
