"""The product served for a campaign: begun once for the tests of a file."""

import os
from collections.abc import Iterator

import pytest

from tests.notifications.servers import Mail, Sms, running
from tests.verification.killing import Served
from tests.verification.served import a_city_of_its_own, two_ports


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
