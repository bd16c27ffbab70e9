"""值班表. What a roster leaves uncovered, who stands twice, how often each, and filling by turns.

Pure: watches in, answers out. Times of day are those of the office; a day is where a watch begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from huiyin.rules.calendars import WhyOff, WorkCalendar
from huiyin.rules.moments import ZONE, localdate

ONE_DAY = timedelta(days=1)
DEEP_NIGHT = time(2)
WORKED = (time(9), time(17))
"""The hours of a working day that are no overtime."""
REST = timedelta(hours=12)  # between two watches of a person, where others can stand
CATCH_UP = 2  # so many nights or days off behind the others one is at most taken to be


@dataclass(frozen=True, order=True)
class Span:
    """From one moment to another, the second not included."""

    begin: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.end - self.begin).total_seconds() // 60)


@dataclass(frozen=True)
class Watch:
    """班次. Who is on duty from when to when."""

    person: str
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Need:
    """What a post asks for: how many people, round the clock or at these hours of every day."""

    people: int = 1
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class Gap:
    """空岗. A span in which people are missing, and how many."""

    begin: datetime
    end: datetime
    missing: int


@dataclass(frozen=True)
class Count:
    """How often somebody stood: shown beside each other, never made into a mark."""

    watches: int = 0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    minutes: int = 0
    overtime: int = 0

    def with_watch(self, watch: Watch, calendar: WorkCalendar) -> Count:
        """The same after one more watch; a day off is that on which it begins."""
        off = calendar.why_off(localdate(watch.begin))
        return Count(
            watches=self.watches + 1,
            nights=self.nights + is_night(watch),
            weekends=self.weekends + (off is not None and off.code is WhyOff.WEEKEND),
            holidays=self.holidays + (off is not None and off.code is WhyOff.HOLIDAY),
            minutes=self.minutes + Span(watch.begin, watch.end).minutes,
            overtime=self.overtime + overtime(watch, calendar),
        )


def moment(day: date, hour: time) -> datetime:
    """An hour of a day by the clock of the office."""
    return datetime.combine(day, hour, ZONE)


def days(first: date, last: date) -> list[date]:
    """Every day from one to another, both counted."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def spans_needed(need: Need, begin: datetime, end: datetime) -> list[Span]:
    """When the post must be held within a span."""
    if need.opens is None or need.closes is None:
        return [Span(begin, end)]
    found = []
    for day in days(localdate(begin) - ONE_DAY, localdate(end)):
        closes = day if need.closes > need.opens else day + ONE_DAY
        opened = max(begin, moment(day, need.opens))
        closed = min(end, moment(closes, need.closes))
        if opened < closed:
            found.append(Span(opened, closed))
    return found


def gaps(need: Need, watches: Iterable[Watch], begin: datetime, end: datetime) -> list[Gap]:
    """Every span in which fewer people than needed are there (B4, T9)."""
    held = list(watches)
    edges = {moment_ for each in held for moment_ in (each.begin, each.end)}
    found: list[Gap] = []
    for span in spans_needed(need, begin, end):
        inner = sorted({span.begin, span.end} | {e for e in edges if span.begin < e < span.end})
        for since, until in pairwise(inner):
            there = sum(each.begin <= since and each.end >= until for each in held)
            missing = need.people - there
            if missing <= 0:
                continue
            if found and (found[-1].end, found[-1].missing) == (since, missing):
                since = found.pop().begin
            found.append(Gap(since, until, missing))
    return found


def overlaps(watches: Iterable[Watch]) -> list[Watch]:
    """Where somebody stands twice at the same time: who, from when to when."""
    last: dict[str, datetime] = {}
    found = []
    for each in sorted(watches, key=lambda watch: (watch.begin, watch.end)):
        until = last.get(each.person)
        if until is not None and until > each.begin:
            found.append(Watch(each.person, each.begin, min(until, each.end)))
        last[each.person] = max(each.end, until or each.end)
    return found


def counts(watches: Iterable[Watch], calendar: WorkCalendar) -> dict[str, Count]:
    """How many watches, nights, weekends and holidays each person stands."""
    found: dict[str, Count] = {}
    for each in watches:
        found[each.person] = found.get(each.person, Count()).with_watch(each, calendar)
    return found


def is_night(watch: Watch) -> bool:
    """Whether it runs through two o'clock of some night."""
    around = days(localdate(watch.begin), localdate(watch.end))
    return any(watch.begin <= moment(day, DEEP_NIGHT) < watch.end for day in around)


