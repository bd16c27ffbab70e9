"""Mail goes out under TLS or not at all; an SMS gateway that misbehaves harms nobody."""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from huiyin.notifications import gateways
from huiyin.notifications.gateways import Http, Message, Refused, Smtp, Unreachable
from tests.notifications.servers import Mail, Sms, running

MESSAGE = Message(key="k-1", to="zheng@example.com", text="您的信访事项有新进展。")


def a_certificate(place: Path, address: str) -> Path:
    """A certificate for an address, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    file = place / f"{address}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of 127.0.0.1 that this machine trusts."""
    file = a_certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def speaking(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def send_mail(server: Mail, *, tls: str) -> str:
    with (
        running(server) as port,
        override_settings(
            HUIYIN_SMTP={
                "host": "127.0.0.1",
                "port": port,
                "user": "",
                "password": "",
                "tls": tls,
                "sender": "信访局 <office@example.cn>",
            }
        ),
    ):
        return Smtp().send(MESSAGE)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_mail_goes_out_under_tls(trusted: Path, tls: str) -> None:
    server = Mail(**{tls: speaking(trusted)})
    assert send_mail(server, tls=tls) == "<k-1@example.cn>"
    assert len(server.mails) == 1


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("flaw", ["nobody vouches", "another name"])
def test_a_wrong_certificate_is_not_spoken_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str, flaw: str
) -> None:
    file = a_certificate(tmp_path, "127.0.0.1" if flaw == "nobody vouches" else "127.0.0.9")
    if flaw == "another name":
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = Mail(**{tls: speaking(file)})
    with pytest.raises(Unreachable, match="SSLCertVerificationError"):
        send_mail(server, tls=tls)
    assert server.mails == []


def test_a_server_without_tls_is_told_nothing_where_tls_is_set() -> None:
    server = Mail()
    with pytest.raises(Unreachable, match="SMTPNotSupportedError"):
        send_mail(server, tls="starttls")
    assert server.mails == []


@pytest.fixture
def sms() -> Iterator[Sms]:
    """An SMS gateway, set up."""
    server = Sms()
    with (
        running(server) as port,
        override_settings(HUIYIN_SMS_URL=f"http://127.0.0.1:{port}/", HUIYIN_SMS_TOKEN=""),
    ):
        yield server


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_what_the_gateway_will_never_take_is_refused_for_ever(sms: Sms, status: int) -> None:
    sms.answer = (status, b"")
    with pytest.raises(Refused, match=f"HTTP {status}"):
        Http().send(MESSAGE)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 429, 500, 503])
def test_what_may_pass_is_tried_again_and_never_elsewhere(sms: Sms, status: int) -> None:
    sms.answer, sms.location = (status, b""), "http://127.0.0.1:9/elsewhere"
    with pytest.raises(Unreachable, match=f"HTTP {status}"):
        Http().send(MESSAGE)
    assert len(sms.given) == 1


def test_a_gateway_that_says_nothing_is_left_after_a_while(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateways, "PATIENCE", 0.2)
    sms.silence = 1.0
    with pytest.raises(Unreachable, match="TimeoutError"):
        Http().send(MESSAGE)


def test_who_answers_byte_by_byte_is_hung_up_on(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, all of them never would."""
    monkeypatch.setattr(gateways, "PATIENCE", 0.5)
    sms.drips = 0.2
    began = time.monotonic()
    with pytest.raises(Unreachable, match="TimeoutError"):
        Http().send(MESSAGE)
    assert time.monotonic() - began < 20
    server = Mail()
    server.drips = 0.2
    with pytest.raises(Unreachable, match="TimeoutError"):
        send_mail(server, tls="none")
    assert server.mails == []
    assert time.monotonic() - began < 40


def test_a_huge_answer_is_not_read_to_its_end(sms: Sms) -> None:
    sms.answer = (200, b"x" * 5_000_000)
    assert Http().send(MESSAGE) == "HTTP 200"


def test_nobody_to_send_to_is_refused_before_anybody_is_asked(sms: Sms) -> None:
    with pytest.raises(Refused, match="no address"):
        Http().send(Message(key="k-2", to="", text="无"))
    assert sms.given == []
