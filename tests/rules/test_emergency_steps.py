"""What a group may do of an emergency petition: the table asked by the groups' own roles."""

from dataclasses import replace

import pytest

from huiyin.rules.checks import Facts, Marked
from huiyin.rules.permissions import GROUPED, Holding, Viewer, ViewerKind
from huiyin.rules.steps import steps_open, why_not
from huiyin.rules.terms import Matter, OfficeKind, Role, State, Step
from tests.rules.asking import ACTORS, facts_at

GROUP, LEADING = "net", "leading"
MARK = Marked(groups=frozenset({GROUP, "office", "supervision"}), leading=LEADING)
AT_ONCE = {Step.CONTACT, Step.NOTE, Step.CHASE, Step.EXPLAIN, Step.TELL_RESULT}


def member(role: Role, office: str) -> Viewer:
    """Somebody of a group."""
    held = Holding(role, office, f"1/{office}/", OfficeKind.GROUP)
    return Viewer(ViewerKind.STAFF, id=role, holdings=(held,))


def a_case(mark: Marked | None = MARK, **changed: object) -> Facts:
    """A claim that a unit handles, marked."""
    facts = next(facts_at("sent", "accepted", "c6"))
    return replace(facts, emergency=mark, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", sorted(GROUPED))
def test_a_group_works_on_what_is_marked_for_it_and_on_nothing_else(role: Role) -> None:
    for office in (GROUP, "office", "supervision"):
        assert set(steps_open(a_case(), member(role, office))) == AT_ONCE
    assert steps_open(a_case(), member(role, "mail")) == []
    assert steps_open(a_case(None), member(role, GROUP)) == []


def test_the_leading_group_acknowledges_and_its_heads_lead() -> None:
    everybody = {Step.ACKNOWLEDGE, Step.CHASE, Step.NOTE}
    assert set(steps_open(a_case(), member(Role.GROUP_MEMBER, LEADING))) == everybody
    for role in (Role.GROUP_HEAD, Role.GROUP_DEPUTY):
        assert set(steps_open(a_case(), member(role, LEADING))) == everybody | {Step.LEAD}
    led = a_case(replace(MARK, is_led=True))
    assert set(steps_open(led, member(Role.GROUP_HEAD, LEADING))) == everybody
    assert Step.LEAD_RESULT in steps_open(led, member(Role.GROUP_MEMBER, GROUP))


def test_once_the_result_is_told_it_is_followed_up_and_tracked_until_confirmed() -> None:
    told = a_case(replace(MARK, is_told=True))
    after = {Step.CONTACT, Step.NOTE, Step.CHASE, Step.EXPLAIN, Step.FOLLOW_UP, Step.TRACK}
    assert set(steps_open(told, member(Role.GROUP_MEMBER, GROUP))) == after
    assert Step.FOLLOW_UP in steps_open(told, ACTORS["R"])
    over = a_case(replace(MARK, is_told=True, is_tracked=True))
    assert set(steps_open(over, member(Role.GROUP_MEMBER, GROUP))) == after - {Step.TRACK}


def test_nobody_closes_what_was_not_told() -> None:
    served = a_case(state=State.SERVED, has_unserved_answer=False)
    assert Step.CLOSE not in steps_open(served, ACTORS["L"])
    assert "反馈结果" in why_not(Step.CLOSE, served, ACTORS["L"])
    told = replace(served, emergency=replace(MARK, is_told=True))
    assert Step.CLOSE in steps_open(told, ACTORS["L"])


def test_an_accusation_is_not_marked_and_a_mark_stands_once() -> None:
    sealed = a_case(None, matter=Matter.ACCUSATION)
    assert Step.MARK not in steps_open(sealed, ACTORS["R"])
    accused = a_case(None, accused=frozenset({"somebody"}))
    assert Step.MARK not in steps_open(accused, ACTORS["R"])
    assert Step.MARK in steps_open(a_case(None), ACTORS["R"])
    assert Step.MARK not in steps_open(a_case(), ACTORS["R"])


SENDING_ON = {Step.FORWARD, Step.ASSIGN}


def test_the_heads_of_the_group_that_dispatches_send_on_for_its_bureau() -> None:
    """B12, T11: an arm of the bureau; supervision, members and another bureau's groups do not."""
    ours = replace(MARK, dispatching=frozenset({GROUP, "office"}))
    waiting = replace(next(facts_at("bureau", "registered", "c6")), emergency=ours)
    for office in (GROUP, "office"):
        for role in (Role.GROUP_HEAD, Role.GROUP_DEPUTY):
            assert set(steps_open(waiting, member(role, office))) >= SENDING_ON
        assert not set(steps_open(waiting, member(Role.GROUP_MEMBER, office))) & SENDING_ON
    above = replace(waiting, emergency=MARK)
    head = member(Role.GROUP_HEAD, GROUP)
    assert not set(steps_open(above, head)) & SENDING_ON, "of another bureau"
    supervision = member(Role.GROUP_HEAD, "supervision")
    assert not set(steps_open(waiting, supervision)) & SENDING_ON
    sealed = replace(waiting, matter=Matter.ACCUSATION, procedure=None)
    assert not set(steps_open(sealed, head)) & SENDING_ON
