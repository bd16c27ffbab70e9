"""Which of some petitions somebody finds, asked as pages ask: composed once for a viewer."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from huiyin.petitions.composed import Composed
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer


def found_by(viewer: Viewer, petitions: Iterable[UUID], today: date) -> set[UUID]:
    """Those of the petitions that somebody of the staff may know of."""
    return {pk for (pk,) in _FOUND.columns(viewer, today=today, petitions=list(petitions))}


def _found(viewer: Viewer, *, today: date, petitions: list[UUID]) -> PetitionQuerySet:
    seen = Petition.objects.visible_to(viewer, today=today).filter(pk__in=petitions)
    return seen.order_by().values_list("pk")  # type: ignore[return-value]


_FOUND = Composed(_found, planned_once=True)
