"""The addresses of the API under /api/v1/ on the desk, for programs that act for one person."""

from typing import Any

from django.urls import re_path

from huiyin.api import figures, lists, reading, stepping
from huiyin.api.callers import SCHEME
from huiyin.api.desk import Desk
from huiyin.api.document import DocumentedAPI, nothing_here
from huiyin.api.guarding import guarded, guarded_urls

DESCRIPTION = """\
Work at the desk from a program. A personal token stands for one person at one office: it sees and
does what the pages let that person see and do, within its scopes, and every look is written to the
accesses. Requests and answers are JSON in UTF-8; moments carry their zone, days are days in
Asia/Shanghai. What is hidden and what is missing answer alike (404). Every error is a problem
(RFC 9457) whose `type` is for programs and whose `detail` is the sentence that the page shows.
"""
NAMESPACE = "staff_api"


def addresses(desk: Desk) -> tuple[list[Any], str]:
    """The addresses, answered by this desk, and their namespace."""
    api = DocumentedAPI(
        title="Huiyin desk",
        description=DESCRIPTION,
        urls_namespace=NAMESPACE,
        scheme=SCHEME,
        token="A personal token: permitted by an administrator, collected at /account/tokens/.",  # noqa: S106 (what it is)
    )
    api.add_router("", reading.router_for(desk))
    api.add_router("", stepping.router_for(desk))
    api.add_router("", figures.router_for(desk))
    api.add_router("", lists.router())
    return [*guarded_urls(api), re_path("", guarded(nothing_here))], NAMESPACE
