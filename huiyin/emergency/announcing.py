"""起草和暂停. What declaring hands to the publishing side: drafts of notices, a closed reception.

A draft speaks to nobody: a person other than the one who declared looks it over and lets it out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from huiyin.emergency.models import Emergency
from huiyin.emergency.plans import PlannedNotice
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing.closures import announced, close
from huiyin.publishing.models import WayIn
from huiyin.publishing.notices import NoticeWording, draft
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_publishing import NoticeKind

DRILL = "（演练）"
REASON_EN = "To keep people from gathering during the emergency"


def open_ways(bureau: Office, channels: Iterable[Channel], at: datetime) -> list[WayIn]:
    """The ways in of these channels that a bureau has and has not closed."""
    ways = list(bureau.ways_in.filter(channel__in=list(channels)))
    closed = announced(ways, at)
    return [each for each in ways if each.pk not in closed]


def draft_notices(
    emergency: Emergency,
    notices: Iterable[tuple[PlannedNotice, str]],
    *,
    by: Viewer,
    at: datetime,
) -> dict[str, UUID]:
    """Put the notices of the plan among the drafts of the bureau; where each stands, by its code.

    Those of a drill say so in their titles, and the public ones never get out.
    """
    made = {}
    for planned, words in notices:
        wording = NoticeWording(
            kind=NoticeKind.PUBLIC if planned.is_public else NoticeKind.INTERNAL,
            title=f"{DRILL}{planned.title}" if emergency.is_drill else planned.title,
            text=words,
            from_on=localdate(max(at, emergency.starts_at)),
            is_drill=emergency.is_drill,
        )
        made[planned.code] = draft(emergency.office, wording, by=by, at=at).root
    return made


def close_ways(
    emergency: Emergency, channels: Iterable[Channel], from_on: date, *, by: Viewer, at: datetime
) -> None:
    """Close the ways in that the plan closes, from the chosen day on, until a notice opens them."""
    reason = f"{emergency.name}期间减少人员聚集"
    for way in open_ways(emergency.office, channels, at):
        try:
            close(way, from_on=from_on, reason=reason, reason_en=REASON_EN, by=by, at=at)
        except Refused as refused:
            raise Refused(refused.sentence, field="closes_on") from None
