"""Queries that every page asks: PostgreSQL plans each of them once for a connection, not each time.

Planning the counts of the work-lists, or everything on a petition page, costs several times as
much as answering; and Django, left alone, prepares nothing.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import sql as literals

from huiyin.rules.terms import Term

_PLACE = re.compile(r"(?<!%)%s")


def fetch_prepared(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that the ORM made, seen and counted by Django like any other."""
    text, told = with_constants(query, values)
    if connection.queries_logged:
        # Django writes down only what its own cursor asked.
        with connection.cursor() as cursor:
            cursor.execute(text, told)
            return list(cursor.fetchall())
    connection.ensure_connection()
    raw = connection.connection
    plain: Any = ServerBindingCursor(raw)  # type: ignore[call-arg]  # missing in the stubs
    raw.prepare_threshold = 0
    try:
        with connection.make_cursor(plain) as cursor:
            cursor.execute(text, told)
            return list(cursor.fetchall())
    finally:
        raw.prepare_threshold = None


def with_constants(query: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """The query with words of the procedure, numbers and days in it, and the other values.

    A plan for any state whatever could not use the indexes over open states, nor one for any day
    know that few petitions are late.
    """
    parts = _PLACE.split(query)
    if len(parts) != len(values) + 1:
        raise ValueError(f"{len(parts) - 1} places for {len(values)} values")
    written: list[str] = []
    told: list[Any] = []
    for part, value in zip(parts, values, strict=False):
        written.append(part)
        if _is_constant(value):
            written.append(_literal(value))
        else:
            written.append("%s")
            told.append(value)
    return "".join([*written, parts[-1]]), told


def _is_constant(value: object) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_constant(each) for each in value)
    if isinstance(value, datetime):
        return False
    return isinstance(value, Term | int | date)


def _literal(value: Any) -> str:  # noqa: ANN401
    plain = [_plain(each) for each in value] if isinstance(value, list | tuple) else _plain(value)
    text: str = literals.Literal(plain).as_string(None)
    return text.replace("%", "%%")


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.value if isinstance(value, Term) else value
