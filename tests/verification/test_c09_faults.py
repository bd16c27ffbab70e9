"""C9: what the product stands on fails under load; nobody waits in vain, and it mends itself.

A day without the worker is tried in test_c09_worker.py, those who carry messages in
test_c09_gateways.py, two versions side by side in test_c09_versions.py, a killed database in C1.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count

import pytest

from tests.verification import faults
from tests.verification.citizens import Acknowledged, Answer, Stream
from tests.verification.killing import Served
from tests.verification.served import asked, oracle, ready, until_all_is_done
from verify.plugin import size

pytestmark = pytest.mark.campaign("C9")

Fault = Callable[[Served], AbstractContextManager[None]]
Tally = Callable[[str, int], None]
ANSWERED, RED, HEALED = 5.0, 15.0, 60.0
# Two a second: a letter takes the worker a quarter of a second, and those of the whole time of a
# fault are drawn, beside what still comes, within the minute.
PACE = 0.5
SENTENCE = "不会重复登记"
MORE: tuple[Fault, ...] = (
    faults.stopped,
    faults.unreachable,
    faults.slow,
    faults.crowded,
    faults.worker_frozen,
    faults.newer_tables,
)
DISKS: tuple[Fault, ...] = (faults.files_full, faults.data_full, faults.log_full)
CLOCK: tuple[Fault, ...] = (faults.clock_ahead, faults.clock_behind)
# What is mended before anybody who looks every quarter of a minute could see it; and a clock that
# is wrong for everybody alike is nothing that the product could see.
UNSEEN = {faults.stopped, faults.newer_tables, *CLOCK}

_numbers = count(10_000_000, 100_000)
_acknowledged: list[Acknowledged] = []


@pytest.fixture(scope="module")
def small(served: Served) -> Iterator[Served]:
    """The same on small disks of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disks that are to be filled")
    served.stop()
    with faults.small_disks(served.folder):
        served.start()
        yield served
        served.stop()


def under_load(served: Served, fault: Fault, seed: int) -> tuple[list[Answer], float | None, float]:
    """The answers during a fault, when /readyz became red, and how soon all was well again."""
    with Stream(port=served.port, first=next(_numbers), seed=seed, every=PACE) as stream:
        stream.wait_for(3)
        until_ready(served, HEALED)
        with fault(served):
            began = time.monotonic()
            red = first_red(served, began)
            while time.monotonic() < began + size(6, 20):
                time.sleep(0.1)
            ended = time.monotonic()
        until_ready(served, HEALED)
        stream.close()
        stream.wait_for(stream.begun)
        _acknowledged.extend(stream.acknowledged)
        until_all_is_done(HEALED)
        healed = time.monotonic() - ended
    assert stream.trouble == []
    assert len(stream.acknowledged) == stream.begun
    during = [each for each in stream.answers if began <= each.asked_at < ended]
    return during, red, healed


def first_red(served: Served, began: float) -> float | None:
    """After how many seconds /readyz was not green; None when it stayed so."""
    while time.monotonic() < began + RED:
        if ready(served.port)[0] != 200:
            return time.monotonic() - began
        time.sleep(0.5)
    return None


def until_ready(served: Served, seconds: float) -> None:
    """Wait until /readyz is green."""
    until = time.monotonic() + seconds
    while (said := ready(served.port))[0] != 200:
        assert time.monotonic() < until, said
        time.sleep(0.5)


def assert_answered(answers: list[Answer]) -> None:
    """Everybody within five seconds, with success or with the sentence that nothing is lost."""
    assert answers
    slowest = max(answers, key=lambda each: each.seconds)
    assert slowest.seconds <= ANSWERED, slowest
    for each in answers:
        assert each.status in {200, 201, 302, 422, 503}, each
        assert each.status != 503 or SENTENCE in each.text, each


def is_seen(red: float | None) -> bool:
    """Whether /readyz told of it in time."""
    return red is not None and red <= RED


def is_made_up_for(healed: float) -> bool:
    """Whether all was well soon enough."""
    return healed <= HEALED


def tried(served: Served, fault: Fault, seed: int, tally: Tally) -> None:
    during, red, healed = under_load(served, fault, seed)
    assert_answered(during)
    assert fault in UNSEEN or is_seen(red)
    assert is_made_up_for(healed)
    tally("faults", 1)
    tally("answers meanwhile", len(during))
    tally("of them told to come again", sum(each.status == 503 for each in during))


@pytest.mark.parametrize(
    "fault",
    [faults.hanging, *(pytest.param(each, marks=pytest.mark.full) for each in MORE)],
    ids=lambda fault: fault.__name__,
)
def test_while_it_fails_everybody_is_answered_in_time_and_then_all_is_made_up_for(
    served: Served, fault: Fault, seed: int, tally: Tally
) -> None:
    tried(served, fault, seed, tally)


@pytest.mark.full
@pytest.mark.parametrize("fault", CLOCK, ids=lambda fault: fault.__name__)
def test_while_the_clock_is_wrong_everybody_is_answered_and_told(
    clocked: Served, fault: Fault, seed: int, tally: Tally
) -> None:
    with fault(clocked):
        [(said,)] = asked("select extract(epoch from clock_timestamp())::text")
        assert abs(abs(float(str(said)) - time.time()) - 7200) < 60, "it is wrong indeed"
    tried(clocked, fault, seed, tally)


@pytest.mark.full
@pytest.mark.parametrize("fault", DISKS, ids=lambda fault: fault.__name__)
def test_while_a_disk_is_full_everybody_is_answered_in_time_and_then_all_is_made_up_for(
    small: Served, fault: Fault, seed: int, tally: Tally
) -> None:
    tried(small, fault, seed, tally)


def test_nothing_that_was_acknowledged_meanwhile_is_lost_or_there_twice(
    served: Served, tally: Tally
) -> None:
    assert_whole(served, _acknowledged)
    tally("petitions acknowledged", len(_acknowledged))


def assert_whole(served: Served, acknowledged: list[Acknowledged]) -> None:
    """Stopped, it holds whatever was acknowledged, whole and once."""
    served.stop()
    stream = Stream(port=served.port, first=0, seed=0, acknowledged=acknowledged)
    found = oracle(stream.ledger())
    assert not any(found[name] for name in ("lost", "differs", "files", "events", "work", "twice"))
    assert set(found["half"].values()) == {0}
    assert found["strays"] == 0
