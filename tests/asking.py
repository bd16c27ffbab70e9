"""What a test's own queries see, and what a page's do: a page begins where nobody was named."""

from typing import Any

from django.db import connection
from django.test.client import ClientHandler

EVERYTHING, NOTHING = "{}", ""


def answer_as_served(ask: Any) -> Any:  # noqa: ANN401 (Django's handler)
    """The handler of the test client, for whom the database is as after an earlier request.

    A page in a test runs within the test's transaction: what it told the database would last, and
    what the test itself may read would help it. Said past Django, so that no page's queries grow.
    """

    def answer(self: ClientHandler, *given: Any) -> Any:  # noqa: ANN401
        _see(NOTHING)
        try:
            return ask(self, *given)
        finally:
            _see(EVERYTHING)

    return answer


def _see(kept: str) -> None:
    raw = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status.name == "INERROR":
        return
    local = connection.in_atomic_block
    raw.execute("select set_config('huiyin.kept', %s, %s)", [kept, local])
