"""Every step that one petition can go, taken by its name: what the races of C2 take at random."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.emergency.marking import mark
from huiyin.organisations.models import Category
from huiyin.petitions.actions import (
    approving,
    citizen,
    closing,
    correcting,
    disputing,
    emergency,
    emergency_leading,
    handling,
    joining,
    listing,
    registering,
    reminding,
    reporting,
    returning,
    routing,
    serving,
    together,
)
from huiyin.petitions.actions.reminding import Wording
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.requests import Request
from huiyin.petitions.submissions import Person as Signing
from huiyin.petitions.wall import Accused
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Matter, Procedure, Rating, Service, Stage, Step
from tests.detours import OBJECTION, REPORT
from tests.make import ADOPTED, CATEGORIES, OPINION, REPLY, TOLD, an_office
from tests.people import Person


@dataclass(frozen=True)
class Wish:
    """What a step is taken with, beside who takes it and when; words that nobody else uses."""

    words: str = "与前件相同。"
    matter: Matter | None = Matter.CLAIM  # none: as the law of 2005 allowed
    procedure: Procedure | None = Procedure.PETITION
    to: str = "yunling-water"
    claims: tuple[str, ...] = ()
    person: str = "wen.ruoxi"
    until: date | None = None
    letter: UUID | None = None
    other: UUID | None = None
    # Of an emergency: which, which stage, who leads, when it was found or told, whether confirmed.
    emergency: UUID | None = None
    stage: Stage = Stage.HANDLE
    leader: User | None = None
    when: datetime | None = None
    is_confirmed: bool = False


Take = Callable[[Petition, Viewer, datetime, Wish, dict[str, Any]], object]
FINDINGS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.OPINION: OPINION,
    LetterKind.SUGGESTION_REPLY: ADOPTED,
    LetterKind.REPLY: {"answer": REPLY},
    LetterKind.INFORMATION: TOLD,
}
ARGUMENTS: dict[str, dict[str, Any]] = {"extend": {"days": 30}, "keep": {"ground": "no_request"}}


def _doing(action: Callable[..., object], **facts: Any) -> Take:
    """An action whose facts are fixed, or are functions of what is wished."""

    def take(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
        given = {key: value(wish) if callable(value) else value for key, value in facts.items()}
        return action(p.pk, **given, by=by, at=at, **more)

    return take


def _words(wish: Wish) -> str:
    return wish.words


def _to(wish: Wish) -> object:
    return an_office(wish.to)


def _class(wish: Wish) -> dict[str, Any]:
    category = Category.objects.get(pk=CATEGORIES[wish.matter or Matter.CLAIM])
    procedure = wish.procedure if wish.matter is Matter.CLAIM else None
    return {"matter": wish.matter, "procedure": procedure, "category": category}


def _register(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    given = _class(wish) | {"division": p.division}
    return registering.register(p.pk, **given, by=by, at=at, **more)


def _reclassify(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    given = _class(wish) | {"reason": wish.words}
    return registering.reclassify(p.pk, **given, by=by, at=at, **more)


def _findings(wish: Wish) -> dict[str, Any]:
    is_suggestion = wish.matter is Matter.SUGGESTION
    return FINDINGS[LetterKind.SUGGESTION_REPLY if is_suggestion else LetterKind.OPINION]


def _told(wish: Wish) -> dict[str, Any]:
    other = wish.procedure not in (None, Procedure.PETITION)
    return TOLD | ({"procedure": str(wish.procedure)} if other else {})


def _correct(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    last = PetitionLetter.objects.filter(petition=p, is_answer=True, is_current=True)
    kind = last.order_by("-letter__issued_at").values_list("letter__kind", flat=True).first()
    findings = FINDINGS[LetterKind(kind)] if kind else OPINION
    return handling.correct_letter(p.pk, findings=findings, reason=wish.words, by=by, at=at, **more)


def _serve(
    is_answer: bool, p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]
) -> object:
    letter = wish.letter or _any_letter(p, is_answer=is_answer)
    return serving.serve(
        p.pk,
        letter_id=letter,
        how=Service.POST,
        served_at=at,
        to="郑小满",
        evidence=wish.words,
        by=by,
        at=at,
        **more,
    )


def _open(
    is_answer: bool, p: Petition, by: Viewer, at: datetime, wish: Wish, _more: dict[str, Any]
) -> object:
    letter = wish.letter or _any_letter(p, is_answer=is_answer)
    return serving.open_first(p.pk, letter_id=letter, by=by, at=at)


def _any_letter(p: Petition, *, is_answer: bool) -> UUID:
    """A letter of the petition, also one that is served already; of none its own id."""
    links = PetitionLetter.objects.filter(petition=p, is_answer=is_answer, needs_service=True)
    return links.values_list("letter_id", flat=True).order_by("-served_at").first() or p.pk


def _attach(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    return joining.attach(
        p.pk, to=wish.other or UUID(int=1), compared=wish.words, by=by, at=at, **more
    )


def _recuse(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    own = Person(wish.person).user
    return together.recuse(p.pk, person=own, reason=wish.words, by=by, at=at, **more)


def _ask(
    step: Step, p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]
) -> object:
    given = dict(ARGUMENTS.get(step, {}))
    if step is Step.CLEAR_ACCUSED:
        mark = Accused.objects.filter(petition=p, cleared_at=None).first()
        given = {"mark": str(mark.pk if mark else p.pk)}
    return approving.ask_approval(
        step, p.pk, reason=wish.words, arguments=given, by=by, at=at, **more
    )


def _decide(
    step: Step, agrees: bool, p: Petition, by: Viewer, at: datetime, wish: Wish, _more: object
) -> object:
    asked = Request.objects.filter(petition=p, step=step).order_by("-asked_at").first()
    request = asked.pk if asked else UUID(int=1)
    return approving.decide(request, agrees=agrees, words=wish.words, by=by, at=at)


def _tell_result(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    told_at = wish.when or at
    return emergency.tell_result(
        p.pk, way="电话", told_at=told_at, words=wish.words, by=by, at=at, **more
    )


def _lead(p: Petition, by: Viewer, at: datetime, wish: Wish, more: dict[str, Any]) -> object:
    return emergency_leading.lead(
        p.pk,
        leader=wish.leader or Person(wish.person).user,
        instruction=wish.words,
        until=wish.until or localdate(at),
        by=by,
        at=at,
        **more,
    )


def _moved(wish: Wish) -> dict[str, str]:
    return {"address": f"云溪街道{wish.words}"[:80]}


TWO_PERSONS = (
    *(Step.EXTEND, Step.KEEP, Step.VOID, Step.TAKE_UP_AGAIN, Step.CLEAR_ACCUSED),
    Step.CLEAR_MARK,
)
UNVERSIONED = (
    {"withdraw", "supplement", "rate", "ask_correction", "answer_name"}
    | {"reissue_code", "open_notice", "open_answer"}
    | {f"{how} {step}" for step in TWO_PERSONS for how in ("agree", "decline")}
)

TAKE: dict[str, Take] = {
    "register": _register,
    "forward": _doing(routing.forward, to=_to, note=_words),
    "assign": _doing(routing.assign, to=_to, report_by=lambda wish: wish.until, note=_words),
    "hand_over": _doing(routing.hand_over, to=_to),
    "hand_on": _doing(routing.hand_on, to=_to, note=_words),
    "sign": _doing(handling.sign),
    "allot": _doing(handling.allot, person=lambda wish: Person(wish.person).user),
    "object": _doing(returning.object_to, **OBJECTION),
    "agree_return": _doing(returning.agree_return, words=_words),
    "dismiss_objection": _doing(returning.dismiss_objection, reason=_words),
    "ask_return": _doing(returning.ask_return, reason=_words),
    "take_back": _doing(returning.take_back, reason=_words),
    "recall": _doing(returning.recall),
    "submit_dispute": _doing(
        disputing.submit_dispute,
        reason=_words,
        claims=lambda wish: [an_office(slug) for slug in wish.claims],
    ),
    "withdraw_dispute": _doing(disputing.withdraw_dispute, reason=_words),
    "appoint": _doing(disputing.appoint, to=_to, reason=_words),
    "uphold": _doing(disputing.uphold, reason=_words),
    "accept": _doing(handling.accept, way_of_handling=_words),
    "inform": _doing(handling.inform, told=_told),
    "reply": _doing(handling.reply, answer=_words),
    "answer": _doing(handling.answer, findings=_findings),
    "correct_letter": _correct,
    "report_result": _doing(reporting.report_result, report=REPORT),
    "rework": _doing(returning.rework, reason=_words, until=lambda wish: wish.until),
    "invite": _doing(together.invite, office=_to, words=_words),
    "contribute": _doing(together.contribute, words=_words),
    "serve_notice": partial(_serve, False),
    "serve": partial(_serve, True),
    "open_notice": partial(_open, False),
    "open_answer": partial(_open, True),
    "rate": _doing(citizen.rate, bureau=Rating.SATISFIED, organ=Rating.FAIR, reason=_words),
    "follow_up": _doing(closing.follow_up, reached=True, words=_words),
    "close": _doing(closing.close, words=_words),
    "withdraw": _doing(citizen.withdraw, reason=_words),
    "supplement": _doing(citizen.supplement, words=_words),
    "contact": _doing(closing.contact, way="电话", result="已接通", words=_words),
    "note": _doing(closing.note, words=_words),
    "list_people": _doing(
        listing.list_people, add=lambda wish: [Signing(name=wish.words[:20])], reason=_words
    ),
    "remind": _doing(reminding.remind, wording=Wording.LATE),
    "reclassify": _reclassify,
    "accuse": _doing(registering.accuse, office=_to),
    "ask_name": _doing(handling.ask_name, reason=_words),
    "answer_name": _doing(citizen.answer_name, agrees=True),
    "ask_correction": _doing(correcting.ask_correction, wanted=_moved, reason=_words),
    "decide_correction": _doing(correcting.decide_correction, agrees=True, reason=_words),
    "reissue_code": _doing(closing.reissue_code, matched=["name", "phone", "address"]),
    "attach": _attach,
    "split": _doing(
        joining.split, parts=lambda wish: [f"恢复供水 {wish.words}", "退还水费。"], reason=_words
    ),
    "recuse": _recuse,
    "note_review": _doing(
        closing.note_review, asked_on=lambda wish: wish.until, way="邮寄", evidence=_words
    ),
}
TAKE |= {
    "mark": _doing(mark, emergency_id=lambda w: w.emergency, found_at=lambda w: w.when),
    "acknowledge": _doing(emergency.acknowledge),
    "chase": _doing(emergency.chase, stage=lambda w: w.stage),
    "tell_result": _tell_result,
    "explain": _doing(emergency_leading.explain, words=_words),
    "lead": _lead,
    "lead_result": _doing(emergency_leading.lead_result, words=_words),
    "track": _doing(emergency_leading.track, is_confirmed=lambda w: w.is_confirmed, words=_words),
}
for _step in TWO_PERSONS:
    TAKE |= {
        f"ask {_step}": partial(_ask, _step),
        f"agree {_step}": partial(_decide, _step, True),
        f"decline {_step}": partial(_decide, _step, False),
    }


def taken(
    what: str,
    petition: Petition,
    by: Viewer,
    at: datetime,
    wish: Wish,
    version: int | None = None,
) -> object:
    """Take a step by its name, with the version that was seen where it has any."""
    more = {} if version is None or what in UNVERSIONED else {"version": version}
    return TAKE[what](petition, by, at, replace(wish), more)
