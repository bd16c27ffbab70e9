"""Who leaves while on the roster: a gap and an alert at once, no swap, no calendar any more."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from huiyin.accounts.models import Post, User
from huiyin.duty import actions, feeds, swaps
from huiyin.duty.errors import Refused
from huiyin.duty.leaving import release, shut_feeds
from huiyin.duty.models import Alert, DutyFeed, Shift
from huiyin.duty.months import gaps_ahead
from huiyin.duty.on_duty import forget, on_duty
from huiyin.jobs.timed import wake
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms_duty import AlertCode
from tests.duty.cast import FIRST, LAST, a_post, a_shift, by
from tests.make import at
from tests.people import CLERK, LEADER, SUPERVISOR, Person

pytestmark = pytest.mark.django_db
MORNING = at("2026-03-02 10:00")
JOB = job_viewer("wake")


def ends(person: Person, last: date) -> None:
    """The last day of somebody's posts."""
    Post.objects.filter(user=person.user.pk).update(to_on=last)


def test_the_watch_that_runs_ends_and_what_was_to_come_is_a_gap_with_one_alert() -> None:
    post = a_post()
    running = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    night = a_shift(post, CLERK, "2026-03-04 20:00", "2026-03-05 08:00")
    mate = a_shift(post, LEADER, "2026-03-03 08:00", "2026-03-03 20:00")
    assert release(MORNING, by=JOB) == 0
    User.objects.filter(pk=CLERK.user.pk).update(is_active=False)
    for _again in range(2):
        wake.func(int(MORNING.timestamp()))
    running.refresh_from_db()
    night.refresh_from_db()
    assert (running.ends_at, running.cancelled_at) == (MORNING, None)
    assert (night.cancelled_at, night.cancelled_by) == (MORNING, "wake")
    assert Shift.objects.get(pk=mate.pk).cancelled_at is None
    assert Alert.objects.filter(code=AlertCode.LEFT, subject=post.pk).count() == 1
    spans = [gap.begin for _post, gap in gaps_ahead([post], begin=MORNING, end=night.ends_at)]
    assert spans[0] == MORNING
    forget()
    assert [each.people for each in on_duty(LEADER.viewer, MORNING)] == [()]


def test_a_last_day_that_is_known_frees_only_what_lies_behind_it() -> None:
    post = a_post()
    a_shift(post, CLERK, "2026-03-03 08:00", "2026-03-03 20:00")
    over = a_shift(post, CLERK, "2026-03-03 20:00", "2026-03-04 08:00")
    ends(CLERK, date(2026, 3, 3))
    assert release(MORNING, by=JOB) == 1
    assert Shift.objects.get(cancelled_at=MORNING) == over
    with pytest.raises(Refused, match="不在本机构任职"):
        a_shift(post, CLERK, "2026-03-03 20:00", "2026-03-04 08:00")
    turns = [CLERK.user, LEADER.user]
    made = actions.fill(post, turns, first=FIRST, last=LAST, changes=(time(8), time(20)), **by())
    assert max(each.ends_at for each in made.shifts if each.user == CLERK.user) <= over.begins_at


def test_nobody_swaps_with_who_will_have_left() -> None:
    post = a_post()
    mine = a_shift(post, CLERK, "2026-03-05 08:00", "2026-03-05 20:00")
    swap = swaps.ask(mine, colleague=SUPERVISOR.user, **by(CLERK))
    ends(SUPERVISOR, date(2026, 3, 4))
    with pytest.raises(Refused, match="不在本机构任职"):
        swaps.answer(swap, agreed=True, **by(SUPERVISOR))
    swaps.withdraw(swap, **by(CLERK))
    with pytest.raises(Refused, match="一位同事"):
        swaps.ask(mine, colleague=SUPERVISOR.user, **by(CLERK))


def test_a_calendar_dies_with_the_last_post_and_a_later_post_does_not_wake_it() -> None:
    now = timezone.now()
    today = localdate(now)
    secret = feeds.renew(CLERK.user, at=now)
    assert feeds.reader_of(secret, today) == CLERK.user
    ends(CLERK, today)
    assert shut_feeds(now) == 0
    tomorrow = now + timedelta(days=1)
    assert feeds.reader_of(secret, localdate(tomorrow)) is None
    assert shut_feeds(tomorrow) == 1
    ends(CLERK, today + timedelta(days=9))
    assert feeds.reader_of(secret, localdate(tomorrow)) is None
    assert not DutyFeed.objects.exists()
