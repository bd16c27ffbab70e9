"""Who is asked how they are in an emergency, and who has said so: never what they said."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from huiyin.accounts.models import Post, User
from huiyin.emergency.health_models import DailyReport
from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Office
from huiyin.rules.health import ONE_DAY, is_in_time, standing
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import HEADS, Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import ReportKind
from huiyin.rules.terms_health import ReportStanding

OFFICER = frozenset({Role.HEALTH_OFFICER})
WATCHING = HEADS | {Role.GROUP_HEAD}
"""Who is shown, of the people of their own offices, who has reported and who has not."""

HEALTH = [{"kind": ReportKind.HEALTH.value}]
"""How a plan that has staff asked says so."""

REPORTED = frozenset({ReportStanding.ON_TIME, ReportStanding.SENT_LATE, ReportStanding.LATE})


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked on a day, the offices where they work, and how their report stands."""

    person: User
    offices: tuple[Office, ...]
    standing: ReportStanding
    received_at: datetime | None = None
    filled_at: datetime | None = None

    @property
    def has_reported(self) -> bool:
        """Whether there is a report of the day, however late."""
        return self.standing in REPORTED


def asking_on(day: date) -> list[Emergency]:
    """The emergencies in which staff are asked on a day; who is in two is asked by the first.

    A real one goes before a drill, the nearest, so strictest, before a wider one.
    """
    still = Q(ended_at=None, expected_end_on__gte=day) | Q(ended_at__gte=start_of_day(day))
    begun = Emergency.objects.filter(
        starts_at__lt=start_of_day(day + ONE_DAY), plan__body__reports__contains=HEALTH
    )
    found = begun.filter(still).select_related("office__parent")
    return sorted(
        found, key=lambda each: (each.is_drill, -len(each.office.path), each.starts_at, each.pk)
    )


def asks(person: User, day: date) -> Emergency | None:
    """The emergency in which this person is asked on a day; None for who works nowhere in one."""
    there = asking_on(day)
    if not there:
        return None
    return _first(there, [each.office for each in person.posts_of(day)])


def last_day(emergency: Emergency) -> date:
    """The last day of an emergency: it was stood down on it, or it ran out."""
    return localdate(emergency.ended_at) if emergency.ended_at else emergency.expected_end_on


def asked(emergency: Emergency, day: date, *, now: datetime) -> list[Asked]:
    """Everybody who is asked on a day, by office and name, and how their reports stand."""
    there = asking_on(day)
    posts = Post.objects.held(day).select_related("user", "office")
    offices: dict[UUID, list[Office]] = {}
    people: dict[UUID, User] = {}
    for post in posts.order_by("office__path", "user__name", "user_id"):
        people[post.user_id] = post.user
        known = offices.setdefault(post.user_id, [])
        if post.office not in known:
            known.append(post.office)
    ours = [each for each in people if _first(there, offices[each]) == emergency]
    reports = first_reports(ours, day)
    return [
        _as_asked(people[each], offices[each], reports.get(each), day, now)
        for each in ours
        if people[each].is_active or each in reports
    ]


def first_reports(people: Collection[UUID], day: date) -> dict[UUID, DailyReport]:
    """The report of a day that counts for each of these people; the others are corrections.

    One that came in time, else the one that was said first: a phone may bring an earlier one later.
    """
    found: dict[UUID, DailyReport] = {}
    rows = DailyReport.objects.filter(on=day, user__in=people).defer("body")
    for row in sorted(rows, key=_counts_first):
        found.setdefault(row.user_id, row)
    return found


def _counts_first(row: DailyReport) -> tuple[bool, datetime, datetime]:
    return not is_in_time(row.on, row.received_at), row.said_at, row.received_at


def seen_by(viewer: Viewer, emergency: Emergency, people: Iterable[Asked]) -> list[Asked]:
    """Those of them whose reporting this viewer follows: the officer all, a head their own."""
    if viewer.may_act(OFFICER, str(emergency.office_id)):
        return list(people)
    mine = viewer.office_ids(WATCHING)
    return [each for each in people if mine & {office.pk for office in each.offices}]


def unreported(paths: Collection[str], day: date) -> int:
    """How many people at or below these offices have not reported on a day: a number, no names."""
    if not paths:
        return 0
    below = reduce(or_, (Q(office__path__startswith=each) for each in paths))
    people = Post.objects.held(day).filter(below, user__is_active=True)
    reported = DailyReport.objects.filter(on=day).values("user")
    return people.exclude(user__in=reported).values("user").distinct().count()


def tally(people: Iterable[Asked]) -> Counter[ReportStanding]:
    """How many there are of each standing."""
    return Counter(each.standing for each in people)


def _first(there: Iterable[Emergency], offices: Collection[Office]) -> Emergency | None:
    reaching = (each for each in there if any(each.reaches(office) for office in offices))
    return next(reaching, None)


def _as_asked(
    person: User, offices: Iterable[Office], report: DailyReport | None, day: date, now: datetime
) -> Asked:
    received = report.received_at if report else None
    filled = report.filled_at if report else None
    how = standing(day, received_at=received, filled_at=filled, now=now)
    return Asked(person, tuple(offices), how, received, filled)
