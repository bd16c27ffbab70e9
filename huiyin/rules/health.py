"""Staff health in an emergency: when a daily report is on time, how long an isolation lasts.

Nothing here knows a value of anybody's health but the one number at which a temperature is fever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from huiyin.rules.moments import ZONE, end_of_day, localdate
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.rules.terms_health import ReportStanding

ASKING = frozenset({EmergencyKind.EPIDEMIC})
"""The kinds of emergency in which staff are asked at all: no other needs to know (6.2-11)."""

DUE = time(16)
REMINDED_FIRST = time(15, 30)
ISOLATION_DAYS = 14
ONE_DAY = timedelta(days=1)
KEPT_AFTER = timedelta(days=30)
"""How long health rows outlive the emergency (6.2-11)."""

FEVER_FROM = Decimal("37.3")
"""The temperature from which on somebody is seen to, where an office has set none."""

LOWEST_LIMIT, HIGHEST_LIMIT = Decimal("36.0"), Decimal("40.0")
"""Between these an office may set one."""

COLDEST, HOTTEST = Decimal("34.0"), Decimal("43.0")
"""Beyond these somebody has mistyped."""


def due_on(day: date) -> datetime:
    """The last moment at which the report of a day is on time: 16:00:00 (B15, T6)."""
    return datetime.combine(day, DUE, tzinfo=ZONE)


def standing(
    day: date, *, received_at: datetime | None, filled_at: datetime | None, now: datetime
) -> ReportStanding:
    """How the report of a day stands, in whole seconds: 16:00:00 on time, 16:00:01 late (T6)."""
    if received_at is None:
        return ReportStanding.WAITING if is_in_time(day, now) else ReportStanding.MISSING
    if is_in_time(day, received_at):
        return ReportStanding.ON_TIME
    if filled_at is not None and is_in_time(day, filled_at):
        return ReportStanding.SENT_LATE
    return ReportStanding.LATE


def is_in_time(day: date, moment: datetime) -> bool:
    """Whether a moment is no later than 16:00:00 of a day, in whole seconds."""
    return moment.replace(microsecond=0) <= due_on(day)


def reportable(now: datetime) -> tuple[date, date]:
    """The days that may be reported: today, and yesterday late."""
    today = localdate(now)
    return today, today - ONE_DAY


def filled_within(day: date, *, waited: timedelta, now: datetime) -> datetime | None:
    """When a report was filled in on a phone without a network; None where that tells nothing.

    The phone says how long the report has waited, not what its clock shows. Only a moment of
    the day that is reported counts, so that nobody dates a report back.
    """
    filled = now - waited
    is_told = timedelta(minutes=1) <= waited <= 2 * ONE_DAY and localdate(filled) == day
    return filled if is_told else None


@dataclass(frozen=True)
class Threshold:
    """体温界限. From which temperature on somebody is seen to, from a day on, perhaps to a day."""

    degrees: Decimal
    from_on: date | None
    to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is the one of a day."""
        return (self.from_on or on) <= on <= (self.to_on or on)


def thresholds(set_: Sequence[tuple[date, Decimal]]) -> list[Threshold]:
    """Which threshold holds from when to when; before the first that was set the usual one.

    They come in the order in which they begin and were set: of two from the same day the later
    one counts. What was set anew never reaches back, so a past day keeps its own.
    """
    known = dict(set_)
    starts = sorted(known)
    ends = [*(each - ONE_DAY for each in starts), None]
    first = Threshold(FEVER_FROM, None, ends[0])
    later = zip(starts, ends[1:], strict=True)
    return [first, *(Threshold(known[on], on, end) for on, end in later)]


def threshold_on(on: date, set_: Sequence[tuple[date, Decimal]]) -> Decimal:
    """The threshold of a day."""
    return next(each.degrees for each in thresholds(set_) if each.holds(on))


def degrees_in(text: str) -> Decimal | None:
    """A temperature as people type it, to a tenth; None for what is none."""
    typed = text.strip().replace("。", ".").replace("，", ".").removesuffix("℃").strip()
    try:
        measured = Decimal(typed) if len(typed) < 6 else Decimal("NaN")
    except InvalidOperation:
        return None
    return measured.quantize(Decimal("0.1")) if measured.is_finite() else None


@dataclass(frozen=True)
class Isolation:
    """隔离观察. Somebody came back, or was in contact, on day D; day 1 is D+1 (B21, T7)."""

    since: date

    @property
    def first(self) -> date:
        """Day 1."""
        return self.since + ONE_DAY

    @property
    def last(self) -> date:
        """Day 14: the earliest on which a release can be proposed."""
        return self.since + ISOLATION_DAYS * ONE_DAY

    @property
    def earliest_release(self) -> datetime:
        """The end of day 14: "at least fourteen days" knows no latest."""
        return end_of_day(self.last)

    def day_number(self, today: date) -> int:
        """第几天; 0 on the day it begins."""
        return (today - self.since).days

    def due_days(self, until: date) -> list[date]:
        """The days of which an entry is due so far; after day 14 they go on until the release."""
        return [self.since + n * ONE_DAY for n in range(1, self.day_number(until) + 1)]

    def gaps(self, reported: Iterable[date], until: date) -> list[date]:
        """The due days without an entry."""
        there = set(reported)
        return [day for day in self.due_days(until) if day not in there]


def destroyed_from(last_day: date) -> date:
    """From which day on the health rows of an emergency are destroyed, by its last day."""
    return last_day + KEPT_AFTER
