"""Many reads in one round trip: the rows of several querysets, each as the models they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet


def read_together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each queryset, in its order; related rows are not followed."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in querysets:
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append("'[]'")
            continue
        parts.append(f"(SELECT coalesce(json_agg(read), '[]') FROM ({sql}) AS read)::text")  # noqa: S608
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        read = cursor.fetchone()
    return [
        [_instance(rows.model, each) for each in json.loads(column)]
        for rows, column in zip(querysets, read, strict=True)
    ]


def _instance(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    fields = [(each, each.column) for each in model._meta.concrete_fields if each.column in row]
    instance = model(**{each.attname: _value(each, row[str(column)]) for each, column in fields})
    instance._state.adding = False
    instance._state.db = connection.alias
    return instance


def _value(field: models.Field[Any, Any], stored: Any) -> Any:  # noqa: ANN401
    """A value as the field would have read it: JSON has no bytes, days or ids of its own."""
    if isinstance(field, models.ForeignKey):
        return _value(field.target_field, stored)
    if stored is None or isinstance(field, models.JSONField):
        return stored
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(stored.removeprefix("\\x"))
    return field.to_python(stored)


def attach(subject: models.Model, relation: str, rows: Sequence[models.Model]) -> None:
    """Give a row its related rows, as if they had been prefetched."""
    related = getattr(subject, relation).all()
    related._result_cache = list(rows)
    related._prefetch_done = True
    cache = subject.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[relation] = related


def attach_each(
    subjects: Iterable[models.Model], relation: str, rows: Iterable[Any], *, by: str
) -> None:
    """Give each subject its own of the rows; `by` is the attribute that holds its key."""
    owned: dict[Any, list[models.Model]] = {}
    for row in rows:
        owned.setdefault(getattr(row, by), []).append(row)
    for subject in subjects:
        attach(subject, relation, owned.get(subject.pk, []))
