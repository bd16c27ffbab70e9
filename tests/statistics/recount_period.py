"""Counting a period again, petition by petition, in Python: what its report must equal."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from huiyin.petitions.door import shows_ratings
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.rules.hours import is_late
from huiyin.rules.moments import localdate
from huiyin.rules.rule import DUTY_CLOCKS, OPEN
from huiyin.rules.terms import OfficeKind, Procedure, State, Step, TimeLimit
from huiyin.statistics.counting import Counting

Numbers = Counter[tuple[str, str]]
WORST = ("late", "overdue", "in_time", "waiting")


def recount_period(
    counting: Counting, until: datetime, key: Callable[[Petition], str]
) -> tuple[Numbers, dict[str, Numbers]]:
    """The tally of all, and those of the lines."""
    whole: Numbers = Counter()
    lines: dict[str, Numbers] = {}
    for petition in counting.seen():
        for found in _of(petition, counting, until):
            whole[found] += 1
            lines.setdefault(key(petition), Counter())[found] += 1
    return whole, lines


def _of(petition: Petition, counting: Counting, until: datetime) -> Iterator[tuple[str, str]]:
    if petition.procedure != Procedure.LITIGATION and petition.state != State.VOIDED:
        found = {
            _duty(clock, counting, until)
            for clock in petition.clocks.filter(limit__in=DUTY_CLOCKS, outcome__in=["", "met"])
            if clock.started_at <= until and _counts(clock, counting, until)
        }
        if found:
            yield "duties", next(each for each in WORST if each in found)
    mark = _mark(petition, counting, until)
    if mark is None:
        return
    yield "found", _hours(petition, mark, until)
    yield "found_hours", str(round((mark.due_at - mark.counted_from).total_seconds() / 3600))
    closed = petition.closed_at is not None and petition.closed_at <= until
    yield "found_ended", "closed" if closed and petition.state == State.CLOSED else ""
    if shows_ratings(petition, counting.viewer):
        yield from _ratings(petition, counting.as_of)


def _counts(clock: Clock, counting: Counting, until: datetime) -> bool:
    days: list[date] = [clock.target_on]
    if clock.ended_at and clock.ended_at <= until:
        days.append(localdate(clock.ended_at))
    return any(counting.first <= day <= counting.last for day in days)


def _duty(clock: Clock, counting: Counting, until: datetime) -> str:
    if clock.ended_at and clock.ended_at <= until:
        over = localdate(clock.ended_at) > clock.assessed_on
        return "late" if _past(clock, clock.ended_at, otherwise=over) else "in_time"
    over = counting.as_of > clock.assessed_on
    return "overdue" if _past(clock, until, otherwise=over) else "waiting"


def _past(clock: Clock, moment: datetime, *, otherwise: bool) -> bool:
    return is_late(clock.due_at, moment) if clock.due_at else otherwise


def _mark(petition: Petition, counting: Counting, until: datetime) -> EmergencyMark | None:
    for mark in petition.emergency_marks.filter(cleared_by=None):
        day = localdate(mark.marked_at)
        wanted = counting.emergency in (None, mark.emergency)
        if wanted and mark.marked_at <= until and counting.first <= day <= counting.last:
            return mark
    return None


def _hours(petition: Petition, mark: EmergencyMark, until: datetime) -> str:
    if mark.told_at and mark.told_at <= until:
        return "late" if mark.told_at.replace(microsecond=0) > mark.due_at else "in_time"
    if petition.state not in OPEN and not (petition.closed_at and petition.closed_at > until):
        return ""
    return "overdue" if until - mark.due_at >= timedelta(seconds=1) else "waiting"


def _ratings(petition: Petition, as_of: date) -> Iterator[tuple[str, str]]:
    rated = [
        each.codes
        for each in Event.objects.filter(petition=petition, step=Step.RATE).order_by("seq")
        if localdate(each.at) <= as_of
    ]
    periods = petition.clocks.filter(limit=TimeLimit.G8).exclude(outcome="recounted")
    last = max((each.legal_on for each in periods), default=as_of)
    for source, code in (("found_bureau_rated", "bureau"), ("found_unit_rated", "organ")):
        if code == "organ" and petition.holder.kind == OfficeKind.BUREAU:
            continue
        given = [each[code] for each in rated if each.get(code)]
        if given:
            yield source, given[-1]
        elif last < as_of:
            yield source, "silent"
