"""检索词表. Which petitions are found by their words, and when those words are read anew.

A row is there as long as the words may be found: from the class on, never of an accusation
(R30.3). It is also its own place in the queue: steps mark it, indexing.py reads what is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Q

from huiyin.petitions.door import is_accusation
from huiyin.rules.terms import State, Step

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition

# The steps that change the petitioner's words, or whether they may be found.
WORDED = frozenset({Step.REGISTER, Step.RECLASSIFY, Step.SUPPLEMENT, Step.CLEAR_ACCUSED})


class Search(models.Model):
    """The pairs of characters of a petition's text, as keyed hashes without their places; ids only.

    No row security stands on this table, whose index it would cost (second_wall.py): it is always
    read together with `Petition.objects.visible_to`.
    """

    petition: models.OneToOneField[Petition, Petition] = models.OneToOneField(
        "petitions.Petition", primary_key=True, on_delete=models.CASCADE, related_name="search"
    )
    tsv = SearchVectorField(null=True)
    waits = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["tsv"], name="search_by_words", fastupdate=True),
            models.Index(fields=["petition"], condition=Q(waits=True), name="search_to_index"),
        ]


def may_be_found(petition: Petition) -> bool:
    """Whether the words may stand in the index: registered, no accusation, not handed over."""
    is_registered = petition.registered_at is not None
    return is_registered and not is_accusation(petition) and petition.state != State.HANDED_OVER


def follow(petition: Petition, step: Step) -> None:
    """Let the index follow a step, in the step's own transaction.

    Words that may not be found any more are gone when the step is; new ones are read soon after.
    """
    if not may_be_found(petition):
        Search.objects.filter(petition=petition).delete()
    elif step in WORDED:
        Search.objects.bulk_create(
            [Search(petition=petition)],
            update_conflicts=True,
            unique_fields=["petition"],
            update_fields=["waits"],
        )


_MISSING = """
INSERT INTO petitions_search (petition_id, waits)
SELECT id, true FROM petitions_petition AS one
WHERE registered_at IS NOT NULL AND matter IS DISTINCT FROM 'accusation'
  AND NOT is_sealed AND state <> 'handed_over'
  AND NOT EXISTS (SELECT FROM petitions_search WHERE petition_id = one.id)
ON CONFLICT DO NOTHING
"""


def mark_missing() -> None:
    """Mark every petition whose words may be found and have no row: after an import, an upgrade."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING)
