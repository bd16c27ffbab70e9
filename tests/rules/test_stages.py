"""The five firsts: what was reached when, what is missing, what came before the clock."""

from datetime import datetime, timedelta

from huiyin.rules.hours import end_of
from huiyin.rules.moments import ZONE
from huiyin.rules.stages import Clockwork, Dot, Pace, dots, missing
from huiyin.rules.terms import Stage

START = datetime(2020, 1, 24, 23, 30, tzinfo=ZONE)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(
    after: timedelta,
    stamps: dict[Stage, timedelta],
    *,
    told: timedelta | None = None,
    is_direct: bool = False,
    marked: timedelta = timedelta(0),
    minutes: dict[str, int] | None = None,
) -> dict[Stage, Dot]:
    """The dots some time after the start."""
    found = dots(
        {stage: START + each for stage, each in stamps.items()},
        Clockwork(
            start=START,
            marked=START + marked,
            due=end_of(START),
            told=START + told if told is not None else None,
            minutes=minutes or {},
        ),
        now=START + after,
        is_direct=is_direct,
    )
    assert [each.stage for each in found] == list(Stage)
    return {each.stage: each for each in found}


def test_nothing_is_missing_before_its_time() -> None:
    now = at(30 * MINUTE, {})
    assert {each.pace for each in now.values()} == {Pace.WAITING}


def test_one_second_after_its_time_a_stage_is_missing() -> None:
    now = at(30 * MINUTE + timedelta(seconds=1), {}, marked=10 * MINUTE)
    assert missing(list(now.values())) == [Stage.RECEIVE]
    assert missing(list(at(61 * MINUTE, {}).values())) == [
        Stage.RECEIVE,
        Stage.REPORT,
        Stage.ASSIGN,
    ]


def test_how_long_a_stage_took_and_whether_that_was_too_long() -> None:
    now = at(3 * HOUR, {Stage.RECEIVE: 10 * MINUTE, Stage.REPORT: 10 * MINUTE, Stage.ASSIGN: HOUR})
    assert now[Stage.RECEIVE].took == 10 * MINUTE
    assert now[Stage.ASSIGN].pace is Pace.DONE
    late = at(3 * HOUR, {Stage.ASSIGN: HOUR + timedelta(seconds=1)})[Stage.ASSIGN]
    assert late.pace is Pace.LATE_DONE


def test_what_came_before_the_marking_has_no_time_of_its_own() -> None:
    before = at(HOUR, {Stage.RECEIVE: -5 * HOUR})[Stage.RECEIVE]
    assert (before.pace, before.took) == (Pace.DONE, None)


def test_who_handles_it_alone_assigns_nothing() -> None:
    now = at(5 * HOUR, {}, is_direct=True)
    assert now[Stage.ASSIGN].pace is Pace.NOT_NEEDED


def test_the_follow_up_counts_from_the_result() -> None:
    assert at(100 * HOUR, {})[Stage.FOLLOW_UP].pace is Pace.WAITING
    told = at(40 * HOUR, {Stage.HANDLE: 20 * HOUR}, told=20 * HOUR)[Stage.FOLLOW_UP]
    assert (told.target, told.pace) == (START + 44 * HOUR, Pace.WAITING)
    assert at(45 * HOUR, {}, told=20 * HOUR)[Stage.FOLLOW_UP].pace is Pace.MISSING


def test_the_report_counts_from_the_marking_and_nothing_is_due_after_the_end() -> None:
    now = at(HOUR, {}, marked=20 * MINUTE)
    assert now[Stage.REPORT].target == START + 50 * MINUTE
    assert at(HOUR, {}, marked=24 * HOUR)[Stage.REPORT].target == START + 24 * HOUR


def test_a_plan_has_targets_of_its_own_and_the_rule_what_it_leaves_out() -> None:
    own = {"assign": 20, "follow_up": 60, "contact": 15}
    now = at(HOUR, {}, minutes=own, told=4 * HOUR)
    targets = {stage: each.target - START for stage, each in now.items() if each.target}
    assert targets == {
        Stage.RECEIVE: 30 * MINUTE,
        Stage.REPORT: 30 * MINUTE,
        Stage.ASSIGN: 20 * MINUTE,
        Stage.HANDLE: 24 * HOUR,
        Stage.FOLLOW_UP: 5 * HOUR,
    }
    clock = Clockwork(start=START, marked=START, due=end_of(START), minutes=own)
    assert clock.contact() == START + 15 * MINUTE
