"""One request outside: only where it may go, only once, and not for long (D9)."""

import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from huiyin.notifications import reaching_out
from huiyin.notifications.reaching_out import NotAllowed, place_of, post
from tests.notifications.tls import HOST, Endpoint, certificate, serving


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
def endpoint(tmp_path: Path, settings: Settings) -> Iterator[Endpoint]:
    public, private = certificate(tmp_path)
    settings.HUIYIN_WEBHOOK_CA = str(public)
    settings.HUIYIN_WEBHOOK_HOSTS = {HOST}
    settings.HUIYIN_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with serving(public, private) as made:
        yield made


def test_what_is_sent_arrives_under_the_name(endpoint: Endpoint) -> None:
    assert post(endpoint.url, b"{}", {"webhook-id": "1"}, resolve=here) == 200
    ((headers, body),) = endpoint.given
    assert headers["Host"] == f"{HOST}:{endpoint.server_address[1]}"
    assert (headers["webhook-id"], body) == ("1", b"{}")


def test_loopback_is_called_only_where_it_was_named(endpoint: Endpoint, settings: Settings) -> None:
    settings.HUIYIN_WEBHOOK_NETWORKS = []
    with pytest.raises(NotAllowed, match="address"):
        post(endpoint.url, b"{}", {}, resolve=here)
    assert not endpoint.given


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "fd00::1",
        "fe80::1%eth0",
        "fec0::1",
        "::127.0.0.1",
        "64:ff9b:1::7f00:1",
        "0.0.0.0",  # noqa: S104 (an address that must not be called)
        "224.0.0.1",
        "100.64.0.1",
        "nonsense",
    ],
)
def test_no_address_of_an_inner_network_is_called(
    endpoint: Endpoint, settings: Settings, address: str
) -> None:
    settings.HUIYIN_WEBHOOK_NETWORKS = []
    with pytest.raises(NotAllowed, match="address"):
        post(endpoint.url, b"{}", {}, resolve=lambda _host, _port: [address])


def test_a_name_that_leads_two_ways_is_not_called(endpoint: Endpoint, settings: Settings) -> None:
    settings.HUIYIN_WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with pytest.raises(NotAllowed, match="address"):
        post(endpoint.url, b"{}", {}, resolve=lambda _host, _port: ["127.0.0.1", "127.0.0.2"])
    assert not endpoint.given


def test_a_name_is_looked_up_once(endpoint: Endpoint) -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    assert post(endpoint.url, b"{}", {}, resolve=lambda _host, _port: next(answers)) == 200
    assert next(answers) == ["169.254.169.254"]


def test_a_redirect_is_not_followed(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.location = 302, endpoint.url
    assert post(endpoint.url, b"{}", {}, resolve=here) == 302
    assert len(endpoint.given) == 1


def test_a_proxy_of_the_environment_is_not_asked(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert post(endpoint.url, b"{}", {}, resolve=here) == 200


def test_an_answer_that_drips_is_cut_off(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.drips = True
    monkeypatch.setattr(reaching_out, "PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)):
        post(endpoint.url, b"{}", {}, resolve=here)
    assert time.monotonic() - began < 3


def test_who_is_slow_to_take_the_call_is_cut_off_all_the_same(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.drips = True
    monkeypatch.setattr(reaching_out, "PATIENCE", 0.5)
    connect = socket.create_connection

    def late(address: tuple[str, int], _patience: float) -> socket.socket:
        time.sleep(0.6)
        return connect(address, 0.5)

    monkeypatch.setattr(socket, "create_connection", late)
    began = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)):
        post(endpoint.url, b"{}", {}, resolve=here)
    assert time.monotonic() - began < 3


def test_an_answer_without_end_is_not_read(endpoint: Endpoint) -> None:
    endpoint.is_huge = True
    began = time.monotonic()
    assert post(endpoint.url, b"{}", {}, resolve=here) == 200
    assert time.monotonic() - began < 3


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, settings: Settings) -> None:
    public, private = certificate(tmp_path, "other.example")
    settings.HUIYIN_WEBHOOK_CA = str(public)
    settings.HUIYIN_WEBHOOK_HOSTS = {HOST}
    settings.HUIYIN_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with serving(public, private) as endpoint, pytest.raises(OSError, match="certificate"):
        post(endpoint.url, b"{}", {}, resolve=here)


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("http://hooks.example/", "url"),
        ("https://me:secret@hooks.example/", "url"),
        ("https://hooks.example/#x", "url"),
        ("https://hooks.example:99999/", "url"),
        ("https://hooks.example/a b", "url"),
        ("https://hooks.example/\r\nX: 1", "url"),
        ("file:///etc/passwd", "url"),
        ("", "url"),
        ("https://hooks.example.evil.example/", "host"),
        ("https://127.0.0.1/", "host"),
        ("https://[::1]/", "host"),
    ],
)
def test_only_an_allowed_host_by_https(settings: Settings, url: str, flaw: str) -> None:
    settings.HUIYIN_WEBHOOK_HOSTS = {HOST}
    with pytest.raises(NotAllowed, match=flaw):
        place_of(url)
    assert place_of("https://HOOKS.example/in?a=1").path == "/in?a=1"
