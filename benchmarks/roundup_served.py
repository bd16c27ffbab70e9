"""Roundup as an application of a web server: run in its own environment."""

import os
from collections.abc import Callable
from typing import Any

from roundup.cgi.wsgi_handler import RequestDispatcher  # type: ignore[import-not-found]

tracker = RequestDispatcher(os.environ["BENCH_TRACKER"])
# It looks through its tables when they are first opened: not in several threads at once.
tracker.tracker.open("admin").close()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """One request. It writes its answer to the server, whose `write` granian does not have."""
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]]) -> Callable[[bytes], None]:
        start_response(status, headers)
        return written.append

    rest = tracker(environ, start)
    return [b"".join([*written, *rest])]
