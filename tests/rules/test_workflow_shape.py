"""The table as a whole: states are reached and left, clocks end, letters are known."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from huiyin.rules.letters import LETTERS, Addressee
from huiyin.rules.limits import rules_of
from huiyin.rules.rows.of_2005 import OF_2005
from huiyin.rules.rows.unseen import REPORTED_UP
from huiyin.rules.steps import rows
from huiyin.rules.terms import LetterKind, Party, Procedure, Stage, State, Step, TimeLimit
from huiyin.rules.workflow import (
    ANY,
    BEFORE_SERVICE,
    DUTY_CLOCKS,
    FINAL,
    OFFICE_CLOCKS,
    OPEN,
    PASSED_ON,
    WAITING,
    WORKFLOW,
    Rule,
)

LAW = Path(__file__).parents[2] / "docs" / "law.md"
RULES = rules_of(date(2026, 3, 2))
# Steps that no row opens: intake begins every petition, the worker makes letters.
BESIDE = {
    Step.RECEIVE,
    Step.RENDER,
    Step.RECOUNT,
    Step.ASK_APPROVAL,
    Step.DECLINE,
    Step.SUCCEED,
    Step.REPORT_UP,
    Step.END_DRILL,
}
# Letters that no step of the table issues: what intake gives, and what goes around a letter.
SLIPS = {LetterKind.RECEIPT, LetterKind.COVER}


def reached(states: Iterable[State]) -> set[State]:
    """Every state of a petition that can follow, these included."""
    found = set(states)
    while True:
        more = {
            rule.opens or rule.after
            for rule in WORKFLOW
            if (rule.opens or rule.after) and rule.before & found
        } - found
        if not more:
            return found
        found |= {state for state in more if state}


def test_the_states_are_open_final_or_of_a_leg_passed_on() -> None:
    assert set(State) == OPEN | FINAL | WAITING | PASSED_ON
    assert len(OPEN) + len(FINAL) + len(WAITING) + len(PASSED_ON) == len(State)
    assert OPEN | FINAL | WAITING == ANY
    assert BEFORE_SERVICE < OPEN


def test_every_state_is_reached_from_receiving() -> None:
    by_the_table = ANY - {State.PRACTISED}  # the end of a drill ends what it practised on
    assert reached([State.RECEIVED]) == by_the_table


def test_a_leg_passed_on_is_the_only_thing_that_a_petition_never_shows() -> None:
    left_behind = {rule.after for rule in WORKFLOW if rule.opens}
    assert left_behind <= PASSED_ON
    shown = {rule.after for rule in WORKFLOW if not rule.opens and rule.after}
    assert not shown & PASSED_ON
    assert not any(rule.before & PASSED_ON for rule in WORKFLOW)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_every_open_state_leads_to_an_end(state: State) -> None:
    assert reached([state]) & FINAL


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_final_stays(state: State) -> None:
    assert reached([state]) == {state}


def test_only_an_end_that_was_a_mistake_is_undone_and_by_two() -> None:
    again = rows(Step.TAKE_UP_AGAIN)
    assert {state for rule in again for state in rule.before} == {
        State.KEPT,
        State.VOIDED,
        State.ATTACHED,
    }
    assert all(rule.confirmed_by and rule.after is None for rule in again)


def test_every_step_has_a_row() -> None:
    assert {rule.step for rule in WORKFLOW} == set(Step) - BESIDE
    assert all(rows(step) == () for step in BESIDE)


def test_every_started_clock_is_ended_by_a_row_or_by_serving_a_letter() -> None:
    started = {limit for rule in WORKFLOW for limit in rule.starts}
    started |= {limit for letter in LETTERS.values() for limit in letter.starts}
    started |= {TimeLimit.L1, TimeLimit.L2, TimeLimit.G8}  # intake and the service of an answer
    assert started == set(TimeLimit)
    for limit in started:
        if RULES[limit].is_right_of_petitioner:
            assert limit not in OFFICE_CLOCKS
            continue
        if RULES[limit].is_right:
            assert limit not in DUTY_CLOCKS
            assert limit in OFFICE_CLOCKS
            continue
        assert limit in DUTY_CLOCKS
        by_rows = [rule.step for rule in WORKFLOW if limit in rule.ends]
        by_letters = [kind for kind, letter in LETTERS.items() if limit in letter.ends]
        assert set(by_rows) - {Step.WITHDRAW} or by_letters, limit


def test_the_sixty_days_belong_to_accepting_in_the_petition_procedure() -> None:
    starting = [rule for rule in WORKFLOW if TimeLimit.L5 in rule.starts]
    assert {rule.step for rule in starting} == {Step.ACCEPT}
    assert {letter for letter, rule in LETTERS.items() if TimeLimit.L7 in rule.starts} == {
        LetterKind.OPINION
    }
    for rule in set(WORKFLOW) - set(OF_2005):
        if LetterKind.OPINION in rule.letters or rule in starting:
            assert rule.procedures == frozenset[Procedure | None]({Procedure.PETITION})


def test_every_letter_is_issued_by_a_step() -> None:
    issued = {kind for rule in WORKFLOW for kind in rule.letters}
    assert issued | SLIPS == set(LetterKind) == set(LETTERS)


def test_what_is_issued_to_the_petitioner_can_be_served() -> None:
    for rule in WORKFLOW:
        state = rule.opens or rule.after
        if any(LETTERS[kind].to is Addressee.PETITIONER for kind in rule.letters):
            serving = (*rows(Step.SERVE), *rows(Step.SERVE_NOTICE))
            for after in {state} if state else rule.before:
                assert any(after in each.before for each in serving), rule.step


def test_the_five_stages_are_stamped() -> None:
    stamped = {rule.stage for rule in WORKFLOW} - {None}
    assert stamped | {REPORTED_UP.stage} == set(Stage)


def test_who_acts_is_said_in_every_row() -> None:
    for rule in WORKFLOW:
        assert bool(rule.by) != (rule.of == {Party.PETITIONER}), rule.step
        assert rule.of
        assert Party.SYSTEM not in rule.of


def ids_in(rule: Rule) -> list[str]:
    """The ids of law that a row gives as its reason."""
    return re.findall(r"\b(?:R\d+\.\d(?:-\d)?|T05\.\d+|[GLFA]\d+|[12]\.\d+)\b", rule.why)


def test_every_row_has_a_reason_that_the_law_page_knows() -> None:
    page = LAW.read_text()
    for rule in WORKFLOW:
        assert rule.why
        for each in ids_in(rule):
            assert f'id="{each}"' in page or f"## {each} " in page, (rule.step, each)