def overtime(watch: Watch, calendar: WorkCalendar) -> int:
    """加班. The minutes of a watch outside the hours of working days (A12)."""
    usual = 0
    for day in days(localdate(watch.begin), localdate(watch.end)):
        if calendar.is_working(day):
            begin, end = (moment(day, hour) for hour in WORKED)
            usual += max(Span(max(begin, watch.begin), min(end, watch.end)).minutes, 0)
    return Span(watch.begin, watch.end).minutes - usual


def slots(need: Need, first: date, last: date, changes: Sequence[time]) -> Iterator[Span]:
    """The watches of every day: from one change of people to the next, or while the post opens."""
    if need.opens is not None and need.closes is not None:
        for day in days(first, last):
            until = day if need.closes > need.opens else day + ONE_DAY
            yield Span(moment(day, need.opens), moment(until, need.closes))
        return
    ordered = sorted(set(changes))
    for day in days(first, last):
        edges = [moment(day, each) for each in ordered] + [moment(day + ONE_DAY, ordered[0])]
        yield from (Span(begin, end) for begin, end in pairwise(edges))


def turns(
    people: Sequence[str],
    wanted: Iterable[tuple[Span, int]],
    *,
    is_away: Callable[[str, Span], bool],
    calendar: WorkCalendar,
    before: Iterable[Watch] = (),
) -> list[Watch]:
    """排班. Fill slots by turns so that nights, days off and watches even out; nobody stands twice.

    `wanted` says how many are missing in each slot; one that nobody can take stays open. `before`
    are the watches of the last weeks, which count too. Whoever stood least at such times comes
    next, then who has had a rest, then the order of the names.
    """
    queue, stood = list(people), list(before)
    tally = _owed(people, counts(stood, calendar))
    made: list[Watch] = []
    for slot, missing in wanted:
        for _place in range(missing):
            around = {each.person for each in made if each.end > slot.begin < each.end}
            free = [each for each in queue if each not in around and not is_away(each, slot)]
            if not free:
                break
            tired = {each.person for each in stood if _is_close(each, slot)}
            one = min(free, key=lambda each: _burden(slot, tally[each], each in tired, calendar))
            watch = Watch(one, slot.begin, slot.end)
            made.append(watch)
            stood.append(watch)
            tally[one] = tally[one].with_watch(watch, calendar)
            queue.remove(one)
            queue.append(one)
    return made


def _owed(people: Sequence[str], found: Mapping[str, Count]) -> dict[str, Count]:
    """Where each of them starts: how far apart the last weeks left them, but a little at most.

    Who came lately or was long away does not stand every night until it is even.
    """
    told = [found.get(each, Count()) for each in people]
    floors = [max(n) - CATCH_UP for n in zip(*map(_sorts, told), strict=True)]
    return {
        each: Count(0, *(max(n, floor) for n, floor in zip(_sorts(count), floors, strict=True)))
        for each, count in zip(people, told, strict=True)
    }


def _sorts(count: Count) -> tuple[int, int, int]:
    return count.nights, count.weekends, count.holidays


def _burden(slot: Span, count: Count, is_tired: bool, calendar: WorkCalendar) -> tuple[int, ...]:
    """What decides who comes next: the smallest. Who has stood more at the times that this slot
    is not of comes earlier, so as to be free of the next one that is."""
    here = Count().with_watch(Watch("", slot.begin, slot.end), calendar)
    if here.holidays:
        off = count.holidays, -count.weekends
    elif here.weekends:
        off = count.weekends, -count.holidays
    else:
        off = -count.weekends, -count.holidays
    if here.nights:
        return count.nights, is_tired, *off, count.watches
    if here.holidays or here.weekends:
        return is_tired, -count.nights, *off, count.watches
    return is_tired, count.watches, -count.nights, *off


def _is_close(watch: Watch, slot: Span) -> bool:
    """Whether who stood this watch would have no rest before or after the slot."""
    return watch.begin - REST < slot.end and slot.begin < watch.end + REST


def missed(
    watch: Watch, *, every: timedelta, seen: Iterable[datetime], until: datetime
) -> list[Span]:
    """漏签到. The parts of a watch, each so long, that are over and in which nobody checked in."""
    moments = list(seen)
    found = []
    begin = watch.begin
    while begin < watch.end:
        end = min(begin + every, watch.end)
        if end <= until and not any(begin <= each < end for each in moments):
            found.append(Span(begin, end))
        begin = end
    return found
