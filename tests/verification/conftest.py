"""The product served for a campaign: begun once for the tests of a file."""

import os
from collections.abc import Iterator
from functools import lru_cache

import pytest

from huiyin.petitions import composed, door
from huiyin.petitions.failpoints import VARIABLE
from tests.notifications.servers import Mail, Sms, running
from tests.verification.dying import orders_in
from tests.verification.killing import Served
from tests.verification.served import a_city_of_its_own, two_ports
from tests.verification.wall_clock import COMPILER, own_clock

DOORS = 8192  # of some twenty people and two hundred days


@pytest.fixture(scope="module")
def sms() -> Iterator[Sms]:
    """The gateway by which citizens are told."""
    server = Sms()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def mail() -> Iterator[Mail]:
    """The mail server by which those without a telephone are told."""
    server = Mail()
    with running(server):
        yield server


@pytest.fixture(scope="module")
def served(django_db_setup: None, sms: Sms, mail: Mail) -> Iterator[Served]:
    """The product as `huiyin serve` starts it, with a durable database."""
    with a_city_of_its_own() as folder:
        orders_in(folder).mkdir()
        os.environ[VARIABLE] = str(orders_in(folder))
        os.environ["HUIYIN_SMS"] = "http"
        os.environ["HUIYIN_SMS_URL"] = f"http://127.0.0.1:{sms.server_address[1]}/send"
        os.environ |= {
            "HUIYIN_EMAIL": "smtp",
            "HUIYIN_SMTP_HOST": "127.0.0.1",
            "HUIYIN_SMTP_PORT": str(mail.server_address[1]),
            "HUIYIN_SMTP_TLS": "none",
            "HUIYIN_SMTP_SENDER": "信访局 <office@example.com>",
        }
        started = Served.started(folder, two_ports())
        try:
            yield started
        finally:
            started.end()


@pytest.fixture
def clocked(served: Served) -> Iterator[Served]:
    """The product with a wall clock of its own, database and all."""
    if COMPILER is None:
        pytest.skip("the clock that can be set is a few lines of C, and there is no compiler")
    with own_clock(served):
        yield served


@pytest.fixture
def doors_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is composed for somebody and a day is kept: every run begins on the same day."""
    _kept_apart(monkeypatch)


@pytest.fixture(autouse=True)
def _broken_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a control breaks is composed broken, and nobody is asked about by that after it."""
    if request.node.get_closest_marker("control"):
        _kept_apart(monkeypatch)


def _kept_apart(patch: pytest.MonkeyPatch) -> None:
    for module, name in ((door, "_door"), (composed, "remembered")):
        kept = lru_cache(maxsize=DOORS)(getattr(module, name).__wrapped__)
        patch.setattr(module, name, kept)
