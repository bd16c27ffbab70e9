"""送达用纸. The sheet in the window of an envelope, the list for the post, the slip of service.

Pure. The slip has room for each way: in person, by post, and left before two witnesses on refusal.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from huiyin.documents.paper import Block, Paper
from huiyin.documents.sheets import Box, FormSheet, Listing, Part, paired

Facts = Mapping[str, Any]

WAYS = ("当面送达", "邮寄送达", "留置送达", "其他方式")
EMPTY_DAY = "　　　　年　　月　　日　　时　　分"
POSTED = (
    ("序号", 0.7),
    ("文书", 2.2),
    ("文号", 3.2),
    ("编号", 3.0),
    ("收件人", 1.8),
    ("地址", 5.0),
    ("挂号号码", 3.2),
    ("备注", 1.6),
)


def address_sheet(facts: Facts) -> Paper:
    """The sheet folded outermost: sender and address in the window, nothing of the matter."""
    sender = f"寄：{facts['office_postcode']} {facts['office_address']}　{facts['office_name']}"
    return Paper(
        form="cover",
        head=facts["office_name"],
        number=facts["petition_number"],
        title="送达文书",
        addressee=facts["addressee"],
        blocks=(
            Block("text", "请核对内附文书的文号。收到后请在送达回证上签名，注明收到日期。"),
            Block("text", "送达回证请寄回或者交回本机关。"),
        ),
        signer=sender.strip(),
        rows=(
            ("postcode", ""),
            ("address", facts["address"]),
            ("编号", facts["petition_number"]),
            ("内附文书", facts["enclosed"]),
            ("联系电话", facts["office_phone"]),
        ),
        note=f"{facts['office_name']}　电话 {facts['office_phone']}",
    )


def service_slip(facts: Facts) -> FormSheet:
    """送达回证. What is recorded stands filled in; the rest is left to be written."""
    chosen = facts.get("service", "")
    ways = "　　".join(f"{'■' if way == chosen else '□'} {way}" for way in WAYS)
    rows = [
        *paired(
            [
                Box("送达机关", facts["office_name"]),
                Box("信访编号", facts["petition_number"]),
                Box("文书名称", facts["kind"]),
                Box("文号", facts["number"]),
            ]
        ),
        (Box("受送达人", facts["addressee"]),),
        (Box("送达地点", facts.get("address", "")),),
        (Box("送达方式", ways, tall=9),),
        (Box("送达时间", facts.get("served", "") or EMPTY_DAY, tall=9),),
        (Box("签收", facts.get("to", ""), tall=24, sign="受送达人签名或者盖章：　　　　　　　　"),),
        (Box("邮寄凭据", "挂号号码：　　　　　　　　　　回执：", tall=12),),
        (
            Box(
                "拒收事由",
                "受送达人拒绝签收的，写明事由和经过，由两名见证人签名，把文书留在其住所：",
                tall=40,
                sign="见证人签名：　　　　　　　　　　见证人签名：　　　　　　　　",
            ),
        ),
        (Box("凭据记录", facts.get("evidence", ""), tall=14),),
        (Box("送达人", tall=18, sign="送达人签名：　　　　　　　　年　　月　　日"),),
    ]
    return FormSheet(
        head=facts["office_name"],
        title="送达回证",
        number=f"文号：{facts['number']}",
        rows=tuple(rows),
        note="送达之日以签收、回执或者留置的日期为准；信访人的复查期限自送达的次日起算。",
    )


def posted(letters: Sequence[Facts], *, office: str, about: str, foot: str) -> Listing:
    """交寄清单. What goes to the post, with room for the registered number."""
    rows = [
        [
            str(place),
            each["kind"],
            each["number"],
            each["petition_number"],
            each["name"],
            each["address"],
            "",
            "",
        ]
        for place, each in enumerate(letters, start=1)
    ]
    return Listing(
        head=office,
        title="交寄清单",
        about=about,
        right=f"共 {len(rows)} 件",
        columns=POSTED,
        parts=[Part("", rows)],
        note="交寄人签名：　　　　　　　　　　收寄人签名（盖章）：　　　　　　　　　　日期：",
        foot=foot,
        wide=True,
    )
