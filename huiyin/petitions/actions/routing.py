"""转送 and 移交: the ways on from the bureau; 告知 and 直接回复 where it answers itself."""

from datetime import datetime
from uuid import UUID

from huiyin.organisations.models import Office
from huiyin.petitions import letters
from huiyin.petitions.actions.covering import cover_for
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, OfficeKind, Step


def forward(
    petition_id: UUID,
    *,
    to: Office,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    note: str = "",
) -> Event:
    """转送. Pass the petition to the organ that answers for it (R22.2, R22.3).

    Ends L1; L3 begins at the receiver with the delivery, not with its signature.
    """
    with taking(Step.FORWARD, petition_id, by=by, at=at, version=version) as one:
        if to.kind in (OfficeKind.BUREAU, OfficeKind.GOVERNMENT) or not to.is_open:
            raise Refused("请选择有权处理的机关、单位。", field="to")
        bureau = one.petition.holder
        one.deliver(to, kind=Leg.FORWARD)
        one.issue(
            LetterKind.FORWARDING,
            letters.forwarding(one.petition, one.vault, office=bureau, to=to, at=at),
            office=bureau,
            to_office=to,
        )
        _tell_where(one, bureau, to, at)
        if note.strip():
            one.words["note"] = note
    return one.result


def hand_over(
    petition_id: UUID, *, to: Office, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """移交. Hand an accusation over sealed, by management authority (R22.5, R30.1).

    The bureau keeps a stub: from now on only the receiving organ opens the words.
    """
    with taking(Step.HAND_OVER, petition_id, by=by, at=at, version=version) as one:
        if to.kind not in (OfficeKind.DISCIPLINE, OfficeKind.JUSTICE):
            raise Refused("检举控告请移交纪检监察机关或者有管辖权的政法部门。", field="to")
        bureau = one.petition.holder
        one.deliver(to, kind=Leg.HAND_OVER)
        one.issue(
            LetterKind.HANDING_OVER,
            letters.handing_over(one.petition, office=bureau, to=to, at=at),
            office=bureau,
            to_office=to,
        )
        _tell_where(one, bureau, to, at)
    return one.result


def _tell_where(one: Taking, bureau: Office, to: Office, at: datetime) -> None:
    """The petitioner is told where it went (R23.1); the new holder finds it in its inbox."""
    facts = letters.forwarding_notice(one.petition, one.vault, office=bureau, to=to, at=at)
    notice = one.issue(LetterKind.FORWARDING_NOTICE, facts, office=bureau)
    if one.facts.hides_name:
        cover_for(one, notice, server=bureau)
    one.topics.append(
        ("tell_office", one.petition.id, {"office": str(to.pk), "about": "delivered"})
    )
