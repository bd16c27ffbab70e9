"""Where a request came from, as it counts when tries and arrivals are counted."""

import ipaddress

from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def source_of(request: HttpRequest) -> str:
    """The address that counts; of IPv6 the network, since one machine has very many."""
    address = address_of(request)
    if address is None:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def address_of(request: HttpRequest) -> Address | None:
    """The visitor's address, as the outermost of our proxies saw it (config/wsgi.py)."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
