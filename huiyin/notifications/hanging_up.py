"""Hangs up on whoever answers too slowly, be it byte by byte.

A socket's own patience begins anew with every byte: one gateway that drips would hold up the
messages of a city for hours.
"""

import os
import socket
import threading
from contextlib import suppress


class Watch:
    """To be used with `with`: after so many seconds every line it holds is cut off."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._lines: list[socket.socket] = []
        self.is_over = False

    def said(self, problem: BaseException) -> str:
        """What is noted of a line that broke: that it took too long, where we broke it."""
        return TimeoutError.__name__ if self.is_over else type(problem).__name__

    def __enter__(self) -> "Watch":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for each in self._lines:
            each.close()

    def hold(self, line: socket.socket) -> socket.socket:
        """Watch over a new line; a second handle of it stays ours when TLS takes over the first."""
        self._lines.append(socket.socket(fileno=os.dup(line.fileno())))
        if self.is_over:
            self._hang_up()
        return line

    def _hang_up(self) -> None:
        self.is_over = True
        for each in list(self._lines):
            with suppress(OSError):
                # Closing alone would leave whoever reads waiting.
                each.shutdown(socket.SHUT_RDWR)
