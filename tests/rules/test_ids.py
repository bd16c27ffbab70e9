"""Row ids: UUIDv7 in the order in which they were made, near the moment, never twice."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest

from huiyin.rules import ids
from huiyin.rules.ids import new_id


def milliseconds(made: UUID) -> int:
    return made.int >> 80


def test_an_id_is_of_version_seven_and_tells_the_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= milliseconds(made) <= after


def test_ids_are_in_the_order_of_making() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_clock_that_stands_or_goes_back_breaks_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([2_000_000_000, 2_000_000_000, 1_000_000_000, 2_000_000_100])
    monkeypatch.setattr(ids._Last, "moment", 0)
    monkeypatch.setattr(time, "time_ns", lambda: next(moments))
    made = [new_id() for _ in range(4)]
    assert made == sorted(made)
    assert {milliseconds(each) for each in made} == {2_000}


def test_threads_never_make_the_same() -> None:
    def some(_: int) -> list[UUID]:
        return [new_id() for _ in range(500)]

    with ThreadPoolExecutor(8) as pool:
        made = [each for part in pool.map(some, range(8)) for each in part]
    assert len(set(made)) == 4_000
