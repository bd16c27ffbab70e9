"""The stock by COPY: the rows of many petitions, each table's in one go."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import models

from benchmarks.lives import Lives
from huiyin.commands import postgres
from huiyin.petitions.writing import Row, has_plain_default

AT_ONCE = 1000


def load(first: int, last: int, *, begin: int, end: int, notes: int = 0) -> None:
    """The petitions from `first` up to `last`, of a stock that goes from `begin` to `end`."""
    lives = Lives(datetime.now(UTC), notes)
    with postgres.embedded().as_administrator("huiyin") as connection:
        # The rows are of our own making: nothing has to look every reference up again.
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        for start in range(first, last, AT_ONCE):
            rows: list[Row] = []
            for number in range(start, min(start + AT_ONCE, last)):
                rows += lives.rows(number, (number - begin) / (end - begin))
            with connection.transaction():
                copy(connection, rows)


def copy(connection: psycopg.Connection, rows: Iterable[Row]) -> None:
    """Rows of any tables, each table's with the same columns in one go."""
    groups: dict[tuple[type[models.Model], tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for model, given in rows:
        present = {name: value for name, value in given.items() if value is not None}
        groups.setdefault((model, tuple(present)), []).append(tuple(present.values()))
    for (model, names), group in groups.items():
        fields = {each.attname: each for each in model._meta.concrete_fields}
        given_columns = [fields.pop(name) for name in names]
        rest = [each for each in fields.values() if has_plain_default(each)]
        columns = ", ".join(f'"{each.column}"' for each in given_columns + rest)
        into = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
        sent = [
            _column(each, column)
            for each, column in zip(given_columns, zip(*group, strict=True), strict=True)
        ]
        sent += [_column(each, [each.get_default() for _row in group]) for each in rest]
        with connection.cursor().copy(into.encode()) as copying:
            for values in zip(*sent, strict=True):
                copying.write_row(values)


def _column(column: "models.Field[Any, Any]", values: Iterable[Any]) -> Iterable[Any]:
    """The values of a column as they are sent: JSON written, terms as the plain text they are."""
    if isinstance(column, models.JSONField):
        return [
            each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
            for each in values
        ]
    if isinstance(column, models.TextField):
        return [str(each) for each in values]
    return values
