"""Many new rows in one statement: how intake and bulk import write (speed.md, what follows 1).

The models stay the only description of the tables. Everything else uses the ORM.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


@lru_cache(maxsize=64)
def _statement(shape: tuple[type[models.Model], ...]) -> tuple[str, tuple[tuple[Any, ...], ...]]:
    parts, columns = [], []
    for number, model in enumerate(shape):
        fields = tuple(
            field
            for field in model._meta.concrete_fields
            if field.column is not None and not field.has_db_default()
        )
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(["%s"] * len(fields))
        table = model._meta.db_table
        parts.append(f'x{number} AS (INSERT INTO "{table}" ({names}) VALUES ({values}))')
        columns.append(fields)
    return f"WITH {', '.join(parts)} SELECT 1", tuple(columns)


def insert_together(rows: Sequence[models.Model]) -> None:
    """Insert all rows in one round trip; all stand or none. Database errors are Django's."""
    statement, columns = _statement(tuple(type(row) for row in rows))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row, fields in zip(rows, columns, strict=True)
        for field in fields
    ]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(statement, values, prepare=True)
    for row in rows:
        row._state.adding = False
