"""The needs of the rows, one at a time: what is not served, not asked, not anybody's to do."""

from dataclasses import replace

import pytest

from huiyin.rules.checks import Facts
from huiyin.rules.permissions import Holding
from huiyin.rules.steps import steps_open, why_not
from huiyin.rules.terms import Naming, OfficeKind, Role, State, Step
from tests.rules.asking import ACTORS, BUREAU, ELSEWHERE, UNIT, facts_at
from tests.rules.test_workflow import cells


def facts(place: str, state: State, kind: str = "c6", **changed: object) -> Facts:
    """One set of facts, changed."""
    return replace(next(facts_at(place, state.value, kind)), **changed)  # type: ignore[arg-type]


def who_may(step: Step, now: Facts) -> set[str]:
    """The actors to whom a step is open."""
    return {name for name, viewer in ACTORS.items() if step in steps_open(now, viewer)}


def test_nothing_is_served_that_does_not_wait() -> None:
    assert who_may(Step.SERVE, facts("sent", State.ANSWERED, has_unserved_answer=False)) == set()
    none = facts("sent", State.SIGNED, has_unserved_notice=False)
    assert who_may(Step.SERVE_NOTICE, none) == set()


def test_electronic_service_needs_consent() -> None:
    now = facts("sent", State.ANSWERED, consents_electronic=False)
    assert "P" not in who_may(Step.SERVE, now) | who_may(Step.SERVE_NOTICE, now)


def test_the_bureau_serves_the_answer_of_a_unit_that_may_not_know_the_name() -> None:
    now = facts("sent", State.ANSWERED, answer_server=BUREAU)
    assert who_may(Step.SERVE, now) == {"R", "D", "L", "P"}
    assert "登记的信访部门" in why_not(Step.SERVE, now, ACTORS["H"])


@pytest.mark.parametrize(
    ("server", "who"), [(UNIT, {"H", "U", "P"}), (BUREAU, {"R", "D", "L", "P"})]
)
def test_a_notice_is_served_by_whose_it_is(server: str, who: set[str]) -> None:
    now = facts("sent", State.SIGNED, notice_servers=frozenset({server}))
    assert who_may(Step.SERVE_NOTICE, now) == who


def test_the_sender_serves_its_notice_also_where_another_bureau_keeps_the_petition() -> None:
    now = facts("sent", State.SIGNED, sender=ELSEWHERE, notice_servers=frozenset({ELSEWHERE}))
    at_sender = {f"{role} at {ELSEWHERE}" for role in ("registrar", "dispatcher", "leader")}
    units = {f"{role} at {ELSEWHERE}" for role in ("handler", "head")}
    assert who_may(Step.SERVE_NOTICE, now) - units == {*at_sender, "P"}


def test_rating_closes() -> None:
    assert who_may(Step.RATE, facts("sent", State.SERVED, rating_open=False)) == set()


def test_a_mark_keeps_from_forwarding_and_withdrawing_does_not_end_an_accusation() -> None:
    marked = facts("bureau", State.REGISTERED, accused=frozenset({"x"}))
    assert who_may(Step.FORWARD, marked) == set()
    assert who_may(Step.WITHDRAW, marked) == {"P"}
    assert who_may(Step.CLEAR_ACCUSED, facts("bureau", State.REGISTERED)) == set()


@pytest.mark.parametrize("naming", [Naming.NAMED, Naming.ANONYMOUS])
def test_only_a_withheld_name_is_asked_for(naming: Naming) -> None:
    assert who_may(Step.ASK_NAME, facts("sent", State.SIGNED, naming=naming)) == set()


@pytest.mark.parametrize("answer", ["asked", "granted", "refused"])
def test_a_name_is_asked_for_once(answer: str) -> None:
    now = facts("sent", State.SIGNED, name_disclosure=answer)
    assert who_may(Step.ASK_NAME, now) == set()
    assert who_may(Step.ANSWER_NAME, now) == ({"P"} if answer == "asked" else set())


def test_a_handler_acts_on_own_and_unassigned_petitions_only() -> None:
    handler = ACTORS["H"]
    assert Step.ACCEPT in steps_open(facts("sent", State.SIGNED, person=handler.id), handler)
    others = facts("sent", State.SIGNED, person="a colleague")
    assert who_may(Step.ACCEPT, others) == {"U"}
    holding = Holding(Role.HEAD, UNIT, "1/unit/", OfficeKind.DEPARTMENT)
    both = replace(handler, holdings=(*handler.holdings, holding))
    assert Step.ACCEPT in steps_open(others, both)


def test_every_refusal_has_its_sentence() -> None:
    for place, state, kind in cells():
        now = next(facts_at(place, state, kind))
        for name in ("R", "H", "nobody", "P"):
            closed = set(Step) - set(steps_open(now, ACTORS[name]))
            for step in closed:
                sentence = why_not(step, now, ACTORS[name])
                assert sentence.endswith("。"), (place, state, step, sentence)


def test_administrators_and_strangers_have_no_step_anywhere() -> None:
    idle = [name for name in ACTORS if " at " in name or name in ("nobody", "token", "no post")]
    assert len(idle) > 10
    for place, state, kind in cells():
        now = next(facts_at(place, state, kind))
        assert [name for name in idle if steps_open(now, ACTORS[name])] == []
