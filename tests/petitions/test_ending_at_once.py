"""An office ends while something is sent to it: whoever comes second waits, and then sees it (§ 5).

Two connections with transactions of their own. The first has done its part and has not committed
when the second begins; it commits as soon as the second waits for it, or is through.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from huiyin.notifications.models import Outbox
from huiyin.organisations.errors import Refused as RefusedEnd
from huiyin.petitions.actions import routing, succeeding
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.workflow import OPEN
from tests.make import DAY, a_petition, an_office, fresh, later
from tests.people import DISPATCHER, SYSTEM_ADMIN

pytestmark = [pytest.mark.campaign("C2"), pytest.mark.django_db(transaction=True)]

HEIR = "yunling-housing"
Do = Callable[[], object]


def in_turn(first: Do, second: Do) -> tuple[str, str]:
    """How each ended, the second begun when the first was done but not committed."""
    is_held, may_commit, backend = Event(), Event(), Future[int]()

    def lead() -> str:
        try:
            with transaction.atomic():
                how = tried(first)
                is_held.set()
                assert may_commit.wait(timeout=20)
                return how
        finally:
            is_held.set()
            connection.close()

    def follow() -> str:
        try:
            backend.set_result(_backend())
            return tried(second)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        leading = people.submit(lead)
        assert is_held.wait(timeout=20)
        following = people.submit(follow)
        try:
            while not following.done() and not _waits(backend.result(timeout=20)):
                time.sleep(0.01)
        finally:
            may_commit.set()
        return leading.result(timeout=20), following.result(timeout=20)


def tried(action: Do) -> str:
    try:
        action()
    except (Refused, RefusedEnd):
        return "refused"
    return "done"


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])


def a_registered_one() -> Petition:
    with transaction.atomic():
        return a_petition()


def forwarding(petition: Petition) -> Do:
    by, at = DISPATCHER.viewer, later(petition)
    return lambda: routing.forward(petition.pk, to=an_office(), by=by, at=at)


def ending(petition: Petition) -> Do:
    """The office ends at once and leaves nobody its work."""
    by, at = SYSTEM_ADMIN.viewer, later(petition)
    last = localdate(at) - DAY
    return lambda: succeeding.end_office(an_office(), last_on=last, successor=None, by=by, at=at)


def announced(petition: Petition) -> None:
    """Today is the last day of the office, and another goes on with its work."""
    at = later(petition)
    succeeding.end_office(
        an_office(),
        last_on=localdate(at),
        successor=an_office(HEIR),
        by=SYSTEM_ADMIN.viewer,
        at=at,
    )


def left_behind() -> int:
    """How many open petitions are held by an office that is closed."""
    return Petition.objects.filter(state__in=OPEN, holder__is_open=False).count()


def test_what_is_sent_first_keeps_the_office_open() -> None:
    petition = a_registered_one()
    assert in_turn(forwarding(petition), ending(petition)) == ("done", "refused")
    assert fresh(petition).holder == an_office()
    assert an_office().is_open
    assert left_behind() == 0


def test_to_an_office_that_ended_first_nothing_is_sent() -> None:
    petition = a_registered_one()
    assert in_turn(ending(petition), forwarding(petition)) == ("done", "refused")
    assert not an_office().is_open
    assert fresh(petition).holder == an_office("yunling-bureau")
    assert left_behind() == 0


def test_what_is_sent_on_the_last_evening_goes_to_the_successor_a_night_later() -> None:
    petition = a_registered_one()
    announced(petition)
    night = later(petition) + DAY
    ways = in_turn(forwarding(petition), lambda: succeeding.close_ended(night))
    assert ways == ("done", "done")
    assert an_office().is_open, "the night found something in hand"
    assert left_behind() == 0
    succeeding.close_ended(night + DAY)
    assert Outbox.objects.filter(topic="succeed", subject=petition.pk).exists()
    succeeding.succeed(petition.pk, office_id=an_office().pk, at=night + DAY)
    succeeding.close_ended(night + DAY)
    assert fresh(petition).holder == an_office(HEIR)
    assert not an_office().is_open


def test_what_comes_after_the_night_has_closed_it_is_refused() -> None:
    petition = a_registered_one()
    announced(petition)
    night = later(petition) + DAY
    ways = in_turn(lambda: succeeding.close_ended(night), forwarding(petition))
    assert ways == ("done", "refused")
    assert not an_office().is_open
    assert left_behind() == 0
