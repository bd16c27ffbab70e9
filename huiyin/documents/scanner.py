"""Asks a virus scanner about a file, in the protocol of ClamAV: over a socket, nothing on disk.

`HUIYIN_SCANNER` says where it listens: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. Where
it says nothing no file is scanned.
"""

import re
import socket
import struct
from dataclasses import dataclass

PIECE = 64 * 1024
QUICK_SECONDS = 3  # to say that it is there
SECONDS = 60  # to look through the largest file
_TCP = re.compile(r"tcp:(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})")
_FOUND = re.compile(r"stream: (?P<name>.{1,200}) FOUND")


class Away(Exception):
    """No scanner has said what the file is; it has to wait."""


@dataclass(frozen=True)
class Scanner:
    """Where a scanner listens."""

    address: str | tuple[str, int]

    @property
    def is_far(self) -> bool:
        """Whether files travel to it over a network, readable on the way."""
        return self.address[0] not in ("127.0.0.1", "::1", "localhost", "/")

    def ask(self) -> str:
        """What it calls itself; raises `Away`."""
        return self._answer(b"zVERSION\0", b"", seconds=QUICK_SECONDS)

    def look_at(self, content: bytes) -> str:
        """The name of the virus in a file, nothing where there is none; raises `Away`."""
        # One that hangs would otherwise keep the worker for as long as the largest file takes.
        self.ask()
        said = self._answer(b"zINSTREAM\0", content, seconds=SECONDS)
        if said == "stream: OK":
            return ""
        if found := _FOUND.fullmatch(said):
            return found["name"]
        raise Away(said[:200] or "no answer")

    def _answer(self, command: bytes, content: bytes, *, seconds: int) -> str:
        try:
            with self._line(seconds) as line:
                line.sendall(command)
                if content:
                    for start in range(0, len(content), PIECE):
                        piece = content[start : start + PIECE]
                        line.sendall(struct.pack(">I", len(piece)) + piece)
                    line.sendall(bytes(4))
                said = b""
                while not said.endswith(b"\0") and len(said) < 4096:
                    more = line.recv(4096)
                    if not more:
                        break
                    said += more
        except OSError as trouble:
            raise Away(type(trouble).__name__) from trouble
        if not said.endswith(b"\0"):
            raise Away("the answer broke off")
        return said.rstrip(b"\0\n").decode(errors="replace")

    def _line(self, seconds: int) -> socket.socket:
        if isinstance(self.address, tuple):
            line = socket.create_connection(self.address, timeout=QUICK_SECONDS)
        else:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(QUICK_SECONDS)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
        line.settimeout(seconds)
        return line


def scanner(told: str) -> Scanner | None:
    """The scanner that the setting tells; None for none, ValueError for what tells none."""
    if not told:
        return None
    if told.startswith("unix:/"):
        return Scanner(told.removeprefix("unix:"))
    found = _TCP.fullmatch(told)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise ValueError("HUIYIN_SCANNER must be unix:/path or tcp:host:port")
    return Scanner((found["six"] or found["host"], int(found["port"])))
