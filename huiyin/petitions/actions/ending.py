"""存 and 作废: ends without an answer, by two persons, with an approval sheet (1.4, 2.8).

重新办理 undoes such an end, or a 并入, that was a mistake.
"""

from datetime import date
from typing import Any

from huiyin.accounts.models import Post, User
from huiyin.documents.models import Letter
from huiyin.organisations.tree import takes_work
from huiyin.petitions import letters
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.taking import Taking
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import READERS
from huiyin.rules.terms import Keeping, LetterKind, State


def check_ground(one: Taking, arguments: dict[str, Any]) -> None:
    """Refuse to keep a petition on no ground of the list."""
    if arguments.get("ground") not in list(Keeping):
        raise Refused("请选择存的理由。", field="ground")


def check_nothing(one: Taking, arguments: dict[str, Any]) -> None:
    """Nothing but a reason is asked for."""


def keep(one: Taking, request: Request, reason: str) -> None:
    """存. Kept without being passed on; the petitioner is told, the public figures count it."""
    ground = Keeping(request.arguments["ground"])
    one.codes["ground"] = str(ground)
    _end(one, request, f"{ground.zh}。{reason}")


def void(one: Taking, request: Request, reason: str) -> None:
    """作废. Registered by mistake; it stays visible and is counted (2.8)."""
    _end(one, request, reason)


def take_up_again(one: Taking, request: Request, reason: str) -> None:
    """重新办理. What was ended by mistake stands where it stood; its clocks run on (2.8).

    The days between are not given back: who is late by then is late. What was attached parts
    from the first again, whose holder is told; the words it brought stay in that one's record.
    """
    ending = _ending(one)
    one.stand(_stood(one, ending))
    one.run_on_since(ending)
    petition, today = one.petition, localdate(one.at)
    petition.closed_at = None
    petition.person = one.leg.person = _still_there(petition, today)
    first, petition.attached_to = petition.attached_to, None
    one.codes["undone"] = ending.step
    issued = [each["id"] for each in ending.codes.get("letters", [])]
    _sheet(one, request, reason, corrects=Letter.objects.filter(pk__in=issued).first())
    if first is not None:
        told = {"office": str(first.holder_id), "about": "detached"}
        one.topics.append(("tell_office", first.pk, told))
    one.topics.append(("tell", petition.id, {"about": str(one.rule.step)}))
    told = {"office": str(petition.holder_id), "about": "taken_up_again"}
    one.topics.append(("tell_office", petition.id, told))
    # An office may have ended meanwhile: what it has in hand again goes to its successor.
    for office in {petition.holder, petition.registering, one.leg.sender} - {None}:
        if office is not None and not takes_work(office, today):
            one.topics.append(("succeed", petition.id, {"office": str(office.pk)}))


def _ending(one: Taking) -> Event:
    """The event by which it came into the state that it is in."""
    state = one.facts.state
    return one.petition.events.filter(after=state).order_by("-seq")[0]


def _stood(one: Taking, ending: Event) -> State:
    """Where it stood; a dispute has lapsed with the end and may be submitted anew."""
    state = State(ending.before or State.RECEIVED)
    if state is not State.DISPUTED:
        return state
    return State.SIGNED if one.leg.sender_id else State.REGISTERED


def _still_there(petition: Petition, today: date) -> User | None:
    """Who handled it, unless they hold no post there any more."""
    posts = Post.objects.held(today).filter(office=petition.holder, role__in=READERS)
    return petition.person if posts.filter(user=petition.person_id).exists() else None


def _end(one: Taking, request: Request, reason: str) -> None:
    _sheet(one, request, reason)
    one.petition.closed_at = one.at
    one.topics.append(("tell", one.petition.id, {"about": str(one.rule.step)}))


def _sheet(one: Taking, request: Request, reason: str, corrects: Letter | None = None) -> None:
    """审批单 for the file; that of an end undone names the one it replaces."""
    office = one.petition.holder
    facts = letters.approval(
        one.petition,
        office=office,
        step=one.rule.step,
        reason=reason,
        asked=(User.objects.get(pk=request.asked_by).name, request.asked_at),
        approved=(one.by.name, one.at),
    )
    one.issue(
        LetterKind.APPROVAL,
        facts,
        office=office,
        to_office=office,
        needs_service=False,
        only_for=office,
        corrects=corrects,
    )
