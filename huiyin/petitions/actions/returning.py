"""The way back: 异议 and its decision, 商请收回, 收回, 撤回转送, 退回重办 (R23.3, L4, R40.1)."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.language.clean import tidy
from huiyin.petitions import letters
from huiyin.petitions.actions.routing import check_day_set
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, State, Step


def object_to(
    petition_id: UUID,
    *,
    reason: str,
    competent: str,
    basis: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """提出异议. The organ is not competent and says why, who is, and on what ground (R23.3).

    Within five working days (L4). Its own limits run on until the sender has agreed.
    """
    with taking(Step.OBJECT, petition_id, by=by, at=at, version=version) as one:
        sender = one.leg.sender
        if sender is None:
            raise Refused("此件不是其他机构转来的。")
        said = {
            "reason": _said(reason, gettext_noop("请详细写明不属于本单位职权的理由。"), "reason"),
            "competent": tidy(competent, limit=200),
            "basis": _said(basis, gettext_noop("请写明依据，例如职责分工的规定。"), "basis"),
        }
        office = one.petition.holder
        facts = letters.objection(one.petition, office=office, to=sender, said=said, at=at)
        one.issue(LetterKind.OBJECTION, facts, office=office, to_office=sender)
        one.words |= said
        _tell(one, str(sender.pk), "objected")
    return one.result


def agree_return(
    petition_id: UUID, *, words: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """同意退回. The sender has verified the objection; it decides anew, L1 with its first date."""
    with taking(Step.AGREE_RETURN, petition_id, by=by, at=at, version=version) as one:
        one.words["reason"] = tidy(words, limit=4000)
        _tell_return(one)
    return one.result


def dismiss_objection(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """不同意退回. With a reason; from now on the organ may only ask."""
    with taking(Step.DISMISS_OBJECTION, petition_id, by=by, at=at, version=version) as one:
        one.words["reason"] = _said(
            reason, gettext_noop("请写明不同意退回的理由，承办单位会看到。"), "reason"
        )
        _tell(one, str(one.petition.holder_id), "dismissed")
    return one.result


def ask_return(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """商请收回. After the time to object has passed; the sender may take it back or not."""
    with taking(Step.ASK_RETURN, petition_id, by=by, at=at, version=version) as one:
        one.words["reason"] = _said(reason, gettext_noop("请写明商请收回的理由。"), "reason")
        _tell(one, one.facts.sender, "return_asked")
    return one.result


def take_back(
    petition_id: UUID, *, reason: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """收回. The sender's own decision before acceptance, with its own reason."""
    with taking(Step.TAKE_BACK, petition_id, by=by, at=at, version=version) as one:
        one.words["reason"] = _said(reason, gettext_noop("请写明收回的理由。"), "reason")
        _tell_return(one)
    return one.result


def recall(petition_id: UUID, *, by: Viewer, at: datetime, version: int | None = None) -> Event:
    """撤回转送. Sent by mistake, and the receiver has not opened it yet."""
    with taking(Step.RECALL, petition_id, by=by, at=at, version=version) as one:
        _tell_return(one)
    return one.result


def rework(
    petition_id: UUID,
    *,
    reason: str,
    until: date | None = None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """退回重办. Before the service under the limits that run; after it only to correct an error.

    `until` is the day by which the new answer is served, to be set after the service. The new
    answer names the one that it replaces.
    """
    if until is not None:
        check_day_set(until, at, field="until")
    with taking(Step.REWORK, petition_id, by=by, at=at, version=version, until=until) as one:
        one.words["reason"] = _said(reason, gettext_noop("请写明退回重办的理由。"), "reason")
        if one.facts.state is not State.SERVED:
            one.petition.letters.filter(is_answer=True, served_at=None).update(is_current=False)
            one.forget("letters")
        _tell(one, str(one.petition.holder_id), "rework")
    return one.result


def _said(words: str, sentence: str, field: str) -> str:
    text = tidy(words, limit=4000)
    if not text:
        raise Refused(sentence, field=field)
    return text


def _tell_return(one: Taking) -> None:
    """The petitioner sees where it is now; the sender finds it among its own work."""
    one.topics.append(("tell", one.petition.id, {"about": "returned"}))
    _tell(one, str(one.petition.holder_id), "returned")


def _tell(one: Taking, office: str, about: str) -> None:
    one.topics.append(("tell_office", one.petition.id, {"office": office, "about": about}))
