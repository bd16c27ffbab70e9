"""C2B: two leaders who instruct on one emergency petition at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, models, transaction

from huiyin.accounts.models import User
from huiyin.petitions.actions.emergency_leading import lead, lead_result
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role, Step
from tests.make import DAY, a_user, assert_sound, later
from tests.people import CLERK, LEADER
from tests.petitions.marked import a_marked_petition
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C2B"), pytest.mark.django_db(transaction=True)]

Tally = Callable[[str, int], None]

ROUNDS = 20  # in which two must come together once
BUREAU = "yunling-bureau"


def led_at_once(times: int) -> tuple[list[list[str]], list[str]]:
    """How both ended, again and again, and what is wrong then."""
    with transaction.atomic():
        petition = a_marked_petition()
        leaders = (LEADER.user, a_user(Role.LEADER, BUREAU))
    began, start = later(petition), Barrier(2)
    ended: list[list[str]] = []

    def instruct(leader: User, number: int) -> str:
        at = _moment(began, number)
        viewer = leader.viewer(localdate(at))
        start.wait(timeout=120)
        try:
            lead(
                petition.pk, leader=leader, instruction=f"第{number}次",
                until=localdate(at) + DAY, by=viewer, at=at,
            )  # fmt: skip
        except Refused:
            return "refused"
        except Exception as trouble:  # whatever else it is, it is what we look for
            return f"{type(trouble).__name__}: {trouble}"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        for number in range(times):
            ended.append([*pool.map(instruct, leaders, (number, number))])
            done = [
                leader.pk for leader, how in zip(leaders, ended[-1], strict=True) if how == "done"
            ]
            given = Event.objects.filter(petition=petition, step=Step.LEAD).count()
            stands = EmergencyMark.objects.get(petition=petition, cleared_at=None)
            if [stands.led_by_id] != done or given != number + 1:
                return ended, [f"{ended[-1]}: {given} instructions stand of {number + 1}"]
            by, at = CLERK.viewer, _moment(began, number, minutes=1)
            lead_result(petition.pk, words="已经办好。", by=by, at=at)
    assert_sound(petition)
    return ended, []


def _moment(began: datetime, number: int, minutes: int = 0) -> datetime:
    return began + timedelta(minutes=2 * number + minutes)


def test_of_two_leaders_who_instruct_at_once_one_stands_and_one_is_told(tally: Tally) -> None:
    ended, flaws = led_at_once(size(4, 200))
    assert not flaws, flaws
    assert {frozenset(each) for each in ended} == {frozenset({"done", "refused"})}
    tally("instructions of two leaders at once, one of each refused", len(ended))


@pytest.mark.full
@pytest.mark.control
def test_leaders_of_whom_both_are_heard_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **_how: rows)
    rounds = (led_at_once(10) for _again in range(ROUNDS))
    assert any(flaws or ":" in f"{ended}" for ended, flaws in rounds)
