"""C2: a step that no law opens in a state is refused there, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Matter, Procedure, State
from tests.detours import disputed, objected, repeated
from tests.make import a_petition, assert_sound, fresh, later
from tests.people import CLERK, DISPATCHER, LEADER, Person, petitioner
from tests.verification.case_model import CAST, PETITIONER
from tests.verification.case_table import CLOSED, STATES
from tests.verification.every_step import Wish, taken
from tests.verification.sampling import some
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C2"), pytest.mark.django_db]

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


@pytest.mark.parametrize("state", STATES)
def test_what_no_law_opens_in_a_state_is_refused_and_changes_nothing(
    state: str, seed: int, tally: Tally
) -> None:
    petition = MADE[state]()
    assert petition.state == state
    before = Petition.objects.filter(pk=petition.pk).values().get()
    steps = some(CLOSED[state], size(4, len(CLOSED[state])), f"{seed} {state}")
    everybody = ["gu.mingche", PETITIONER, *(each for each in CAST if each != "gu.mingche")]
    tried = [
        (step, who) for step in steps for who in some(everybody, size(1, 10), f"{seed} {step}")
    ]
    assert len(tried) == size(4, 10 * len(CLOSED[state]))
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


@pytest.mark.control
def test_a_step_that_is_open_though_its_state_closes_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = a_petition(State.CLOSED)
    closed = Random(1).sample(CLOSED["closed"], len(CLOSED["closed"]))
    monkeypatch.setattr(Rule, "fits", lambda _rule, _facts: True)
    assert any(opened(petition, step, who) for step in closed for who in ("gu.mingche", PETITIONER))
