"""C2C: an extension asked for under the law of 2005, declined wherever it has come to meanwhile.

What was accepted turns out to be an accusation and comes back to the bureau, and on from there; the
random walks of the second model know no such way.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from huiyin.accounts.models import Post
from huiyin.petitions.actions import approving
from huiyin.petitions.errors import Refused
from huiyin.petitions.requests import Request
from tests.make import assert_sound, at, simulated
from tests.petitions.test_wall_anywhere import undone
from tests.verification.beside_table import ELSEWHERE
from tests.verification.case_choices import NOTHING, With
from tests.verification.case_model import HOUSING, LABOUR, WATER
from tests.verification.led import Led
from tests.verification.sampling import some
from verify.plugin import in_short, size

pytestmark = [pytest.mark.campaign("C2C"), pytest.mark.django_db]

Tally = Callable[[str, int], None]

BEFORE = at("2022-03-01 09:00")  # the law of 2005 was in force, until the first of May
DECLINE = "decline extend"
ANEW = 10  # times that one petition is declined, before another is brought there

CLAIM, ACCUSATION = With(kind="6"), With(kind="a")
Steps = list[tuple[str, With]]


def _and(*steps: str, given: With = NOTHING) -> Steps:
    """After it was found to be no accusation."""
    *before, last = steps
    return [("reclassify", CLAIM), *((step, NOTHING) for step in before), (last, given)]


FORWARDED = _and("forward", given=With(to=WATER))
# From the registering bureau, to which it came back as an accusation.
WAYS: dict[str, Steps] = {
    "registered": [],
    "handed_over": [("hand_over", NOTHING)],
    "delivered": FORWARDED,
    "signed": [*FORWARDED, ("sign", NOTHING)],
    "disputed": _and("submit_dispute", given=With(claims=(HOUSING, LABOUR))),
    "informed": _and("inform"),
    "kept": _and("ask keep", "agree keep"),
    "attached": _and("attach"),
    "split": _and("split"),
}


def accepted(draw: Random) -> Led:
    """A petition of the old law for which more days were asked; beside it another."""
    led = Led(draw, BEFORE, is_of_2005=True)
    led.come()
    led.come()
    led.go("register", given=CLAIM, place=1)
    led.go("register", given=CLAIM)
    led.go("forward", given=With(to=WATER))
    led.go("sign", "accept", "ask extend")
    return led


def brought(state: str, draw: Random) -> Led:
    """The same, come back as an accusation, and on to a state; the request still waits."""
    led = accepted(draw)
    led.go("reclassify", given=ACCUSATION)
    for step, given in WAYS[state]:
        led.go(step, given=given)
    assert led.cases[0].state == state
    return led


def declined(state: str, times: int, seed: int) -> Counter[tuple[str, str]]:
    """How often what was asked for was declined there; whatever is not as it should be fails."""
    gone: Counter[tuple[str, str]] = Counter()
    with undone(), simulated():
        # Whoever takes the steps of 2022 held his post already when the law of 2005 was in force.
        Post.objects.update(from_on=date(2020, 1, 1))
        for number in range(times):
            if number % ANEW == 0:
                made = brought(state, Random(f"{seed} {state} {number}"))
            with undone():
                led = made.twin(Random(f"{seed} {number}"))
                deciding = led.able(DECLINE)
                for who in deciding:
                    led.refuses("agree extend", who=who)
                led.go(DECLINE)
                for who in deciding:
                    led.refuses(DECLINE, who=who)
                assert_sound(led.rows[0])
                request = Request.objects.get(petition=led.rows[0], step="extend")
                assert request.agreed is False
                gone += Counter({way: n for way, n in led.gone.items() if way[0] == DECLINE})
    return gone


def test_more_days_are_declined_wherever_the_petition_has_come_to(seed: int, tally: Tally) -> None:
    states = some([*WAYS], size(2, len(WAYS)), f"{seed}")
    gone: Counter[tuple[str, str]] = Counter()
    for state in states:
        gone += declined(state, size(1, 50), seed)
    ways = {way for way in ELSEWHERE if way[1] in states}
    tally("ways gone that the model cannot go", len(ways))
    tally("requests declined elsewhere", gone.total())
    assert min(gone[way] for way in ways) >= size(1, 50), gone


def test_every_way_that_the_model_cannot_go_is_gone_here() -> None:
    assert {*ELSEWHERE} == {(DECLINE, state) for state in WAYS}


def test_under_the_law_of_2005_nobody_objects() -> None:
    """So what was accepted under it is never objected to afterwards."""
    with undone(), simulated():
        Post.objects.update(from_on=date(2020, 1, 1))
        led = brought("signed", Random(1))
        with pytest.raises(Refused):
            led.tried("object", "meng.yuanzhu")


def everybody_decides_again_and_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(approving, "_require_may", lambda *_who, **_how: None)


def who_declines_agrees(patch: pytest.MonkeyPatch) -> None:
    honest = approving.decide
    patch.setattr(approving, "decide", lambda *what, **how: honest(*what, **how | {"agrees": True}))


@pytest.mark.control
@pytest.mark.parametrize(
    "wrong", in_short([everybody_decides_again_and_again, who_declines_agrees], every=2)
)
def test_a_decision_that_goes_wrong_is_noticed(
    wrong: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception, Refused)):
        declined("signed", 1, 1)
