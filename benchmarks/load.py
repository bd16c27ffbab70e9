"""A client that costs little: some keep-alive connections in one thread, each always waiting."""

import http.client
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

CLOSED = "the server closed the connection"


@dataclass
class Result:
    """What one round measured."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, part: float) -> float:
        """The time within which this part of the answers came, in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass
class _Line:
    """One connection: what is under way on it."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    wanted: int = -1
    status: int = 0
    began: float = 0.0


def request(
    method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of one HTTP request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    """A whole answer: its status, where it leads, its cookies and what it says."""

    status: int
    location: str
    cookies: list[str]
    body: bytes


def fetch(port: int, asked: bytes) -> Answer:
    """Send one request, and read its answer to the end."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        set_cookies = answer.headers.get_all("Set-Cookie") or []
        return Answer(
            answer.status,
            answer.headers.get("Location", ""),
            [each.partition(";")[0] for each in set_cookies],
            answer.read(),
        )


def run(
    port: int, requests: Iterator[bytes], *, clients: int, seconds: float, most: int = 10**9
) -> Result:
    """Send requests for some seconds from some clients, each waiting for its answer."""
    result = Result()
    waiting = selectors.DefaultSelector()
    lines = [_Line(socket.create_connection(("127.0.0.1", port))) for _ in range(clients)]
    began = time.perf_counter()
    until = began + seconds
    under_way = 0
    sent = 0
    ready = deque(lines)
    for line in lines:
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(line.socket, selectors.EVENT_READ, line)
    while True:
        while ready and time.perf_counter() < until and sent < most:
            line = ready.popleft()
            line.began = time.perf_counter()
            line.socket.sendall(next(requests))
            sent += 1
            under_way += 1
        if under_way == 0:
            break
        for key, _events in waiting.select(timeout=10):
            line = key.data
            if _is_whole(line):
                result.milliseconds.append((time.perf_counter() - line.began) * 1000)
                result.statuses[line.status] += 1
                under_way -= 1
                ready.append(line)
    result.seconds = time.perf_counter() - began
    for line in lines:
        waiting.unregister(line.socket)
        line.socket.close()
    waiting.close()
    return result


def _is_whole(line: _Line) -> bool:
    """Read what has come; whether that completes the answer."""
    got = line.socket.recv(262_144)
    if not got:
        raise ConnectionError(CLOSED)
    line.received += got
    if line.wanted < 0:
        end = line.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(line.received[:end]).lower()
        line.status = int(head[9:12])
        _before, name, length = head.partition(b"content-length:")
        if not name:
            raise ConnectionError(f"no length: {bytes(line.received[:400])!r}")
        line.wanted = end + 4 + int(length.split(b"\r\n", 1)[0])
    if len(line.received) < line.wanted:
        return False
    line.received.clear()
    line.wanted = -1
    return True
