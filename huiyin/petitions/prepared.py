"""Queries that every page asks: PostgreSQL plans each of them once for a connection, not each time.

Planning the counts of the work-lists, or everything on a petition page, costs several times as
much as answering; and Django, left alone, prepares nothing.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import sql as literals
from psycopg import RawCursor

from huiyin.rules.terms import Term

MOST = 512
_PLACE = re.compile(r"(?<!%)%s")


def fetch_prepared(
    query: str, values: Sequence[Any], *, days_matter: bool = True
) -> list[tuple[Any, ...]]:
    """The rows of a query that the ORM made, seen and counted by Django like any other.

    Where days do not matter to the plan, that of one day serves for the next.
    """
    if connection.queries_logged:
        # Django writes down only what its own cursor asked.
        with connection.cursor() as cursor:
            cursor.execute(*with_constants(query, values))
            return list(cursor.fetchall())
    constants = tuple(_frozen(each) if _is_constant(each, days_matter) else None for each in values)
    text = _numbered(query, constants, tuple(map(type, constants)))
    told = [each for each, fixed in zip(values, constants, strict=True) if fixed is None]
    connection.ensure_connection()
    raw = connection.connection
    plain: Any = RawCursor(raw)
    raw.prepare_threshold = 0
    try:
        with connection.make_cursor(plain) as cursor:
            cursor.execute(text, told)
            return list(cursor.fetchall())
    finally:
        raw.prepare_threshold = None


@lru_cache(maxsize=MOST)
def _numbered(query: str, constants: tuple[Any, ...], _kinds: tuple[type, ...]) -> str:
    """The query as PostgreSQL takes it, with its other values as $1, $2.

    psycopg would take a long query to pieces each time. True and 1 are one key, but two kinds.
    """
    text, told = with_constants(query, constants)
    numbers = iter(range(1, len(told) + 1))
    return _PLACE.sub(lambda _found: f"${next(numbers)}", text).replace("%%", "%")


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


def _is_constant(value: object, days_matter: bool = True) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_constant(each, days_matter) for each in value)
    if isinstance(value, date):
        return days_matter and not isinstance(value, datetime)
    return isinstance(value, Term | int)


def _frozen(value: Any) -> Any:  # noqa: ANN401
    return tuple(value) if isinstance(value, list) else value


def _literal(value: Any) -> str:  # noqa: ANN401
    plain = [_plain(each) for each in value] if isinstance(value, list | tuple) else _plain(value)
    text: str = literals.Literal(plain).as_string(None)
    return text.replace("%", "%%")


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.value if isinstance(value, Term) else value
