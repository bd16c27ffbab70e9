"""A small scanner for tests that speaks ClamAV's protocol; it can be told what to say."""

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer, ThreadingUnixStreamServer
from typing import Any

from tests.documents.hostile import EICAR

VIRUS = "Eicar-Test-Signature"
MOST = 25 * 1024 * 1024


class _Talk(BaseRequestHandler):
    """One command, one answer, as clamd does outside a session."""

    def handle(self) -> None:
        """Read the command; for a stream, its pieces."""
        server: Any = self.server
        server.mood.asked += 1
        if server.mood.is_silent:
            server.mood.ended.wait(20)
            return
        command = self._until_zero()
        if command == b"zVERSION":
            self.request.sendall(b"ClamAV 1.4.3/27000/Mon Mar  2 09:00:00 2026\0")
        elif command == b"zINSTREAM":
            self.request.sendall(server.mood.says or _verdict(self._streamed()))
        else:
            self.request.sendall(b"UNKNOWN COMMAND\0")

    def _until_zero(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self.request.recv(1)
        return read[:-1]

    def _streamed(self) -> bytes:
        content = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            content += self._exactly(size)
        return content

    def _exactly(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            read += self.request.recv(size - len(read))
        return read


def _verdict(content: bytes) -> bytes:
    if len(content) > MOST:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return f"stream: {VIRUS} FOUND\0".encode() if EICAR in content else b"stream: OK\0"


class Mood:
    """What the scanner does: `says` instead of its verdict, `is_silent` for ever."""

    def __init__(self) -> None:
        self.says = b""
        self.is_silent = False
        self.asked = 0
        self.ended = threading.Event()
        self.address = ""


class _ByPath(ThreadingUnixStreamServer):
    daemon_threads = True
    mood: Mood


class _ByPort(ThreadingTCPServer):
    daemon_threads = True
    mood: Mood


@contextmanager
def scanning(place: Path | None = None) -> Iterator[Mood]:
    """A scanner at work, on a socket at `place` or on a free port."""
    mood = Mood()
    server: _ByPath | _ByPort
    if place is None:
        server = _ByPort(("127.0.0.1", 0), _Talk)
        mood.address = f"tcp:127.0.0.1:{server.server_address[1]}"
    else:
        server = _ByPath(str(place), _Talk)
        mood.address = f"unix:{place}"
    server.mood = mood
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield mood
    finally:
        mood.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
