"""Counting again, petition by petition, from its rows: what every table must equal."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from huiyin.organisations.models import Office
from huiyin.petitions.door import shows_ratings
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, OfficeKind, Procedure, State, Step, TimeLimit
from huiyin.statistics.counting import Counting
from huiyin.statistics.definitions import By

Found = tuple[str, str, Office | None, date]
Tally = Counter[tuple[str, str]]
SENT = {Leg.FORWARD, Leg.ASSIGN, Leg.HAND_ON, Leg.HAND_OVER}


def recount(counting: Counting, by: By) -> tuple[Tally, dict[str, Tally]]:
    """The tally of all, and those of the lines."""
    return recounts(counting, [by])[by]


def recounts(counting: Counting, ways: Iterable[By]) -> dict[By, tuple[Tally, dict[str, Tally]]]:
    """The same for several ways of making lines, of which each petition is read once."""
    whole: Tally = Counter()
    lines: dict[By, dict[str, Tally]] = {by: {} for by in ways}
    for petition in counting.seen():
        found = [
            (source, outcome, office, day)
            for source, outcome, office, day in _of(petition, counting)
            if counting.first <= day <= counting.last
        ]
        whole.update({(source, outcome) for source, outcome, _office, _day in found})
        for by, of_this in lines.items():
            keyed = {
                (_key(by, petition, office, day), (source, outcome))
                for source, outcome, office, day in found
            }
            for key, name in keyed:
                of_this.setdefault(key, Counter())[name] += 1
    return {by: (whole, of_this) for by, of_this in lines.items()}


def _key(by: By, petition: Petition, office: Office | None, day: date) -> str:
    if by is By.CHANNEL:
        return petition.channel
    if by is By.MATTER:
        return petition.matter or ""
    if by is By.MONTH:
        return f"{day:%Y-%m}"
    return str(office.pk) if office else ""


def _of(petition: Petition, counting: Counting) -> Iterator[Found]:
    as_of = counting.as_of
    events = [
        each
        for each in Event.objects.filter(petition=petition).order_by("seq")
        if localdate(each.at) <= as_of
    ]
    bureau = petition.registering
    arrived = localdate(petition.arrived_at)
    if petition.parent_id is None and arrived <= as_of:
        yield "received", "", bureau, arrived
    if petition.registered_at and petition.parent_id is None:
        again = bool(petition.repeat_of_id or petition.attached_to_id)
        day = localdate(petition.registered_at)
        if day <= as_of:
            yield "registered", "again" if again else "first", bureau, day
            if petition.channel == Channel.WEB:
                yield "by_web", "", bureau, day
    yield from _legs(petition, as_of)
    yield from _limits(petition, as_of)
    undone = {each.codes["undone"] for each in events if each.step == Step.TAKE_UP_AGAIN}
    for step in {Step.KEEP, Step.VOID, Step.INFORM} - undone:
        taken = next((each for each in events if each.step == step), None)
        if taken:
            office = Office.objects.get(pk=taken.office) if step is Step.INFORM else bureau
            yield step.value, "", office, localdate(taken.at)
    if shows_ratings(petition, counting.viewer):
        yield from _ratings(petition, events, as_of)


def _legs(petition: Petition, as_of: date) -> Iterator[Found]:
    legs = sorted(petition.legs.select_related("holder"), key=lambda each: each.delivered_at)
    sent = [each for each in legs if each.kind in SENT]
    first = next((each for each in sent if each.sender_id == petition.registering_id), None)
    if first and localdate(first.delivered_at) <= as_of:
        yield "routed", "", petition.registering, localdate(first.delivered_at)
    seen: set[object] = set()
    for leg in legs:
        counts = leg.kind in SENT | {Leg.INTAKE} and leg.holder.kind != OfficeKind.BUREAU
        if counts and leg.holder_id not in seen and localdate(leg.delivered_at) <= as_of:
            seen.add(leg.holder_id)
            yield "delivered", "", leg.holder, localdate(leg.delivered_at)


def _limits(petition: Petition, as_of: date) -> Iterator[Found]:
    if petition.procedure == Procedure.LITIGATION or petition.state == State.VOIDED:
        return
    wanted: dict[str, tuple[TimeLimit, ...]] = {
        "bureau": (TimeLimit.L1,),
        "unit": (TimeLimit.L2, TimeLimit.L3),
        "answer": (TimeLimit.L5,),
    }
    for source, limits in wanted.items():
        clocks = petition.clocks.filter(limit__in=limits, outcome__in=["", "met"])
        clock = clocks.order_by("-started_at", "-id").first()
        if clock is None:
            continue
        office = petition.registering if source == "bureau" else clock.office
        if source == "bureau" or (office and office.kind != OfficeKind.BUREAU):
            yield source, _outcome(clock, as_of), office, clock.assessed_on


def _outcome(clock: Clock, as_of: date) -> str:
    ended = localdate(clock.ended_at) if clock.ended_at else None
    if ended is None or ended > as_of:
        return "overdue" if clock.assessed_on < as_of else "waiting"
    return "in_time" if ended <= clock.assessed_on else "late"


def _ratings(petition: Petition, events: list[Event], as_of: date) -> Iterator[Found]:
    period = (
        petition.clocks.filter(limit=TimeLimit.G8)
        .exclude(outcome="recounted")
        .order_by("-legal_on")
        .first()
    )
    asked: tuple[tuple[str, str, Office, Callable[[Office], bool]], ...] = (
        ("bureau_rated", "bureau", petition.registering, lambda _office: True),
        ("unit_rated", "organ", petition.holder, lambda each: each.kind != OfficeKind.BUREAU),
    )
    for source, code, office, counts in asked:
        given = [each for each in events if each.step == Step.RATE and each.codes.get(code)]
        if not counts(office):
            continue
        if given:
            yield source, given[-1].codes[code], office, localdate(given[-1].at)
        elif period and period.legal_on < as_of:
            yield source, "silent", office, period.legal_on
