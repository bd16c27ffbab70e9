"""What the holder of the code is told: where it is, who has it, by when, what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.petitions.explaining import days_left_words, explained, people_date
from huiyin.petitions.letters import reviewing
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter, Words
from huiyin.petitions.standing import facts_of, running
from huiyin.petitions.vault import Vault
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import steps_open
from huiyin.rules.terms import LetterKind, State, Step, TimeLimit

INNER = frozenset(
    {Step.NOTE, Step.CONTACT, Step.ALLOT, Step.ACCUSE, Step.CLEAR_ACCUSED, Step.RENDER}
)
OWN_WORDS = frozenset({Step.SUPPLEMENT, Step.WITHDRAW, Step.RATE})


@dataclass(frozen=True)
class ToldClock:
    """A running date: what it is for, the legal day, and why that day."""

    limit: TimeLimit
    label: str
    legal_on: date
    words: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class ToldLetter:
    """A letter to the petitioner."""

    id: UUID
    title: str
    number: str
    office: str
    issued_at: datetime
    served_at: datetime | None
    is_ready: bool
    is_current: bool
    corrects: str


@dataclass(frozen=True)
class ToldEvent:
    """One line of the history."""

    at: datetime
    step: Step
    label: str
    office: str
    words: str = ""


@dataclass(frozen=True)
class NextRight:
    """复查. Where to ask for a review, until when, with what (G3, L7)."""

    organ: str
    address: str
    last_day: date
    words: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Everything the tracking page and the API say of one petition."""

    number: str
    receipt: str
    state: State
    sentence: str
    holder: str
    holder_phone: str
    stages: tuple[tuple[str, datetime | None], ...]
    clocks: tuple[ToldClock, ...]
    letters: tuple[ToldLetter, ...]
    steps: tuple[Step, ...]
    next_right: NextRight | None
    history: tuple[ToldEvent, ...]
    opened_by: tuple[str, ...]
    opened_count: int
    name_reason: str = ""
    rating: dict[str, str] = field(default_factory=dict)
    rate_until: date | None = None


def told(petition: Petition, viewer: Viewer, *, today: date) -> Told:
    """What the holder of the code sees of the petition today."""
    events = list(Event.objects.filter(petition=petition).order_by("seq"))
    offices = _offices(events)
    facts = facts_of(petition, today)
    clocks = running(petition)
    opened_by, opened_count = _opened(petition)
    vault = Vault(petition.id, petition.key)
    said = {
        row.seq: vault.open_words(row.body, row.id)
        for row in Words.objects.filter(petition=petition)
    }
    ratings = [event for event in events if event.step == Step.RATE]
    asked = [event for event in events if event.step == Step.ASK_NAME]
    rating_clock = _clock(clocks, TimeLimit.G8)
    return Told(
        number=petition.number,
        receipt=petition.receipt,
        state=State(petition.state),
        sentence=_sentence(petition, clocks, today),
        holder=petition.holder.name,
        holder_phone=petition.holder.phone,
        stages=_stages(petition, events),
        clocks=tuple(_clock_told(clock, today) for clock in clocks),
        letters=tuple(_letters(petition)),
        steps=tuple(steps_open(facts, viewer)),
        next_right=_next_right(petition, clocks, today),
        history=tuple(_history(events, offices, said)),
        opened_by=opened_by,
        opened_count=opened_count,
        name_reason=said.get(asked[-1].seq, {}).get("reason", "") if asked else "",
        rating=dict(ratings[-1].codes) if ratings else {},
        rate_until=rating_clock.legal_on if rating_clock else None,
    )


def _offices(events: Iterable[Event]) -> dict[str, str]:
    ids = {event.office for event in events if event.office}
    ids |= {event.codes["to"] for event in events if "to" in event.codes}
    return {str(each.pk): each.name for each in Office.objects.filter(pk__in=ids)}


def _clock(clocks: Iterable[Clock], limit: TimeLimit) -> Clock | None:
    return next((clock for clock in clocks if clock.limit == limit), None)


def _clock_told(clock: Clock, today: date) -> ToldClock:
    limit = TimeLimit(clock.limit)
    return ToldClock(
        limit=limit,
        label=_(limit.zh),
        legal_on=clock.legal_on,
        words=_dated(clock.legal_on, today),
        why=tuple(explained(clock.explanation, today, for_citizen=True)),
    )


def _dated(day: date, today: date) -> str:
    return _("%(day)s（%(left)s）") % {
        "day": people_date(day, today),
        "left": days_left_words((day - today).days),
    }


