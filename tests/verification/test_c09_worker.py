"""C9: the worker is away for a day while people hand in; back, it makes up for it in a minute.

At full size only: web, worker and database are started anew with a wall clock of their own.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from huiyin.rules.moments import localdate
from tests.verification import faults
from tests.verification.citizens import Acknowledged, Crowd
from tests.verification.killing import Served
from tests.verification.served import asked, in_product, ready, until_all_is_done
from tests.verification.test_c09_faults import (
    HEALED,
    Tally,
    assert_answered,
    assert_whole,
    first_red,
    is_made_up_for,
    is_seen,
    until_ready,
)
from tests.verification.wall_clock import clock_set

pytestmark = [pytest.mark.campaign("C9"), pytest.mark.full]

EACH = 10  # petitions before it goes, of its first hour, and a day later
DAY = timedelta(days=1)
MORNING = timedelta(hours=6, minutes=30)
NEAR = (
    "update petitions_clock set target_on = '{day}', legal_on = '{day}'"
    " where ended_at is null and due_at is null and not is_right and office_id is not null"
    " and not exists (select from notifications_notice"
    " where key = 'remind:' || petitions_clock.id || ':' || petitions_clock.office_id || ':soon')"
    " returning 'remind:' || id || ':' || office_id || ':soon'"
)
REMINDED = "select key from notifications_notice where key like 'remind:%'"
TO_INDEX = "select petition_id from petitions_search where waits"

_numbers = count(20_000_000, 100_000)
_acknowledged: list[Acknowledged] = []


def handed_in(served: Served, number: int, seed: int) -> None:
    """So many petitions, each answered in time."""
    with Crowd(port=served.port, clients=4, first=next(_numbers), count=number, seed=seed) as crowd:
        pass
    assert crowd.trouble == []
    assert len(crowd.acknowledged) == number
    assert_answered(crowd.answers)
    _acknowledged.extend(crowd.acknowledged)


def near_their_day() -> set[object]:
    """Let clocks that run be ones of which the next morning must remind first; its reminders."""
    next_morning = localdate(datetime.now(UTC) + DAY - MORNING)
    return {key for (key,) in asked(NEAR.format(day=next_morning + 3 * DAY))}


def until_made_up_for(reminders: set[object], seconds: float) -> None:
    """Messages out, letters drawn, words in the index, the morning's reminders told."""
    until = time.monotonic() + seconds
    until_all_is_done(seconds)
    while left := [*(reminders - set(told())), *asked(TO_INDEX)]:
        assert time.monotonic() < until, left
        time.sleep(0.2)


def told() -> list[object]:
    """The reminders of clocks that offices have, each by its key."""
    return [key for (key,) in asked(REMINDED)]


@pytest.mark.parametrize("back", [faults.thawed, faults.begun_anew], ids=lambda b: b.__name__)
def test_a_worker_that_was_away_for_a_day_makes_up_for_it_in_a_minute(
    clocked: Served, back: Callable[[list[int]], None], seed: int, tally: Tally
) -> None:
    handed_in(clocked, EACH, seed)
    until_all_is_done(4 * HEALED)  # of the worker's start nothing is asked
    until_ready(clocked, HEALED)
    away = faults.frozen(clocked)
    assert is_seen(first_red(clocked, time.monotonic()))
    reminders = near_their_day()
    assert reminders
    assert not reminders & set(told())
    handed_in(clocked, EACH, seed)
    in_product("-m", "tests.verification.registering", "5")
    with clock_set(int(DAY.total_seconds())):
        handed_in(clocked, EACH, seed)
        assert len(asked(TO_INDEX)) == 5
        assert '"worker": "down"' in ready(clocked.port)[1]
        back(away)
        ended = time.monotonic()
        until_made_up_for(reminders, HEALED)
        until_ready(clocked, HEALED - (time.monotonic() - ended))
        assert is_made_up_for(time.monotonic() - ended)
        assert len(told()) == len(set(told()))
    tally("petitions while the worker was away", 2 * EACH)
    tally("reminders made up for", len(reminders))


def test_nothing_that_was_acknowledged_meanwhile_is_lost(served: Served, tally: Tally) -> None:
    assert_whole(served, _acknowledged)
    tally("petitions acknowledged", len(_acknowledged))
