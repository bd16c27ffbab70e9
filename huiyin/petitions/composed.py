"""Queries composed once: the ORM writes what every page asks the first time, not each time.

To compose the door's condition takes Django longer than PostgreSQL to answer. The text of a query
is kept here for each of what it is about, a viewer for one, and the values that differ
from page to page are put in their places.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from psycopg import Binary

from huiyin.petitions.prepared import fetch_prepared

MOST = 2048  # of some twenty KiB each

Row = TypeVar("Row", bound=Model)
Value = UUID | str | bytes | date | list[UUID]
Shape = tuple[tuple[str, type | int], ...]
Filling = Callable[[Mapping[str, Value]], Any]


class Composed(Generic[Row]):
    """A queryset that is composed only once for each of what it is about.

    `compose` makes it from what it is about, which is taken as it is, and from named values: ids,
    texts, days, moments, lists of ids. The first time it is given stand-ins for the values, and it
    may do nothing with one but compare it in the query. With `planned_once` PostgreSQL plans it
    once for a connection, too: for a query whose plan hangs on no value.
    """

    def __init__(
        self, compose: Callable[..., QuerySet[Row, Any]], *, planned_once: bool = False
    ) -> None:
        self._compose = compose
        self._planned_once = planned_once
        self._makers: dict[tuple[tuple[str, str | None], ...], Any] = {}

    def __call__(self, *about: Hashable, **values: Value) -> list[Row]:
        """The rows about these values, as the queryset would read them."""
        known = remembered(self, about, shape_of(values))
        return known.rows(self._fetched(known, values)) if known else []

    def columns(self, *about: Hashable, **values: Value) -> list[tuple[Any, ...]]:
        """The same as `values_list` names them, of columns that PostgreSQL's driver can read."""
        known = remembered(self, about, shape_of(values))
        return self._fetched(known, values) if known else []

    def _fetched(self, known: _Remembered, values: Mapping[str, Value]) -> list[tuple[Any, ...]]:
        told = [each(values) for each in known.fillings]
        if self._planned_once:
            return fetch_prepared(known.text, told, days_matter=False)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(known.text, told)
            return list(cursor.fetchall())

    def remember(self, about: tuple[Hashable, ...], shape: Shape) -> _Remembered | None:
        """The text of the query about this, for values of this shape; None if nothing can be."""
        stand_ins, places = stand_ins_for(shape)
        compiler = self._compose(*about, **stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            text, told = compiler.as_sql()
        except EmptyResultSet:
            return None
        found = fillings([text], list(told), places)
        return _Remembered(self._maker_of(compiler), text, found)

    def _maker_of(self, compiler: Any) -> Any:  # noqa: ANN401
        """What makes models of the rows: one for all that read the same columns; it is large."""
        columns = tuple((text, name) for _column, (text, _told), name in compiler.select)
        if columns not in self._makers:
            compiler.connection = None  # each thread has its own
            # These were needed for the text alone.
            compiler.query = compiler.where = compiler.having = compiler.qualify = None
            compiler.quote_cache = {}
            self._makers[columns] = compiler
        return self._makers[columns]


@lru_cache(maxsize=MOST)
def remembered(whose: Any, about: tuple[Hashable, ...], shape: Shape) -> Any:  # noqa: ANN401
    """What `whose` wrote about this the first time; kept for all of them in one place."""
    return whose.remember(about, shape)


@dataclass(frozen=True)
class _Remembered:
    """A query as it was written, and how its rows become models."""

    compiler: Any
    text: str
    fillings: list[Filling]

    def rows(self, fetched: list[tuple[Any, ...]]) -> list[Any]:
        """As Django makes them of what its compiler fetched, related rows and all."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda **_how: [fetched]
        query = SimpleNamespace(get_compiler=lambda **_using: compiler)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(asked))


def shape_of(values: Mapping[str, Value]) -> Shape:
    """What a text of a query hangs on in its values: their kinds, and how many a list has."""
    return tuple((name, _shape(value)) for name, value in values.items())


def _shape(value: Value) -> type | int:
    return len(value) if isinstance(value, list) else type(value)


def stand_ins_for(shape: Shape) -> tuple[dict[str, Any], dict[object, Filling]]:
    """Values of these kinds that occur nowhere else, and what each of them stands for."""
    stand_ins: dict[str, Any] = {}
    places: dict[object, Filling] = {}
    for name, kind in shape:
        if isinstance(kind, int):
            stand_ins[name] = made = [uuid4() for _ in range(kind)]
            places |= {each: _element(name, place) for place, each in enumerate(made)}
        else:
            stand_ins[name] = one = _stand_in(kind)
            places[one] = itemgetter(name)
    return stand_ins, places


def _stand_in(kind: type) -> UUID | str | bytes | date:
    if kind is UUID:
        return uuid4()
    if kind is datetime:
        return datetime(3000, 1, 1, tzinfo=UTC) + timedelta(microseconds=secrets.randbits(50))
    if kind is date:
        return date(3000, 1, 1) + timedelta(days=secrets.randbits(20))
    if kind is bytes:
        return secrets.token_bytes(16)
    if kind is str:
        return secrets.token_hex(16)
    raise TypeError(f"no stand-in for {kind.__name__}")


def _element(name: str, place: int) -> Filling:
    # A filling is made only where the value that stood in was a list.
    return lambda values: values[name][place]  # type: ignore[index]


def fillings(
    parts: Sequence[str], told: list[Any], places: Mapping[object, Filling], *, empty: str = ""
) -> list[Filling]:
    """How each value of a query is found among those asked about.

    A stand-in that was worked on, not only compared, would stay in the query for ever: refused.
    `empty` is what stands for a part that can hold nothing, and so asks for no value.
    """
    told = [each.obj if isinstance(each, Binary) else each for each in told]
    flat = [each for value in told for each in (value if isinstance(value, list) else [value])]
    kept = [*parts, *(str(each) for each in flat if each not in places)]
    lost = empty not in parts and any(each not in flat for each in places)
    if lost or any(str(each) in text for each in places for text in kept):
        raise ValueError("compose did more with a value than compare it")
    return [_filled(each, places) for each in told]


def _filled(told: Any, places: Mapping[object, Filling]) -> Filling:  # noqa: ANN401
    if isinstance(told, list):
        parts = [_filled(each, places) for each in told]
        return lambda values: [part(values) for part in parts]
    return places.get(told) or (lambda _values: told)
