"""One request to an address outside, and nothing that the address could make of it (D9).

https to a host that the operator allows, looked up once and called at what was found; public
addresses, or those of networks the operator names; no redirect, no proxy, five seconds in all.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 5.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What was ever given out of IPv6; beside it lie old ways into the own network.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


class NotAllowed(Exception):
    """The address is not one to call; says what is wrong, and never what was found there."""


@dataclass(frozen=True)
class Place:
    """An address in its parts."""

    host: str
    port: int
    path: str


def place_of(url: str) -> Place:
    """The parts of an https address of an allowed host; NotAllowed for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise NotAllowed("url") from None
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or not host or parts.username is not None or parts.fragment:
        raise NotAllowed("url")
    if not url.isascii() or any(each.isspace() for each in url):
        raise NotAllowed("url")
    if host not in settings.HUIYIN_WEBHOOK_HOSTS:
        raise NotAllowed("host")
    path = parts.path or "/"
    return Place(host, port, f"{path}?{parts.query}" if parts.query else path)


def looked_up(host: str, port: int) -> list[str]:
    """Every address of a name, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def pinned(place: Place, resolve: Resolve = looked_up) -> str:
    """The address to call: of a name that leads anywhere else too, none is called."""
    found = resolve(place.host, place.port)
    networks = [ipaddress.ip_network(each) for each in settings.HUIYIN_WEBHOOK_NETWORKS]
    if not found or not all(_may_be_called(each, networks) for each in found):
        raise NotAllowed("address")
    return found[0]


def _may_be_called(
    written: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    try:
        address = _unmapped(ipaddress.ip_address(written))
    except ValueError:
        return False
    if any(address in network for network in networks):
        return True
    is_given_out = address.version == 4 or address in _GIVEN_OUT
    return is_given_out and address.is_global and not address.is_multicast


def _unmapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address while certificate and Host speak of the name."""

    def __init__(self, place: Place, address: str, context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=PATIENCE, context=context)
        self.address, self.tls = address, context
        self.is_over = False

    def connect(self) -> None:
        """Open the socket; the certificate must be the name's."""
        plain = socket.create_connection((self.address, self.port), self.timeout)
        # Known before hands are shaken: who drips there is hung up on too.
        self.sock = self.tls.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        if self.is_over:
            raise TimeoutError
        self.sock.do_handshake()


def post(url: str, body: bytes, headers: Mapping[str, str], *, resolve: Resolve = looked_up) -> int:
    """Post once and return the status; OSError or HTTPException where there was no answer.

    The answer's body is never read: nothing in it could matter.
    """
    place = place_of(url)
    address = pinned(place, resolve)
    connection = _Pinned(place, address, _context())
    # A socket's own patience begins anew with every byte: this one ends everything.
    watch = threading.Timer(PATIENCE, _hang_up, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", place.path, body=body, headers=dict(headers))
        return connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()


def _hang_up(connection: _Pinned) -> None:
    connection.is_over = True
    if connection.sock is not None:
        # Closing alone would leave whoever reads waiting.
        connection.sock.shutdown(socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.HUIYIN_WEBHOOK_CA or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
