"""C3: the properties of the clocks notice a wrong count; a worker that slept makes up for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.db import connection
from hypothesis import Phase, given, settings
from procrastinate.contrib.django import app

from huiyin.duty.models import AlertCall
from huiyin.notifications.actions import tell
from huiyin.notifications.models import Notice
from huiyin.petitions import emergency_waking
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Clock
from huiyin.rules import clock
from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.hours import warnings
from huiyin.rules.ids import new_id
from huiyin.rules.limits import Limit
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from huiyin.supervision import actions as supervision
from tests.emergency.declared import an_emergency
from tests.make import ARRIVAL, DAY, a_petition, a_receipt
from tests.petitions.marked import marked
from tests.rules import test_clock_properties as properties
from tests.verification.awakening import (
    KINDS,
    OF_HOURS,
    OF_OFFICES,
    OF_RIGHTS,
    assert_in_order,
    assert_once,
    awaken,
    promised,
    told,
)
from verify.plugin import in_short, size

pytestmark = pytest.mark.campaign("C3")

ASLEEP = 45
AWAKE = ARRIVAL + ASLEEP * DAY  # at nine: the morning of that day has passed, too
# Half an hour into the next day: the morning that it makes up for was of the day before.
AFTER_MIDNIGHT = AWAKE + timedelta(hours=15, minutes=30)
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


def left_by_six_weeks(
    seed: int, many: int, some: int, awake: datetime = AWAKE
) -> dict[str, list[str]]:
    """Work of all kinds that waits while the worker sleeps; what it must tell once it is awake."""
    an_emergency(expected_end_on=localdate(ARRIVAL) + timedelta(days=23))
    for days in range(some):
        marked(a_petition(State.RECEIVED, arrived_at=ARRIVAL + days % 20 * DAY))
    # The rights of those served in the middle end in the week after the worker is awake.
    for days in range(14, 14 + some):
        a_petition(State.SERVED, arrived_at=ARRIVAL + days % 28 * DAY)
    received_over_weeks(many, seed)
    due = promised(awake)
    assert all(len(due[kind]) > 1 for kind in KINDS), due
    return due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("awake", "many", "some"),
    [
        (AWAKE, (30, 2_000), (3, 40)),
        pytest.param(AFTER_MIDNIGHT, (10, 200), (3, 10), marks=pytest.mark.full),
    ],
)
def test_a_worker_asleep_for_45_days_reminds_of_everything_once_and_in_order(
    awake: datetime, many: tuple[int, int], some: tuple[int, int], seed: int, tally: Tally
) -> None:
    due = left_by_six_weeks(seed, size(*many), size(*some), awake)
    begun = awaken(awake)
    assert {"every_morning", "every_night", "wake"} <= set(begun)
    for kind in KINDS:
        assert_once(due[kind], told(kind))
        assert_in_order(due[kind], told(kind))
    everything = Notice.objects.count(), AlertCall.objects.count()
    assert awaken(awake) == begun, "as another worker does that knows nothing of the first"
    assert everything == (Notice.objects.count(), AlertCall.objects.count())
    tally("reminders", sum(map(len, due.values())))


def tells_the_last_first(patch: pytest.MonkeyPatch) -> str:
    patch.setattr(supervision, "islice", lambda *of: reversed(list(islice(*of))))
    return OF_OFFICES


def warns_of_the_end_first(patch: pytest.MonkeyPatch) -> str:
    patch.setattr(emergency_waking, "warnings", lambda *of: warnings(*of)[::-1])
    return OF_HOURS


@pytest.mark.control
@pytest.mark.django_db
@pytest.mark.parametrize("wrong", in_short([tells_the_last_first, warns_of_the_end_first], every=2))
def test_a_worker_that_tells_in_another_order_is_noticed(
    wrong: Callable[[pytest.MonkeyPatch], str], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    due = left_by_six_weeks(seed, 6, 2)
    kind = wrong(monkeypatch)
    awaken(AWAKE)
    with pytest.raises(AssertionError):
        assert_in_order(due[kind], told(kind))


def as_if_never_told(*, key: str, **what: Any) -> Notice | None:
    """`tell` without its one promise, that a second telling is none."""
    return tell(key=f"{key}:{new_id()}", **what)


def under_a_key_of_the_moment(patch: pytest.MonkeyPatch) -> str:
    honest = supervision._reminder

    def reminder(clock: Clock, today: date) -> Notice | None:
        if notice := honest(clock, today):
            notice.key += f":{new_id()}"
        return notice

    patch.setattr(supervision, "_reminder", reminder)
    return OF_OFFICES


def without_looking_whether_it_was_told(patch: pytest.MonkeyPatch) -> str:
    patch.setattr(supervision, "tell", as_if_never_told)
    return OF_RIGHTS


def forgets_whom_it_warned(patch: pytest.MonkeyPatch) -> str:
    patch.setattr(emergency_waking, "tell", as_if_never_told)
    patch.setattr(EmergencyMark, "save", lambda *_of, **_given: None)
    return OF_HOURS


@pytest.mark.control
@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    in_short(
        [
            under_a_key_of_the_moment,
            without_looking_whether_it_was_told,
            forgets_whom_it_warned,
        ],
        every=3,
    ),
)
def test_a_worker_that_forgets_what_it_told_is_noticed_when_it_wakes_again(
    wrong: Callable[[pytest.MonkeyPatch], str], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    due = left_by_six_weeks(seed, 6, 2)
    kind = wrong(monkeypatch)
    for _twice in range(2):
        awaken(AWAKE)
    keys = [":".join(key.split(":")[: due[kind][0].count(":") + 1]) for key in told(kind)]
    assert set(keys) == set(due[kind])
    with pytest.raises(AssertionError):
        assert_once(due[kind], keys)


@pytest.mark.full
@pytest.mark.control
@pytest.mark.django_db
def test_a_worker_that_makes_up_for_ten_minutes_only_leaves_offices_untold(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """As procrastinate does by itself: the morning that it slept through is forgotten."""
    due = left_by_six_weeks(seed, 6, 2)
    monkeypatch.setitem(app.periodic_defaults, "max_delay", 600)
    awaken(AWAKE)
    with pytest.raises(AssertionError):
        assert_once(due[OF_OFFICES], told(OF_OFFICES))


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_wake_together_tell_each_threshold_once(seed: int, tally: Tally) -> None:
    received_over_weeks(size(30, 500), seed)
    due = promised(AWAKE)[OF_OFFICES]
    assert len(due) > 10

    def wake(_which: int) -> int:
        try:
            return supervision.remind(localdate(AWAKE))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(wake, range(4))) == len(due)
    assert_once(due, told(OF_OFFICES))
    tally("reminders", len(due))
