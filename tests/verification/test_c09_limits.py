"""C9: who answers late, stays green or does not catch up is noticed, by the campaign's own eyes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from tests.verification import served as looking
from tests.verification import test_c09_faults as c9
from tests.verification.citizens import Answer
from tests.verification.killing import Served

pytestmark = [pytest.mark.campaign("C9"), pytest.mark.control]

AT_ONCE = 0.7  # seconds, where nobody is to be waited for


class _Watched(ThreadingHTTPServer):
    """Answers every question with what it is told to."""

    daemon_threads = True
    status = 200


class _Handler(BaseHTTPRequestHandler):
    server: _Watched

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def one_that_always_says(status: int) -> Iterator[Served]:
    """A product whose /readyz says the same, whatever happens to what it stands on."""
    server = _Watched(("127.0.0.1", 0), _Handler)
    server.status = status
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Served(Path(), server.server_address[1], None)  # type: ignore[arg-type]  # nobody ends it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(0.0, c9.ANSWERED + 0.1, 200, ""),
        Answer(0.0, c9.ANSWERED + 0.1, 503, c9.SENTENCE),
        Answer(0.0, 0.1, 503, "Service Unavailable"),
        Answer(0.0, 0.1, 500, c9.SENTENCE),
        Answer(0.0, 0.1, 0, ""),
    ],
    ids=["late", "late with the sentence", "no sentence", "broken", "no answer"],
)
def test_one_citizen_who_waits_too_long_or_is_not_told_is_noticed(answer: Answer) -> None:
    well = [Answer(0.0, c9.ANSWERED, 201, ""), Answer(0.0, 0.1, 503, f"…{c9.SENTENCE}。")]
    c9.assert_answered(well)
    with pytest.raises(AssertionError):
        c9.assert_answered([*well, answer])


def test_a_readyz_that_stays_green_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with one_that_always_says(503) as honest:
        assert c9.is_seen(c9.first_red(honest, monotonic()))
    monkeypatch.setattr(c9, "RED", AT_ONCE)
    with one_that_always_says(200) as green:
        assert not c9.is_seen(c9.first_red(green, monotonic()))


def test_a_readyz_that_is_red_too_late_is_noticed() -> None:
    assert c9.is_seen(c9.RED)
    assert not c9.is_seen(c9.RED + 0.1)


def test_one_that_is_not_ready_again_is_noticed() -> None:
    with one_that_always_says(503) as red, pytest.raises(AssertionError, match="503"):
        c9.until_ready(red, AT_ONCE)


@pytest.mark.parametrize(
    ("until", "left"),
    [
        (looking.until_all_is_done, ("render", 1, 0)),
        (looking.until_all_is_done, ("messages", 1, 3)),
        (looking.until_all_are_told, ("received", 1, 0)),
    ],
)
def test_a_worker_that_leaves_one_thing_is_noticed(
    until: Callable[[float], None], left: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_waiting", list)
    until(AT_ONCE)
    monkeypatch.setattr(looking, "_waiting", lambda: [left])
    with pytest.raises(AssertionError, match="does not catch up"):
        until(AT_ONCE)


def test_a_worker_that_catches_up_too_late_is_noticed() -> None:
    assert c9.is_made_up_for(c9.HEALED)
    assert not c9.is_made_up_for(c9.HEALED + 0.1)
