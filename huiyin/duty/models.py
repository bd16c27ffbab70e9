"""What has to be held, who holds it from when to when, who is away, and what was handed over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import ADMINISTRATORS
from huiyin.rules.rosters import Need, Span, Watch
from huiyin.rules.terms import Channel
from huiyin.rules.terms_duty import AlertCode, LeaveKind, SwapState


class DutyPost(models.Model):
    """值班岗. What an office has held, by how many, round the clock or at hours of every day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="duty_posts")
    name = models.TextField()
    phone = models.TextField(blank=True)
    opens = models.TimeField(null=True)  # neither of the two: round the clock
    closes = models.TimeField(null=True)
    people = models.SmallIntegerField(default=1)
    check_hours = models.SmallIntegerField(default=4)  # hours between two check-ins
    wake_minutes = models.SmallIntegerField(default=10)  # after which the next one is woken
    is_open = models.BooleanField(default=True)
    # The emergency that set it up, by its id only: it is held until nothing of that is left.
    emergency = models.UUIDField(null=True)

    class Meta:
        ordering: ClassVar = ["office__path", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(is_open=True), name="one_duty_post_a_name"
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="duty_post_opens_and_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def need(self) -> Need:
        """What it asks for, for the rules."""
        return Need(self.people, self.opens, self.closes)


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Questions about watches."""

    def standing(self) -> ShiftQuerySet:
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def at(self, moment: datetime) -> ShiftQuerySet:
        """Those that run at a moment."""
        return self.standing().filter(begins_at__lte=moment, ends_at__gt=moment)

    def touching(self, begin: datetime, end: datetime) -> ShiftQuerySet:
        """Those that run at some moment of a span."""
        return self.standing().filter(begins_at__lt=end, ends_at__gt=begin)


class Shift(models.Model):
    """班次. One person at one place of a post, from when to when.

    The database lets nobody stand twice at a time, and no place of a post be held by two.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    post = models.ForeignKey(DutyPost, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    seat = models.SmallIntegerField(default=1)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    batch = models.UUIDField(null=True)  # what was filled in one go and is undone in one go
    entered_by = models.TextField()
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(blank=True, default="")

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["begins_at", "seat", "id"]
        indexes: ClassVar = [
            models.Index(fields=["post", "begins_at"], name="shift_of_post"),
            models.Index(fields=["user", "begins_at"], name="shift_of_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_after_it_begins"
            ),
        ]

    def watch(self) -> Watch:
        """The same for the rules, the person by id."""
        return Watch(str(self.user_id), self.begins_at, self.ends_at)

    def runs(self, at: datetime) -> bool:
        """Whether it runs at a moment."""
        return self.cancelled_at is None and self.begins_at <= at < self.ends_at

    def check_every(self) -> timedelta:
        """How long one may be silent."""
        return timedelta(hours=self.post.check_hours)


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Questions about leave."""

    def touching(self, first: date, last: date) -> LeaveQuerySet:
        """What stands and covers a day of a span."""
        return self.filter(cancelled_at=None, from_on__lte=last, to_on__gte=first)


class Leave(models.Model):
    """休假. Days on which somebody is not there; a cancelled one stays, with who and why (A12)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaves")
    from_on = models.DateField()
    to_on = models.DateField()
    kind = models.TextField(choices=LeaveKind.choices())
    entered_by = models.TextField()
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(blank=True, default="")
    cancelled_why = models.TextField(blank=True, default="")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="leave_ends_after_it_begins"
            ),
        ]


class Swap(models.Model):
    """换班. One asks a colleague to stand a watch, perhaps for another in return."""

    id = models.UUIDField(primary_key=True, default=new_id)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="swaps")
    in_return = models.ForeignKey(
        Shift, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=SwapState.choices(), default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shift"],
                condition=Q(state=SwapState.ASKED.value),
                name="one_swap_asked_a_shift",
            ),
        ]


class CheckIn(models.Model):
    """签到. Who is on duty says: I am here. Only added to; one entered afterwards says why."""

    id = models.UUIDField(primary_key=True, default=new_id)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="check_ins")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    why = models.TextField(blank=True, db_default="")

    class Meta:
        ordering: ClassVar = ["at", "id"]


class Handover(models.Model):
    """交接班. What is open, from one watch to the next; signed by who goes and by who comes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    words = models.TextField()
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]


def people_of(office: UUID, today: date) -> list[User]:
    """Who works at an office on a day and may stand its watches."""
    return people_at({office}, today)


def people_at(offices: Collection[UUID], today: date) -> list[User]:
    """Who works at one of some offices on a day; administrators stand no watches."""
    held = Q(posts__from_on__lte=today) & (Q(posts__to_on=None) | Q(posts__to_on__gte=today))
    works = Q(posts__office__in=offices) & ~Q(posts__role__in=ADMINISTRATORS)
    found = User.objects.filter(held, works, is_active=True)
    return sorted(found.distinct(), key=lambda user: (user.name, user.username))


def posts_at(person: User, office: UUID) -> list[Post]:
    """The posts of somebody at an office, of which one may stand watches."""
    return list(person.posts.filter(office=office).exclude(role__in=ADMINISTRATORS))


def covers(posts: Sequence[Post], slot: Span) -> bool:
    """Whether somebody with these posts works there from the first to the last day of a span."""
    last = localdate(slot.end - timedelta(minutes=1))
    return all(any(each.is_held(day) for each in posts) for day in (localdate(slot.begin), last))


def works_through(person: User, office: UUID, slot: Span) -> bool:
    """Whether somebody works at an office all through a span."""
    return person.is_active and covers(posts_at(person, office), slot)


class Alert(models.Model):
    """值班提醒. Something that somebody on duty has to know: a code and what it is about.

    It never holds words of a petition. Until somebody says that it was seen, the next is called.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="alerts")
    code = models.TextField(choices=AlertCode.choices())
    subject = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # when the next one is called; nobody is left: None
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["raised_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], name="alert_to_go_on", condition=Q(next_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "code", "subject"],
                condition=Q(acknowledged_at=None),
                nulls_distinct=False,
                name="one_open_alert_a_subject",
            ),
        ]


class AlertCall(models.Model):
    """An alert put before one person, in their turn. Only added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="calls")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "user"], name="one_call_an_alert_a_person"),
        ]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about who works at which desk."""

    def touching(self, first: date, last: date) -> AssignmentQuerySet:
        """Those of some day of a span."""
        return self.filter(from_on__lte=last).filter(Q(to_on=None) | Q(to_on__gte=first))


class Assignment(models.Model):
    """力量调配. Somebody works at the desk of a channel, from a day to a day (A14, B26).

    The database lets nobody work at two desks on a day.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="assignments")
    channel = models.TextField(choices=Channel.choices())
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.TextField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["channel", "from_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["office", "from_on"], name="assignment_at_office")
        ]

    def days(self, first: date, last: date) -> int:
        """How many days of a span are worked at this desk."""
        begin, end = max(self.from_on, first), min(self.to_on or last, last)
        return max((end - begin).days + 1, 0)


class DutyFeed(models.Model):
    """日历订阅. The secret address under which a calendar reads somebody's watches, as a digest."""

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="duty_feed"
    )
    digest = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest"], name="one_duty_feed_a_digest"),
        ]
