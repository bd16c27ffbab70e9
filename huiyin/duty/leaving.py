"""离岗. What becomes of the watches, and of the calendar address, of somebody who has left."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from huiyin.accounts.models import Post
from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import DutyFeed, DutyPost, Shift
from huiyin.organisations.actions import note
from huiyin.rules.moments import ZONE, localdate
from huiyin.rules.permissions import ADMINISTRATORS, Viewer
from huiyin.rules.terms_duty import AlertCode

LAST_MINUTE = timedelta(minutes=1)


def release(at: datetime, *, by: Viewer) -> int:
    """Take off the roster what nobody will stand any more, alert the offices; returns how many.

    A watch that runs ends now; one to come is cancelled, and its gap is seen at once.
    """
    watches = Shift.objects.standing().filter(ends_at__gt=at).select_related("post__office")
    last = TruncDate(F("ends_at") - LAST_MINUTE, tzinfo=ZONE)
    running = watches.filter(begins_at__lt=at).exclude(_works(localdate(at)))
    ahead = watches.filter(begins_at__gte=at).annotate(last=last).exclude(_works(OuterRef("last")))
    found = [*running.select_for_update(of=("self",)), *ahead.select_for_update(of=("self",))]
    posts: dict[DutyPost, None] = {}
    for shift in found:
        if shift.begins_at < at:
            shift.ends_at = at
        else:
            shift.cancelled_at, shift.cancelled_by = at, by.id
        shift.save(update_fields=["ends_at", "cancelled_at", "cancelled_by"])
        posts[shift.post] = None
    for post in posts:
        note("release_shifts", post.office.number_code, by=by, at=at, details=post.name)
        raise_alert(post.office, AlertCode.LEFT, post.pk, at)
    return len(found)


def _works(day: date | OuterRef) -> Q:
    """That the person of a watch works at its office on a day."""
    held = Post.objects.filter(user=OuterRef("user"), office=OuterRef("post__office"))
    held = held.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)
    return Q(Exists(held.exclude(role__in=ADMINISTRATORS)), user__is_active=True)


def shut_feeds(at: datetime) -> int:
    """Let the address of who holds no post open nothing, now or after a later post."""
    held = Post.objects.held(localdate(at)).filter(user=OuterRef("user"), user__is_active=True)
    gone = DutyFeed.objects.exclude(Exists(held))
    count, _each = gone.delete()
    return count
