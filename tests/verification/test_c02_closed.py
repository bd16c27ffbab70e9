"""C2C: a step that no law opens in a state is refused there, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from huiyin.petitions.actions import approving
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Matter, Procedure, State
from tests.detours import disputed, objected, repeated
from tests.make import a_petition, assert_sound, fresh, later
from tests.people import CLERK, DISPATCHER, LEADER, Person, petitioner
from tests.petitions.test_wall_anywhere import undone
from tests.verification.case_model import CAST, PETITIONER
from tests.verification.case_never import NEVER
from tests.verification.case_table import CLOSED, SECOND, STATES, STEPS, lines_of, step_of, ways
from tests.verification.every_step import Wish, taken
from tests.verification.sampling import some
from verify.plugin import in_short, size

pytestmark = [pytest.mark.campaign("C2C"), pytest.mark.django_db]

Tally = Callable[[str, int], None]


def ended(*steps: tuple[str, Person], made: Callable[[], Petition] = a_petition) -> Petition:
    """A petition after some steps more."""
    petition = made()
    for step, by in steps:
        first = Petition.objects.exclude(pk=petition.pk).first()
        wish = Wish(other=first.pk if first else None)
        taken(step, petition, by.viewer, later(petition), wish)
    return fresh(petition)


MADE: dict[str, Callable[[], Petition]] = {
    **{state: partial(a_petition, State(state)) for state in STATES},
    "informed": partial(a_petition, State.INFORMED, procedure=Procedure.ARBITRATION),
    "handed_over": partial(a_petition, State.HANDED_OVER, matter=Matter.ACCUSATION),
    "objected": objected,
    "disputed": disputed,
    "kept": partial(ended, ("ask keep", DISPATCHER), ("agree keep", LEADER)),
    "voided": partial(ended, ("ask void", CLERK), ("agree void", LEADER)),
    "attached": partial(ended, ("attach", CLERK), made=repeated),
    "split": partial(ended, ("split", CLERK)),
}


UNASKED = [f"{how} {what}" for what in SECOND for how in ("agree", "decline")]


def closed_in(state: str) -> list[str]:
    """Steps that nobody can ever take in a state, and decisions of what nobody has asked for."""
    able = {step_of(way) for way, at in ways() if at == state and (way, at) not in NEVER}
    return [step for step in STEPS if step not in able or step in UNASKED]


def opened(petition: Petition, step: str, who: str) -> bool:
    """Whether somebody could take a step."""
    at = later(petition, timedelta(hours=1))
    viewer = petitioner(petition) if who == PETITIONER else Person(who).viewer
    wish = Wish(until=localdate(at) + timedelta(days=20))
    try:
        taken(step, petition, viewer, at, wish, petition.version)
    except (Refused, Petition.DoesNotExist):
        return False
    return True


@pytest.mark.parametrize("state", in_short(STATES, every=4))
def test_what_no_law_opens_in_a_state_is_refused_and_changes_nothing(
    state: str, seed: int, tally: Tally
) -> None:
    petition = MADE[state]()
    assert petition.state == state
    before = Petition.objects.filter(pk=petition.pk).values().get()
    closed = closed_in(state)
    assert {*closed} >= {*CLOSED[state], *UNASKED}
    steps = some(closed, size(5, len(closed)), f"{seed} {state}")
    everybody = ["gu.mingche", PETITIONER, *(each for each in CAST if each != "gu.mingche")]
    tried = [
        (step, who) for step in steps for who in some(everybody, size(1, 10), f"{seed} {step}")
    ]
    assert len(tried) == size(5, 10 * len(closed))
    assert [each for each in tried if opened(petition, *each)] == []
    after = Petition.objects.filter(pk=petition.pk).values().get()
    assert {name: _plain(value) for name, value in after.items()} == {
        name: _plain(value) for name, value in before.items()
    }
    assert_sound(petition)
    tally("steps closed in a state, each tried", len(steps))
    tally("tries of them, each refused", len(tried))


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_every_step_can_be_taken_in_a_state_or_is_tried_as_closed() -> None:
    gone = {(step_of(way), state) for way, state in ways() if (way, state) not in NEVER}
    closed = {(step, state) for state in STATES for step in closed_in(state)}
    assert gone | closed == {(step, state) for step in STEPS for state in STATES}
    assert {step for step, _state in gone & closed} == {*UNASKED}


ASKED = [
    (what, state)
    for what in SECOND
    for state in STATES
    if any(state in line.states for line in lines_of(f"ask {what}"))
]


def _by_somebody(petition: Petition, step: str) -> bool:
    """Whether the first one who can has taken a step."""
    return any(opened(fresh(petition), step, who) for who in CAST)


def decided_again(what: str, state: str, people: list[str]) -> list[tuple[str, str]]:
    """Who could decide once more what was asked for there and declined."""
    with undone():
        petition = MADE[state]()
        if what == "clear_accused":
            elsewhere = Wish(to="yunling-land")
            taken("accuse", petition, CLERK.viewer, later(petition), elsewhere)
        assert _by_somebody(petition, f"ask {what}")
        assert _by_somebody(petition, f"decline {what}")
        again = [(f"{how} {what}", who) for who in people for how in ("agree", "decline")]
        return [each for each in again if opened(petition, *each)]


def test_what_was_declined_is_not_decided_again(seed: int, tally: Tally) -> None:
    asked = some(ASKED, size(2, len(ASKED)), f"{seed} again")
    everybody = ["gu.mingche", *(each for each in CAST if each != "gu.mingche")]
    people = some(everybody, size(3, len(everybody)), f"{seed} people")
    assert [each for way in asked for each in decided_again(*way, people)] == []
    tally("requests declined, each refused another decision", len(asked))


@pytest.mark.control
def test_a_request_that_is_decided_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approving, "_require_may", lambda *_who, **_how: None)
    assert decided_again("void", "registered", ["gu.mingche"])


@pytest.mark.control
def test_a_step_that_is_open_though_its_state_closes_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = a_petition(State.CLOSED)
    closed = Random(1).sample(CLOSED["closed"], len(CLOSED["closed"]))
    monkeypatch.setattr(Rule, "fits", lambda _rule, _facts: True)
    assert any(opened(petition, step, who) for step in closed for who in ("gu.mingche", PETITIONER))
