"""A petition locked for one step, and what stands by it: queries composed once, not each time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Func

from huiyin.petitions.composed import Composed
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer, ViewerKind

PARTS = ("legs", "clocks", "letters", "accused", "requests")


class _DatabaseClock(Func):
    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


def locked(petition_id: UUID, by: Viewer, today: date) -> Petition:
    """The petition behind the door, locked; `db_clock` is when that was.

    Raises Petition.DoesNotExist for what the viewer may not see.
    """
    for petition in _asked(petition_id, by, today):
        return petition
    # Who waited for a step that gave the petition to another holder finds nothing: PostgreSQL holds
    # the row as it is now against the holder that it was joined with before. What is locked already
    # is asked for without waiting, and as everybody else left it.
    list(Petition.objects.filter(pk=petition_id).order_by().select_for_update().values_list("pk"))
    for petition in _asked(petition_id, by, today):
        return petition
    raise Petition.DoesNotExist


def _asked(petition_id: UUID, by: Viewer, today: date) -> Iterable[Petition]:
    rows: Iterable[Petition]
    if by.kind is ViewerKind.HOLDER:
        # Each petitioner is a viewer of their own, and would never be asked about again.
        rows = _behind_the_door(by, today, petition_id=petition_id)
    elif by.kind is ViewerKind.STAFF:
        rows = _COMPOSED(by, today=today, petition_id=petition_id)
    else:
        rows = _COMPOSED(by, today, petition_id=petition_id)  # on which no day bears
    return rows


def read_parts(petition: Petition) -> None:
    """Read what the rules ask about a petition, as `prefetch_related` keeps it."""
    kept: dict[str, models.QuerySet[Any]] = {}
    for name, read in _of_a_petition.items():
        rows = read(petition=petition.pk)
        for row in rows:
            row.petition = petition
        known = getattr(petition, name).get_queryset()
        known._result_cache, known._prefetch_done = rows, True
        kept[name] = known
    # Where Django itself keeps what it prefetched; its types do not tell.
    petition._prefetched_objects_cache = kept  # type: ignore[attr-defined]


def _behind_the_door(by: Viewer, today: date, *, petition_id: UUID) -> models.QuerySet[Petition]:
    return (
        Petition.objects.visible_to(by, today=today)
        .select_for_update(of=("self",))
        .select_related("holder", "registering", "category")
        .annotate(db_clock=_DatabaseClock())
        .filter(pk=petition_id)
    )


def _part(name: str, *, petition: UUID) -> models.QuerySet[Any]:
    kind = Petition._meta.get_field(name).related_model
    # Every part is a relation: it has a model.
    return kind._default_manager.filter(petition=petition)  # type: ignore[union-attr]


_COMPOSED = Composed(_behind_the_door, planned_once=True)
_of_a_petition = {name: Composed[Any](partial(_part, name)) for name in PARTS}
