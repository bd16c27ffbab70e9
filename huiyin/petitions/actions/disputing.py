"""管辖争议: 提请指定管辖 and 撤回提请, 指定管辖, 维持原承办机构 (R24.1)."""

from collections.abc import Sequence
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
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.standing import TWICE, marks, running
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, OfficeKind, State, Step, TimeLimit

NO_ORGANS = frozenset(
    {
        OfficeKind.GOVERNMENT,
        OfficeKind.BUREAU,
        OfficeKind.DIVISION,
        OfficeKind.DISCIPLINE,
        OfficeKind.JUSTICE,
    }
)
CLAIMING = 2  # organs that claim what nobody has yet: of one alone it is simply its own


def submit_dispute(
    petition_id: UUID,
    *,
    reason: str,
    claims: Sequence[Office] = (),
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """提请指定管辖. Lay before the common superior who should handle it; no clock stops.

    `claims` are the organs beside the holder that say the matter is theirs; the registering
    bureau names them, and needs neither an objection nor returns then.
    """
    with taking(Step.SUBMIT_DISPUTE, petition_id, by=by, at=at, version=version) as one:
        text = _said(reason, gettext_noop("请写明争议的情况和本机构的意见。"))
        parties, between = _parties(one, claims)
        submitter = Office.objects.get(pk=one.by.office)
        superior = common_superior(between, marks(one.petition), localdate(at), submitter=submitter)
        if superior is None:
            raise Refused("没有找到可以指定管辖的共同上级，请联系系统管理员核对机构和岗位。")
        dispute = Dispute.objects.create(
            petition=one.petition,
            office=superior,
            submitted_by=submitter,
            submitted_at=at,
        )
        dispute.parties.set(parties)
        one.codes |= {"to": str(superior.pk), "parties": [str(each.pk) for each in parties]}
        if claims:
            one.codes["claims"] = sorted({str(each.pk) for each in claims})
        one.words["reason"] = text
        one.topics.append(("tell", one.petition.id, {"about": "disputed"}))
        _tell(one, superior, "disputed")
    return one.result


def withdraw_dispute(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """撤回提请. Who submitted it asks no decision any more; it stands where it stood.

    The limits ran on all the while, and a day that passed meanwhile has passed.
    """
    with taking(Step.WITHDRAW_DISPUTE, petition_id, by=by, at=at, version=version) as one:
        one.words["reason"] = _said(reason, gettext_noop("请写明撤回提请的理由。"))
        dispute = Dispute.objects.select_related("office").get(
            petition=one.petition, decided_at=None
        )
        one.codes["dispute"] = str(dispute.pk)
        one.topics.append(("tell", one.petition.id, {"about": "dispute_withdrawn"}))
        told = {each.pk: each for each in (dispute.office, one.petition.holder)}
        if one.leg.sender is not None:
            told[one.leg.sender.pk] = one.leg.sender
        for office in told.values():
            if office.pk != dispute.submitted_by_id:
                _tell(one, office, "dispute_withdrawn")
    return one.result


def may_claim(office: Office, petition: Petition) -> bool:
    """Whether an organ can say that a petition is its own: open, competent, not its holder."""
    return office.is_open and office.kind not in NO_ORGANS and office.pk != petition.holder_id


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
    return office.is_open and office.kind not in NO_ORGANS and office.path.startswith(above)


def _refuse_unfit(to: Office, superior: Office) -> None:
    if not may_be_named(to, superior):
        raise Refused("请选择有权处理的机关、单位。", field="to")


def _parties(one: Taking, claims: Sequence[Office]) -> tuple[list[Office], list[Office]]:
    """Whom the decision goes to, and between whom it is.

    Between holder and sender; of what came back twice between the bureau and who gave it back;
    where organs claim it, between these and a holder that is an organ itself.
    """
    holder, sender = one.petition.holder, one.leg.sender
    claiming = _claiming(one, claims)
    if claiming:
        between = [*claiming] if sender is None else [holder, *claiming]
        parties = {each.pk: each for each in (holder, sender, *claiming) if each is not None}
        return list(parties.values()), between
    if sender is not None:
        return [holder, sender], [holder, sender]
    gave_back = {
        leg.holder_id: leg.holder
        for leg in one.petition.legs.select_related("holder").filter(state=State.RETURNED)
    }
    return [holder, *gave_back.values()], [holder, *gave_back.values()]


def _claiming(one: Taking, claims: Sequence[Office]) -> list[Office]:
    """The organs named as claiming it; refused where neither they nor its course make a dispute."""
    named = {each.pk: each for each in claims}
    if any(not may_claim(each, one.petition) for each in named.values()):
        raise Refused("请选择有权处理的机关、单位。", field="claims")
    # Only the registering bureau speaks for organs that have nothing of the petition.
    if named and one.by.office != one.facts.registering:
        raise Refused("主张由自己办理的机关，由登记的信访部门写明。", field="claims")
    if one.leg.sender is not None:
        if not named and not one.facts.objection_dismissed:
            raise Refused("请选择主张由自己办理的机关、单位。", field="claims")
    elif len(named) < CLAIMING and (named or one.facts.returns < TWICE):
        raise Refused(
            "请选择都主张由自己办理的机关、单位，至少两个；只有一个的，直接转送。", field="claims"
        )
    return list(named.values())


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
