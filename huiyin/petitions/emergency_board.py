"""应急看板. How far each emergency petition has come: its stages, its first contact, who has read.

Everything begins at the door: a mark never shows more than the petition itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from huiyin.accounts.models import Post
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.emergency_marks import EmergencyMark, seen_by_groups
from huiyin.petitions.models import Event, Petition
from huiyin.rules.hours import is_late
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import GROUPED, Viewer
from huiyin.rules.rule import OPEN
from huiyin.rules.stages import TIMED, Dot, Pace, dots
from huiyin.rules.terms import Stage, Step
from huiyin.rules.terms_emergency import Found

MOST = 300
UNREACHED = frozenset({"无人接听", "号码有误"})
"""What a contact row says where nobody was spoken to."""


@dataclass
class Course:
    """An emergency petition with what happened to it so far."""

    petition: Petition
    mark: EmergencyMark
    stamps: dict[Stage, datetime] = field(default_factory=dict)
    contacted_at: datetime | None = None
    acknowledged: set[str] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)

    @property
    def is_running(self) -> bool:
        """Whether its hours run: the result was not told, and it has not ended otherwise."""
        return self.mark.told_at is None and self.petition.state in OPEN

    def is_late(self, at: datetime) -> bool:
        """Whether the result came after the last second, or still waits behind it."""
        if self.mark.told_at is not None:
            return is_late(self.mark.due_at, self.mark.told_at)
        return self.is_running and is_late(self.mark.due_at, at)

    def dots(self, at: datetime) -> list[Dot]:
        """The stages in their order."""
        return dots(
            self.stamps,
            self.mark.clockwork,
            now=at,
            is_direct=Stage.HANDLE in self.stamps
            and self.petition.holder_id == self.petition.registering_id,
        )


def marked(
    viewer: Viewer, *, today: date, group: UUID | None = None, drill: UUID | None = None
) -> PetitionQuerySet:
    """The emergency petitions that a viewer may know of; with `group`, those of that group.

    In earnest, or those of one drill: a drill pushes nothing real down.
    """
    marks = seen_by_groups([group]) if group else EmergencyMark.objects.filter(cleared_at=None)
    seen = Petition.objects.visible_to(viewer, today=today).of_drill(drill)
    return seen.filter(urgent=True, pk__in=marks.values("petition"))


def running(rows: PetitionQuerySet) -> PetitionQuerySet:
    """Those whose result was not told, the first to end first."""
    waiting = EmergencyMark.objects.filter(cleared_at=None, told_at=None)
    return rows.open().filter(pk__in=waiting.values("petition"))


def told_on(rows: PetitionQuerySet, day: date) -> PetitionQuerySet:
    """Those whose result was told on a day."""
    told = EmergencyMark.objects.filter(
        cleared_at=None,
        told_at__gte=start_of_day(day),
        told_at__lt=start_of_day(day + timedelta(days=1)),
    )
    return rows.filter(pk__in=told.values("petition"))


def courses(
    petitions: Iterable[Petition], marks: Iterable[EmergencyMark], events: Iterable[Event]
) -> list[Course]:
    """What happened to each, from rows that were read; the first to end first."""
    standing = {each.petition_id: each for each in marks if each.cleared_at is None}
    made = {
        each.pk: Course(each, standing[each.pk], _known(each, standing[each.pk]))
        for each in petitions
        if each.pk in standing
    }
    for event in sorted(events, key=lambda each: each.at):
        course = made.get(event.petition_id)
        if course is not None:
            _note(course, event)
    return sorted(made.values(), key=lambda each: (each.mark.due_at, each.petition.pk))


def _known(petition: Petition, mark: EmergencyMark) -> dict[Stage, datetime]:
    """What the rows themselves tell: received is what is registered and marked, tracking is over
    when it was confirmed."""
    known: dict[Stage, datetime] = {}
    if petition.registered_at is not None:
        is_later = mark.found == Found.SCREENING
        since = petition.registered_at
        known[Stage.RECEIVE] = since if is_later else max(since, mark.marked_at)
    if mark.tracked_at is not None:
        known[Stage.TRACK] = mark.tracked_at
    return known


def _note(course: Course, event: Event) -> None:
    if event.stage and event.stage not in (Stage.RECEIVE, Stage.TRACK):
        stage = Stage(event.stage)
        # What an earlier, cleared mark reported is no report of this one.
        if stage is not Stage.REPORT or event.at >= course.mark.marked_at:
            course.stamps.setdefault(stage, event.at)
    if is_contact(event) and event.at >= course.mark.counted_from:
        course.contacted_at = course.contacted_at or event.at
    if event.step == Step.ACKNOWLEDGE and event.at >= course.mark.marked_at:
        course.acknowledged.add(event.actor)
    if event.step == Step.RECUSE:
        course.recused.add(event.codes["person"])


def is_contact(event: Event) -> bool:
    """Whether the petitioner was really spoken to: nobody who was not reached has been (A20)."""
    if event.step == Step.CONTACT:
        return event.codes.get("result") not in UNREACHED
    return event.step == Step.TELL_RESULT


def told_in_events(petitions: Iterable[UUID]) -> QuerySet[Event]:
    """The events that courses are made of."""
    wanted = (Step.CONTACT, Step.ACKNOWLEDGE, Step.TELL_RESULT, Step.RECUSE)
    staged = Event.objects.filter(petition__in=list(petitions), stage__isnull=False)
    others = Event.objects.filter(petition__in=list(petitions), step__in=wanted)
    return staged | others


def members(offices: Iterable[UUID], today: date) -> dict[UUID, set[str]]:
    """Who belongs to each of these groups today."""
    found: dict[UUID, set[str]] = {}
    posts = Post.objects.held(today).filter(office__in=set(offices), role__in=GROUPED)
    for office, user in posts.values_list("office", "user"):
        found.setdefault(office, set()).add(str(user))
    return found


@dataclass(frozen=True)
class Spread:
    """How a stage went in many petitions: in time, later, missing, not due yet, and the middle."""

    stage: Stage
    in_time: int
    late: int
    missing: int
    waiting: int
    median: timedelta | None

    @property
    def counted(self) -> int:
        """The denominator: those of which the stage can be said to be in time or not."""
        return self.in_time + self.late + self.missing


def spread(all_courses: Iterable[Course], at: datetime) -> list[Spread]:
    """The distribution of the five timed stages over these petitions."""
    of_stage: dict[Stage, list[Dot]] = {stage: [] for stage in TIMED}
    for course in all_courses:
        for dot in course.dots(at):
            if dot.stage in of_stage:
                of_stage[dot.stage].append(dot)
    return [_spread(stage, found) for stage, found in of_stage.items()]


def _spread(stage: Stage, found: list[Dot]) -> Spread:
    paces = [each.pace for each in found]
    took = sorted(each.took for each in found if each.took is not None)
    return Spread(
        stage,
        in_time=paces.count(Pace.DONE),
        late=paces.count(Pace.LATE_DONE),
        missing=paces.count(Pace.MISSING),
        waiting=paces.count(Pace.WAITING),
        median=took[(len(took) - 1) // 2] if took else None,
    )
