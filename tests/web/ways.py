"""Every step of the ways on, back, aside and out: a petition for which it is open, and its form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from huiyin.petitions.actions import approving, disputing, returning, routing, together
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Procedure, Role, State, Step
from tests.make import a_petition, an_office, fresh, later, way_to
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    PROVINCE_LEADER,
    SUPERVISOR,
    Person,
    of_office,
)

HOUR = timedelta(hours=1)
WORDS = "第一行写明情况。\n第二行：“引号”与<标签>都在。"


def now(ago: timedelta = timedelta()) -> datetime:
    """This moment, or one before it."""
    return timezone.now() - ago


# One moment for all of them: what came in at the same time need not be made anew (tests/again.py).
BEGAN = timezone.now()


def recent(state: State = State.REGISTERED, *, days: int = 9, **given: Any) -> Petition:
    """A petition that came in some days ago and stands in a state by now."""
    return a_petition(state, arrived_at=BEGAN - timedelta(days=days), **given)


def delivered() -> Petition:
    """Forwarded within this day: the time to object runs."""
    return a_petition(State.DELIVERED, arrived_at=BEGAN - timedelta(hours=4))


def assigned(state: State = State.DELIVERED) -> Petition:
    """Assigned with a day for the report, in a state at the unit."""
    petition = recent()
    routing.assign(
        petition.pk,
        to=an_office(),
        report_by=localdate(now()) + timedelta(days=20),
        by=DISPATCHER.viewer,
        at=later(petition, HOUR),
    )
    ways = way_to(state, Matter.CLAIM, Procedure.PETITION)
    for step in ways[2:]:
        step(fresh(petition), Matter.CLAIM, Procedure.PETITION, "")
    return fresh(petition)


def objected() -> Petition:
    """The unit says that it is not its business."""
    petition = delivered()
    returning.object_to(
        petition.pk,
        reason="管网不由本公司管理。",
        competent="住房和城乡建设局",
        basis="职责分工第三条。",
        by=HEAD.viewer,
        at=now(),
    )
    return fresh(petition)


def dismissed() -> Petition:
    """The sender does not agree with the unit."""
    petition = objected()
    returning.dismiss_objection(
        petition.pk, reason="管网已经移交。", by=DISPATCHER.viewer, at=later(petition, HOUR)
    )
    return fresh(petition)


def disputed() -> Petition:
    """Their superior is asked who handles it."""
    petition = dismissed()
    disputing.submit_dispute(
        petition.pk, reason="仍有分歧。", by=HEAD.viewer, at=later(petition, HOUR)
    )
    return fresh(petition)


def invited(**given: Any) -> Petition:
    """Another organ was asked to contribute."""
    petition = recent(State.ACCEPTED, **given)
    together.invite(
        petition.pk,
        office=an_office("yunling-land"),
        words="请核实管线图。",
        by=HANDLER.viewer,
        at=now(),
    )
    return fresh(petition)


def helper() -> Person:
    """Who handles what that other organ is asked."""
    return of_office(Role.HANDLER, "yunling-land")


def twice() -> Petition:
    """The same person came before, and that petition is still open."""
    recent(State.SIGNED)
    return recent(State.REGISTERED, days=2)


def voided() -> Petition:
    """Voided by two persons."""
    petition = recent()
    asked = approving.ask_approval(
        Step.VOID, petition.pk, reason=WORDS, by=DISPATCHER.viewer, at=later(petition, HOUR)
    )
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition, HOUR))
    return fresh(petition)


Fields = Callable[[Petition], dict[str, object]]


def _day(days: int) -> str:
    return (localdate(now()) + timedelta(days=days)).isoformat()


def _pk(slug: str) -> str:
    return str(an_office(slug).pk)


def _first(petition: Petition) -> Petition:
    return Petition.objects.exclude(pk=petition.pk).get()


@dataclass(frozen=True)
class Way:
    """A step, how it comes to be open, who takes it with which form, and what then is."""

    step: Step
    made: Callable[[], Petition]
    who: Callable[[], Person]
    fields: Fields
    after: State
    typed: str = ""  # the field of which no word may be lost
    asks: bool = False  # a second person confirms
    gap: dict[str, object] = field(default_factory=dict)  # what is refused
    says: str = ""  # the sentence of that refusal

    def __str__(self) -> str:
        return f"{self.step}-{self.after}-{self.typed}"


def _is(person: Person) -> Callable[[], Person]:
    return lambda: person


def _with(**fields: object) -> Fields:
    return lambda _petition: dict(fields)


WAYS: tuple[Way, ...] = (
    Way(
        Step.ASSIGN, recent, _is(DISPATCHER),
        lambda _p: {"to": an_office().pk, "report_by": _day(30), "note": WORDS},
        State.DELIVERED, "note", gap={"report_by": _day(0)}, says="所定日期须在明天以后",
    ),
    Way(
        Step.HAND_ON, delivered, _is(HEAD),
        lambda _p: {"to": an_office("qinghe-housing").pk, "note": WORDS},
        State.DELIVERED, "note", gap={"to": ""}, says="请选择一项",
    ),
    Way(
        Step.OBJECT, delivered, _is(HEAD),
        _with(reason=WORDS, competent="住房和城乡建设局", basis="职责分工第三条"),
        State.OBJECTED, "reason", gap={"basis": " "}, says="请填写这一项",
    ),
    Way(Step.AGREE_RETURN, objected, _is(DISPATCHER), _with(words=WORDS), State.REGISTERED),
    Way(
        Step.DISMISS_OBJECTION, objected, _is(DISPATCHER), _with(reason=WORDS),
        State.SIGNED, gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.SUBMIT_DISPUTE, dismissed, _is(HEAD), _with(reason=WORDS),
        State.DISPUTED, "reason", gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.SUBMIT_DISPUTE, recent, _is(DISPATCHER),
        lambda _p: {"claims": [_pk("yunling-water"), _pk("yunling-housing")], "reason": WORDS},
        State.DISPUTED, "reason", gap={"claims": []}, says="至少两个",
    ),
    Way(
        Step.SUBMIT_DISPUTE, lambda: recent(State.SIGNED), _is(DISPATCHER),
        lambda _p: {"claims": [_pk("yunling-housing")], "reason": WORDS},
        State.DISPUTED, gap={"claims": []}, says="请选择主张由自己办理的机关",
    ),
    Way(
        Step.WITHDRAW_DISPUTE, disputed, _is(HEAD), _with(reason=WORDS),
        State.SIGNED, "reason", gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.APPOINT, disputed, _is(PROVINCE_LEADER),
        lambda _p: {"to": an_office("yunling-housing").pk, "reason": WORDS},
        State.DELIVERED, "reason", gap={"to": ""}, says="请选择一项",
    ),
    Way(
        Step.UPHOLD, disputed, _is(PROVINCE_LEADER), _with(reason=WORDS),
        State.SIGNED, "reason", gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.LIST_PEOPLE, lambda: recent(State.SIGNED), _is(CLERK),
        _with(other_0_name="何田", people_count="2", reason=WORDS),
        State.SIGNED, "reason", gap={"reason": ""}, says="请填写这一项",
    ),
    Way(Step.ASK_RETURN, lambda: a_petition(State.SIGNED), _is(HEAD), _with(reason=WORDS),
        State.SIGNED),
    Way(Step.TAKE_BACK, lambda: recent(State.SIGNED), _is(DISPATCHER), _with(reason=WORDS),
        State.REGISTERED),
    Way(Step.RECALL, delivered, _is(DISPATCHER), _with(), State.REGISTERED),
    Way(
        Step.REPORT_RESULT, lambda: assigned(State.SERVED), _is(HANDLER),
        _with(facts_found=WORDS, measures="更换管段。", result="已经通水。", opinion="满意。"),
        State.SERVED, "facts_found", gap={"opinion": ""}, says="请填写这一项",
    ),
    Way(
        Step.EXTEND, lambda: recent(State.ACCEPTED), _is(HANDLER),
        _with(days="30", reason=WORDS), State.ACCEPTED, "reason",
        asks=True, gap={"days": "31"}, says="一日至三十日之间",
    ),
    Way(
        Step.REWORK, lambda: recent(State.ANSWERED), _is(DISPATCHER), _with(reason=WORDS),
        State.ACCEPTED,
    ),
    Way(
        Step.REWORK, lambda: recent(State.SERVED), _is(DISPATCHER),
        lambda _p: {"reason": WORDS, "until": _day(20)},
        State.ACCEPTED, "reason", gap={"until": "2020-01-01"}, says="所定日期须在明天以后",
    ),
    Way(
        Step.INVITE, lambda: recent(State.ACCEPTED), _is(HANDLER),
        lambda _p: {"to": an_office("yunling-land").pk, "words": WORDS},
        State.ACCEPTED, "words", gap={"to": ""}, says="请选择一项",
    ),
    Way(
        Step.REMIND, lambda: recent(State.SIGNED), _is(SUPERVISOR), _with(wording="tell"),
        State.SIGNED, gap={"wording": "angry"}, says="选择一个有效的选项",
    ),
    Way(
        Step.CONTRIBUTE, invited, helper, _with(words=WORDS), State.ACCEPTED,
        gap={"words": ""}, says="请填写这一项",
    ),
    Way(
        Step.KEEP, recent, _is(DISPATCHER), _with(ground="unclear", reason=WORDS),
        State.REGISTERED, "reason", asks=True, gap={"ground": "boring"}, says="选择一个有效的选项",
    ),
    Way(
        Step.VOID, recent, _is(CLERK), _with(reason=WORDS), State.REGISTERED,
        asks=True, gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.TAKE_UP_AGAIN, voided, _is(CLERK), _with(reason=WORDS), State.VOIDED,
        asks=True, gap={"reason": ""}, says="请填写这一项",
    ),
    Way(
        Step.SPLIT, recent, _is(CLERK), _with(part=["请求恢复供水。", WORDS], reason="两件事"),
        State.SPLIT, "part", gap={"part": ["", WORDS]}, says="请至少写明两个事项",
    ),
    Way(
        Step.ATTACH, twice, _is(CLERK),
        lambda p: {"to": _first(p).pk, "compared": WORDS},
        State.ATTACHED, "compared", gap={"to": ""}, says="请选择并入哪一件",
    ),
    Way(
        Step.RECUSE, lambda: recent(State.SIGNED), _is(HANDLER),
        lambda _p: {"person": HANDLER.id, "reason": WORDS}, State.SIGNED, "reason",
        gap={"person": ""}, says="请选择一项",
    ),
    Way(
        Step.NOTE_REVIEW, lambda: recent(State.SERVED), _is(CLERK),
        lambda _p: {"asked_on": _day(0), "way": "邮寄", "evidence": "邮戳“今日”<清晰>"},
        State.SERVED, "evidence", gap={"asked_on": "2020-01-01"}, says="申请日期应在送达之日以后",
    ),
)  # fmt: skip
