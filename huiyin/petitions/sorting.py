"""排序. The orders in which a list can stand: a fixed few, each with an index that gives it."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_noop


@dataclass(frozen=True, eq=False)
class Sort:
    """An order of petitions; the last column tells any two apart."""

    name: str
    zh: str
    order: tuple[OrderBy, ...]


BY_DUE = Sort(
    "due",
    gettext_noop("按期限"),
    (F("urgent").desc(), F("next_due").asc(nulls_last=True), F("id").asc()),
)
BY_ARRIVAL = Sort("arrived", gettext_noop("按收到先后"), (F("arrived_at").asc(), F("id").asc()))

SORTS = {each.name: each for each in (BY_DUE, BY_ARRIVAL)}
