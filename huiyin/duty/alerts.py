"""叫醒谁. Alerts: put before who is on duty, then before the next one until somebody has seen it.

`raise_alert` is what others call. An alert is a code and an id: no words of a petition. Jobs write
the notices, for notifications stand above this package.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.accounts.models import Post, User
from huiyin.duty.errors import Refused
from huiyin.duty.models import Alert, AlertCall, DutyPost, Shift, people_of
from huiyin.duty.on_duty import ONE_MINUTE
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import spans_needed
from huiyin.rules.terms import Role
from huiyin.rules.terms_duty import AlertCode

USUAL_MINUTES = 10
NEXT_WATCH = timedelta(hours=24)
ABOVE = (Role.DISPATCHER, Role.GROUP_DEPUTY, Role.GROUP_HEAD, Role.HEAD, Role.LEADER)
"""Who is woken after those on watch, in this order."""

ANEW = timedelta(minutes=30)


def whom_to_wake(office: Office, at: datetime) -> list[User]:
    """Everybody to be woken, in order: on watch now, next on watch, then who leads the office."""
    posts = DutyPost.objects.filter(office=office, is_open=True)
    watches = Shift.objects.filter(post__in=posts).select_related("user", "post")
    # The watch that a plan has set up comes before the ordinary ones.
    now = sorted(watches.at(at), key=lambda x: (x.post.emergency is None, x.post.name, x.seat))
    soon = watches.touching(at, at + NEXT_WATCH).filter(begins_at__gt=at)
    today = localdate(at)
    held = Post.objects.held(today).filter(office=office, role__in=ABOVE, user__is_active=True)
    leads = sorted(
        held.select_related("user"), key=lambda post: (ABOVE.index(Role(post.role)), post.user.name)
    )
    works = {each.pk for each in people_of(office.pk, today)}
    order = [each.user for each in (*now, *soon)] + [post.user for post in leads]
    return [each for each in dict.fromkeys(order) if each.pk in works]


def raise_alert(office: Office, code: str, subject: UUID | None, at: datetime) -> Alert:
    """Alert an office; the same that is still open is not raised again.

    `code` is of `AlertCode`, `subject` the id of the petition it is about, if of any.
    """
    with transaction.atomic():
        alert, is_new = Alert.objects.get_or_create(
            office=office,
            code=AlertCode(code).value,
            subject=subject,
            acknowledged_at=None,
            defaults={"raised_at": at},
        )
        if is_new:
            _call_next(alert, at)
    return alert


def go_on(at: datetime) -> int:
    """Call the next one for every alert that nobody has seen in time; returns how many."""
    with transaction.atomic():
        waiting = Alert.objects.filter(next_at__lte=at, acknowledged_at=None)
        found = list(waiting.select_for_update(skip_locked=True, of=("self",)))
        for alert in found:
            _call_next(alert, at)
    return len(found)


def alert_of_empty_posts(at: datetime) -> int:
    """Alert of every post that has a roster, should be held now and is not; returns how many.

    One that somebody has seen in the last half hour is not raised again.
    """
    held = Shift.objects.at(at).values("post")
    drawn = DutyPost.objects.filter(
        is_open=True, shifts__cancelled_at=None, shifts__ends_at__lte=at
    )
    seen = Alert.objects.filter(code=AlertCode.GAP, acknowledged_at__gt=at - ANEW)
    empty = drawn.exclude(pk__in=held).exclude(pk__in=seen.values("subject"))
    wanted = [
        post
        for post in empty.select_related("office").distinct()
        if spans_needed(post.need(), at, at + ONE_MINUTE)
    ]
    for post in wanted:
        raise_alert(post.office, AlertCode.GAP, post.pk, at)
    return len(wanted)


def raised_today(office: Office, code: str, at: datetime) -> bool:
    """Whether an office was alerted to this on this day already."""
    raised = Alert.objects.filter(office=office, code=code)
    return raised.filter(raised_at__gte=start_of_day(localdate(at))).exists()


def calls_since(moment: datetime) -> QuerySet[AlertCall]:
    """The calls from a moment on, with what they are about."""
    found = AlertCall.objects.filter(sent_at__gte=moment)
    return found.select_related("alert__office", "user")


def open_alerts(offices: Collection[UUID]) -> QuerySet[Alert]:
    """What nobody at these offices has seen yet, oldest first, with who was called."""
    found = Alert.objects.filter(office__in=offices, acknowledged_at=None)
    return found.prefetch_related("calls__user")


def _call_next(alert: Alert, at: datetime) -> None:
    called = set(alert.calls.values_list("user", flat=True))
    waiting = [each for each in whom_to_wake(alert.office, at) if each.pk not in called]
    if waiting:
        place = len(called) + 1
        AlertCall.objects.create(alert=alert, user=waiting[0], place=place, sent_at=at)
    wait = timedelta(minutes=patience(alert.office))
    alert.next_at = at + wait if len(waiting) > 1 else None
    alert.save(update_fields=["next_at"])


def patience(office: Office) -> int:
    """How many minutes one may be silent: the fewest that a post of the office asks for."""
    asked = DutyPost.objects.filter(office=office, is_open=True).order_by("wake_minutes")
    first = asked.values_list("wake_minutes", flat=True).first()
    return first or USUAL_MINUTES


def settle(subject: UUID, at: datetime) -> None:
    """What an alert was about is done: nobody else is called for it."""
    waiting = Alert.objects.filter(subject=subject, acknowledged_at=None)
    waiting.update(acknowledged_at=at, next_at=None)


@transaction.atomic
def acknowledge(alert: Alert, *, by: Viewer, at: datetime) -> Alert:
    """知道了. Somebody of the office has seen it; nobody else is woken. Twice is once."""
    fresh = Alert.objects.select_for_update().get(pk=alert.pk)
    if fresh.office_id not in {UUID(each.office) for each in by.holdings}:
        raise Refused(_("这条提醒由本机构的人确认。"))
    if fresh.acknowledged_at is None:
        fresh.acknowledged_at, fresh.acknowledged_by_id = at, UUID(by.id)
        fresh.next_at = None
        fresh.save(update_fields=["acknowledged_at", "acknowledged_by", "next_at"])
    return fresh
