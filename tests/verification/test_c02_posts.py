"""C2B: a post that ends, or an account that is stopped, while its holder takes a step."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as waiting
from random import Random
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from huiyin.accounts import actions as accounts
from huiyin.accounts.models import Post, User
from huiyin.commands.city.loading import FOUNDED
from huiyin.petitions import taking as one_door
from huiyin.petitions.actions.closing import note
from huiyin.petitions.actions.handling import sign
from huiyin.petitions.errors import PostEnded
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role, State
from tests.make import DAY, a_petition, a_user, assert_sound, fresh, later
from tests.people import SECURITY_ADMIN
from verify.plugin import in_short, size

pytestmark = [pytest.mark.campaign("C2B"), pytest.mark.django_db(transaction=True)]

A_MOMENT = 0.5
LONG = 60.0
AHEAD = 0.01  # seconds that one of two begins before the other, at most
IN_A_ROW = 50  # races of one person over one petition
TRIES = 400  # among which a step that asks nobody comes too late once

Tally = Callable[[str, int], None]
Deed = Callable[[User, Petition], object]


def _end_post(person: User, petition: Petition) -> None:
    at = later(petition)
    post = Post.objects.held(localdate(at)).get(user=person)
    accounts.end_post(post.pk, to_on=localdate(at) - DAY, by=SECURITY_ADMIN.viewer, at=at)


def _stop_account(person: User, petition: Petition) -> None:
    accounts.switch_account(person.pk, on=False, by=SECURITY_ADMIN.viewer, at=later(petition))


def _start_account(person: User, petition: Petition) -> None:
    accounts.switch_account(person.pk, on=True, by=SECURITY_ADMIN.viewer, at=later(petition))


DEEDS = [_end_post, _stop_account]


class Two:
    """A head of a unit about to sign for a petition, and an administrator, each in a thread."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        with transaction.atomic():
            self.petition = a_petition(State.DELIVERED)
            self.person = a_user(Role.HEAD)
        self.viewer: Viewer = self.person.viewer(localdate(later(self.petition)))

    def sign(self) -> Future[str]:
        return self.pool.submit(self._sign)

    def _sign(self) -> str:
        try:
            sign(self.petition.pk, by=self.viewer, at=later(self.petition))
        except PostEnded:
            return "refused"
        finally:
            connection.close()
        return "done"

    def take_away(self, deed: Deed, *, done: Event, go_on: Event) -> Future[None]:
        return self.pool.submit(self._take_away, deed, done, go_on)

    def _take_away(self, deed: Deed, done: Event, go_on: Event) -> None:
        try:
            with transaction.atomic():
                deed(self.person, self.petition)
                done.set()
                assert go_on.wait(LONG)
        finally:
            connection.close()

    def state(self) -> State:
        return State(fresh(self.petition).state)


@pytest.fixture
def two() -> Iterator[Two]:
    with ThreadPoolExecutor(2) as pool:
        yield Two(pool)


def _is_waiting(future: Future[Any]) -> bool:
    return not waiting([future], timeout=A_MOMENT).done


