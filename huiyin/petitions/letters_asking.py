"""查询方式. What every letter to a petitioner says of asking: online, by telephone, at the hall."""

from datetime import datetime

from huiyin.documents.paper import day
from huiyin.organisations.models import Office
from huiyin.publishing.closures import announced
from huiyin.publishing.models import Closure
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import Channel

ONLINE = "凭编号和查询码在本机构信访门户查询办理情况、下载文书、评价办理工作；"
ALSO = "也可以来电或者到接待场所查询。"
INSTEAD = "也可以来电、来信查询。"
AT_THE_DOOR = "确实无法使用其他方式的，请到现场说明。"


def query(office: Office, at: datetime) -> str:
    """How to ask; where the hall is closed or will be, that and the ways that stay open (T5)."""
    halls = [each for each in office.ways_in.all() if each.channel == Channel.VISIT]
    closed = announced(halls, at)
    if not halls or len(closed) < len(halls):
        return ONLINE + ALSO
    first = min(closed.values(), key=lambda each: each.from_on)
    return f"{ONLINE}{INSTEAD}接待场所{_closed(first)}，{AT_THE_DOOR}"


def _closed(closing: Closure) -> str:
    since = f"自{day(closing.from_on.isoformat())}起暂停接待"
    if closing.reopened is None:
        return f"{since}，恢复时间以公告为准"
    opens = localtime(closing.reopened.opens_at)
    return f"{since}，{day(localdate(opens).isoformat())}{opens:%H:%M}恢复"
