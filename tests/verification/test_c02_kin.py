"""C2B: a mark of the accused on what was attached or split goes to all with the same words."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from huiyin.petitions.actions import approving, registering
from huiyin.petitions.actions.approving import Confirmed
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Step
from tests.make import ARRIVAL, assert_sound
from tests.people import Person
from tests.petitions.test_wall_anywhere import undone
from tests.verification.case_choices import With
from tests.verification.case_model import BESIDE, CAST, HOUSING, LABOUR, WATER
from tests.verification.case_never import ELSEWHERE
from tests.verification.case_taking import expected, standing
from tests.verification.case_walks import Arrival
from tests.verification.led import Led
from tests.verification.through_the_door import found_by
from verify.plugin import in_short, size

pytestmark = [pytest.mark.campaign("C2B"), pytest.mark.django_db]

Tally = Callable[[str, int], None]

ACCUSED = (BESIDE, HOUSING, LABOUR, WATER)  # the other petition lies at the last of them


def attached(draw: Random) -> Led:
    """A petition attached to an earlier one, which an organ has in hand."""
    led = Led(draw)
    led.come()
    led.come()
    led.go("register", given=With(kind="6"), place=1)
    led.go("forward", given=With(to=WATER), place=1)
    if draw.random() < 0.5:
        led.go("register", given=With(kind="6"))
    led.go("attach")
    return led


def split(draw: Random) -> Led:
    """A petition split into two, of which an organ has one in hand."""
    led = Led(draw)
    led.come()
    led.go("register", given=With(kind="6"))
    led.go("split")
    for part in Petition.objects.filter(parent=led.rows[0]).order_by("pk"):
        case = Arrival().case(ARRIVAL)
        case.kin = True
        led.rows.append(part)
        led.cases.append(case)
        assert standing(part) == expected(case), "a part begins on the day of the whole"
    led.go("register", given=With(kind="6"), place=1)
    led.go("forward", given=With(to=WATER), place=1)
    return led


MADE = {"attached": attached, "split": split}


def marked_and_cleared(state: str, times: int, seed: int) -> Counter[tuple[str, str]]:
    """How often each way was gone; whatever is not as the model says fails."""
    gone: Counter[tuple[str, str]] = Counter()
    made = MADE[state](Random(f"{seed} {state}"))
    for number in range(times):
        with undone():
            led = made.twin(Random(f"{seed} {state} {number}"))
            assert led.cases[0].state == state
            office = led.draw.choice(ACCUSED)
            desk = led.able("accuse")  # who may mark may also ask to clear it
            for who in desk:
                led.refuses("ask clear_accused", who=who)
            led.refuses("decline clear_accused")
            led.go("accuse", given=With(to=office))
            _nothing_is_there_for(office, led)
            led.go("ask clear_accused", "decline clear_accused")
            led.go("ask clear_accused", "agree clear_accused")
            for who in desk:
                led.refuses("ask clear_accused", who=who)
            for petition in led.rows:
                assert_sound(petition)
            gone += led.gone
    return gone


def _nothing_is_there_for(office: str, led: Led) -> None:
    """Of all that has the same words the accused side finds nothing."""
    rows = [petition.pk for petition in led.rows]
    for who in CAST:
        if CAST[who][1] == office:
            assert not found_by(Person(who).viewer, rows, localdate(led.now)), who


@pytest.mark.parametrize("state", MADE)
def test_what_has_the_same_words_is_marked_together_and_cleared_by_two(
    state: str, seed: int, tally: Tally
) -> None:
    gone = marked_and_cleared(state, size(1, 50), seed)
    ways = {way for way in ELSEWHERE if way[1] == state}
    tally("ways gone that the model cannot go", len(ways))
    tally("steps on what has the same words", sum(gone[way] for way in ways))
    assert min(gone[way] for way in ways) >= size(1, 50), gone


def test_every_way_that_the_model_cannot_go_is_gone_here() -> None:
    steps = ("accuse", "ask clear_accused", "agree clear_accused", "decline clear_accused")
    assert {*ELSEWHERE} == {(step, state) for step in steps for state in MADE}


def a_mark_goes_to_nothing_else(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(registering, "_of_the_same_words", lambda _petition: [])


def a_mark_that_is_cleared_stays(patch: pytest.MonkeyPatch) -> None:
    honest = approving.CONFIRMED[Step.CLEAR_ACCUSED]
    idle = Confirmed(honest.check, lambda *_how: None)
    patch.setitem(approving.CONFIRMED, Step.CLEAR_ACCUSED, idle)


@pytest.mark.control
@pytest.mark.parametrize("state", in_short(MADE, every=2))
@pytest.mark.parametrize(
    "wrong", in_short([a_mark_goes_to_nothing_else, a_mark_that_is_cleared_stays], every=2)
)
def test_a_mark_that_goes_wrong_is_noticed(
    state: str, wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        marked_and_cleared(state, 1, 1)
