"""值班月表. A month of an office's posts: watches and gaps day by day, who stood how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Min

from huiyin.duty.models import CheckIn, DutyPost, Leave, Shift
from huiyin.rules.calendars import DayOff, WorkCalendar
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.rosters import ONE_DAY, Count, Gap, Span, counts, days, gaps, missed


@dataclass(frozen=True)
class DayOfDuty:
    """One day: why it is off, the watches that begin on it by post, where somebody is missing."""

    day: date
    off: DayOff | None
    worked: str | None
    shifts: list[Shift]
    gaps: list[tuple[DutyPost, Gap]]
    away: list[Leave]


@dataclass(frozen=True)
class Stood:
    """How often one person stands in the month, and what was missed of the check-ins."""

    name: str
    count: Count
    missed: list[tuple[Shift, Span]] = field(default_factory=list)
    late: list[CheckIn] = field(default_factory=list)  # entered afterwards

    @property
    def hours(self) -> int:
        """Whole hours on duty."""
        return self.count.minutes // 60

    @property
    def overtime(self) -> int:
        """Whole hours outside the hours of working days."""
        return self.count.overtime // 60


@dataclass(frozen=True)
class Month:
    """What the page of a month shows."""

    first: date
    days: list[DayOfDuty]
    people: list[Stood]
    is_drawn_up: bool

    @property
    def gap_count(self) -> int:
        """How many spans lack somebody."""
        return sum(len(each.gaps) for each in self.days)


def month_of(
    posts: Sequence[DutyPost], first: date, *, calendar: WorkCalendar, now: datetime
) -> Month:
    """The roster of some posts in the month that begins on a day."""
    last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    begin, end = start_of_day(first), start_of_day(last + ONE_DAY)
    shifts = list(
        Shift.objects.touching(begin, end)
        .filter(post__in=posts)
        .select_related("user", "post")
        .prefetch_related("check_ins")
    )
    place = {post.pk: at for at, post in enumerate(posts)}
    shifts.sort(key=lambda each: (place[each.post_id], each.begins_at))
    since = dict(
        Shift.objects.standing()
        .filter(post__in=posts)
        .values_list("post")
        .annotate(first=Min("begins_at"))
        .order_by("post")
    )
    offices = {post.office_id for post in posts}
    today = localdate(now)
    away = Leave.objects.touching(first, last).filter(user__posts__office__in=offices)
    leaves = list(away.select_related("user").distinct())
    made = [
        DayOfDuty(
            day,
            calendar.why_off(day),
            calendar.why_worked(day),
            [each for each in shifts if localdate(each.begins_at) == day],
            _gaps_of(posts, shifts, since, day),
            [each for each in leaves if each.from_on <= day <= each.to_on] if day >= today else [],
        )
        for day in days(first, last)
    ]
    begun = [each for each in shifts if each.begins_at >= begin]
    return Month(first, made, _stood(begun, calendar, now), is_drawn_up=bool(since))


def gaps_ahead(
    posts: Sequence[DutyPost], *, begin: datetime, end: datetime
) -> list[tuple[DutyPost, Gap]]:
    """What is uncovered from one moment to another, of posts that have a roster at all."""
    shifts = list(Shift.objects.filter(post__in=posts).touching(begin, end))
    drawn = set(Shift.objects.standing().filter(post__in=posts).values_list("post", flat=True))
    return [
        (post, gap)
        for post in posts
        if post.pk in drawn
        for gap in gaps(
            post.need(), [s.watch() for s in shifts if s.post_id == post.pk], begin, end
        )
    ]


def _gaps_of(
    posts: Sequence[DutyPost],
    shifts: Sequence[Shift],
    since: dict[UUID, datetime],
    day: date,
) -> list[tuple[DutyPost, Gap]]:
    """The gaps of a day; before its first watch a post had no roster, and so no gap."""
    found = []
    for post in posts:
        if post.pk not in since or not post.is_open:
            continue
        begin = max(start_of_day(day), since[post.pk])
        end = start_of_day(day + ONE_DAY)
        if begin < end:
            held = [each.watch() for each in shifts if each.post_id == post.pk]
            found += [(post, gap) for gap in gaps(post.need(), held, begin, end)]
    return found


def _stood(shifts: Sequence[Shift], calendar: WorkCalendar, now: datetime) -> list[Stood]:
    names = {str(each.user_id): each.user.name for each in shifts}
    found = {
        person: Stood(names[person], count)
        for person, count in counts([each.watch() for each in shifts], calendar).items()
    }
    for each in shifts:
        seen = [one.at for one in each.check_ins.all()]
        parts = missed(each.watch(), every=each.check_every(), seen=seen, until=now)
        found[str(each.user_id)].missed.extend((each, part) for part in parts)
        found[str(each.user_id)].late.extend(one for one in each.check_ins.all() if one.why)
    return sorted(found.values(), key=lambda one: one.name)
