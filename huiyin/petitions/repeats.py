"""Petitions of the same person, for whoever decides whether one repeats another (1.7).

Found by the blind indexes only, within the door; nothing is opened, and nothing decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from huiyin.petitions.door import PetitionQuerySet, hides_name_from, named_to
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.numbering import tidy_number
from huiyin.petitions.submissions import PERSONAL
from huiyin.privacy.indexes import blind
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Matter

MOST = 10
INDEXED = ("identity", "phone", "name")
# A namesake alone is found only where the matter happened in the same place.
ALONE = ("identity", "phone")
# What is looked through at most of what the viewer may know of: a telephone of a village office
# stands in many petitions. Cut after the door: what is behind it takes the place of nothing.
WITHIN = 200


@dataclass(frozen=True)
class Earlier:
    """A petition of perhaps the same person, and what agrees: identity, phone, name."""

    petition: Petition
    agrees: tuple[str, ...]


def of_same_person(petition: Petition, viewer: Viewer, *, today: date) -> list[Earlier]:
    """Other petitions of the person behind this one that the viewer may know of, newest first.

    Of a hidden name none: a named petition beside it would tell it (G4).
    """
    if hides_name_from(petition, viewer):
        return []
    people = list(petition.petitioners.all())
    given = {
        name: {bytes(index) for each in people if (index := getattr(each, f"{name}_index"))}
        for name in INDEXED
    }
    same = Q(pk__in=[])
    for name, indexes in given.items():
        here = Q() if name in ALONE else Q(petition__division=petition.division)
        same |= Q(**{f"{name}_index__in": indexes}) & here
    seen = visible(petition, viewer, today=today).filter(named_to(viewer))
    others = Petitioner.objects.filter(same, petition__in=seen.values("pk"))
    found = list(others.order_by("-petition__arrived_at", "id").defer(*PERSONAL)[:WITHIN])
    agrees = {
        each.petition_id: tuple(
            name
            for name, indexes in given.items()
            if bytes(getattr(each, f"{name}_index") or b"") in indexes
        )
        for each in found
    }
    rows = seen.filter(pk__in=agrees).order_by("-arrived_at", "id")[:MOST]
    return [Earlier(each, agrees[each.pk]) for each in rows]


def of_caller(given: Mapping[str, str], viewer: Viewer, *, today: date) -> list[Earlier]:
    """Petitions of whoever stands at the counter or calls, by what they say of themselves.

    As in searching: nobody finds by what he could not read (G4). Newest first.
    """
    wanted = {name: blind(name, value) for name in INDEXED if (value := given.get(name))}
    same = Q(pk__in=[])
    for name, index in wanted.items():
        same |= Q(**{f"{name}_index": index})
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest().read_by(viewer)
    seen = seen.filter(named_to(viewer))
    theirs = Petitioner.objects.filter(same, petition__in=seen.values("pk"))
    ids = list(theirs.order_by("-petition_id").values_list("petition", flat=True)[:WITHIN])
    rows = (
        seen.filter(pk__in=ids)
        .select_related("holder")
        .prefetch_related("petitioners")
        .order_by("-arrived_at", "id")[:MOST]
    )
    return [Earlier(each, _agreeing(each, wanted)) for each in rows]


def _agreeing(petition: Petition, wanted: Mapping[str, bytes]) -> tuple[str, ...]:
    """Which of the fields are those of one of its petitioners."""
    people = list(petition.petitioners.all())
    return tuple(
        name
        for name, index in wanted.items()
        if any(bytes(getattr(each, f"{name}_index") or b"") == index for each in people)
    )


def by_number(petition: Petition, number: str, viewer: Viewer, *, today: date) -> Petition | None:
    """The petition with an official or receipt number, if the viewer may compare it with this."""
    tidied = tidy_number(number)
    if not tidied:
        return None
    seen = visible(petition, viewer, today=today)
    return seen.filter(Q(receipt=tidied) | Q(official=tidied)).first()


def visible(petition: Petition, viewer: Viewer, *, today: date) -> PetitionQuerySet:
    """What this petition may be compared with: neither itself, its parts, nor what is sealed.

    Practice is compared with practice of the same drill, and nothing else is.
    """
    seen = Petition.objects.visible_to(viewer, today=today).of_drill(petition.drill)
    return (
        seen.filter(is_sealed=False)
        .exclude(matter=Matter.ACCUSATION)
        .exclude(pk=petition.pk)
        .exclude(parent=petition.pk)
        .select_related("holder", "registering", "category__parent")
        .prefetch_related("legs", "petitioners")
    )
