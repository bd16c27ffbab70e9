"""The loops of the worker: what falls is told and begun again, what takes long is cut off."""

import subprocess
import sys
import threading
import time
from unittest.mock import AsyncMock, MagicMock

import pytest

from huiyin.config import working


def test_timed_jobs_that_fall_are_logged_and_begun_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, falls = threading.Event(), iter(range(2))

    def fall(**_given: object) -> None:
        if next(falls):
            stop.set()
        raise OSError("the database is away")

    timed = MagicMock(run_worker_async=AsyncMock(side_effect=fall))
    for name, value in (("app", timed), ("POLL", 0), ("AFTER_A_FALL", 0)):
        monkeypatch.setattr(working, name, value)
    # As in the worker: in a thread of its own, in which no other loop of events runs.
    thread = threading.Thread(target=working._run_timed, args=(stop,), daemon=True)
    thread.start()
    thread.join(timeout=10)
    stop.set()
    assert [each.message for each in caplog.records] == ["timed jobs"] * 2


def test_papers_give_way_while_the_outbox_does_not_keep_up_and_never_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds, waiting, drawn = [0.0], [True], list[float]()

    def work_off(_at: object, *, papers: bool) -> bool:
        if papers:
            drawn.append(seconds[0])
        return papers or waiting[0]

    def turns(until: float) -> None:
        while seconds[0] < until:
            order.tell()
            order.draw()
            seconds[0] += 0.5

    monkeypatch.setattr(working, "work_off", work_off)
    monkeypatch.setattr(working, "now", lambda: None)
    monkeypatch.setattr(working, "time", MagicMock(monotonic=lambda: seconds[0]))
    order = working.Order()
    turns(10)
    assert drawn == [0, 0.5, 1, 1.5, 2, 4, 6, 8], "each for two seconds, then every two seconds"
    waiting[0] = False
    drawn.clear()
    turns(12)
    assert drawn == [10, 10.5, 11, 11.5], "and again each, as soon as nobody waits to be told"


TOLD_TO_STOP = """
import os, signal, threading, time
import django
django.setup()
from huiyin.config import working

for name in ("work_off", "index_words", "send_message", "_hooks", "_clock", "now"):
    setattr(working, name, lambda *_given, **_named: False)
working._run_timed = lambda _stop: None
working.make_next = lambda _at: time.sleep(120)
working.PATIENCE = 0.5
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
working.run()
"""


def test_what_takes_long_does_not_keep_the_worker_from_ending() -> None:
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", TOLD_TO_STOP], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "cut off when told to stop: exports" in ended.stderr
    assert time.monotonic() - began < 60
