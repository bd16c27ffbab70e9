"""Many reads in one round trip: the rows of several querysets, each as the models they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet

from huiyin.petitions import composed as composing
from huiyin.petitions.composed import (
    Filling,
    Shape,
    Value,
    fillings,
    shape_of,
    stand_ins_for,
)
from huiyin.petitions.prepared import fetch_prepared

EMPTY = "'[]'"
_AS_IN_JSON = (models.JSONField, models.TextField, models.BooleanField, models.IntegerField)


@dataclass(frozen=True)
class Parts:
    """Querysets as columns of one query: what is written, what is told, and what the rows are."""

    texts: tuple[str, ...] = ()
    told: tuple[Any, ...] = ()
    models: tuple[type[models.Model], ...] = ()

    def read(self) -> list[list[Any]]:
        """The rows of each queryset, in its order; related rows are not followed."""
        [read] = fetch_prepared(_query(self.texts), self.told)
        return _instances(self.models, read)


NOTHING = Parts()


def composed(*querysets: QuerySet[Any]) -> Parts:
    """Querysets written for one round trip; who asks for the same again keeps what is written."""
    texts, told = _composed(querysets)
    return Parts(tuple(texts), tuple(told), tuple(each.model for each in querysets))


def read_beside(
    columns: Sequence[str], told: Sequence[Any], beside: Parts
) -> tuple[list[Any], list[list[Any]]]:
    """The values of columns that were composed elsewhere, and in the same round trip rows."""
    [read] = fetch_prepared(_query([*columns, *beside.texts]), [*told, *beside.told])
    return list(read[: len(columns)]), _instances(beside.models, read[len(columns) :])


class Reading:
    """Querysets read in one round trip, composed only once whatever they are asked about.

    `compose` makes them from named values: ids, texts, moments, lists of them. The first time it is
    given stand-ins, and it may do nothing with a value but compare it in a query.
    """

    def __init__(self, compose: Callable[..., Sequence[QuerySet[Any]]]) -> None:
        self._compose = compose

    def __call__(self, *, beside: Parts = NOTHING, **values: Value) -> list[list[Any]]:
        """The rows of each queryset about these values, and of those that are read beside."""
        known = composing.remembered(self, (), shape_of(values))
        told = tuple(each(values) for each in known.fillings)
        models = (*known.models, *beside.models)
        return Parts((*known.texts, *beside.texts), (*told, *beside.told), models).read()

    def remember(self, _about: tuple[()], shape: Shape) -> _Remembered:
        """The columns of the querysets, for values of this shape."""
        stand_ins, places = stand_ins_for(shape)
        made = composed(*self._compose(**stand_ins))
        found = fillings(made.texts, list(made.told), places, empty=EMPTY)
        return _Remembered(made.texts, made.models, found)


@dataclass(frozen=True)
class _Remembered:
    texts: tuple[str, ...]
    models: tuple[type[models.Model], ...]
    fillings: list[Filling]


def _composed(querysets: Sequence[QuerySet[Any]]) -> tuple[list[str], list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for rows in querysets:
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append(EMPTY)
            continue
        parts.append(f"(SELECT coalesce(json_agg(read), '[]') FROM ({sql}) AS read)::text")  # noqa: S608
        values += parameters
    return parts, values


def _query(parts: Sequence[str]) -> str:
    return f"SELECT {', '.join(parts)}"


def _instances(kinds: Sequence[type[models.Model]], read: Sequence[str]) -> list[list[Any]]:
    return [
        _instances_of(kind, json.loads(column)) for kind, column in zip(kinds, read, strict=True)
    ]


def _instances_of(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> list[models.Model]:
    if not rows:
        return []
    names, readers = _readers(model, tuple(rows[0]))
    alias = connection.alias
    return [
        model.from_db(
            alias,
            names,
            [row[at] if read is None else read(row[at]) for at, read in readers],
        )
        for row in rows
    ]


@lru_cache(maxsize=256)
def _readers(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[list[str], list[tuple[str, Callable[[Any], Any] | None]]]:
    """The fields that these columns fill, and how the value of each is read."""
    fields = [
        (field, column)
        for field in model._meta.concrete_fields
        if (column := field.column) and column in columns
    ]
    return [field.attname for field, _ in fields], [
        (column, _reader(field)) for field, column in fields
    ]


def _reader(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value is read as the field would: JSON has no bytes, days or ids; None: as it is."""
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field)
    if isinstance(field, _AS_IN_JSON):
        return None
    convert = _bytes_of if isinstance(field, models.BinaryField) else field.to_python
    return lambda stored: None if stored is None else convert(stored)


def _bytes_of(stored: str) -> bytes:
    return bytes.fromhex(stored.removeprefix("\\x"))


def attach(subject: models.Model, relation: str, rows: Sequence[models.Model]) -> None:
    """Give a row its related rows, as if they had been prefetched."""
    related_to: Any = type(subject)._meta.get_field(relation)
    kind: Any = related_to.related_model
    related = kind._default_manager.all()
    related._result_cache = list(rows)
    related._prefetch_done = True
    # Whoever narrows the rows further asks the database, and only for those of this subject.
    own = {related_to.field.name: subject.pk}
    related._chain = lambda: kind._default_manager.filter(**own)
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
