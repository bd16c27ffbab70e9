"""Telling whom duty calls: at the desk of the office, and by a short message at night.

A message names no case and is sent once; without a gateway or a number the desk alone tells, and
the next one is called after the minutes of the post as ever.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from huiyin.accounts.telephones import phone_of
from huiyin.duty.alerts import calls_since
from huiyin.duty.models import AlertCall
from huiyin.notifications.actions import can_send_messages, tell
from huiyin.notifications.gateways import Refused
from huiyin.notifications.models import Notice
from huiyin.privacy.identity import is_mobile
from huiyin.rules.terms_duty import OF_PETITIONS, AlertCode

OVER = "over"  # nobody needs it any more: no failure
BACK = timedelta(hours=1)  # a worker that slept tells what is still of use


def tell_of_calls(at: datetime, *, may_know: Callable[[AlertCall], bool]) -> None:
    """Tell of the calls of the last hour, each once; no text of any case (D10).

    `may_know` says whether the person called may see the petition it is about.
    """
    for call in calls_since(at - BACK):
        alert = call.alert
        told = tell(
            key=f"alert:{call.pk}",
            way="desk",
            code="duty_alert",
            arguments={"alert": alert.code, "who": call.user.name},
            subject=alert.subject if alert.code in OF_PETITIONS else None,
            to_office=alert.office_id,
            since=call.sent_at,
        )
        if told and can_send_messages() and is_mobile(phone_of(call.user)) and may_know(call):
            tell(
                key=_key(call.pk),
                way="sms",
                text=f"值班提醒：{AlertCode(alert.code).zh}，请登录系统处理。",
                arguments={"call": str(call.pk)},
                to_person=call.user_id,
                since=call.sent_at,
            )


def number_to_wake(notice: Notice, at: datetime) -> str:
    """The number of whom duty calls; Refused once somebody has seen it, or it is an hour old."""
    call = AlertCall.objects.select_related("alert", "user").get(pk=notice.arguments["call"])
    if call.alert.acknowledged_at is not None or at - call.sent_at > BACK:
        raise Refused(OVER)
    return phone_of(call.user)


def messages_to(calls: Iterable[AlertCall]) -> dict[UUID, Notice]:
    """The short message of each call that had one."""
    keys = {_key(call.pk): call.pk for call in calls}
    return {keys[each.key]: each for each in Notice.objects.filter(key__in=keys)}


def _key(call: UUID) -> str:
    return f"alert-sms:{call}"
