"""What the law of 2005 opens to whom, by hand from docs/law.md § 1.14: no class, no objection."""

from dataclasses import replace
from itertools import product

from huiyin.rules.checks import Facts
from huiyin.rules.limits import rule_set
from huiyin.rules.steps import rule_for, steps_open
from huiyin.rules.terms import Step, TimeLimit
from tests.rules.asking import ACTORS, ROLES, facts_at

# Place, state, step, who: as in test_workflow.py. Only what is decided by law or class.
EXPECTED = """
bureau registered forward    D L
bureau registered assign     D L
bureau registered inform     D L
bureau registered keep       D L
bureau registered split      R D L
unit   registered accept     H U
unit   registered inform     H U
sent   signed     accept     H U
sent   signed     inform     H U
sent   signed     hand_on    U
sent   signed     ask_return H U
sent   signed     take_back  D L
sent   accepted   answer     H U
sent   accepted   extend     H U
unit   accepted   answer     H U
unit   accepted   extend     H U
sent   served     note_review R D L
unit   closed     note_review H U
"""
DECIDED = {
    Step.FORWARD, Step.ASSIGN, Step.INFORM, Step.KEEP, Step.SPLIT, Step.ACCEPT, Step.HAND_ON,
    Step.ASK_RETURN, Step.TAKE_BACK, Step.ANSWER, Step.EXTEND, Step.NOTE_REVIEW, Step.OBJECT,
    Step.REPLY, Step.HAND_OVER,
}  # fmt: skip
CELLS = {
    ("bureau", "registered"), ("unit", "registered"), ("sent", "signed"), ("sent", "accepted"),
    ("unit", "accepted"), ("sent", "served"), ("unit", "closed"),
}  # fmt: skip


def old(facts: Facts) -> Facts:
    """The same petition, registered under the law of 2005: the right to object never began."""
    return replace(facts, rule_set="2005", objection_open=False)


def test_every_step_is_open_to_exactly_these() -> None:
    by_hand = {
        (place, state, Step(step)): set(who)
        for place, state, step, *who in map(str.split, EXPECTED.strip().splitlines())
    }
    for (place, state), name in product(CELLS, ROLES):
        for facts in facts_at(place, state, "?"):
            found = set(steps_open(old(facts), ACTORS[name])) & DECIDED
            should = {
                step for (*where, step), who in by_hand.items()
                if where == [place, state] and name in who
            }  # fmt: skip
            assert found == should, (place, state, name)


def test_what_was_wished_as_an_accusation_takes_no_open_way() -> None:
    for place, state in (("bureau", "registered"), ("unit", "registered")):
        for facts, name in product(facts_at(place, state, "w"), ROLES):
            ways = {Step.FORWARD, Step.ASSIGN, Step.INFORM, Step.ACCEPT, Step.KEEP}
            assert not ways & set(steps_open(old(facts), ACTORS[name]))


def test_the_same_petition_needs_a_class_under_the_law_of_today() -> None:
    for facts in facts_at("sent", "signed", "?"):
        assert rule_for(Step.ACCEPT, old(facts), ACTORS["H"]) is not None
        assert rule_for(Step.ACCEPT, facts, ACTORS["H"]) is None


def test_the_limits_of_2005() -> None:
    law = rule_set("2005")
    known = [(row.id, row.article, row.length, row.longest_extension) for row in law]
    assert known == [
        (TimeLimit.L1, "21", 15, 0),
        (TimeLimit.L2, "22 ¶2", 15, 0),
        (TimeLimit.L3, "21 ¶2", 15, 0),
        (TimeLimit.L5, "33", 60, 30),
        (TimeLimit.L7, "34", 30, 0),
        (TimeLimit.L11, "21", None, 0),
        (TimeLimit.L11R, "36", None, 0),
        (TimeLimit.L15, "", 24, 0),
        (TimeLimit.G8, "", 30, 0),
    ]
    assert TimeLimit.L4 not in law
    assert not law.needs_class
