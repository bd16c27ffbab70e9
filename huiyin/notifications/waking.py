"""Telling an office whom its watch is called by: the alerts of duty as messages at the desk."""

from datetime import datetime, timedelta

from huiyin.duty.alerts import calls_since
from huiyin.notifications.actions import tell
from huiyin.rules.terms_duty import OF_PETITIONS

BACK = timedelta(hours=1)  # a worker that slept tells what is still of use


def tell_of_calls(at: datetime) -> None:
    """Tell the offices of the calls of the last hour, each once; no text of any case (D10)."""
    for call in calls_since(at - BACK):
        alert = call.alert
        tell(
            key=f"alert:{call.pk}",
            way="desk",
            code="duty_alert",
            arguments={"alert": alert.code, "who": call.user.name},
            subject=alert.subject if alert.code in OF_PETITIONS else None,
            to_office=alert.office_id,
            since=call.sent_at,
        )
