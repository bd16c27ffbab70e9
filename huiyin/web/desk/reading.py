"""Many reads in one round trip: the rows of several querysets, each as the models they are."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet

from huiyin.petitions.prepared import fetch_prepared

EMPTY = "'[]'"
_AS_IN_JSON = (models.JSONField, models.TextField, models.BooleanField, models.IntegerField)
Value = UUID | str | datetime | list[UUID]


def read_together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each queryset, in its order; related rows are not followed."""
    parts, values = _composed(querysets)
    return _read(_query(parts), values, [each.model for each in querysets])


def read_beside(
    columns: Sequence[str], told: Sequence[Any], *querysets: QuerySet[Any]
) -> tuple[list[Any], list[list[Any]]]:
    """The values of columns that were composed elsewhere, and in the same round trip rows."""
    parts, values = _composed(querysets)
    [read] = fetch_prepared(_query([*columns, *parts]), [*told, *values])
    kinds = [each.model for each in querysets]
    return list(read[: len(columns)]), _instances(kinds, read[len(columns) :])


class Reading:
    """Querysets read in one round trip, composed only once whatever they are asked about.

    `compose` makes them from named values: ids, texts, moments, lists of them. The first time it is
    given stand-ins, and it may do nothing with a value but compare it in a query.
    """

    def __init__(self, compose: Callable[..., Sequence[QuerySet[Any]]]) -> None:
        self._compose = compose
        self._known: dict[tuple[object, ...], _Remembered] = {}

    def __call__(self, **values: Value) -> list[list[Any]]:
        """The rows of each queryset about these values."""
        shape = tuple((name, _shape(value)) for name, value in values.items())
        known = self._known.get(shape)
        if known is None:
            known = self._known[shape] = _remember(self._compose, values)
        return _read(known.query, [each(values) for each in known.values], known.models)


@dataclass(frozen=True)
class _Remembered:
    query: str
    values: list[Callable[[Mapping[str, Value]], Any]]
    models: list[type[models.Model]]


def _shape(value: Value) -> object:
    return len(value) if isinstance(value, list) else type(value)


def _remember(
    compose: Callable[..., Sequence[QuerySet[Any]]], values: Mapping[str, Value]
) -> _Remembered:
    wanted: dict[object, Callable[[Mapping[str, Value]], Any]] = {}
    stand_ins: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, list):
            stand_ins[name] = made = [_stand_in(each) for each in value]
            wanted |= {each: _element(name, place) for place, each in enumerate(made)}
        else:
            stand_ins[name] = one = _stand_in(value)
            wanted[one] = itemgetter(name)
    querysets = compose(**stand_ins)
    parts, told = _composed(querysets)
    _refuse_baked(parts, told, wanted)
    return _Remembered(
        _query(parts), [_filled(each, wanted) for each in told], [each.model for each in querysets]
    )


def _stand_in(value: object) -> Any:  # noqa: ANN401
    """A value of the same kind that occurs nowhere else."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, datetime):
        return datetime(3000, 1, 1, tzinfo=UTC) + timedelta(microseconds=secrets.randbits(50))
    if isinstance(value, str):
        return secrets.token_hex(16)
    raise TypeError(f"no stand-in for {type(value).__name__}")


def _element(name: str, place: int) -> Callable[[Mapping[str, Value]], Any]:
    return lambda values: values[name][place]  # type: ignore[index]


def _filled(
    told: Any,  # noqa: ANN401
    wanted: Mapping[object, Callable[[Mapping[str, Value]], Any]],
) -> Callable[[Mapping[str, Value]], Any]:
    if isinstance(told, list):
        parts = [_filled(each, wanted) for each in told]
        return lambda values: [part(values) for part in parts]
    return wanted.get(told) or (lambda _values: told)


def _refuse_baked(parts: list[str], told: list[Any], wanted: Mapping[object, object]) -> None:
    """A stand-in that was worked on, not only compared, would stay in the query for ever."""
    flat = [each for value in told for each in (value if isinstance(value, list) else [value])]
    kept = [*parts, *(str(each) for each in flat if each not in wanted)]
    # What cannot hold anything, for a list is empty, asks for no value.
    lost = EMPTY not in parts and any(each not in flat for each in wanted)
    if lost or any(str(each) in text for each in wanted for text in kept):
        raise ValueError("compose did more with a value than compare it")


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


def _query(parts: list[str]) -> str:
    return f"SELECT {', '.join(parts)}"


def _read(query: str, values: list[Any], kinds: Sequence[type[models.Model]]) -> list[list[Any]]:
    [read] = fetch_prepared(query, values)
    return _instances(kinds, read)


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