def _sentence(petition: Petition, clocks: list[Clock], today: date) -> str:
    """The state in one sentence: what happened, who has it, by when at the latest."""
    duties = [clock for clock in clocks if not clock.is_right]
    nearest = min(duties, key=lambda clock: clock.legal_on, default=None)
    last = _dated(nearest.legal_on, today) if nearest else ""
    told = {"office": petition.holder.name, "last": last}
    sentences = {
        State.RECEIVED: _("%(office)s已收到，最迟 %(last)s 登记并决定去向。"),
        State.REGISTERED: _("%(office)s已登记，最迟 %(last)s 决定去向并告诉您。"),
        State.DELIVERED: _("已转送%(office)s，最迟 %(last)s 书面告知您收到情况和办理途径。"),
        State.SIGNED: _("%(office)s已签收，最迟 %(last)s 书面告知您收到情况和办理途径。"),
        State.ACCEPTED: _("%(office)s正在办理，最迟 %(last)s 向您送达处理意见。"),
        State.ANSWERED: _("%(office)s已作出答复，正在送达。"),
        State.INFORMED: _("%(office)s已出具告知书，正在送达。"),
        State.SERVED: _("%(office)s的答复已经送达。"),
        State.CLOSED: _("已办结。"),
        State.WITHDRAWN: _("您已撤回，不再办理；这件事的记录仍然保留。"),
        State.HANDED_OVER: _("已密封移交%(office)s，由该机关依照有关规定办理。"),
    }
    if petition.state == State.ACCEPTED and nearest and nearest.limit != TimeLimit.L5:
        return _("%(office)s已受理，最迟 %(last)s 向您送达受理告知书。") % told
    return sentences[State(petition.state)] % told


def _stages(petition: Petition, events: list[Event]) -> tuple[tuple[str, datetime | None], ...]:
    def first(*steps: Step) -> datetime | None:
        return next((event.at for event in events if event.step in steps), None)

    handed = petition.state == State.HANDED_OVER
    return (
        (_("已收到"), first(Step.RECEIVE)),
        (_("已登记"), first(Step.REGISTER)),
        (_("已移交") if handed else _("已转送"), first(Step.FORWARD, Step.HAND_OVER)),
        (_("办理中"), first(Step.ACCEPT, Step.SIGN)),
        (_("已答复"), first(Step.ANSWER, Step.REPLY, Step.INFORM)),
        (_("办结"), petition.closed_at),
    )


def _letters(petition: Petition) -> Iterable[ToldLetter]:
    links = (
        PetitionLetter.objects.filter(petition=petition, to_office=None, only_for=None)
        .select_related("letter__office", "letter__corrects")
        .order_by("-letter__issued_at")
    )
    for link in links:
        letter = link.letter
        yield ToldLetter(
            id=letter.pk,
            title=_(LetterKind(letter.kind).zh),
            number=letter.number,
            office=letter.office.name,
            issued_at=letter.issued_at,
            served_at=link.served_at,
            is_ready=letter.pdf_id is not None,
            is_current=link.is_current,
            corrects=letter.corrects.number if letter.corrects else "",
        )


def _next_right(petition: Petition, clocks: list[Clock], today: date) -> NextRight | None:
    clock = _clock(clocks, TimeLimit.L7)
    if clock is None or clock.legal_on < today:
        return None
    organ = reviewing(petition.holder)
    return NextRight(
        organ=organ.name if organ else "",
        address=organ.address if organ else "",
        last_day=clock.legal_on,
        words=_dated(clock.legal_on, today),
        why=tuple(explained(clock.explanation, today, for_citizen=True)),
    )


def _history(
    events: list[Event], offices: dict[str, str], said: dict[int, dict[str, Any]]
) -> Iterable[ToldEvent]:
    for event in reversed(events):
        step = Step(event.step)
        if step in INNER:
            continue
        own = said.get(event.seq, {}) if step in OWN_WORDS else {}
        yield ToldEvent(
            at=event.at,
            step=step,
            label=_(step.zh),
            office=offices.get(event.codes.get("to", "") or event.office, ""),
            words=own.get("supplement") or own.get("reason") or "",
        )


def _opened(petition: Petition) -> tuple[tuple[str, ...], int]:
    """Which organs opened the file (G5); for what is sealed only how many."""
    opened = (
        Access.objects.filter(petition_id=petition.pk, kind__in=[Access.READ, Access.REVEAL])
        .exclude(office="")
        .values_list("office", flat=True)
        .distinct()
    )
    ids = list(opened)
    if petition.is_sealed:
        return (), len(ids)
    names = Office.objects.filter(pk__in=ids).order_by("path").values_list("name", flat=True)
    return tuple(names), len(ids)
