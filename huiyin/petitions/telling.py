"""What the holder of the code is told: where it is, who has it, by when, what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.petitions import saying, turns
from huiyin.petitions.explaining import explained
from huiyin.petitions.letters import reviewing
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter, Words
from huiyin.petitions.saying import HAPPENED, INNER, INNER_LIMITS, RETURNING, SENDING, dated
from huiyin.petitions.standing import facts_of, running
from huiyin.petitions.vault import Vault
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import steps_open
from huiyin.rules.terms import LetterKind, State, Step, TimeLimit
from huiyin.rules.workflow import OPEN

OWN_WORDS = frozenset(
    {
        Step.SUPPLEMENT,
        Step.WITHDRAW,
        Step.RATE,
        Step.ASK_CORRECTION,
        Step.DECIDE_CORRECTION,
        Step.TAKE_UP_AGAIN,
    }
)
# Where the codes of an event name an office that matters more than who acted.
OTHER_OFFICES = ("to", "co_handler")


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
    remarks: tuple[str, ...]
    is_open: bool
    holder: str
    holder_phone: str
    stages: tuple[tuple[str, datetime | None], ...]
    clocks: tuple[ToldClock, ...]
    letters: tuple[ToldLetter, ...]
    steps: tuple[Step, ...]
    next_right: NextRight | None
    extended: turns.Extended | None
    review: turns.ReviewAsked | None
    parts: tuple[turns.Related, ...]
    joined: turns.Related | None
    history: tuple[ToldEvent, ...]
    opened_by: tuple[str, ...]
    opened_count: int
    name_reason: str = ""
    rating: dict[str, str] = field(default_factory=dict)
    rate_until: date | None = None


def told(petition: Petition, viewer: Viewer, *, today: date) -> Told:
    """What the holder of the code sees of the petition today."""
    prefetch_related_objects([petition], "legs", "clocks__office", "letters", "accused", "requests")
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
        sentence=saying.sentence(petition, clocks, events, today),
        remarks=saying.remarks(petition, events, _reason_of_end(events, said)),
        is_open=petition.state in OPEN,
        holder=petition.holder.name,
        holder_phone=petition.holder.phone,
        stages=_stages(petition, events),
        clocks=tuple(
            _clock_told(clock, today) for clock in clocks if clock.limit not in INNER_LIMITS
        ),
        letters=tuple(_letters(petition)),
        steps=tuple(steps_open(facts, viewer)),
        next_right=_next_right(petition, clocks, today),
        extended=turns.extended(petition, events, said),
        review=turns.review_asked(petition, events),
        parts=turns.parts(petition, events, said),
        joined=turns.joined(petition),
        history=tuple(_history(petition, events, offices, said)),
        opened_by=opened_by,
        opened_count=opened_count,
        name_reason=said.get(asked[-1].seq, {}).get("reason", "") if asked else "",
        rating=dict(ratings[-1].codes) if ratings else {},
        rate_until=rating_clock.legal_on if rating_clock else None,
    )


def _offices(events: Iterable[Event]) -> dict[str, str]:
    ids = {event.office for event in events if event.office}
    ids |= {event.codes[key] for event in events for key in OTHER_OFFICES if key in event.codes}
    return {str(each.pk): each.name for each in Office.objects.filter(pk__in=ids)}


def _clock(clocks: Iterable[Clock], limit: TimeLimit) -> Clock | None:
    return next((clock for clock in clocks if clock.limit == limit), None)


def _clock_told(clock: Clock, today: date) -> ToldClock:
    limit = TimeLimit(clock.limit)
    return ToldClock(
        limit=limit,
        label=_(limit.zh),
        legal_on=clock.legal_on,
        words=dated(clock.legal_on, today),
        why=tuple(explained(clock.explanation, today, for_citizen=True)),
    )


def _stages(petition: Petition, events: list[Event]) -> tuple[tuple[str, datetime | None], ...]:
    """The stages and when each was reached; what was undone since does not count."""

    def first(*steps: Step, undone: tuple[Step, ...] = ()) -> datetime | None:
        since = max((event.seq for event in events if event.step in undone), default=0)
        reached = [event.at for event in events if event.step in steps and event.seq > since]
        return reached[0] if reached else None

    handed = petition.state == State.HANDED_OVER
    back = RETURNING if petition.state in (State.REGISTERED, State.RECEIVED) else ()
    return (
        (_("已收到"), first(Step.RECEIVE)),
        (_("已登记"), first(Step.REGISTER)),
        (_("已移交") if handed else _("已转送"), first(*SENDING, undone=back)),
        (_("办理中"), first(Step.ACCEPT, Step.SIGN, undone=RETURNING)),
        (_("已答复"), first(Step.ANSWER, Step.REPLY, Step.INFORM, undone=(Step.REWORK,))),
        (_(saying.ENDS.get(State(petition.state), saying.CLOSES)), petition.closed_at),
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
        words=dated(clock.legal_on, today),
        why=tuple(explained(clock.explanation, today, for_citizen=True)),
    )


def _reason_of_end(events: list[Event], said: dict[int, dict[str, Any]]) -> str:
    """What was written when it was kept or voided."""
    ended = (each for each in reversed(events) if each.step in (Step.KEEP, Step.VOID))
    return next((str(said.get(each.seq, {}).get("reason", "")) for each in ended), "")


def _history(
    petition: Petition,
    events: list[Event],
    offices: dict[str, str],
    said: dict[int, dict[str, Any]],
) -> Iterable[ToldEvent]:
    for event in reversed(events):
        step = Step(event.step)
        if step in INNER:
            continue
        # What joined from another petition stands there.
        is_own = step in OWN_WORDS and "from" not in event.codes
        own = said.get(event.seq, {}) if is_own else {}
        other = next((event.codes[key] for key in OTHER_OFFICES if event.codes.get(key)), "")
        yield ToldEvent(
            at=event.at,
            step=step,
            label=_happened(step, event, petition),
            office=offices.get(other or event.office, ""),
            words=own.get("supplement") or own.get("reason") or "",
        )


def _happened(step: Step, event: Event, petition: Petition) -> str:
    if step is Step.RECEIVE and petition.parent_id:
        return _(saying.PARTED)
    if step is Step.SUPPLEMENT and "from" in event.codes:
        return _(saying.JOINED)
    return _(HAPPENED[step])


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