def _taken_away_first(two: Two, deed: Deed) -> tuple[bool, str]:
    """Whether the step waited for what was done but not yet written down, and how it ended."""
    done, go_on = Event(), Event()
    taken = two.take_away(deed, done=done, go_on=go_on)
    assert done.wait(LONG)
    step = two.sign()
    waited = _is_waiting(step)
    go_on.set()
    taken.result(LONG)
    return waited, step.result(LONG)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_step_that_comes_after_waits_and_is_refused(two: Two, deed: Deed) -> None:
    assert _taken_away_first(two, deed) == (True, "refused")
    assert two.state() is State.DELIVERED
    assert_sound(two.petition)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_step_that_came_first_is_waited_for_and_stands(
    two: Two, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked, go_on = Event(), Event()
    walk = one_door._walk

    def held_up(one: one_door.Taking) -> None:
        walk(one)
        walked.set()
        assert go_on.wait(LONG)

    monkeypatch.setattr(one_door, "_walk", held_up)
    step = two.sign()
    assert walked.wait(LONG)
    done, ended = Event(), Event()
    ended.set()
    taken = two.take_away(deed, done=done, go_on=ended)
    assert _is_waiting(taken)
    go_on.set()
    assert step.result(LONG) == "done"
    taken.result(LONG)
    assert two.state() is State.SIGNED
    assert_sound(two.petition)


def test_who_has_lost_one_post_of_two_is_told_so(two: Two) -> None:
    """The step that the other post might allow is offered again on the page that is fresh."""
    _end_post(two.person, two.petition)
    Post.objects.create(
        user=two.person,
        office=Post.objects.get(user=two.person).office,
        role=Role.HANDLER,
        from_on=localdate(later(two.petition)),
    )
    assert two.sign().result(LONG) == "refused"


@pytest.mark.control
@pytest.mark.parametrize("deed", in_short(DEEDS, every=2))
def test_a_step_that_asks_nobody_is_noticed(
    two: Two, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_door, "still_held", lambda _viewer, _today: True)
    assert _taken_away_first(two, deed) == (False, "done")


class Raced(Two):
    """The same two, begun at the same moment; what was taken away is given back after each race."""

    def race(self, deed: Deed, ahead: float) -> tuple[str, bool]:
        """How the step ended, and whether anything was written behind what took the right away."""
        start = Barrier(2)
        step = self.pool.submit(self._begin, start, max(-ahead, 0), self._note)
        taken = self.pool.submit(self._begin, start, max(ahead, 0), self._take(deed))
        ended, last = step.result(LONG), taken.result(LONG)
        self._give_back()
        return str(ended), fresh(self.petition).event_count != last

    def _begin(self, start: Barrier, wait: float, work: Callable[[], object]) -> object:
        try:
            start.wait(LONG)
            time.sleep(wait)
            return work()
        finally:
            connection.close()

    def _note(self) -> str:
        try:
            note(self.petition.pk, words="已电话联系。", by=self.viewer, at=later(self.petition))
        except PostEnded:
            return "refused"
        return "done"

    def _take(self, deed: Deed) -> Callable[[], int]:
        def take() -> int:
            with transaction.atomic():
                deed(self.person, self.petition)
                return fresh(self.petition).event_count  # the last that may ever be

        return take

    def _give_back(self) -> None:
        self.person.refresh_from_db()
        if not self.person.is_active:
            _start_account(self.person, self.petition)
        today = localdate(later(self.petition))
        if not Post.objects.held(today).filter(user=self.person).exists():
            office = Post.objects.filter(user=self.person)[0].office
            Post.objects.create(user=self.person, office=office, role=Role.HEAD, from_on=FOUNDED)


def _races(number: int, seed: int) -> Iterator[tuple[str, bool]]:
    drawn = Random(f"{seed} taken away")
    with ThreadPoolExecutor(2) as pool:
        while number > 0:
            raced = Raced(pool)
            for _race in range(min(number, IN_A_ROW)):
                yield raced.race(drawn.choice(DEEDS), drawn.uniform(-AHEAD, AHEAD))
            number -= IN_A_ROW
            assert_sound(raced.petition)


def test_nothing_is_written_behind_a_right_that_was_taken_away(seed: int, tally: Tally) -> None:
    how = Counter(_races(size(20, 2_000), seed))
    assert {late for _ended, late in how} == {False}
    tally("rights taken away in the same moment", how.total())
    for (ended, _late), number in how.items():
        tally(f"of them with the step {ended}", number)


@pytest.mark.control
def test_a_note_that_asks_nobody_comes_too_late(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_door, "still_held", lambda _viewer, _today: True)
    assert any(late for _ended, late in _races(TRIES, seed))
