"""What a web server calls: the portal or the desk, as HUIYIN_SITE says."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from huiyin.config.patient.base import begin

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def behind_proxies(inner: Wsgi, count: int) -> Wsgi:
    """Take the visitor's address from what the outermost of our proxies saw.

    Entries further left were written by the visitor and say nothing.
    """
    if count == 0:
        return inner

    def called(environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401
        seen = [each.strip() for each in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(seen) >= count and seen[-count]:
            environ["REMOTE_ADDR"] = seen[-count]
        return inner(environ, start)

    return called


def in_time(inner: Wsgi, seconds: float) -> Wsgi:
    """Let each request wait for the database so long and no longer."""

    def called(environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401
        begin(seconds)
        return inner(environ, start)

    return called


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
if not settings.configured:
    os.environ["HUIYIN_SERVES"] = "1"  # nobody has asked anything yet: see the settings

application = in_time(
    behind_proxies(get_wsgi_application(), settings.HUIYIN_PROXIES), settings.HUIYIN_PATIENCE
)
