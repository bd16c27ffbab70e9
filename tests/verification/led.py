"""Petitions led by name from step to step, each of which is held against the first model.

For ways that its random walks do not go: what a test asks for is done, and compared as there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.rules.moments import localdate
from tests.make import ARRIVAL
from tests.people import Person
from tests.verification import case_effects
from tests.verification.case_choices import NOTHING, With, fitting
from tests.verification.case_model import CAST, PETITIONER, Case
from tests.verification.case_taking import Standing, event_of, expected, receive, standing, take
from tests.verification.case_walks import Arrival, Edge
from tests.verification.through_the_door import found_by

PASSING = timedelta(hours=2)
LOOKERS = 3  # after each step


@dataclass
class Led:
    """Some petitions, the first of them the one that is led, and beside each the model of it."""

    draw: Random
    now: datetime = ARRIVAL
    is_of_2005: bool = False  # that law needs no class and knows no objection
    rows: list[Petition] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    gone: Counter[Edge] = field(default_factory=Counter)
    refused: int = 0

    def twin(self, draw: Random) -> Led:
        """The same petitions, to be led on from here without touching the models of these."""
        cases = [each.twin() for each in self.cases]
        rows = [*self.rows]
        return replace(self, draw=draw, cases=cases, rows=rows, gone=Counter(), refused=0)

    def come(self) -> None:
        """Somebody hands in a petition to the city's bureau."""
        self.rows.append(receive(Arrival(), self.now))
        self.cases.append(Arrival().case(self.now))

    def go(self, *steps: str, given: With = NOTHING, place: int = 0) -> None:
        """Take these steps, each by somebody to whom it is open; somebody else is refused."""
        for step in steps:
            self._go(step, given, place)

    def _go(self, step: str, given: With, place: int) -> None:
        self.refuses(step, place)
        case = self._now(place)
        who = self.draw.choice(self.able(step, place))
        if given == NOTHING:
            others = [each for n, each in enumerate(self.cases) if n != place]
            given = self.draw.choice(fitting(case, step, who, others))
        self.tried(step, who, given, place, case.version)
        self.gone[step, case.state] += 1
        twin = case.twin()
        case_effects.take(twin, step, who, given)
        self.cases[place] = twin
        if step == "accuse":
            self._mark_the_others(who, given, place)
        self.look()
        self._compare(step, case, place)

    def _mark_the_others(self, who: str, given: With, place: int) -> None:
        """What has the same words is marked with it."""
        for n, each in enumerate(self.cases):
            if n != place and each.kin:
                each.at = self.now
                case_effects.EFFECTS["accuse"](each, who, given)
                each.events += 1
                assert standing(self.rows[n]) == expected(each), "what has the same words"

    def _now(self, place: int) -> Case:
        self.now += PASSING
        case = self.cases[place]
        case.at = self.now
        return case

    def _compare(self, step: str, before: Case, place: int) -> None:
        """State, versions, days, clocks and the event of the step are what the model says."""
        case, petition = self.cases[place], self.rows[place]
        assert self._stands(standing(petition)) == self._stands(expected(case)), step
        moved = case.state if case.state != before.state else None
        last = Event.objects.filter(petition=petition).order_by("-seq")
        row = last.values_list("step", "seq", "before", "after")[0]
        assert row == (event_of(step), case.events, before.state, moved)

    def _stands(self, what: Standing) -> Standing:
        if not self.is_of_2005:
            return what
        row, clocks = what
        return row, Counter({each: n for each, n in clocks.items() if each[0] != "L4"})

    def able(self, step: str, place: int = 0) -> list[str]:
        """Everybody to whom a step is open now."""
        case = self.cases[place]
        return [who for who in (*CAST, PETITIONER) if case.sees(who) and case.allowed(step, who)]

    def refuses(self, step: str, place: int = 0, who: str = "") -> None:
        """To whom a step is not open is told so, or that there is no such petition."""
        case = self._now(place)
        if not who:
            able = self.able(step, place)
            who = self.draw.choice([each for each in (*CAST, PETITIONER) if each not in able])
        how, _blank, what = step.partition(" ")
        is_unknown = how in ("agree", "decline") and what not in case.ever_asked
        refusal = Refused if case.sees(who) and not is_unknown else Petition.DoesNotExist
        before = standing(self.rows[place])
        with pytest.raises(refusal):
            self.tried(step, who, With(until=localdate(self.now)), place)
        assert standing(self.rows[place]) == before
        self.refused += 1

    def tried(
        self,
        step: str,
        who: str,
        given: With = NOTHING,
        place: int = 0,
        version: int | None = None,
    ) -> None:
        """Take a step in the product only."""
        kind = "-" if self.is_of_2005 and given.kind in ("", "6") else given.kind
        other = [n for n, each in enumerate(self.cases) if each is given.other]
        words = f"第{self.cases[place].events}次写的话{self.refused}"
        move = (step, who, replace(given, kind=kind))
        to = self.rows[other[0]].pk if other else None
        take(self.rows[place], self.cases[place], move, words, version, to)

    def look(self) -> None:
        """Some of the staff find the petitions that the model says, and no others."""
        rows = {petition.pk: case for petition, case in zip(self.rows, self.cases, strict=True)}
        for who in self.draw.sample([*CAST], LOOKERS):
            found = found_by(Person(who).viewer, rows, localdate(self.now))
            assert found == {pk for pk, case in rows.items() if case.sees(who)}, who
