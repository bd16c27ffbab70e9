"""The portal's address as it is printed for people: one that leads them there, or none."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_reachable(address: str) -> bool:
    """Whether anybody but this machine itself gets to a web address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    try:
        found = ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    return not (found.is_loopback or found.is_unspecified or found.is_link_local)
