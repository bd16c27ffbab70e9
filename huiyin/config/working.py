"""The loops of the worker process: the outbox, and beside it all else that waits or is timed."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone, translation
from procrastinate.contrib.django import app

import huiyin.jobs.timed  # noqa: F401 - what the clock starts is known once it was read
from huiyin.jobs.outbox import work_off
from huiyin.jobs.set_back import put_right
from huiyin.jobs.waiting import index_words, queue_events, send_event, send_message
from huiyin.notifications.standing import standing
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.simulation import law_time

log = logging.getLogger("huiyin.jobs")

HEARTBEAT = 5.0  # seconds; /readyz misses it after twelve
POLL = 0.5  # seconds between looks into an empty outbox
INDEX_POLL = 0.25  # seconds between looks for words: who registers a petition looks for it soon
HOOKS_POLL = 5.0  # seconds between looks for what endpoints are to be told
GATEWAYS_POLL = 2.0  # seconds between looks how the gateways stand
CLOCK_POLL = 5.0  # seconds between looks for what a wrong clock put off
PATIENCE = 10.0  # seconds in all, when told to stop, for what is under way
AFTER_A_FALL = 5.0  # seconds until what the clock starts is begun again
BEHIND = 2.0  # seconds without a pause, after which the outbox does not keep up
PAPER_EACH = 2.0  # seconds from one paper to the next meanwhile


def now() -> datetime:
    """The moment by the law's time, as jobs are told it."""
    return law_time(timezone.now())


def run() -> None:
    """Work until told to stop: the outbox here, all that takes long in threads beside it."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    order = Order()
    beside = [
        threading.Thread(target=_run_timed, args=(stop,), name="timed jobs", daemon=True),
        *(
            threading.Thread(target=_turn, args=(stop, *each), name=each[0], daemon=True)
            for each in (
                ("search index", index_words, INDEX_POLL),
                ("papers", order.draw),
                ("messages", lambda: send_message(now())),
                ("gateways", lambda: standing.tell(timezone.now()), GATEWAYS_POLL),
                ("webhooks", _hooks, HOOKS_POLL),
                ("clock", _clock, CLOCK_POLL),
                ("exports", lambda: make_next(now())),
            )
        ),
    ]
    for thread in beside:
        thread.start()
    _turn(stop, "outbox", order.tell)
    _wait_for(beside)


class Order:
    """Telling before drawing: a letter takes ten times as long as to tell that it comes.

    While the outbox does not keep up, as after a day without a worker or when a whole city writes,
    papers are drawn now and then only, and the processor is for whatever else waits there: people
    to be told, rows to be registered, dates to be counted again.
    """

    def __init__(self) -> None:
        self._kept_up = self._drew = time.monotonic()

    def tell(self) -> bool:
        """Do one thing of the outbox that is no paper."""
        busy = work_off(now(), papers=False)
        if not busy:
            self._kept_up = time.monotonic()
        return busy

    def draw(self) -> bool:
        """Draw one paper, unless others are to be told first."""
        at = time.monotonic()
        if at - self._kept_up > BEHIND and at - self._drew < PAPER_EACH:
            return False
        busy = work_off(now(), papers=True)
        self._drew = time.monotonic()
        return busy


def _wait_for(threads: Sequence[threading.Thread]) -> None:
    """Let what is under way end in time; what takes longer is cut off, and done again later.

    All of it is one transaction each time, so that cutting it off is what a lost process is.
    """
    until = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if left := [thread.name for thread in threads if thread.is_alive()]:
        log.warning("cut off when told to stop: %s", ", ".join(left))
        logging.shutdown()
        os._exit(0)  # an ordinary end would wait for threads that work for asyncio


def _hooks() -> bool:
    queue_events(now())
    return send_event(now())


def _clock() -> bool:
    if found := put_right(now()):
        log.warning("the clock was set back: %d rows had been put off", found)
    return False


def _turn(stop: threading.Event, name: str, work: Callable[[], bool], pause: float = POLL) -> None:
    """Do the work again and again, at once while there is more of it; a failure ends nothing."""
    translation.activate("zh-hans")  # what goes out is in the office's language
    while not stop.is_set():
        _mend_connection()
        try:
            busy = work()
        except Exception:  # whatever it is: one bad row must not stop the letters of a city
            log.exception(name)
            busy = False
        if not busy:
            stop.wait(pause)


def _mend_connection() -> None:
    """Keep this thread's connection from turn to turn; open another where the database went."""
    if connection.connection is not None and not connection.is_usable():
        connection.close()


def _run_timed(stop: threading.Event) -> None:
    async def until_stopped() -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # missing in its base class
        with app.replace_connector(connector):
            async with app.open_async():
                worker = asyncio.create_task(
                    app.run_worker_async(
                        install_signal_handlers=False, update_heartbeat_interval=HEARTBEAT
                    )
                )
                while not stop.is_set() and not worker.done():
                    await asyncio.sleep(POLL)
                worker.cancel()
                [ended] = await asyncio.gather(worker, return_exceptions=True)
                if isinstance(ended, Exception):  # it fell; cancelling it is none
                    raise ended

    while not stop.is_set():
        try:
            asyncio.run(until_stopped())
        except Exception:  # the same for what the clock starts
            log.exception("timed jobs")
            stop.wait(AFTER_A_FALL)
