"""What stands around a petition on its page: who takes part, what it came of, what waits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.petitions.actions.approving import may_decide
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import marks
from huiyin.rules.terms import State, Step
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.story_ways import asked_for


@dataclass(frozen=True)
class RequestShown:
    """A step that waits for a second person."""

    id: UUID
    step: str
    asked_by: str
    asked: str
    decides: str
    arguments: list[tuple[str, str]]
    reason: str
    is_own: bool


@dataclass(frozen=True)
class HelperShown:
    """会办. Another organ that takes part, and what it said."""

    office: str
    invited: str
    asked_for: str
    answered: str
    words: str


@dataclass(frozen=True)
class RelatedShown:
    """Another petition that this one came of or goes with."""

    id: UUID
    number: str
    relation: str
    state: str


def requests_shown(one: Dossier, today: date, *, reads: bool) -> list[RequestShown]:
    """What waits for a second person, for who may decide and for who asked.

    The reason and the mark are words of the petition: told where those stand open.
    """
    return [
        _request(one, each, today, reads=reads)
        for each in one.requests
        if may_decide(each, one.viewer) or str(each.asked_by) == one.viewer.id
    ]


def _request(one: Dossier, request: Request, today: date, *, reads: bool) -> RequestShown:
    reason = one.vault.open(request.reason, "petitions_request.reason", request.id)
    mark = _mark(one, request) if reads else []
    return RequestShown(
        id=request.pk,
        step=_(Step(request.step).zh),
        asked_by=one.names.people.get(str(request.asked_by), ""),
        asked=people_moment(request.asked_at, today),
        decides=one.names.office(str(request.office_id)),
        arguments=[*asked_for(request.step, request.arguments), *mark],
        reason=one.clean(reason) if reads else "",
        is_own=str(request.asked_by) == one.viewer.id,
    )


def _mark(one: Dossier, request: Request) -> list[tuple[str, str]]:
    wanted = request.arguments.get("mark")
    return [
        (_("要撤销的标记"), one.names.anybody(str(each.office_id or each.user_id)))
        for each in marks(one.petition)
        if str(each.pk) == wanted
    ]


def helpers(one: Dossier, today: date, *, reads: bool) -> list[HelperShown]:
    """The organs that take part, newest first; their words where the words stand open."""
    sides = [leg for leg in one.petition.legs.all() if leg.kind == Leg.CO]
    return [
        _helper(one, leg, today, reads=reads)
        for leg in sorted(sides, key=lambda each: each.delivered_at, reverse=True)
    ]


def _helper(one: Dossier, leg: Leg, today: date, *, reads: bool) -> HelperShown:
    office = str(leg.holder_id)
    said = {
        (each.step, each.at): one.words.get(each.seq, {})
        for each in one.events
        if each.codes.get("co_handler") == office
    }
    invitation = said.get((Step.INVITE, leg.delivered_at), {}).get("invitation", "")
    given = said.get((Step.CONTRIBUTE, leg.ended_at), {}) if leg.ended_at else {}
    return HelperShown(
        office=one.names.office(office),
        invited=people_moment(leg.delivered_at, today),
        asked_for=one.clean(invitation) if reads else "",
        answered=people_moment(leg.ended_at, today) if leg.ended_at else "",
        words=one.clean(given.get("contribution", "")) if reads else "",
    )


def related(one: Dossier) -> list[RelatedShown]:
    """The petitions it came of, was attached to or repeats; its parts and its repeats."""
    return [
        RelatedShown(each.pk, each.number, _relation(one.petition, each), _(State(each.state).zh))
        for each in one.related
    ]


def _relation(petition: Petition, other: Petition) -> str:
    if other.pk == petition.parent_id:
        return _("由此件分出")
    if other.pk == petition.attached_to_id:
        return _("已并入此件")
    if other.pk == petition.repeat_of_id:
        return _("是此件的重复来信")
    return _("分出的信访件") if other.parent_id == petition.pk else _("并入的信访件")
