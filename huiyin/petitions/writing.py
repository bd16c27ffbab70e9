"""Many new rows in one statement: how intake writes, and each step's event (docs/decisions/0015).

The models stay the only description of the tables. Everything else uses the ORM.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from types import NoneType
from typing import Any

import psycopg
from django.db import OperationalError, connection, models
from psycopg.types.array import ListBinaryDumper

from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.rules.permissions import Viewer

Row = tuple[type[models.Model], Mapping[str, Any]]
"""A model and the values of its columns by name (`holder_id`); an absent one has its default."""
Call = tuple[str, tuple[Any, ...]]
"""A function of the database and what it is given."""

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


def insert_together(
    rows: Sequence[Row], *, viewer: Viewer | None = None, first: Call | None = None
) -> None:
    """Insert all rows in one round trip; all stand or none. Database errors are Django's.

    Outside a transaction the statement is one by itself, committed when this returns; `viewer`
    is then told to the database before the first row goes in. Inside one it is known already.
    `first` is asked before anything is written, and may refuse all of it.
    """
    shape: list[tuple[type[models.Model], tuple[str, ...]]] = []
    values: list[Any] = []
    for model, given in rows:
        present = {name: value for name, value in given.items() if value is not None}
        shape.append((model, tuple(present)))
        values += present.values()
    asks = (first[0], len(first[1])) if first else ("", 0)
    statement = _statement(tuple(shape), tells=viewer is not None, asks=asks)
    for place in statement.json_at:
        if not isinstance(values[place], WrittenJson):
            values[place] = _as_json(values[place])
    values += [each() if callable(each) else each for each in statement.defaults]
    if first is not None:
        values += first[1]
    if viewer is not None:
        values.append(viewer.tag())
    reach(Failpoint.BEFORE_INSERT)
    _execute(statement.query, values)


@contextmanager
def sending_ahead() -> Iterator[None]:
    """Within a transaction: what is inserted is sent, and the server writes while more is prepared.

    What it refuses is raised at the end at the latest; references are checked with each statement,
    not all of them at COMMIT, when nothing is left to prepare.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert_many(rows: Iterable[Row]) -> None:
    """Insert the rows of many petitions, one statement for each table; inside a transaction.

    Columns travel as arrays, and what is the same in every row once: few values are looked at
    one by one, and the statement stays short, and prepared, for any number of rows.
    """
    groups: dict[tuple[type[models.Model], tuple[str, ...]], list[Iterable[Any]]] = {}
    for model, given in rows:
        groups.setdefault((model, tuple(given)), []).append(given.values())
    for (model, names), group in groups.items():
        columns = dict(zip(names, zip(*group, strict=True), strict=True))
        _insert_alike(model, columns, len(group))


def _insert_alike(
    model: type[models.Model], given: Mapping[str, Sequence[Any]], number: int
) -> None:
    """Insert so many rows of one model that give the same columns."""
    once: dict[str, Any] = {}
    arrays: dict[str, list[Any]] = {}
    fields = _fields(model)
    absent = {name: [None] * number for name in _with_default(model) if name not in given}
    for name, values in {**given, **absent}.items():
        column = _filled(fields[name], values)
        if column[0] != column[-1] or column.count(column[0]) < number:
            arrays[name] = _as_array(fields[name], column)
        elif column[0] is not None:
            once[name] = _as_array(fields[name], column[:1])[0]
    if not arrays and number > 1:
        name, value = once.popitem()
        arrays[name] = [value] * number
    query = _statement_of_many(model, tuple(once), tuple(arrays))
    _execute(query, [*once.values(), *arrays.values()], _kept_of_many)


def _filled(field: "models.Field[Any, Any]", column: Sequence[Any]) -> Sequence[Any]:
    """The column with the model's default wherever nothing is given."""
    if not has_plain_default(field) or NoneType not in set(map(type, column)):
        return column
    default = _default_of(field)
    make = default if callable(default) else lambda: default
    return [make() if each is None else each for each in column]


def _as_array(field: "models.Field[Any, Any]", column: Sequence[Any]) -> list[Any]:
    """The values as an array takes them, which is of one type: terms are plain text."""
    if isinstance(field, models.JSONField):
        return [_as_text(each, _as_json) for each in column]
    if isinstance(field, models.CharField | models.TextField):
        return [_as_text(each, str) for each in column]
    return list(column)


def _as_text(value: Any, write: Callable[[Any], str]) -> str | None:  # noqa: ANN401
    return value if value is None or isinstance(value, WrittenJson) else write(value)


@lru_cache(maxsize=64)
def _fields(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    """The columns of a model by the names that values are given with."""
    return {field.attname: field for field in model._meta.concrete_fields}


@lru_cache(maxsize=64)
def _with_default(model: type[models.Model]) -> tuple[str, ...]:
    """The columns whose default the model knows."""
    return tuple(name for name, field in _fields(model).items() if has_plain_default(field))


@lru_cache(maxsize=256)
def _statement_of_many(
    model: type[models.Model], once: tuple[str, ...], arrays: tuple[str, ...]
) -> bytes:
    """The statement for rows that share some values and differ in others."""
    fields = _fields(model)
    place = count(1)
    shared = [f"${next(place)}::{_type_of(fields[name])}" for name in once]
    given = [f"${next(place)}::{_sent_as(fields[name])}[]" for name in arrays]
    own = [f"c{n}" for n in range(len(arrays))]
    cast = [f"{each}::{_type_of(fields[name])}" for each, name in zip(own, arrays, strict=True)]
    into = ", ".join(f'"{fields[name].column}"' for name in (*once, *arrays))
    source = f" FROM unnest({', '.join(given)}) AS u({', '.join(own)})" if arrays else ""
    # Names of tables and columns come from the models, never from a request.
    table = model._meta.db_table
    query = f'INSERT INTO "{table}" ({into}) SELECT {", ".join(shared + cast)}{source}'
    return query.encode()


def _type_of(field: "models.Field[Any, Any]") -> str:
    return str(field.rel_db_type(connection))


def _sent_as(field: "models.Field[Any, Any]") -> str:
    return "text" if isinstance(field, models.JSONField) else _type_of(field)


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
def _statement(shape: Shape, *, tells: bool, asks: tuple[str, int] = ("", 0)) -> _Statement:
    """The statement for rows with these columns in this order, and what it needs besides.

    PostgreSQL runs the main SELECT first and then, to their end, the inserts that nothing reads
    from: the viewer is set when the first row goes in, and what is asked can refuse them all
    before. A test with a trigger watches over it.
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
    function, amount = asks
    last = [f"{function}({', '.join(f'${next(after)}' for _ in range(amount))})"] if amount else []
    if tells or not last:
        last.append(f"set_config('huiyin.viewer', ${next(after)}, true)" if tells else "1")
    query = f"WITH {', '.join(parts)} SELECT {', '.join(last)}"
    return _Statement(query.encode(), tuple(json_at), tuple(defaults))


def _default_of(field: "models.Field[Any, Any]") -> Any:  # noqa: ANN401
    if isinstance(field, models.JSONField):
        return WrittenJson(_as_json(field.get_default()))
    return field.get_default if callable(field.default) else field.get_default()


def has_plain_default(field: "models.Field[Any, Any]") -> bool:
    """Whether the model, and not the database, knows what an absent value is."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise TypeError(f"{field}: a moment is a value, not the clock of the model")
    return field.column is not None and field.has_default() and not field.has_db_default()
