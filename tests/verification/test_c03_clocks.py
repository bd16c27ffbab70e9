"""C3: the properties of the clocks notice a wrong count; a worker that slept makes up for it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from hypothesis import Phase, given, settings

from huiyin.notifications.models import Notice
from huiyin.petitions.models import Clock
from huiyin.rules import clock
from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.limits import Limit
from huiyin.rules.moments import localdate
from huiyin.supervision.actions import remind
from tests.make import ARRIVAL, DAY, a_receipt
from tests.rules import test_clock_properties as properties
from verify.plugin import size

pytestmark = pytest.mark.campaign("C3")

ASLEEP = 45
AWAKE = localdate(ARRIVAL) + timedelta(days=ASLEEP)
Tally = Callable[[str, int], None]


def forgets_worked_weekends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        WorkCalendar, "is_working", lambda all_of, day: day.weekday() < 5 and day not in all_of.off
    )


def never_rolls_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "_roll_over", lambda _lines, end, _calendar: end)


def counts_the_first_day(patch: pytest.MonkeyPatch) -> None:
    honest = clock.due

    def hasty(limit: Limit, start: date, calendar: WorkCalendar, more: int) -> clock.Due:
        return honest(limit, start - timedelta(days=1), calendar, more)

    patch.setattr(properties, "due", hasty)


def forgets_the_extension(patch: pytest.MonkeyPatch) -> None:
    honest = clock.due
    patch.setattr(
        properties, "due", lambda limit, start, calendar, _more: honest(limit, start, calendar)
    )


@pytest.mark.control
@pytest.mark.parametrize(
    "wrong",
    [forgets_worked_weekends, never_rolls_over, counts_the_first_day, forgets_the_extension],
)
def test_a_wrong_count_is_noticed_by_the_second_one(
    wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    agrees = properties.test_a_naive_count_agrees.hypothesis.inner_test  # type: ignore[attr-defined]
    inputs = (properties.limits(), properties.days, properties.calendars, properties.extensions)
    tried = settings(max_examples=2_000, database=None, deadline=None, phases=[Phase.generate])
    wrong(monkeypatch)
    with pytest.raises(AssertionError):
        tried(given(*inputs)(agrees))()


def received_over_weeks(count: int, seed: int) -> None:
    """Petitions that came in on days of the six weeks before, each with its first clock."""
    draw = Random(seed)
    for _ in range(count):
        a_receipt(arrived_at=ARRIVAL + draw.randrange(ASLEEP - 1) * DAY)


def thresholds_reached() -> set[str]:
    """Who is to be told what once the worker is awake, by the oracle: at most one a clock."""
    reached = set()
    for each in Clock.objects.filter(ended_at=None, is_right=False, due_at=None):
        left = (each.target_on - AWAKE).days
        if left > 3:
            continue
        said = "soon" if left > 0 else "today" if left == 0 else "past_target"
        said = "late" if each.legal_on < AWAKE else said
        reached.add(f"remind:{each.pk}:{each.office_id}:{said}")
    return reached


@pytest.mark.django_db
def test_a_worker_asleep_for_45_days_reminds_of_everything_once_and_in_order(
    seed: int, tally: Tally
) -> None:
    received_over_weeks(size(30, 2_000), seed)
    due = thresholds_reached()
    assert len(due) > 10
    assert remind(AWAKE) == len(due)
    told = list(Notice.objects.order_by("created_at", "id").values_list("key", flat=True))
    assert Counter(told) == Counter(due)
    on = {str(each.pk): each.target_on for each in Clock.objects.all()}
    days = [on[key.split(":")[1]] for key in told]
    assert days == sorted(days)
    assert remind(AWAKE) == 0
    tally("reminders", len(told))


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_wake_together_tell_each_threshold_once(seed: int, tally: Tally) -> None:
    received_over_weeks(size(30, 500), seed)
    due = thresholds_reached()

    def wake(_which: int) -> int:
        try:
            return remind(AWAKE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(wake, range(4))) == len(due)
    assert Counter(Notice.objects.values_list("key", flat=True)) == Counter(due)
    tally("reminders", len(due))


@pytest.mark.control
@pytest.mark.django_db
def test_a_reminder_without_its_key_would_come_twice() -> None:
    """Two workers whose keys differ tell everything twice, and the count says so."""
    received_over_weeks(10, 1)
    due = thresholds_reached()
    assert remind(AWAKE) == len(due)
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(key=f"another {notice.key}")
    remind(AWAKE)
    assert Notice.objects.count() == 2 * len(due)
