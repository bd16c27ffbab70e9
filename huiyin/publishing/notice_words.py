"""One notice, many forms: what a short message, WeChat and a loudspeaker say of a text. Pure.

Each is a beginning that a person edits; what stands in the text stands in none of them twice.
"""

from datetime import date

from huiyin.documents.paper import day, weekday

LONGEST_SMS = 70
_SEE = {True: "，详见信访门户公告。", False: "，请登录工作台签收。"}


def units(text: str) -> int:
    """How much of a short message a text takes (UCS-2): a rare sign beyond the plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sms(sender: str, title: str, *, is_public: bool) -> str:
    """A short message of at most 70 characters; a long title is cut, never the sender."""
    head, see = f"【{sender}】", _SEE[is_public]
    room = LONGEST_SMS - units(head) - units(see)
    return f"{head}{_cut(title, room)}{see}"


def _cut(title: str, room: int) -> str:
    if units(title) <= room:
        return title
    short = title
    while short and units(short) > room - 1:
        short = short[:-1]
    return f"{short}…"


def wechat(sender: str, title: str, text: str, from_on: date) -> str:
    """An article for the public account."""
    return f"{title}\n\n{text}\n\n{sender}\n{day(from_on.isoformat())}"


def broadcast(sender: str, title: str, text: str, *, is_public: bool) -> str:
    """A script to be read out: no signs of a list, an opening and an end."""
    who, what = ("听众朋友们", "公告") if is_public else ("同志们", "通知")
    spoken = "\n".join(line.removeprefix("- ") for line in text.split("\n"))
    return f"{who}，下面播送{sender}{what}：{title}。\n\n{spoken}\n\n{what}播送完毕，谢谢收听。"


def closing(hall: str, from_on: date, reason: str, instead: list[str]) -> tuple[str, str]:
    """Title and text of the notice that closes a reception place (A8, B7)."""
    on = f"{day(from_on.isoformat())}（{weekday(from_on.isoformat())}）"
    ways = "\n".join(f"- {each}" for each in instead)
    return (
        f"关于暂停{hall}接待的公告",
        f"因{reason}，自{on}起，{hall}暂停接待。\n\n暂停期间，请通过下列方式反映："
        f"\n\n{ways}\n\n以上方式同样登记、同样办理，期限不变。确实无法使用的，请到现场说明，"
        "工作人员当场登记。\n\n恢复接待的时间另行公告。",
    )


def reopening(hall: str, opens_on: date, hour: str, hours: str) -> tuple[str, str]:
    """Title and text of the notice that opens it again."""
    on = f"{day(opens_on.isoformat())}（{weekday(opens_on.isoformat())}）{hour}"
    times = f"\n\n接待时间：{hours}。" if hours else ""
    return (
        f"关于恢复{hall}接待的公告",
        f"自{on}起，{hall}恢复接待。{times}\n\n网上、来信、来电照常受理。",
    )
