"""A gateway is in trouble when it takes nothing, only every other message, or takes very long."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from huiyin.notifications.actions import ASK_AGAIN
from huiyin.notifications.gateways import PATIENCE, Refused, Unreachable
from huiyin.notifications.models import GatewayTrouble
from huiyin.notifications.standing import RECENT, SLOW, Standing

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Sender:
    """Sends by one gateway at moments that the test names, in seconds."""

    def __init__(self) -> None:
        self.at = 0.0
        self.standing = Standing(clock=lambda: self.at)

    def sends(self, *, at: float, problem: Exception | None = None, for_: float = 0.0) -> None:
        self.at = at
        with suppress(Refused, Unreachable), self.standing.trying("sms"):
            self.at += for_
            if problem:
                raise problem

    def told(self, *, at: float) -> set[str]:
        """What anybody is told then."""
        self.at = at
        assert self.standing.tell(AT + timedelta(seconds=at)) is False
        return set(GatewayTrouble.objects.values_list("way", flat=True))


@pytest.fixture
def sender() -> Sender:
    return Sender()


def failing(sender: Sender, *moments: float) -> None:
    for at in moments:
        sender.sends(at=at, problem=Unreachable("no"))


def test_one_that_takes_everything_is_not(sender: Sender) -> None:
    for at in range(5):
        sender.sends(at=at)
    assert sender.told(at=5) == set()


def test_one_message_that_is_not_taken_may_be_its_receivers_fault(sender: Sender) -> None:
    failing(sender, 0)
    assert sender.told(at=1) == set()


def test_two_are_trouble_until_one_is_taken_and_none_failed_of_late(sender: Sender) -> None:
    failing(sender, 0, 1)
    assert sender.told(at=2) == {"sms"}
    since = GatewayTrouble.objects.get().since
    assert sender.told(at=10_000) == {"sms"}, "it was not heard of since"
    sender.sends(at=10_001)
    assert sender.told(at=10_001) == set()
    assert since == AT + timedelta(seconds=2)


def test_who_takes_every_other_message_is_in_trouble_all_the_time(sender: Sender) -> None:
    for at in range(0, 20, 2):
        failing(sender, at)
        sender.sends(at=at + 1)
        assert sender.told(at=at + 1) == ({"sms"} if at else set())
    assert sender.told(at=18 + RECENT - 3) == {"sms"}
    assert sender.told(at=18 + RECENT) == set()


def test_on_a_quiet_night_asking_again_finds_it(sender: Sender) -> None:
    failing(sender, 0, ASK_AGAIN.total_seconds() + 1)
    assert sender.told(at=ASK_AGAIN.total_seconds() + 2) == {"sms"}


def test_what_is_refused_for_ever_is_the_receivers(sender: Sender) -> None:
    for at in range(5):
        sender.sends(at=at, problem=Refused("no such number"))
    assert sender.told(at=5) == set()


def test_whoever_takes_very_long_is_in_trouble_while_one_waits_and_after_two(
    sender: Sender,
) -> None:
    assert sender.told(at=0) == set()

    def waits() -> Iterator[None]:
        with sender.standing.trying("sms"):
            yield

    trying = waits()
    next(trying)
    assert [sender.told(at=at) for at in (SLOW, SLOW + 0.1)] == [set(), {"sms"}]
    assert next(trying, None) is None
    assert sender.told(at=SLOW + 0.2) == {"sms"}, "the last one took too long"
    sender.sends(at=10, for_=SLOW)
    assert sender.told(at=20) == set()
    assert SLOW + 2 * 2.0 < 15 < PATIENCE, "seen while the first message still waits"


def test_a_process_that_begins_knows_of_no_trouble_and_one_that_runs_changes_only_its_own(
    sender: Sender,
) -> None:
    GatewayTrouble.objects.create(way="email", since=AT)
    failing(sender, 0, 1)
    assert sender.told(at=2) == {"sms"}
    GatewayTrouble.objects.create(way="email", since=AT)
    sender.sends(at=3 + RECENT)
    assert sender.told(at=4 + RECENT) == {"email"}, "another worker told of that"


def test_what_could_not_be_told_is_told_the_next_time(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.told(at=0)
    failing(sender, 1, 2)

    def away(*_: Any, **__: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as without:
        without.setattr(GatewayTrouble.objects, "get_or_create", away)
        with pytest.raises(DatabaseError):
            sender.told(at=3)
    assert sender.told(at=4) == {"sms"}
