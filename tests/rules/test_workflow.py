"""Every step x state x role x class of the workflow against a table written by hand from the law.

EXPECTED repeats nothing of rules/workflow.py: it was written from docs/law.md and design.md § 4.
Where they disagree, one of them is wrong; find out which.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from huiyin.rules.checks import Facts
from huiyin.rules.permissions import Holding, Viewer, ViewerKind, job_viewer, roles_at
from huiyin.rules.steps import steps_open, why_not
from huiyin.rules.terms import Matter, Naming, OfficeKind, Procedure, Role, State, Step

# Who acts where. R registrar, D dispatcher, L leader, S supervisor of the registering bureau;
# H handler, U head of the unit; P the petitioner. `unit` is an organ that received directly.
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
    # Every notice waits at the bureau, at the holder or at the sender: here at all of them.
    Step.SERVE_NOTICE: {
        "bureau": "R D L P",
        "sent": "R D L H U P",
        "handed": "R D L H U P",
        "unit": "H U P",
    },
}
NOT_OPEN = {"closed", "withdrawn", "handed_over"}

STATES = {
    "bureau": "received registered informed answered served closed withdrawn",
    "sent": "delivered signed accepted answered informed served closed withdrawn",
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
    ("unit", "withdrawn"): "? c6 c1 s e",
    ("bureau", "registered"): "c6 c1 s e a",
    ("unit", "registered"): "c6 c1 s e a",
    ("handed", "handed_over"): "a",
}
CLASSES: dict[str, list[tuple[Matter | None, Matter | None, Procedure | None]]] = {
    "c6": [(Matter.CLAIM, None, Procedure.PETITION)],
    "c1": [(Matter.CLAIM, None, each) for each in Procedure if each is not Procedure.PETITION],
    "s": [(Matter.SUGGESTION, Matter.CLAIM, None)],
    "e": [(Matter.ENQUIRY, None, None)],
    "a": [(Matter.ACCUSATION, None, None)],
    "?": [(None, None, None), (None, Matter.CLAIM, None)],
    "w": [(None, Matter.ACCUSATION, None)],
}
BUREAU, UNIT, ELSEWHERE = "bureau", "unit", "elsewhere"
KINDS = {BUREAU: OfficeKind.BUREAU, UNIT: OfficeKind.DEPARTMENT, ELSEWHERE: OfficeKind.BUREAU}
PLACES = {  # registering, holder, sender
    "bureau": (BUREAU, BUREAU, ""),
    "sent": (BUREAU, UNIT, BUREAU),
    "unit": (UNIT, UNIT, ""),
    "handed": (BUREAU, UNIT, BUREAU),
}
ROLES = {
    "R": (Role.REGISTRAR, BUREAU),
    "D": (Role.DISPATCHER, BUREAU),
    "L": (Role.LEADER, BUREAU),
    "S": (Role.SUPERVISOR, BUREAU),
    "H": (Role.HANDLER, UNIT),
    "U": (Role.HEAD, UNIT),
}
PETITIONER = Viewer(ViewerKind.HOLDER, petition="1")


def staff(role: Role, office: str) -> Viewer:
    """Somebody with one post."""
    holding = Holding(role, office, f"1/{office}/", KINDS[office])
    return Viewer(ViewerKind.STAFF, id=f"{role}-{office}", holdings=(holding,))


def actors() -> dict[str, Viewer]:
    """Everybody who could come: each role where it can be held, and who is no staff."""
    cast = {name: staff(role, office) for name, (role, office) in ROLES.items()}
    for office in (BUREAU, UNIT, ELSEWHERE):
        for role in roles_at(KINDS[office]):
            if (role, office) not in ROLES.values():
                cast[f"{role} at {office}"] = staff(role, office)
    for role in (Role.HANDLER, Role.HEAD):
        cast[f"{role} at {ELSEWHERE}"] = staff(role, ELSEWHERE)
    strangers = {
        "nobody": ViewerKind.NOBODY,
        "token": ViewerKind.TOKEN,
        "no post": ViewerKind.STAFF,
    }
    cast |= {name: Viewer(kind, id=name) for name, kind in strangers.items()}
    return {**cast, "P": PETITIONER, "a job": job_viewer("night")}


ACTORS = actors()


def facts_at(place: str, state: str, kind: str) -> Iterator[Facts]:
    """Petitions in a place, state and class for which no need is unmet."""
    registering, holder, sender = PLACES[place]
    for matter, wish, procedure in CLASSES[kind]:
        yield Facts(
            state=State(state),
            matter=matter,
            wish=wish,
            procedure=procedure,
            naming=Naming.WITHHELD,
            consents_electronic=True,
            registering=registering,
            holder=holder,
            sender=sender,
            holder_kind=KINDS[holder],
            has_unserved_notice=True,
            has_unserved_answer=True,
            notice_servers=frozenset({BUREAU, UNIT}),
            answer_server=holder,
            rating_open=True,
        )


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
    if step in EVERYWHERE_OPEN and state not in NOT_OPEN:
        return frozenset(EVERYWHERE_OPEN[step])
    if step is Step.WITHDRAW and state not in {*NOT_OPEN, "served"}:
        return frozenset("P")
    return table().get((place, state, kind, step), frozenset())


def open_to(facts: Facts, viewer: Viewer) -> set[Step]:
    """What is open, each step with what it needs beyond state and class."""
    usual = set(steps_open(facts, viewer)) - {Step.CLEAR_ACCUSED, Step.ANSWER_NAME}
    marked = steps_open(replace(facts, accused=frozenset({"somebody"})), viewer)
    asked = steps_open(replace(facts, name_disclosure="asked"), viewer)
    return usual | ({Step.CLEAR_ACCUSED} & set(marked)) | ({Step.ANSWER_NAME} & set(asked))


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


def test_every_cell_that_is_not_final_can_be_left() -> None:
    stuck = [
        (place, state, kind)
        for place, state, kind in cells()
        if state not in NOT_OPEN
        and not any(
            expected(place, state, kind, step) - {"P"}
            for step in (
                Step.REGISTER, Step.FORWARD, Step.HAND_OVER, Step.SIGN, Step.ACCEPT, Step.INFORM,
                Step.REPLY, Step.ANSWER, Step.SERVE, Step.CLOSE,
            )
        )
    ]  # fmt: skip
    assert stuck == []


# -- the needs, one at a time ----------------------------------------------------------------------


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
