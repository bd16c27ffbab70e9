"""管辖争议: 提请指定管辖, 指定管辖, 维持原承办机构 (R24.1)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.language.clean import tidy
from huiyin.organisations.models import Office, bureaus_above
from huiyin.organisations.places import path_above
from huiyin.organisations.tree import WITHOUT_LETTERS
from huiyin.petitions import letters
from huiyin.petitions.actions.routing import tell_where
from huiyin.petitions.disputes import Dispute, common_superior
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event
from huiyin.petitions.standing import marks, running
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, OfficeKind, State, Step, TimeLimit


def submit_dispute(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """提请指定管辖. Lay before the common superior who should handle it; no clock stops."""
    with taking(Step.SUBMIT_DISPUTE, petition_id, by=by, at=at, version=version) as one:
        text = _said(reason, gettext_noop("请写明争议的情况和本机构的意见。"))
        parties = _parties(one)
        superior = common_superior(parties, marks(one.petition), localdate(at))
        if superior is None:
            raise Refused("没有找到可以指定管辖的共同上级，请联系系统管理员核对机构和岗位。")
        dispute = Dispute.objects.create(
            petition=one.petition,
            office=superior,
            submitted_by_id=UUID(one.by.office),
            submitted_at=at,
        )
        dispute.parties.set(parties)
        one.codes |= {"to": str(superior.pk), "parties": [str(each.pk) for each in parties]}
        one.words["reason"] = text
        one.topics.append(("tell", one.petition.id, {"about": "disputed"}))
        _tell(one, superior, "disputed")
    return one.result


def appoint(
    petition_id: UUID,
    *,
    to: Office,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """指定管辖. Another organ handles it: L3 of its own from the delivery, no right to object.

    Whoever sent it before stays its sender; the day of an assignment (L11) does not move.
    """
    with taking(Step.APPOINT, petition_id, by=by, at=at, version=version) as one:
        text = _said(reason, gettext_noop("请写明指定的理由。"))
        dispute = Dispute.objects.get(petition=one.petition, decided_at=None)
        _refuse_unfit(to, dispute.office)
        gone = one.leg
        kind = gone.kind if gone.sender_id else Leg.FORWARD
        sender = _sender(one, to)
        one.deliver(to, kind=kind, sender=sender)
        one.leg.is_appointed = True
        for clock in running(one.petition):
            if clock.limit == TimeLimit.L11:
                clock.office = to
                clock.save(update_fields=["office"])
        # What the organ that lost it still had to tell says what is no longer so.
        one.petition.letters.filter(leg=gone, served_at=None, to_office=None).update(
            is_current=False
        )
        one.forget("letters")
        _decide(one, dispute, to, text)
        tell_where(one, sender, to, at)
    return one.result


def uphold(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """维持原承办机构. It stays where it is, under the limits that ran on."""
    with taking(Step.UPHOLD, petition_id, by=by, at=at, version=version) as one:
        text = _said(reason, gettext_noop("请写明决定的理由。"))
        dispute = Dispute.objects.get(petition=one.petition, decided_at=None)
        one.leg.is_appointed = True
        _decide(one, dispute, one.petition.holder, text)
        one.topics.append(("tell", one.petition.id, {"about": "upheld"}))
        _tell(one, one.petition.holder, "upheld")
    return one.result


def may_be_named(office: Office, superior: Office) -> bool:
    """Whether a superior may name this organ: open, competent, and below it or its government."""
    above = superior.path
    if superior.kind == OfficeKind.BUREAU:
        above = path_above(above)
    closed = {OfficeKind.GOVERNMENT, OfficeKind.BUREAU, OfficeKind.DIVISION}
    closed |= {OfficeKind.DISCIPLINE, OfficeKind.JUSTICE}
    return office.is_open and office.kind not in closed and office.path.startswith(above)


def _refuse_unfit(to: Office, superior: Office) -> None:
    if not may_be_named(to, superior):
        raise Refused("请选择有权处理的机关、单位。", field="to")


def _parties(one: Taking) -> list[Office]:
    """Holder and sender; of what came back twice the bureau and who gave it back."""
    if one.leg.sender is not None:
        return [one.petition.holder, one.leg.sender]
    gave_back = {
        leg.holder_id: leg.holder
        for leg in one.petition.legs.select_related("holder").filter(state=State.RETURNED)
    }
    return [one.petition.holder, *gave_back.values()]


def _sender(one: Taking, to: Office) -> Office:
    """Who sent it before; where that is the organ now named, who registered it."""
    before = one.leg.sender or one.petition.holder
    return before if before.pk != to.pk else one.petition.registering


def _decide(one: Taking, dispute: Dispute, organ: Office, reason: str) -> None:
    """Write the decision down, with its letter to every party and to the organ named."""
    dispute.decided_at, dispute.decided_for = one.at, organ
    dispute.save(update_fields=["decided_at", "decided_for"])
    parties = {each.pk: each for each in dispute.parties.all()}
    said = {
        "decided_by": dispute.office.name,
        "parties": [each.name for each in parties.values()],
        "submitted_on": localdate(dispute.submitted_at).isoformat(),
        "handling_office": organ.name,
        "reasons": reason,
    }
    issuer = _issuer(dispute.office)
    for to in (parties | {organ.pk: organ}).values():
        facts = letters.jurisdiction(one.petition, office=issuer, to=to, said=said, at=one.at)
        one.issue(LetterKind.JURISDICTION, facts, office=issuer, to_office=to)
    one.codes["dispute"] = str(dispute.pk)
    one.words["reason"] = reason


def _issuer(superior: Office) -> Office:
    """A government numbers no letters: its bureau does, as the joint meeting's office."""
    return superior if superior.kind not in WITHOUT_LETTERS else bureaus_above(superior)[0]


def _said(words: str, sentence: str) -> str:
    text = tidy(words, limit=4000)
    if not text:
        raise Refused(sentence, field="reason")
    return text


def _tell(one: Taking, office: Office, about: str) -> None:
    told = {"office": str(office.pk), "about": about}
    one.topics.append(("tell_office", one.petition.id, told))
