"""The loops of the worker: whatever falls is told in the log, and begun again after a while."""

import threading
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
