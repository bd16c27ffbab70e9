"""C9: who carries messages fails, and every citizen is told once all the same.

At full size only: a gateway that failed is asked again after half a minute.
"""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from email import message_from_bytes
from itertools import count

import pytest

from benchmarks.texts import BY_MAIL
from tests.notifications.servers import Mail, Sms
from tests.verification import faults
from tests.verification.citizens import Acknowledged, Crowd
from tests.verification.killing import Served
from tests.verification.served import asked, ready, until_all_are_told
from tests.verification.test_c09_faults import (
    HEALED,
    RED,
    Tally,
    assert_answered,
    assert_whole,
    is_seen,
    until_ready,
)

pytestmark = [pytest.mark.campaign("C9"), pytest.mark.full]

GATEWAY = (
    faults.flaps,
    faults.refuses,
    faults.takes_and_hangs_up,
    faults.says_too_many,
    faults.drips,
)
MAIL = (faults.mail_is_down, faults.mail_flaps, faults.mail_drips)

_numbers = count(10_000_000, 100_000)
_acknowledged: list[Acknowledged] = []


def gateway_tried(
    served: Served,
    gateway: Sms | Mail,
    failing: AbstractContextManager[None],
    *,
    seed: int,
    tally: Tally,
) -> None:
    way, first = ("sms", 0) if isinstance(gateway, Sms) else ("email", BY_MAIL)
    before = {str(key) for (key,) in asked("select id from notifications_notice")}
    first += next(_numbers)
    until_ready(served, HEALED)
    with failing:
        began = time.monotonic()
        with Crowd(port=served.port, clients=4, first=first, count=60, seed=seed) as crowd:
            red = first_told(served, way, began)
        time.sleep(max(0.0, began + 30 - time.monotonic()))
    healed = time.monotonic()
    until_all_are_told(HEALED)
    until_ready(served, HEALED - (time.monotonic() - healed))
    assert is_seen(red)
    assert crowd.trouble == []
    assert_answered(crowd.answers)
    _acknowledged.extend(crowd.acknowledged)
    told = asked("select id, way, sent_at is not null from notifications_notice")
    ours = {str(key): is_sent for key, by, is_sent in told if by == way and str(key) not in before}
    assert len(ours) == len(crowd.acknowledged)
    assert all(ours.values())
    given = taken_by(gateway)
    assert set(ours) <= set(given)
    assert {len(given[key]) for key in ours} == {1}, "another text or number the second time"
    tally("faults of the gateway", 1)
    tally("messages, each once under its key", len(ours))


def first_told(served: Served, way: str, began: float) -> float | None:
    """After how many seconds /readyz was red and named this way; None when it never did."""
    while time.monotonic() < began + RED:
        status, said = ready(served.port)
        if status == 503 and way in json.loads(said)["messages"]:
            return time.monotonic() - began
        time.sleep(0.5)
    return None


def taken_by(gateway: Sms | Mail) -> dict[str, set[str]]:
    """What a gateway took, by the key of the message."""
    given: dict[str, set[str]] = {}
    if isinstance(gateway, Sms):
        for headers, body in gateway.given:
            given.setdefault(headers["Idempotency-Key"], set()).add(str(sorted(body.items())))
    else:
        for receivers, content in gateway.mails:
            mail = message_from_bytes(content)
            key = mail["Message-ID"].strip("<>").partition("@")[0]
            given.setdefault(key, set()).add(f"{receivers} {mail.get_payload()}")
    return given


@pytest.mark.parametrize("fault", GATEWAY, ids=lambda fault: fault.__name__)
def test_whatever_the_gateway_does_each_citizen_is_told_once_when_it_is_well(
    served: Served, sms: Sms, fault: Callable[[Sms], None], seed: int, tally: Tally
) -> None:
    gateway_tried(served, sms, faults.failing(sms, fault), seed=seed, tally=tally)


@pytest.mark.parametrize("fault", MAIL, ids=lambda fault: fault.__name__)
def test_whatever_the_mail_server_does_each_citizen_is_told_once_when_it_is_well(
    served: Served, mail: Mail, fault: Callable[[Mail], None], seed: int, tally: Tally
) -> None:
    gateway_tried(served, mail, faults.failing(mail, fault), seed=seed, tally=tally)


def test_nothing_that_was_acknowledged_meanwhile_is_lost(served: Served, tally: Tally) -> None:
    assert_whole(served, _acknowledged)
    tally("petitions acknowledged", len(_acknowledged))
