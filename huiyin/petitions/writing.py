"""Many new rows in one statement: how intake writes, and each step's event (docs/decisions/0015).

The models stay the only description of the tables. Everything else uses the ORM.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import OperationalError, connection, models
from psycopg.types.array import ListBinaryDumper

from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.rules.permissions import Viewer

Row = tuple[type[models.Model], Mapping[str, Any]]
"""A model and the values of its columns by name (`holder_id`); an absent one has its default."""

_as_json = json.JSONEncoder(ensure_ascii=False).encode
Shape = tuple[tuple[type[models.Model], tuple[str, ...]], ...]


class WrittenJson(str):
    """JSON already written, for a column of JSON; anything else in such a column is dumped."""

    __slots__ = ()


class _Kept(threading.local):
    """This thread's cursor on its connection: it has learned how to send our kinds of values."""

    cursor: psycopg.RawCursor[Any] | None = None


_kept, _kept_of_many = _Kept(), _Kept()


@dataclass(frozen=True)
class _Statement:
    query: bytes
    json_at: tuple[int, ...]
    defaults: tuple[Any, ...]
    """Values, or what makes one for each row."""


def insert_together(rows: Sequence[Row], *, viewer: Viewer | None = None) -> None:
    """Insert all rows in one round trip; all stand or none. Database errors are Django's.

    Outside a transaction the statement is one by itself, committed when this returns; `viewer`
    is then told to the database before the first row goes in. Inside one it is known already.
    """
    shape: list[tuple[type[models.Model], tuple[str, ...]]] = []
    values: list[Any] = []
    for model, given in rows:
        present = {name: value for name, value in given.items() if value is not None}
        shape.append((model, tuple(present)))
        values += present.values()
    statement = _statement(tuple(shape), tells=viewer is not None)
    for place in statement.json_at:
        if not isinstance(values[place], WrittenJson):
            values[place] = _as_json(values[place])
    values += [each() if callable(each) else each for each in statement.defaults]
    if viewer is not None:
        values.append(viewer.tag())
    reach(Failpoint.BEFORE_INSERT)
    _execute(statement.query, values)


def insert_many(rows: Sequence[Row]) -> None:
    """Insert the rows of many petitions, one statement for each table; inside a transaction.

    The columns travel as arrays: the statement stays short, and prepared, for any number of rows.
    """
    groups: dict[tuple[type[models.Model], tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for model, given in rows:
        present = {name: value for name, value in given.items() if value is not None}
        for field in _left_out(model, tuple(present)):
            present[field.attname] = field.get_default()
        groups.setdefault((model, tuple(present)), []).append(tuple(present.values()))
    for (model, names), group in groups.items():
        query, json_at = _statement_of_many(model, names)
        columns = [_plain(column) for column in zip(*group, strict=True)]
        for place in json_at:
            columns[place] = [
                each if isinstance(each, str) else _as_json(each) for each in columns[place]
            ]
        _execute(query, columns, _kept_of_many)


@lru_cache(maxsize=256)
def _left_out(
    model: type[models.Model], names: tuple[str, ...]
) -> "tuple[models.Field[Any, Any], ...]":
    """The fields whose default the model knows, and none of these names gives."""
    fields = model._meta.concrete_fields
    return tuple(each for each in fields if each.attname not in names and has_plain_default(each))


def _plain(column: Sequence[Any]) -> list[Any]:
    """Terms and written JSON as the plain text they are: an array is of one type."""
    is_text = all(isinstance(value, str) for value in column)
    return list(map(str, column)) if is_text else list(column)


@lru_cache(maxsize=256)
def _statement_of_many(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[bytes, tuple[int, ...]]:
    """The statement for many rows with these columns, and which of the columns are JSON."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    json_at = tuple(n for n, field in enumerate(given) if isinstance(field, models.JSONField))
    into = ", ".join(f'"{field.column}"' for field in given)
    arrays = ", ".join(
        f"${n + 1}::{'text' if n in json_at else field.rel_db_type(connection)}[]"
        for n, field in enumerate(given)
    )
    values = ", ".join(f"c{n}{'::jsonb' if n in json_at else ''}" for n in range(len(given)))
    aliases = ", ".join(f"c{n}" for n in range(len(given)))
    # Names of tables and columns come from the models, never from a request.
    table = model._meta.db_table
    query = f'INSERT INTO "{table}" ({into}) SELECT {values} FROM unnest({arrays}) AS u({aliases})'  # noqa: S608
    return query.encode(), json_at


def _execute(query: bytes, values: list[Any], kept: _Kept = _kept) -> None:
    is_alone = not connection.in_atomic_block
    try:
        _execute_once(query, values, kept)
    except OperationalError:
        if not is_alone:
            raise
        # The connection was kept from an earlier request and the server has gone since. To
        # repeat is safe: if the first attempt was committed after all, its key is now used.
        connection.close()
        _execute_once(query, values, kept)


def _execute_once(query: bytes, values: list[Any], kept: _Kept) -> None:
    connection.ensure_connection()
    raw = connection.connection
    if kept.cursor is None or kept.cursor.connection is not raw:
        kept.cursor = psycopg.RawCursor(raw)
        if kept is _kept_of_many:
            # Texts in an array, sent as text, are searched and quoted one by one.
            kept.cursor.adapters.register_dumper(list, ListBinaryDumper)
    # Django's own cursor binds on this side and its connections prepare nothing; these few
    # statements are worth it: parsing and planning one costs as much as running it.
    raw.prepare_threshold = 0
    try:
        with connection.wrap_database_errors:
            kept.cursor.execute(query, values)
    finally:
        raw.prepare_threshold = None


@lru_cache(maxsize=256)
def _statement(shape: Shape, *, tells: bool) -> _Statement:
    """The statement for rows with these columns in this order, and what it needs besides.

    PostgreSQL runs the main SELECT first and then, to their end, the inserts that nothing reads
    from: the viewer is set when the first row goes in. A test with a trigger watches over it.
    """
    given = sum(len(names) for _model, names in shape)
    here, after = count(1), count(given + 1)
    parts: list[str] = []
    json_at: list[int] = []
    defaults: list[Any] = []
    for number, (model, names) in enumerate(shape):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        columns, places = [], []
        for name in names:
            columns.append(fields[name].column)
            places.append(next(here))
            if isinstance(fields.pop(name), models.JSONField):
                json_at.append(places[-1] - 1)
        for field in fields.values():
            if has_plain_default(field):
                columns.append(field.column)
                places.append(next(after))
                defaults.append(_default_of(field))
        into = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(f"${place}" for place in places)
        # Names of tables and columns come from the models, never from a request.
        table = model._meta.db_table
        parts.append(f'x{number} AS (INSERT INTO "{table}" ({into}) VALUES ({values}))')  # noqa: S608
    last = f"set_config('huiyin.viewer', ${next(after)}, true)" if tells else "1"
    query = f"WITH {', '.join(parts)} SELECT {last}"
    return _Statement(query.encode(), tuple(json_at), tuple(defaults))


def _default_of(field: "models.Field[Any, Any]") -> Any:  # noqa: ANN401
    if isinstance(field, models.JSONField):
        return lambda: _as_json(field.get_default())
    return field.get_default if callable(field.default) else field.get_default()


def has_plain_default(field: "models.Field[Any, Any]") -> bool:
    """Whether the model, and not the database, knows what an absent value is."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise TypeError(f"{field}: a moment is a value, not the clock of the model")
    return field.column is not None and field.has_default() and not field.has_db_default()
