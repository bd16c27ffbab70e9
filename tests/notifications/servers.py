"""Gateways on loopback: a mail server and an SMS gateway that keep what they are given."""

import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any


class Mail(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs; `refuses` is its answer to every receiver.

    With `tls` it speaks TLS from the first byte, with `starttls` from when it is asked to.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, *, tls: SSLContext | None = None, starttls: SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.tls, self.starttls = tls, starttls
        self.mails: list[tuple[list[str], bytes]] = []
        self.refuses = ""
        self.drips = 0.0  # seconds for each byte that it says
        # What it says to the next receiver instead; whether it hangs up on the next client.
        self.refusing: Callable[[], str] = lambda: ""
        self.hangs_up: Callable[[], bool] = lambda: False


class _MailHandler(socketserver.StreamRequestHandler):
    server: Mail

    def handle(self) -> None:
        if self.server.hangs_up():
            return
        try:
            if self.server.tls:
                self._secure(self.server.tls)
            self._talk()
        except OSError:
            return  # the client did not like the certificate
        finally:
            self.request.close()

    def _secure(self, context: SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)

    def _talk(self) -> None:
        self._say("220 test")
        receivers: list[str] = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO" and self.server.starttls:
                self._say("250-test")
                self._say("250 STARTTLS")
                continue
            if word == b"STAR" and self.server.starttls:
                self._say("220 go on")
                self._secure(self.server.starttls)
                continue
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"RCPT":
                if refused := self.server.refuses or self.server.refusing():
                    self._say(refused)
                    continue
                receivers.append(line.decode().strip())
            if word == b"DATA":
                self._say("354 go on")
                content = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    content += part
                self.server.mails.append((receivers, content))
            self._say("250 fine")

    def _say(self, line: str) -> None:
        for byte in line.encode() + b"\r\n":
            time.sleep(self.server.drips)
            self.wfile.write(bytes([byte]))


class Sms(ThreadingHTTPServer):
    """Takes JSON; `answer` is its status and body."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SmsHandler)
        self.given: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.answer: tuple[int, bytes] = (200, b'{"id": "r-1"}')
        self.location = ""
        self.silence = 0.0  # seconds before it answers
        self.drips = 0.0  # seconds for each byte that it answers
        # What it does to a request before anything is taken, as a status; after that, it hangs up.
        self.refusing: Callable[[], int] = lambda: 0
        self.hangs_up: Callable[[], bool] = lambda: False


class _SmsHandler(BaseHTTPRequestHandler):
    server: Sms

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if refused := self.server.refusing():
            self._answer(refused, b"")
            return
        self.server.given.append((dict(self.headers), body))
        if self.server.hangs_up():
            return
        status, said = self.server.answer
        time.sleep(self.server.silence)
        try:
            self._answer(status, said)
        except OSError:
            return  # the client has gone

    def _answer(self, status: int, said: bytes) -> None:
        if self.server.drips:
            for byte in b"HTTP/1.0 %d Said\r\n\r\n%b" % (status, said):
                time.sleep(self.server.drips)
                self.wfile.write(bytes([byte]))
            return
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running(server: Mail | Sms) -> Iterator[int]:
    """Serve while inside; gives the port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
