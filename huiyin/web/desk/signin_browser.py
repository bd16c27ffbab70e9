"""The browser before the sign-in page: its address, its device cookie, what it calls itself."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huiyin.accounts.devices import MOST_IN_A_BROWSER
from huiyin.accounts.signing_in import Browser
from huiyin.web.sources import address_of, source_of

DEVICE_COOKIE = settings.SESSION_COOKIE_NAME.replace("session", "device")
A_YEAR = 365 * 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("QQBrowser", "QQ浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(request: HttpRequest) -> Browser:
    """Where this request comes from, as far as it counts for tries."""
    return Browser(source=source_of(request), tokens=tokens_of(request))


def tokens_of(request: HttpRequest) -> list[str]:
    """The tokens in the device cookie."""
    parts = request.COOKIES.get(DEVICE_COOKIE, "").split(".")[:MOST_IN_A_BROWSER]
    return [part for part in parts if _TOKEN.fullmatch(part)]


def keep_tokens(response: HttpResponse, tokens: Sequence[str]) -> None:
    """Have the browser remember by which tokens it is known."""
    response.set_cookie(
        DEVICE_COOKIE,
        ".".join(tokens),
        max_age=A_YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def label_of(request: HttpRequest) -> str:
    """What a browser calls itself, in two words: "Edge · Windows"."""
    agent = request.headers.get("User-Agent", "")
    family = next((name for sign, name in _FAMILIES if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " · ".join(part for part in (family, system) if part)


def is_demo_here(request: HttpRequest) -> bool:
    """Whether one click may sign in: a demo, and a browser on the same machine."""
    if not settings.HUIYIN_DEMO or "X-Forwarded-For" in request.headers:
        return False
    address = address_of(request)
    return address is not None and address.is_loopback
