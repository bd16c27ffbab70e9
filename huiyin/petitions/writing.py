"""Many new rows in one statement: how intake and bulk import write (speed.md, what follows 1).

The models stay the only description of the tables. Everything else uses the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import OperationalError, connection, models
from psycopg.types.json import Jsonb

from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.rules.permissions import Viewer

Reader = Callable[[models.Model], Any]


def insert_together(rows: Sequence[models.Model], *, viewer: Viewer | None = None) -> None:
    """Insert all rows in one round trip; all stand or none. Database errors are Django's.

    Outside a transaction the statement is one by itself, committed when this returns; `viewer`
    is then told to the database before the first row goes in. Inside one it is known already.
    """
    statement, readers = _statement(tuple(type(row) for row in rows), tells=viewer is not None)
    values = [read(row) for row, columns in zip(rows, readers, strict=True) for read in columns]
    if viewer is not None:
        values.append(viewer.tag())
    reach(Failpoint.BEFORE_INSERT)
    _execute(statement, values)
    for row in rows:
        row._state.adding = False


def _execute(statement: str, values: list[Any]) -> None:
    is_alone = not connection.in_atomic_block
    try:
        _execute_once(statement, values)
    except OperationalError:
        if not is_alone:
            raise
        # The connection was kept from an earlier request and the server has gone since. To
        # repeat is safe: if the first attempt was committed after all, its key is now used.
        connection.close()
        _execute_once(statement, values)


def _execute_once(statement: str, values: list[Any]) -> None:
    connection.ensure_connection()
    # Django's own cursor binds on this side, so that nothing could be prepared.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)


@lru_cache(maxsize=64)
def _statement(
    shape: tuple[type[models.Model], ...], *, tells: bool
) -> tuple[str, tuple[tuple[Reader, ...], ...]]:
    """The statement for rows of these models in this order, and what to read from each.

    PostgreSQL runs the main SELECT first and then, to their end, the inserts that nothing reads
    from: the viewer is set when the first row goes in. A test with a trigger watches over it.
    """
    parts, readers = [], []
    for number, model in enumerate(shape):
        fields = [field for field in model._meta.concrete_fields if _is_written(field)]
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(["%s"] * len(fields))
        table = model._meta.db_table
        # Names of tables and columns come from the models, never from a request.
        parts.append(f'x{number} AS (INSERT INTO "{table}" ({names}) VALUES ({values}))')  # noqa: S608
        readers.append(tuple(_reader(field) for field in fields))
    last = "set_config('huiyin.viewer', %s, true)" if tells else "1"
    return f"WITH {', '.join(parts)} SELECT {last}", tuple(readers)


def _is_written(field: models.Field[Any, Any]) -> bool:
    return field.column is not None and not field.has_db_default()


def _reader(field: models.Field[Any, Any]) -> Reader:
    """How to read a field's value as psycopg takes it: as it is, but for JSON."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise TypeError(f"{field}: a moment is an argument, not the clock of the model")
    name = field.attname
    if isinstance(field, models.JSONField):
        return lambda row: Jsonb(getattr(row, name))
    return lambda row: getattr(row, name)
