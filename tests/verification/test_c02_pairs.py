"""C2B: every two steps open at once, taken at the same moment: it ends as in one of both orders."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import combinations, count
from random import Random
from uuid import UUID

import pytest
from django.db import models, transaction

from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Procedure, State
from tests.detours import disputed, objected
from tests.make import a_petition, fresh, later
from tests.verification.colliding import Done, flaws
from tests.verification.every_step import Wish
from tests.verification.pairing import Try, open_tries, possible, raced
from verify.plugin import is_full, size

pytestmark = [pytest.mark.campaign("C2B"), pytest.mark.django_db(transaction=True)]

Tally = Callable[[str, int], None]

ROUNDS = 20  # in which two must come together once
MADE: dict[str, Callable[[], Petition]] = {
    **{
        state: partial(a_petition, State(state), consents_electronic=True)
        for state in ("received", "registered", "delivered", "signed", "accepted", "answered")
    },
    "informed": partial(a_petition, State.INFORMED, procedure=Procedure.ARBITRATION),
    "served": partial(a_petition, State.SERVED),
    "objected": objected,
    "disputed": disputed,
    "handed_over": partial(a_petition, State.HANDED_OVER, matter=Matter.ACCUSATION),
    "closed": partial(a_petition, State.CLOSED),
}


class Races:
    """Petitions in one state, one after the other, and what pairs did to each."""

    def __init__(self, state: str) -> None:
        self.state, self.number = state, count()
        self.before: dict[UUID, int] = {}
        self.history: list[Done] = []
        self.how: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []
        self.make()

    def make(self) -> None:
        """Another petition in the state."""
        with transaction.atomic():
            self.petition = fresh(MADE[self.state]())
        self.before[self.petition.pk] = self.petition.event_count

    def pairs(self) -> list[tuple[Try, Try]]:
        """Every two steps that are open there."""
        at = later(self.petition, timedelta(hours=1))
        until = localdate(at) + timedelta(days=20)
        claims = ("yunling-housing", "yunling-labour")
        return [*combinations(open_tries(self.petition, at, Wish(until=until, claims=claims)), 2)]

    def race(self, a: Try, b: Try, pool: ThreadPoolExecutor) -> None:
        """Let two steps be taken at once, both open at first."""
        number = next(self.number)
        now = [self._now(each, f"{number}-{n}") for n, each in enumerate((a, b))]
        endings = possible(self.petition, *now) if self.petition.state == self.state else set()
        if not endings:  # what was done before has closed one of them
            self.make()
            now = [self._now(each, f"{number}-{n}") for n, each in enumerate((a, b))]
            endings = possible(self.petition, *now)
        assert endings, f"{a.step} and {b.step} are not both open in {self.state}"
        ended = raced(self.petition, now[0], now[1], pool)
        if ended not in endings:
            self.wrong.append(f"{self.state}: {a.step} and {b.step}: {ended} is none of {endings}")
        self.how[tuple(sorted(ended[:2]))] += 1  # type: ignore[index]
        self.history += [
            each.done(self.petition, how) for each, how in zip(now, ended[:2], strict=True)
        ]
        self.petition = fresh(self.petition)

    def _now(self, one: Try, words: str) -> Try:
        version = None if one.version is None else self.petition.version
        at = later(self.petition, timedelta(minutes=1))
        wish = replace(one.wish, words=f"第{words}次写的话")
        return replace(one, at=at, version=version, wish=wish)


Ended = Counter[tuple[str, str]]


def raced_in(states: list[str], of_each: int, seed: int) -> tuple[Ended, list[str], set[str]]:
    """How two ended, what is wrong, and which pairs it were."""
    how: Ended = Counter()
    before: dict[UUID, int] = {}
    history: list[Done] = []
    wrong: list[str] = []
    met: set[str] = set()
    with ThreadPoolExecutor(2) as pool:
        for state in states:
            races = Races(state)
            those = races.pairs()
            Random(f"{seed} {state}").shuffle(those)
            for a, b in those[:of_each]:
                races.race(a, b, pool)
                met.add(f"{state}: {a.step} and {b.step}")
            how += races.how
            before |= races.before
            history += races.history
            wrong += races.wrong
    return how, [*wrong, *flaws(list(before), history, before)], met


def test_of_two_steps_at_once_both_end_as_in_one_of_both_orders(seed: int, tally: Tally) -> None:
    states = Random(f"{seed} states").sample([*MADE], size(2, len(MADE)))
    how, wrong, met = raced_in(states, size(10, 60), seed)
    assert not wrong, "\n".join(wrong)
    assert how["done", "outdated"]
    assert how["done", "done"] or not is_full()
    tally("pairs of steps open at once", len(met))
    tally("races of two steps", how.total())
    for ended, number in how.items():
        tally(f"races that ended {' and '.join(ended)}", number)


@pytest.mark.full
@pytest.mark.control
def test_two_who_do_not_wait_for_each_other_are_noticed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_how: rows)
    assert any(raced_in(["signed"], 10, seed + again)[1] for again in range(ROUNDS))
