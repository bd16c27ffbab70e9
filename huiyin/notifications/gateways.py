"""The ways out of this machine: an SMS gateway by HTTP, a mail server, or the inbox of the desk.

Each takes one message and gives its receipt. `key` is the same for every try of a message, so that
a gateway that took it before we heard of it can drop the second.
"""

import json
import smtplib
import socket
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPMessage,
    HTTPResponse,
    HTTPSConnection,
)
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from huiyin.notifications.hanging_up import Watch

PATIENCE = 20  # seconds for a gateway to take a message, from the first byte to the last
_LARGEST_ANSWER = 65536
_LONGEST_RECEIPT = 200
# The gateway says that this message will never go: a number that cannot be, a blocked receiver.
_NEVER = frozenset({400, 404, 410, 422})


class Refused(Exception):
    """The gateway will never take this message; names no receiver."""


class Unreachable(Exception):
    """The gateway did not take it now; names no receiver."""


@dataclass(frozen=True)
class Message:
    """One message on its way; where it goes and what it says are never printed."""

    key: str
    to: str = field(repr=False)
    text: str = field(repr=False)


class Gateway(Protocol):
    """A way out."""

    def send(self, message: Message) -> str:
        """Hand the message over and return the receipt; raises Refused or Unreachable."""


class Inbox:
    """Nothing leaves the machine; the desk of the demo shows what would have."""

    def send(self, message: Message) -> str:
        """Keep it."""
        return "inbox"


class Smtp:
    """E-mail through the mail server of the office."""

    def send(self, message: Message) -> str:
        """Hand over one mail, without anything of the matter in subject or text."""
        _refuse_nowhere(message)
        server = settings.HUIYIN_SMTP
        with Watch(PATIENCE) as watch:
            return self._send(message, server, watch)

    def _send(self, message: Message, server: dict[str, Any], watch: Watch) -> str:
        connection = _Backend(
            watch,
            host=server["host"],
            port=server["port"],
            username=server["user"],
            password=server["password"],
            use_tls=server["tls"] == "starttls",
            use_ssl=server["tls"] == "tls",
            timeout=PATIENCE,
        )
        domain = parseaddr(server["sender"])[1].rpartition("@")[2]
        receipt = f"<{message.key}@{domain}>"
        mail = EmailMessage(
            "信访事项通知",
            message.text,
            server["sender"],
            [message.to],
            connection=connection,
            headers={"Message-ID": receipt, "Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as problem:
            if all(code >= 500 for code, _said in problem.recipients.values()):
                raise Refused("recipient") from None
            raise Unreachable("recipient") from None
        # Before ValueError: a certificate that does not hold is both, and mended by somebody.
        except (smtplib.SMTPException, OSError) as problem:
            raise Unreachable(watch.said(problem)) from None
        except ValueError:
            raise Refused("address") from None
        finally:
            with suppress(smtplib.SMTPException, OSError):
                connection.close()
        return receipt


class Http:
    """SMS through a gateway that takes JSON: {"key", "to", "text"}; its "id" is the receipt."""

    def send(self, message: Message) -> str:
        """Post one message."""
        _refuse_nowhere(message)
        body = {"key": message.key, "to": message.to, "text": message.text}
        request = urllib.request.Request(  # noqa: S310 - settings.py takes http and https only
            settings.HUIYIN_SMS_URL,
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": message.key,
                **(
                    {"Authorization": f"Bearer {settings.HUIYIN_SMS_TOKEN}"}
                    if settings.HUIYIN_SMS_TOKEN
                    else {}
                ),
            },
        )
        watch = Watch(PATIENCE)
        try:
            with watch, _opener(watch).open(request, timeout=PATIENCE) as answer:
                return _receipt(answer.read(_LARGEST_ANSWER), answer.status)
        except urllib.error.HTTPError as problem:
            with problem:
                if problem.code in _NEVER:
                    raise Refused(f"HTTP {problem.code}") from None
                raise Unreachable(f"HTTP {problem.code}") from None
        except (OSError, HTTPException, ValueError) as problem:
            raise Unreachable(watch.said(problem)) from None


class _Stay(urllib.request.HTTPRedirectHandler):
    """A gateway that points elsewhere does not get number and token sent there."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing."""


def _opener(watch: Watch) -> urllib.request.OpenerDirector:
    """Opens http and https addresses by lines that the watch holds."""

    def connect(*where: Any) -> socket.socket:
        return watch.hold(socket.create_connection(*where))

    def held(connection: HTTPConnection) -> HTTPConnection:
        connection._create_connection = connect  # type: ignore[attr-defined]  # what it is made for
        return connection

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(lambda host, **more: held(HTTPConnection(host, **more)), req)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> HTTPResponse:
            return self.do_open(lambda host, **more: held(HTTPSConnection(host, **more)), req)

    return urllib.request.build_opener(_Stay, Http, Https)


class _Backend(EmailBackend):
    """Speaks to the mail server by a line that the watch holds."""

    def __init__(self, watch: Watch, **settings: Any) -> None:
        super().__init__(**settings)
        self.watch = watch

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The class of the connection, held."""
        watch = self.watch

        class Plain(smtplib.SMTP):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                return watch.hold(socket.create_connection((host, port), timeout))

        class Secure(smtplib.SMTP_SSL):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                line = watch.hold(socket.create_connection((host, port), timeout))
                return self.context.wrap_socket(line, server_hostname=host)

        return Secure if self.use_ssl else Plain


GATEWAYS: dict[str, type[Gateway]] = {"inbox": Inbox, "smtp": Smtp, "http": Http}


def gateway(way: str) -> Gateway:
    """The gateway of a way, as this installation has set it."""
    return GATEWAYS[settings.HUIYIN_GATEWAYS[way]]()


def _refuse_nowhere(message: Message) -> None:
    if not message.to:
        raise Refused("no address")


def _receipt(answer: bytes, status: int) -> str:
    try:
        said: Any = json.loads(answer)
    except ValueError:
        said = None
    found = said.get("id") if isinstance(said, dict) else None
    return str(found)[:_LONGEST_RECEIPT] if found else f"HTTP {status}"
