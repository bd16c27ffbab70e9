"""Sums tell what counting the petitions again tells, to whoever asks and after any change."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.petitions.actions import joining
from huiyin.petitions.models import Petition
from huiyin.petitions.narrowing import own
from huiyin.petitions.wall import Accused, Recusal
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import Channel, Matter, State
from huiyin.statistics.counting import count
from huiyin.statistics.definitions import BY_WAY, By
from huiyin.statistics.models import MonthlyCount
from huiyin.statistics.monthly import differing, fold
from huiyin.statistics.open_work import by_stage
from tests import detours
from tests.make import a_petition, an_office, later
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    LEADER,
    PROVINCE_CLERK,
    SUPERVISOR,
    Person,
)
from tests.statistics.recount import recount, recounts
from tests.statistics.register import AS_OF, SPRING, a_register, counting

pytestmark = pytest.mark.django_db

PEOPLE = (CLERK, LEADER, SUPERVISOR, COUNTY_CLERK, PROVINCE_CLERK)


def some_of_every_kind() -> None:
    """The register, petitions from and to other offices, parts, and one that is walled."""
    a_register()
    detours.objected()
    detours.assigned_and_served()
    parted = a_petition()
    joining.split(
        parted.pk, parts=["停水", "道路"], reason="", by=DISPATCHER.viewer, at=later(parted)
    )
    Recusal.objects.create(petition=a_petition(State.SIGNED), user=CLERK.user)
    Accused.objects.create(
        petition=a_petition(State.SIGNED), user=LEADER.user, marked_at=later(parted)
    )


def test_sums_tell_what_a_recount_tells_to_each_who_asks() -> None:
    some_of_every_kind()
    for who, is_own in product(PEOPLE, (False, True)):
        asked = counting(who.viewer, own_only=is_own)
        for each in (asked, replace(asked, first=AS_OF, last=AS_OF), replace(asked, as_of=AS_OF)):
            for by, (whole, lines) in recounts(each, By).items():
                table = count(each, ["received"], by)
                assert dict(table.whole) == _received(whole), (who, by, is_own)
                expected = {key: _received(line) for key, line in lines.items() if _received(line)}
                found = {key: dict(line) for key, line in table.lines.items()}
                assert found == expected, (who, by)


def _received(tally: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {name: number for name, number in tally.items() if name[0] == "received"}


def test_the_door_of_the_web_is_a_line_too() -> None:
    a_register()
    beside = count(counting(), ["received", "keep"], BY_WAY)
    expected = {key: _received(line) for key, line in beside.lines.items() if _received(line)}
    assert count(counting(), ["received"], BY_WAY).lines == expected
    assert len(expected) > 1


def test_a_job_counts_every_register_and_leaves_accusations_out_where_it_is_told_to() -> None:
    some_of_every_kind()
    for given in (True, False):
        asked = counting(job_viewer("statistics"), with_accusations=given)
        whole, _lines = recount(asked, By.UNIT)
        assert dict(count(asked, ["received"], By.UNIT).whole) == _received(whole)


def test_what_somebody_is_walled_from_is_in_no_sum_whoever_writes_it_back() -> None:
    petition = a_petition(State.SIGNED)
    assert _sum() == 1
    Recusal.objects.create(petition=petition, user=LEADER.user)
    assert _sum() == 0
    petition.save()  # read before it was marked
    assert (_sum(), Petition.objects.get().counts_alone) == (0, True)
    seen = {who: _came(who) for who in (CLERK, LEADER)}
    assert seen == {CLERK: 1, LEADER: 0}


def _sum() -> int:
    return sum(MonthlyCount.objects.values_list("number", flat=True))


def _came(who: Person) -> int:
    return sum(count(counting(who.viewer), ["received"], By.MONTH).whole.values())


def test_sums_equal_a_recount_after_any_changes_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        a_petition()
    offices = [an_office("yunling-labour"), Petition.objects.all()[0].registering]
    changes: list[Callable[[], dict[str, Any]]] = [
        lambda: {"state": chance.choice(list(State)), "next_due": AS_OF},
        lambda: {"matter": chance.choice([None, *Matter])},
        lambda: {"wish": chance.choice([None, *Matter])},
        lambda: {"channel": chance.choice(list(Channel))},
        lambda: {"is_sealed": chance.random() < 0.5},
        lambda: {"drill": chance.choice([None, new_id()])},
        lambda: {"arrived_at": later(Petition.objects.order_by("?")[0], timedelta(days=20))},
        lambda: {"registering": chance.choice(offices)},
        lambda: {"parent": chance.choice([None, Petition.objects.order_by("?")[0]])},
        lambda: {"urgent": True},
    ]
    for turn in range(60):
        some = chance.sample(list(Petition.objects.values_list("pk", flat=True)), 2)
        Petition.objects.filter(pk__in=some).update(**chance.choice(changes)())
        if turn % 20 == 7:
            Recusal.objects.create(petition_id=some[0], user=HANDLER.user)
        if turn % 10 == 9:
            fold()
        assert differing() == [], (seed, turn)
    fold()
    assert fold() == 0, "put together once, there is nothing left to do"
    assert MonthlyCount.objects.count() <= Petition.objects.count()


@pytest.mark.control
def test_a_sum_that_is_wrong_is_named() -> None:
    a_petition()
    assert differing() == []
    MonthlyCount.objects.update(number=2)
    assert differing() == [f"{SPRING[0]:%Y-%m}"]


def test_where_open_work_stands_is_told_by_sums_as_by_counting() -> None:
    some_of_every_kind()
    for who in PEOPLE:
        seen = Petition.objects.visible_to(who.viewer, today=AS_OF).in_earnest().open()
        expected = Counter(seen.filter(own(who.viewer)).values_list("state", flat=True))
        assert dict(by_stage(who.viewer, AS_OF)) == expected, who


def test_sums_answer_in_one_query() -> None:
    some_of_every_kind()
    asked = counting(as_of=AS_OF)
    with CaptureQueriesContext(connection) as queries:
        count(asked, ["received"], By.MONTH)
        by_stage(asked.viewer, AS_OF)
    assert len(queries) == 2
