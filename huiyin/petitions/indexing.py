"""What the worker does for search: it reads the words of petitions that steps have marked."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from huiyin.language.grams import fold, grams
from huiyin.petitions.events import SET_BACK
from huiyin.petitions.models import Event, Petition, Words
from huiyin.petitions.searchable import Search, may_be_found
from huiyin.petitions.vault import Vault
from huiyin.privacy.indexes import blind_pairs
from huiyin.privacy.sealing import Unreadable
from huiyin.rules.terms import Step

BATCH = 500
TEXTS = ("request", "facts", "reasons", "complained_about", "place_detail")

log = logging.getLogger("huiyin.search")

_WRITTEN = """
UPDATE petitions_search AS one
SET tsv = array_to_tsvector(string_to_array(made.grams, ' ')), waits = false
FROM unnest(%s::uuid[], %s::text[]) AS made (id, grams) WHERE one.petition_id = made.id
"""


@transaction.atomic
def index_waiting(*, most: int = BATCH) -> int:
    """Read the words of the petitions that wait, and write their pairs; returns how many.

    May run twice and side by side. A step under way on one of these petitions has its own turn
    after this: it then takes the words out again, or marks them once more.
    """
    rows = list(
        Search.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(waits=True)
        .select_related("petition")
        .order_by("petition_id")[:most]
    )
    found = [row.petition for row in rows if may_be_found(row.petition)]
    Search.objects.filter(
        petition__in={row.petition_id for row in rows} - {each.pk for each in found}
    ).delete()
    if found:
        made = _made(found)
        with connection.cursor() as cursor:
            cursor.execute(_WRITTEN, [list(made), list(made.values())])
    return len(rows)


def _made(petitions: list[Petition]) -> dict[UUID, str]:
    """The pairs of each petition as one line; of words that do not open, none."""
    words = words_of(petitions)
    made = {}
    for petition in petitions:
        try:
            text = text_of(Vault(petition.id, petition.key), words.get(petition.pk, []))
        except Unreadable:
            # `huiyin verify` says more; one such petition must not keep the others waiting.
            log.exception("words of %s do not open", petition.number)
            text = ""
        made[petition.pk] = " ".join(blind_pairs(grams(fold(text).text)))
    return made


def words_of(petitions: Iterable[Petition]) -> dict[UUID, list[Words]]:
    """What the petitioners wrote, at handing in and later, in its order; one query."""
    return by_petition(words_asked([each.pk for each in petitions]))


def words_asked(petitions: list[UUID]) -> QuerySet[Words]:
    """The same as rows, each petition's in its order."""
    supplements = Event.objects.filter(
        petition=OuterRef("petition"),
        seq=OuterRef("seq"),
        step=Step.SUPPLEMENT,
        recorded_at__gte=ExpressionWrapper(
            OuterRef("petition__recorded_at") - SET_BACK, output_field=DateTimeField()
        ),
    )
    read = Words.objects.filter(Q(seq=1) | Exists(supplements), petition__in=petitions)
    return read.order_by("petition_id", "seq")


def by_petition(rows: Iterable[Words]) -> dict[UUID, list[Words]]:
    """Rows of words by the petition that they belong to."""
    words: dict[UUID, list[Words]] = {}
    for each in rows:
        words.setdefault(each.petition_id, []).append(each)
    return words


def text_of(vault: Vault, words: Iterable[Words]) -> str:
    """The text of a petition: what was handed in, then each supplement, part by part."""
    parts: list[str] = []
    for row in words:
        body = vault.open_words(row.body, row.id)
        names = TEXTS if row.seq == 1 else ("supplement",)
        parts += [body[name] for name in names if body.get(name)]
    return "\n".join(parts)
