"""排查. Open petitions whose text holds a word of the plan; a person decides each, once (A24).

Proposes only what the viewer reads and registers: never an accusation, never a hidden name's text.
The machine marks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from huiyin.language.grams import excerpt, spans, terms
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.emergency_marks import EmergencyMark, Screened
from huiyin.petitions.finding import holding_any
from huiyin.petitions.indexing import text_of, words_of
from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.vault import Vault
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import BUREAU, UNIT
from huiyin.rules.terms import Naming

SIZE = 20
MOST_EXAMINED = 200


@dataclass(frozen=True)
class Proposal:
    """A petition that may belong to the emergency: the words in it, and the text around them."""

    petition: Petition
    words: list[str]
    pieces: list[tuple[str, bool]]


def to_screen(
    emergency: UUID, viewer: Viewer, *, today: date, drill: UUID | None = None
) -> PetitionQuerySet:
    """What has not been decided and is not marked, of the registers that the viewer keeps.

    In a drill only its own practice petitions, in earnest none of them.
    """
    decided = Screened.objects.filter(petition=OuterRef("pk"), emergency=emergency)
    once_marked = EmergencyMark.objects.filter(petition=OuterRef("pk"), emergency=emergency)
    known = Petition.objects.visible_to(viewer, today=today).of_drill(drill)
    seen = known.read_by(viewer).open()
    mine = seen.filter(registering__in=viewer.office_ids(BUREAU | UNIT), urgent=False)
    return mine.exclude(Exists(decided)).exclude(Exists(once_marked))


def proposals(
    emergency: UUID,
    words: Sequence[str],
    viewer: Viewer,
    *,
    today: date,
    drill: UUID | None = None,
) -> list[Proposal]:
    """The newest whose words really hold one of these; the index only knows pairs."""
    rows = holding_any(to_screen(emergency, viewer, today=today, drill=drill), words)
    found: list[Proposal] = []
    newest = list(rows.select_related("holder").order_by("-pk")[:MOST_EXAMINED])
    written = words_of(newest)
    for petition in newest:
        vault = Vault(petition.id, petition.key)
        text = text_of(vault, written.get(petition.pk, []))
        if petition.naming == Naming.WITHHELD:
            text = without_people(text, vault, list(petition.petitioners.all()))
        there = [each for each in words if spans(text, terms(each))]
        if there:
            places = spans(text, [term for each in there for term in terms(each)])
            found.append(Proposal(petition, there, excerpt(text, places or [])))
        if len(found) == SIZE:
            break
    return found


def decided(
    petition: UUID, emergency: UUID, *, belongs: bool, by: Viewer, at: datetime
) -> Screened | None:
    """Write down what a person decided; None where somebody had decided before."""
    row, is_new = Screened.objects.get_or_create(
        petition_id=petition,
        emergency=emergency,
        defaults={"belongs": belongs, "decided_by": UUID(by.id), "decided_at": at},
    )
    return row if is_new else None
