"""An endpoint on loopback with TLS of its own: it keeps what it is sent and answers as told."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "hooks.example"


class Endpoint(ThreadingHTTPServer):
    """Answers 200, or as `status` says; slowly, or without end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.given: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        self.drips = False
        self.is_huge = False

    def handle_error(self, *_: object) -> None:
        """Whoever hung up had enough."""

    @property
    def url(self) -> str:
        """Its address, by name."""
        return f"https://{HOST}:{self.server_address[1]}/in"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint
    timeout = 30

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.given.append((dict(self.headers), body))
        if self.server.drips:
            for _byte in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        for _part in range(10_000 if self.server.is_huge else 1):
            self.wfile.write(b"x" * 65536 if self.server.is_huge else b"ok")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def certificate(folder: Path, name: str = HOST) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return public, private


@contextmanager
def serving(public: Path, private: Path) -> Iterator[Endpoint]:
    """The endpoint, at work."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    endpoint = Endpoint()
    # Hands are shaken in the thread of each caller: who never does it holds up nobody else.
    endpoint.socket = context.wrap_socket(
        endpoint.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=endpoint.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        endpoint.server_close()
        thread.join()
