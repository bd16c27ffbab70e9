"""A browser that looks at an address, undoes what that did, and tells what came back."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.accounts.models import User
from tests.web.desk import text
from tests.web.staff import at_work

TYPED = "application/x-www-form-urlencoded"
VALUE = re.compile(r"'(?:[^']|'')*'|\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Answer:
    """What came back: all of it that a stranger can notice, and what it left behind."""

    status: int
    body: str
    headers: dict[str, str]
    queries: list[str]
    denials: int

    def without(self, *names: str) -> tuple[object, ...]:
        """The answer without the names that stood in its address."""
        said = self.body + repr(sorted(self.headers.items()))
        for each in names:
            said = said.replace(each, "…")
        return self.status, said, self.queries, self.denials


class Looker:
    """Somebody with a browser, or nobody in particular."""

    def __init__(self, user: User | None) -> None:
        self.client = at_work(Client(), user) if user else Client()
        self.client.raise_request_exception = False

    def sends(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        """Send a request, empty but for a form, undo it, and tell what came back."""
        connection.queries_log.clear()  # it keeps 9,000 and then complains
        cookies = deepcopy(self.client.cookies)
        with transaction.atomic():
            with CaptureQueriesContext(connection) as asked:
                answer: Any = self.client.generic(method, path, urlencode(form or {}), TYPED)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return told(answer, [each["sql"] for each in asked])


def told(answer: Any, sent: list[str]) -> Answer:  # noqa: ANN401 (of Django's client)
    """What a response tells, and what was asked of the database for it."""
    noted = [sql for sql in sent if sql.startswith('INSERT INTO "audit_access"')]
    return Answer(
        answer.status_code,
        _body(answer),
        {name: value for name, value in answer.headers.items() if name != "Content-Length"},
        [VALUE.sub("?", sql) for sql in sent],
        sum("'denied'" in sql for sql in noted),
    )


def _body(answer: Any) -> str:  # noqa: ANN401 (of Django's client)
    if answer.streaming:
        return ""
    kind = answer.headers.get("Content-Type", "")
    return text(answer) if kind.startswith("text/") or "json" in kind else repr(answer.content)
