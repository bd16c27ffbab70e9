"""补告知. What no message told the petitioner is told by a person, or sent once more (R23.1)."""

from datetime import datetime
from uuid import UUID

from huiyin.language.clean import tidy
from huiyin.notifications.actions import send_again, untold
from huiyin.notifications.models import Notice
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event
from huiyin.petitions.reaching import receiver
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import BUREAU, UNIT
from huiyin.rules.terms import Step

TOLD = "已告知"
AGAIN = "再发一次消息"


def tell_instead(
    petition_id: UUID,
    *,
    way: str,
    told_at: datetime,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """补告知. By telephone, letter or in person, when and by whom; ends the task."""
    with taking(Step.CONTACT, petition_id, by=by, at=at, version=version) as one:
        waiting = _waiting(one)
        if told_at > at:
            raise Refused("告知时间不能晚于现在。", field="told_at")
        if localdate(told_at) < localdate(waiting[0].created_at):
            raise Refused("告知时间不能早于消息发出的日期。", field="told_at")
        for notice in waiting:
            notice.told_at = told_at
            notice.save(update_fields=["told_at"])
        one.codes |= {
            "way": tidy(way, limit=40),
            "result": TOLD,
            "told_at": told_at.isoformat(),
            "instead_of": [str(notice.pk) for notice in waiting],
        }
        one.words["words"] = tidy(words, limit=4000)
    return one.result


def tell_again(
    petition_id: UUID, *, words: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """再发一次. To the number or address now on file; given up once more, it comes back."""
    with taking(Step.CONTACT, petition_id, by=by, at=at, version=version) as one:
        waiting = _waiting(one)
        if not all(map(receiver, waiting)):
            raise Refused("没有登记可以发送的电话或者电子邮箱，请用别的办法告知。", field="way")
        for notice in waiting:
            send_again(notice, at)
        one.codes |= {"way": AGAIN, "again": [str(notice.pk) for notice in waiting]}
        one.words["words"] = tidy(words, limit=4000)
    return one.result


def _waiting(one: Taking) -> list[Notice]:
    """The messages that fell to an office of the person; locked, so that nobody tells twice."""
    offices = one.viewer.office_ids(BUREAU | UNIT)
    waiting = list(untold(one.petition.pk, offices).select_for_update())
    if not waiting:
        raise Refused("没有需要补告知的消息，可能同事刚刚办理了。")
    return waiting
