"""Every step x state x role x class of the workflow against a table written by hand from the law.

EXPECTED repeats nothing of rules/workflow.py: it was written from docs/law.md and docs/workflow.md.
Where they disagree, one of them is wrong; find out which.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from huiyin.rules.checks import Facts, Marked
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import steps_open
from huiyin.rules.terms import Step
from tests.rules.asking import ACTORS, CLASSES, PLACES, ROLES, facts_at

# Who acts where. R registrar, D dispatcher, L leader, S supervisor of the registering bureau;
# H handler, U head of the unit; A head of their common superior; P the petitioner.
# `unit` is an organ that received directly.
# Classes: c6 claim in the petition procedure, c1 claim of Art. 31(1)-(5), s suggestion,
# e enquiry, a accusation, ? not yet classed, w not yet classed but wished as an accusation.
EXPECTED = """
bureau received   register        R D          ? w
bureau registered forward         D L          c6 c1 s e
bureau registered hand_over       D L          a
bureau registered inform          D L          c6 c1 s e
bureau registered reply           R D L        s e
bureau registered reclassify      R D L        c6 c1 s e a
bureau received   supplement      P            ? w
bureau received   withdraw        P            ? w
bureau registered withdraw        P            c6 c1 s e a
bureau informed   serve           R D L P      c6 c1 s e
bureau informed   correct_letter  D L          c6 c1 s e
bureau answered   serve           R D L P      s e
bureau answered   correct_letter  D L          s e
bureau served     rate            P            c6 c1 s e
bureau served     follow_up       R D L S      c6 c1 s e
bureau served     close           R D L        c6 c1 s e
bureau served     correct_letter  D L          c6 c1 s e
bureau closed     rate            P            c6 c1 s e
bureau closed     follow_up       R D L S      c6 c1 s e
sent   delivered  sign            H U          c6 c1 s e
sent   delivered  allot           U            c6 c1 s e
sent   signed     allot           U            c6 c1 s e
sent   signed     accept          H U          c6
sent   signed     inform          H U          c1
sent   signed     answer          H U          s
sent   signed     reply           H U          e
sent   accepted   allot           U            c6 c1 s e
sent   accepted   answer          H U          c6 s
sent   accepted   inform          H U          c1
sent   accepted   reply           H U          e
sent   answered   allot           U            c6 s e
sent   answered   serve           H U P        c6 s e
sent   answered   correct_letter  H U          c6 s e
sent   informed   allot           U            c1
sent   informed   serve           H U P        c1
sent   informed   correct_letter  H U          c1
sent   served     rate            P            c6 c1 s e
sent   served     follow_up       R D L S      c6 c1 s e
sent   served     close           R D L        c6 c1 s e
sent   served     correct_letter  H U          c6 c1 s e
sent   closed     rate            P            c6 c1 s e
sent   closed     follow_up       R D L S      c6 c1 s e
sent   delivered  reclassify      R D L        c6 c1 s e
sent   signed     reclassify      R D L        c6 c1 s e
sent   accepted   reclassify      R D L        c6 c1 s e
sent   delivered  ask_name        H U          c6 c1 s e
sent   signed     ask_name        H U          c6 c1 s e
sent   accepted   ask_name        H U          c6 c1 s e
unit   received   register        H U          ? w
unit   registered accept          H U          c6
unit   registered inform          H U          c6 c1 s e
unit   registered reply           H U          s e
unit   registered hand_over       U            a
unit   registered reclassify      H U          c6 c1 s e a
unit   accepted   reclassify      H U          c6 c1 s e a
unit   accepted   hand_over       U            a
unit   accepted   allot           U            c6 c1 s e a
unit   accepted   answer          H U          c6 s
unit   accepted   inform          H U          c1
unit   accepted   reply           H U          e
unit   accepted   ask_name        H U          c6 c1 s e a
unit   answered   allot           U            c6 s e
unit   answered   serve           H U P        c6 s e
unit   answered   correct_letter  H U          c6 s e
unit   informed   allot           U            c6 c1 s e
unit   informed   serve           H U P        c6 c1 s e
unit   informed   correct_letter  H U          c6 c1 s e
unit   served     rate            P            c6 c1 s e
unit   served     follow_up       H U          c6 c1 s e
unit   served     close           U            c6 c1 s e
unit   served     correct_letter  H U          c6 c1 s e
unit   closed     rate            P            c6 c1 s e
unit   closed     follow_up       H U          c6 c1 s e
bureau registered assign         D L          c6 c1 s e
bureau registered keep           D L          c6 c1 s e
bureau registered split          R D L        c6 c1 s e
bureau received   attach         R D L        ?
bureau registered attach         R D L        c6 c1 s e
bureau received   void           R D L        ?
bureau registered void           R D L        c6 c1 s e
bureau answered   void           R D L        s e
bureau informed   void           R D L        c6 c1 s e
bureau served     note_review    R D L        c6
bureau closed     note_review    R D L        c6
sent   delivered  void           R D L        c6 c1 s e
sent   signed     void           R D L        c6 c1 s e
sent   objected   void           R D L        c6 c1 s e
sent   accepted   void           R D L        c6 c1 s e
sent   answered   void           R D L        c6 s e
sent   informed   void           R D L        c1
sent   delivered  hand_on        U            c6 c1 s e
sent   signed     hand_on        U            c6 c1 s e
sent   delivered  object         H U          c6 c1 s e
sent   signed     object         H U          c6 c1 s e
sent   objected   agree_return   D L          c6 c1 s e
sent   objected   dismiss_objection D L       c6 c1 s e
sent   objected   reclassify     R D L        c6 c1 s e
sent   delivered  ask_return     H U          c6 c1 s e
sent   signed     ask_return     H U          c6 c1 s e
sent   delivered  take_back      D L          c6 c1 s e
sent   signed     take_back      D L          c6 c1 s e
sent   delivered  recall         D L          c6 c1 s e
sent   accepted   extend         H U          c6
sent   accepted   invite         H U          c6 c1 s e
sent   answered   rework         D L S        c6 s e
sent   informed   rework         D L S        c1
sent   served     rework         D L S        c6 c1 s e
sent   served     report_result  H U          c6 c1 s e
sent   served     note_review    R D L        c6
sent   closed     note_review    R D L        c6
unit   received   void           H U          ?
unit   registered void           H U          c6 c1 s e
unit   accepted   void           H U          c6 c1 s e
unit   answered   void           H U          c6 s e
unit   informed   void           H U          c6 c1 s e
unit   accepted   extend         H U          c6
unit   accepted   invite         H U          c6 c1 s e
unit   served     note_review    H U          c6
unit   closed     note_review    H U          c6
sent   signed     submit_dispute D L H U      c6 c1 s e
bureau registered submit_dispute D L          c6 c1 s e
sent   disputed   appoint        A            c6 c1 s e
sent   disputed   uphold         A            c6 c1 s e
sent   disputed   withdraw_dispute H U        c6 c1 s e
bureau disputed   withdraw_dispute D L        c6 c1 s e a
sent   disputed   void           R D L        c6 c1 s e
sent   disputed   reclassify     R D L        c6 c1 s e
bureau disputed   appoint        A            c6 c1 s e
bureau disputed   hand_over      D L          a
bureau disputed   void           R D L        c6 c1 s e
bureau disputed   reclassify     R D L        c6 c1 s e a
sent   delivered  remind         D S          c6 c1 s e
sent   signed     remind         D S          c6 c1 s e
sent   accepted   remind         D S          c6 c1 s e
sent   answered   remind         D S          c6 s e
sent   informed   remind         D S          c1
bureau kept       take_up_again  R D L        c6 c1 s e
bureau attached   take_up_again  R D L        ? c6 c1 s e
bureau voided     take_up_again  R D L        ? c6 c1 s e
handed handed_over withdraw       P            a
handed handed_over ask_name       H U          a
handed handed_over answer_name    P            a
"""

# Open in every state that is not final, for the petitioner; withdrawing ends before the service.
EVERYWHERE_OPEN = {Step.SUPPLEMENT: "P", Step.ANSWER_NAME: "P"}
# Open in every state, also the final ones, to the bureau or organ that keeps the petition.
ALWAYS = {
    Step.ACCUSE: {"bureau": "R D L", "sent": "R D L", "handed": "R D L", "unit": "H U"},
    Step.CLEAR_ACCUSED: {"bureau": "R D L", "sent": "R D L", "handed": "R D L", "unit": "H U"},
    Step.ASK_CORRECTION: dict.fromkeys(("bureau", "sent", "handed", "unit"), "P"),
    Step.DECIDE_CORRECTION: {"bureau": "R D", "sent": "R D", "handed": "R D", "unit": "H U"},
    # The holder of the old code has the new one sent to the number on file.
    Step.REISSUE_CODE: {"bureau": "R D P", "sent": "R D P", "handed": "R D P", "unit": "H U P"},
    Step.CONTACT: {
        "bureau": "R D L S",
        "sent": "R D L S H U",
        "handed": "R D L S H U",
        "unit": "H U",
    },
    Step.NOTE: {
        "bureau": "R D L S",
        "sent": "R D L S H U",
        "handed": "R D L S H U",
        "unit": "H U",
    },
    # A masked copy is ready, another one released; nothing is hidden from who received directly.
    Step.RELEASE_COPY: {"bureau": "R D", "sent": "R D", "handed": "", "unit": ""},
    Step.TAKE_BACK_COPY: {"bureau": "R D", "sent": "R D", "handed": "R D", "unit": "H U"},
    # Every notice waits at the bureau, at the holder or at the sender: here at all of them.
    Step.SERVE_NOTICE: {
        "bureau": "R D L P",
        "sent": "R D L H U P",
        "handed": "R D L H U P",
        "unit": "H U P",
    },
}
# A mark begins the hours of an emergency; an accusation stays on the sealed path.
MARKING = {"bureau": "R D L S", "sent": "R D L S", "handed": "", "unit": "H U"}
# What is open once a petition is marked; the groups' own: test_emergency_steps.py.
KEEPER = {"bureau": "R D L S", "sent": "R D L S", "handed": "R D L S", "unit": "H U"}
WITH_HOLDER = KEEPER | {"sent": "R D L S H U", "handed": "R D L S H U"}
SENIOR = {"bureau": "D L S", "sent": "D L S", "handed": "D L S", "unit": ""}
EMERGENCY = {
    Step.CLEAR_MARK: KEEPER,
    Step.CHASE: SENIOR,
    Step.EXPLAIN: WITH_HOLDER,
    Step.TELL_RESULT: WITH_HOLDER,
    Step.LEAD: {"bureau": "L", "sent": "L", "handed": "L", "unit": ""},
    Step.LEAD_RESULT: WITH_HOLDER,
    Step.TRACK: KEEPER,
}
OPEN_ONLY = {Step.CLEAR_MARK, Step.TELL_RESULT, Step.LEAD}
# Who signs is kept by the register as long as something is done.
LISTING = {"bureau": "R D", "sent": "R D", "handed": "", "unit": "H U"}
NOT_OPEN = {"closed", "withdrawn", "handed_over", "kept", "voided", "attached", "split"}
# Who has an interest steps back wherever something is still done, split or handed over too.
RECUSING = {"bureau": "R D L S", "sent": "R D L S H U", "handed": "R D L S H U", "unit": "H U"}

STATES = {
    "bureau": "received registered disputed informed answered served closed withdrawn"
    " kept voided attached split",
    "sent": "delivered signed objected disputed accepted answered informed served closed withdrawn",
    "unit": "received registered accepted answered informed served closed withdrawn",
    "handed": "handed_over",
}
REACHED = {  # the classes that can be in a state; before registration there are none
    ("bureau", "answered"): "s e",
    ("sent", "answered"): "c6 s e",
    ("sent", "informed"): "c1",
    ("unit", "answered"): "c6 s e",
    ("unit", "accepted"): "c6 c1 s e a",
    ("bureau", "withdrawn"): "? c6 c1 s e",
    ("bureau", "voided"): "? c6 c1 s e",
    ("bureau", "attached"): "? c6 c1 s e",
    ("unit", "withdrawn"): "? c6 c1 s e",
    ("bureau", "registered"): "c6 c1 s e a",
    ("bureau", "disputed"): "c6 c1 s e a",
    ("unit", "registered"): "c6 c1 s e a",
    ("handed", "handed_over"): "a",
}


def cells() -> Iterator[tuple[str, str, str]]:
    """Every place, state and class that can be reached."""
    for place, states in STATES.items():
        for state in states.split():
            usual = "? w" if state == "received" else "c6 c1 s e"
            for kind in REACHED.get((place, state), usual).split():
                yield place, state, kind


@cache
def table() -> dict[tuple[str, str, str, Step], frozenset[str]]:
    """EXPECTED by place, state, class and step."""
    found: dict[tuple[str, str, str, Step], frozenset[str]] = {}
    for line in EXPECTED.strip().splitlines():
        place, state, step, *rest = line.split()
        who = frozenset(each for each in rest if each in ROLES or each == "P")
        for kind in (each for each in rest if each in CLASSES):
            assert (place, state, kind, Step(step)) not in found, f"twice: {line}"
            found[place, state, kind, Step(step)] = who
    return found


def expected(place: str, state: str, kind: str, step: Step) -> frozenset[str]:
    """Who may take a step, by hand."""
    if step in ALWAYS:
        if step is Step.SERVE_NOTICE and state == "received":
            return frozenset()
        return frozenset(ALWAYS[step][place].split())
    if step is Step.RECUSE:
        done = state in NOT_OPEN - {"handed_over", "split"}
        return frozenset() if done else frozenset(RECUSING[place].split())
    if step is Step.LIST_PEOPLE:
        return frozenset(LISTING[place].split() if state not in NOT_OPEN - {"split"} else ())
    if step is Step.MARK:
        sealed = state in NOT_OPEN or kind in ("a", "w")
        return frozenset() if sealed else frozenset(MARKING[place].split())
    if step in EMERGENCY:
        open_only = step in OPEN_ONLY and state in NOT_OPEN
        return frozenset() if open_only else frozenset(EMERGENCY[step][place].split())
    if step in EVERYWHERE_OPEN and state not in NOT_OPEN:
        return frozenset(EVERYWHERE_OPEN[step])
    if step is Step.WITHDRAW and state not in {*NOT_OPEN, "served"}:
        return frozenset("P")
    return table().get((place, state, kind, step), frozenset())


OTHERWISE: dict[Step, dict[str, Any]] = {  # steps that need what forbids another
    Step.CLEAR_ACCUSED: {"accused": frozenset({"somebody"})},
    Step.ANSWER_NAME: {"name_disclosure": "asked"},
    Step.DECIDE_CORRECTION: {"correction_asked": True},
    Step.ASK_RETURN: {"objection_open": False},
    Step.REPORT_RESULT: {"report_due": True},
    Step.CLEAR_MARK: {"emergency": Marked()},
    Step.CHASE: {"emergency": Marked()},
    Step.EXPLAIN: {"emergency": Marked()},
    Step.TELL_RESULT: {"emergency": Marked()},
    Step.LEAD: {"emergency": Marked()},
    Step.LEAD_RESULT: {"emergency": Marked(is_led=True)},
    Step.TRACK: {"emergency": Marked(is_told=True)},
}


def open_to(facts: Facts, viewer: Viewer) -> set[Step]:
    """What is open, each step with what it needs beyond state and class."""
    usual = set(steps_open(facts, viewer)) - set(OTHERWISE)
    for step, changed in OTHERWISE.items():
        usual |= {step} & set(steps_open(replace(facts, **changed), viewer))
    return usual


@pytest.mark.parametrize("place", PLACES)
def test_every_step_is_open_to_exactly_these(place: str) -> None:
    wrong = []
    for where, state, kind in cells():
        if where != place:
            continue
        by_hand = {step: expected(place, state, kind, step) for step in Step}
        for now, name in product(facts_at(place, state, kind), (*ROLES, "P")):
            should = {step for step, who in by_hand.items() if name in who}
            if (may := open_to(now, ACTORS[name])) != should:
                wrong.append(
                    f"{place} {state} {kind} {name}: wrongly open {sorted(may - should)},"
                    f" wrongly closed {sorted(should - may)}"
                )
    assert not wrong, "\n".join(wrong)


def test_the_table_speaks_only_of_what_can_be_reached() -> None:
    reachable = set(cells())
    assert {key[:3] for key in table()} <= reachable


LEAVING = [
    "register",
    "forward",
    "hand_over",
    "sign",
    "accept",
    "inform",
    "reply",
    "answer",
    "serve",
    "close",
    "dismiss_objection",
    "appoint",
]


def test_every_cell_that_is_not_final_can_be_left_by_an_office() -> None:
    for cell in cells():
        if cell[1] not in NOT_OPEN:
            assert any(expected(*cell, Step(step)) - {"P"} for step in LEAVING), cell
