"""会办 and 回避: other organs that take part, and persons who must not (R24.1, R28.3)."""

from datetime import datetime
from uuid import UUID

from huiyin.accounts.models import Post, User
from huiyin.language.clean import tidy
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event
from huiyin.petitions.standing import marks
from huiyin.petitions.taking import taking
from huiyin.petitions.wall import Recusal, is_walled
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import HEADS, Viewer
from huiyin.rules.rule import SENDING
from huiyin.rules.steps import acting_office
from huiyin.rules.terms import OfficeKind, State, Step

MOST_CO_HANDLERS = 10


def invite(
    petition_id: UUID,
    *,
    office: Office,
    words: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """邀请会办. Another organ takes part in a side leg; the holder still answers (R24.1)."""
    with taking(Step.INVITE, petition_id, by=by, at=at, version=version) as one:
        if office.kind in (OfficeKind.BUREAU, OfficeKind.GOVERNMENT) or not office.is_open:
            raise Refused("请选择有权处理的机关、单位。", field="office")
        if str(office.pk) in one.facts.co_handlers or office.pk == one.petition.holder_id:
            raise Refused("该机构已经在办理此件。", field="office")
        if is_walled(office, marks(one.petition), localdate(at)):
            raise Refused("该机构须回避，请另选机构。", field="office")
        if len(one.facts.co_handlers) >= MOST_CO_HANDLERS:
            raise Refused("会办机构最多十个。", field="office")
        text = tidy(words, limit=4000)
        if not text:
            raise Refused("请写明请对方会办什么。", field="words")
        Leg.objects.create(
            petition=one.petition,
            sender=one.petition.holder,
            holder=office,
            kind=Leg.CO,
            state=State.DELIVERED,
            is_main=False,
            delivered_at=at,
        )
        one.forget("legs")
        one.codes["co_handler"] = str(office.pk)
        one.words["invitation"] = text
        told = {"office": str(office.pk), "about": "invited"}
        one.topics.append(("tell_office", one.petition.id, told))
    return one.result


def contribute(
    petition_id: UUID, *, words: str, by: Viewer, at: datetime, version: int | None = None
) -> Event:
    """提交会办意见. What the other organ says, for the holder; the side leg ends with it."""
    text = tidy(words, limit=20_000)
    if not text:
        raise Refused("请写明会办意见。", field="words")
    with taking(Step.CONTRIBUTE, petition_id, by=by, at=at, version=version) as one:
        office = UUID(acting_office(one.rule, one.facts, by))
        one.petition.legs.filter(kind=Leg.CO, holder=office, ended_at=None).update(ended_at=at)
        one.forget("legs")
        one.codes["co_handler"] = str(office)
        one.words["contribution"] = text
        told = {"office": str(one.petition.holder_id), "about": "contributed"}
        one.topics.append(("tell_office", one.petition.id, told))
    return one.result


def recuse(
    petition_id: UUID,
    *,
    person: User,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """回避. Who has a direct interest neither sees nor handles it from now on (R28.3).

    Everybody declares it for themselves; a head, leader or dispatcher for those of the office.
    """
    text = tidy(reason, limit=2000)
    if not text:
        raise Refused("请写明回避的理由。", field="reason")
    with taking(Step.RECUSE, petition_id, by=by, at=at, version=version) as one:
        office = acting_office(one.rule, one.facts, by)
        if str(person.pk) != by.id:
            today = localdate(at)
            if not by.may_act(HEADS | SENDING, office):
                raise Refused("只有负责人可以决定他人回避。", field="person")
            if not Post.objects.held(today).filter(user=person, office=UUID(office)).exists():
                raise Refused("请选择本机构的人员。", field="person")
        Recusal.objects.get_or_create(petition=one.petition, user=person)
        if one.petition.person_id == person.pk:
            one.petition.person = one.leg.person = None
        one.codes["person"] = str(person.pk)
        one.words["reason"] = text
        told = {"office": office, "about": "recused"}
        one.topics.append(("tell_office", one.petition.id, told))
    return one.result
