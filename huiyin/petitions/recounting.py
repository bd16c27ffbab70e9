"""重新计算期限. What runs is counted again when days off were announced or changed (§ 5).

A notice leaves work for every petition with a clock that it touches, some at a time; each is
its own transaction and its own event. At night the same is asked once more, so that nothing
stays that was counted by an older calendar in the meantime.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from huiyin.notifications.actions import leave
from huiyin.organisations.calendars import calendars, forget
from huiyin.petitions.locked import locked
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.standing import running
from huiyin.petitions.taking import taking
from huiyin.rules.calendars import Calendars, WorkCalendar, first_difference
from huiyin.rules.clock import Due, Explanation, counted_again
from huiyin.rules.limits import Unit, rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.rows.unseen import RECOUNTED
from huiyin.rules.terms import Step, TimeLimit

BATCH = 200
SIZE = 50
"""How many clocks of a preview are shown at a time."""
FROM_THE_FIRST = UUID(int=0)
JOB = job_viewer("recount")


@dataclass(frozen=True)
class Move:
    """A running clock as it stands, and the dates that another calendar gives it."""

    clock: Clock
    dates: Due


@dataclass(frozen=True)
class Moved:
    """One clock that would move: whose it is, its days now and then."""

    limit: TimeLimit
    office: str
    started_on: date
    target: tuple[date, date]
    legal: tuple[date, date]
    number: str


@dataclass(frozen=True)
class Preview:
    """What a calendar would move: how many clocks of each limit, and each of them, in pages.

    The number stands only where the viewer may know of the petition, so mostly nowhere: who enters
    a notice is an administrator. Without an office it is the petitioner's own period.
    """

    moved: list[tuple[TimeLimit, date, date, int]]
    reworded: int
    each: list[Moved]
    after: str
    rest: str

    @property
    def count(self) -> int:
        """How many clocks would get another last day."""
        return sum(count for *_days, count in self.moved)


def preview(
    calendar: WorkCalendar, known: Calendars, *, by: Viewer, today: date, after: str = ""
) -> Preview:
    """Every running clock that would change, as it is now; nothing is changed.

    The clocks are shown limit by limit and day by day, those that come behind `after`.
    """
    moved: Counter[tuple[TimeLimit, date, date]] = Counter()
    reworded = 0

    def behind() -> Iterator[tuple[str, Move]]:
        nonlocal reworded
        clocks = _touched(calendar, known, today).select_related("office")
        for each in moves(clocks.iterator(), calendar):
            if each.clock.legal_on == each.dates.legal:
                reworded += 1
                continue
            moved[_group(each)] += 1
            if (place := _place(each)) > after:
                yield place, each

    found = nsmallest(SIZE + 1, behind())
    rows = sorted(moved.items(), key=lambda item: (_ORDER.index(item[0][0]), *item[0][1:]))
    return Preview(
        [(*what, count) for what, count in rows],
        reworded,
        _shown([each for _place, each in found[:SIZE]], by, today),
        after,
        rest=found[SIZE - 1][0] if len(found) > SIZE else "",
    )


_ORDER = list(TimeLimit)


def _group(move: Move) -> tuple[TimeLimit, date, date]:
    return TimeLimit(move.clock.limit), move.clock.legal_on, move.dates.legal


def _place(move: Move) -> str:
    """Where a clock stands in the preview; as a text, which goes through a form unchanged."""
    limit, old, new = _group(move)
    return f"{_ORDER.index(limit):03} {old} {new} {move.clock.pk}"


def _shown(page: list[Move], by: Viewer, today: date) -> list[Moved]:
    mine = Petition.objects.visible_to(by, today=today)
    about = [each.clock.petition_id for each in page]
    found = mine.filter(pk__in=about).only("official", "receipt")
    numbers = {petition.pk: petition.number for petition in found}
    return [
        Moved(
            TimeLimit(each.clock.limit),
            each.clock.office.name if each.clock.office else "",
            localdate(each.clock.started_at),
            (each.clock.target_on, each.dates.target),
            (each.clock.legal_on, each.dates.legal),
            numbers.get(each.clock.petition_id, ""),
        )
        for each in page
    ]


def moves(clocks: Iterable[Clock], calendar: WorkCalendar) -> Iterator[Move]:
    """Those clocks that a calendar gives other dates or other reasons.

    The petitioner's own period never ends earlier than the day that was told.
    """
    for clock in clocks:
        limit = rule_set(clock.rule_set)[TimeLimit(clock.limit)]
        if limit.unit is Unit.HOURS:
            continue
        before = Explanation.from_json(clock.explanation)
        dates = counted_again(limit, before, calendar)
        if dates.explanation == before:
            continue
        if clock.is_petitioners and dates.legal < clock.legal_on:
            continue
        yield Move(clock, dates)


def _touched(calendar: WorkCalendar, known: Calendars, today: date) -> QuerySet[Clock]:
    """Running clocks that reach a day on which their own calendar and this one differ."""
    reach = Q(pk__in=[])
    for before in known.versions():
        first = first_difference(before, calendar)
        if first is not None:
            reach |= Q(calendar=before.version, legal_on__gte=first)
    petitions = Petition.objects.visible_to(JOB, today=today)
    return Clock.objects.filter(reach, ended_at=None, petition__in=petitions)


def leave_recounts(*, at: datetime, after: UUID = FROM_THE_FIRST) -> int:
    """Leave work for the next petitions whose clocks are to be counted again; returns how many."""
    forget()
    known, today = calendars(), localdate(at)
    calendar = known.in_force(today)
    waiting = _touched(calendar, known, today).filter(petition__gt=after).order_by("petition")
    found: dict[UUID, None] = {}
    for each in moves(waiting.iterator(), calendar):
        found[each.clock.petition_id] = None
        if len(found) == BATCH:
            # Others' work goes in between: nobody waits for a receipt because of a notice.
            leave("calendar", subject=each.clock.petition_id, at=at, not_before=at + _PAUSE)
            break
    for petition_id in found:
        leave("recount", subject=petition_id, at=at)
    return len(found)


_PAUSE = timedelta(seconds=1)


@transaction.atomic
def recount(petition_id: UUID, *, at: datetime) -> Event | None:
    """重新计算期限. Count the running clocks of a petition by the calendar in force now.

    None where nothing changes any more: it may be asked as often as one likes.
    """
    forget()
    today = localdate(at)
    calendar = calendars().in_force(today)
    if not any(moves(running(locked(petition_id, JOB, today)), calendar)):
        return None
    with taking(Step.RECOUNT, petition_id, by=JOB, at=at, choose=lambda _facts: RECOUNTED) as one:
        one.codes["paper"] = calendar.source
        for each in moves(running(one.petition), calendar):
            one.count_again(each.clock, each.dates)
    return one.result
