"""查找. Petitions by number, by a person's full name or number, and by words of their text.

Everything begins at the door, and nobody finds by what he could not read: what is opened with a
reason, accusations and hidden names are looked for in vain (R30.3, G4).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.language.grams import excerpt, grams, spans, terms
from huiyin.petitions.composed import Composed
from huiyin.petitions.door import PetitionQuerySet, hides_name_from, named_to
from huiyin.petitions.errors import Refused
from huiyin.petitions.indexing import by_petition, text_of, words_asked
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.numbering import tidy_number
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.searchable import Search
from huiyin.petitions.vault import Vault
from huiyin.privacy.identity import is_phone
from huiyin.privacy.indexes import blind, blind_pairs, normalise
from huiyin.rules.permissions import Holding, Viewer

LONGEST = 100
SIZE = 30
MOST_CANDIDATES = 5000
MOST_EXAMINED = 300
# So many of the newest candidates are asked for behind the door, then so many at a time.
AT_FIRST, AT_ONCE = 128, 512
FEW = 1000
SAMPLE, FREQUENT = 400, 12


@dataclass(frozen=True)
class Sought:
    """What somebody looks for, taken as everything that it may be."""

    typed: str
    terms: tuple[str, ...]
    people: Mapping[str, bytes]

    @property
    def ways(self) -> str:
        """In which ways it is looked for: what the accesses keep instead of what was typed."""
        return " ".join(["words", *sorted(self.people)])


@dataclass(frozen=True)
class Hit:
    """A petition that was found, by which personal field if by one, and a piece of its text."""

    petition: Petition
    by: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Found:
    """A page of what was found, newest first, and the place behind which to read on."""

    hits: list[Hit]
    older: UUID | None = None


def sought(typed: str) -> Sought:
    """What was typed, made ready; Refused with the sentence for what cannot be looked for."""
    try:
        line = one_line(typed, limit=LONGEST)
    except Unclean as flaw:
        raise Refused(flaw.sentence(_), field="q") from flaw
    wanted = terms(line)
    if not any(len(each) > 1 for each in wanted):
        raise Refused(_("请至少输入两个字。"), field="q")
    people = {name: blind(name, line) for name in _may_be(line)}
    return Sought(line, wanted, people)


def _may_be(line: str) -> list[str]:
    """The personal fields whose full value this could be."""
    if is_phone(line):
        return ["phone"]
    if not any(each.isdigit() for each in line):
        return ["name"]
    return ["identity"] if len(normalise("identity", line)) > 4 else []


def numbered(wanted: Sought, viewer: Viewer, *, today: date) -> Petition | None:
    """The petition with this official or receipt number, however it is typed."""
    number = tidy_number(wanted.typed)
    seen = Petition.objects.visible_to(viewer, today=today)
    return seen.filter(Q(receipt=number) | Q(official=number)).first() if number else None


def find(
    wanted: Sought, viewer: Viewer, *, today: date, before: UUID | None = None, size: int = SIZE
) -> Found:
    """The newest petitions that hold every term, or whose petitioner is meant.

    The index knows pairs of characters only: each row is opened and looked through before it
    counts, until the page is full.
    """
    hits: list[Hit] = []
    examined = 0
    for part in _reading(wanted, viewer, today, size + 1, before):
        hits += _hits(part, wanted, viewer)
        if len(hits) > size:
            return Found(hits[:size], hits[size - 1].petition.pk)
        examined += len(part)
        if examined >= MOST_EXAMINED:
            return Found(hits, part[-1].pk)
    return Found(hits)


def _reading(
    wanted: Sought, viewer: Viewer, today: date, most: int, before: UUID | None
) -> Iterator[list[Petition]]:
    """The rows that may be meant, newest first: picked out, or looked through in order.

    Nothing tells PostgreSQL how often a pair occurs; the newest rows do. To gather hundreds of
    thousands from the index would take longer than to meet the next thirty on the way.
    """
    query = _query(wanted.terms)
    if not _is_frequent(query):
        picked = _picked_out(query, wanted.people)
        if all(len(rows) <= MOST_CANDIDATES for rows in picked.values()):
            return _of_candidates(partial(_PICKED, viewer, most, today=today), picked, most, before)
    few = {} if viewer.holdings in _seeing_many else _few_of(viewer, today)
    return _in_order(
        partial(_MET, viewer, most, today=today, query=query, **few, **wanted.people), most, before
    )


def _of_candidates(
    read: Callable[..., list[Petition]],
    picked: Mapping[str, list[UUID]],
    most: int,
    before: UUID | None,
) -> Iterator[list[Petition]]:
    """The newest first, some at a time: the door is asked of no more than the page needs."""
    words, people = (frozenset(picked[way]) for way in ("words", "people"))
    left = sorted((each for each in words | people if not before or each < before), reverse=True)
    number = AT_FIRST
    while left:
        newest, left = left[:number], left[number:]
        part = read(words=_padded(newest, words, number), people=_padded(newest, people, number))
        yield part
        if len(part) == most:
            left = [each for each in newest if each < part[-1].pk] + left
        number = AT_ONCE


def _padded(newest: Iterable[UUID], way: frozenset[UUID], number: int) -> list[UUID]:
    """Those of one way, as a list that is always as long: each length is a query of its own."""
    ours = [each for each in newest if each in way]
    return ours + ours[-1:] * (number - len(ours)) if ours else []


def _in_order(
    read: Callable[..., list[Petition]], most: int, before: UUID | None
) -> Iterator[list[Petition]]:
    """Everything that the viewer may find, looked through until there is no more."""
    while True:
        part = read(**({"before": before} if before else {}))
        yield part
        if len(part) < most:
            return
        before = part[-1].pk


# Whoever holds these posts sees more than a few, for good: no petition vanishes.
_seeing_many: set[tuple[Holding, ...]] = set()


def _few_of(viewer: Viewer, today: date) -> dict[str, list[UUID]]:
    """The ids of all that somebody may find, where they are few."""
    ids = {row for (row,) in _FEW.columns(viewer, today=today)}
    if len(ids) <= FEW:
        return {"few": list(ids)}
    _seeing_many.add(viewer.holdings)
    return {}


def _picked_out(query: str, meant: Mapping[str, bytes]) -> dict[str, list[UUID]]:
    """The petitions that the indexes of words and of people name."""
    words = Search.objects.filter(_holds(query))
    people = Petitioner.objects.filter(_is_one_of(meant))
    picked: dict[str, list[UUID]] = {"words": [], "people": []}
    for row, way in _ids(words, "words").union(_ids(people, "people"), all=True):
        picked[way].append(row)
    return picked


def _seen(viewer: Viewer, today: date) -> PetitionQuerySet:
    """What somebody may find at all."""
    return Petition.objects.visible_to(viewer, today=today).in_earnest().read_by(viewer)


def _few(viewer: Viewer, *, today: date) -> QuerySet[Petition, UUID]:
    return _seen(viewer, today).few(viewer, most=FEW)


def _picked(
    viewer: Viewer,
    most: int,
    *,
    today: date,
    words: list[UUID],
    people: list[UUID],
) -> PetitionQuerySet:
    meant = Q(pk__in=words) | (Q(pk__in=people) & named_to(viewer))
    return _newest(_seen(viewer, today).filter(meant), None, most)


def _met(
    viewer: Viewer,
    most: int,
    *,
    today: date,
    query: str,
    few: list[UUID] | None = None,
    before: UUID | None = None,
    **meant: bytes,
) -> PetitionQuerySet:
    seen = _seen(viewer, today)
    own = seen if few is None else seen.filter(pk__in=few)
    # A value for each row in turn: as a condition it would be gathered from the whole table first.
    here = Search.objects.filter(petition=OuterRef("pk")).values(
        holds=Func(F("tsv"), _tsquery(query), function="ts_match_vq", output_field=BooleanField())
    )
    holds = Coalesce(Subquery(here), Value(False))
    person = Petitioner.objects.filter(_is_one_of(meant), petition=OuterRef("pk"))
    rows = own.filter(Q(holds) | (Q(Exists(person)) & named_to(viewer)))
    return _newest(rows, before, most)


def _newest(rows: PetitionQuerySet, before: UUID | None, most: int) -> PetitionQuerySet:
    older = rows if before is None else rows.filter(pk__lt=before)
    return older.select_related("holder").order_by("-pk")[:most]


_PICKED, _MET, _FEW = Composed(_picked), Composed(_met), Composed(_few)


def holding_any(seen: PetitionQuerySet, words: Iterable[str]) -> PetitionQuerySet:
    """Of these the rows that may hold one of several words; the index knows pairs only."""
    queries = [query for query in (_query([each]) for each in words) if query]
    if not queries:
        return seen.none()
    meant = Search.objects.filter(_holds(" | ".join(f"({each})" for each in queries)))
    return seen.filter(pk__in=meant.values("petition"))


def _is_frequent(query: str) -> bool:
    """Whether the newest petitions hold these pairs so often that one need not look for them."""
    sql, parameters = _sample()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({sql}) AS newest WHERE tsv @@ %s::tsquery",  # noqa: S608
            [*parameters, query],
        )
        (count,) = cursor.fetchone()
    return bool(count >= FREQUENT)


@cache
def _sample() -> tuple[str, tuple[Any, ...]]:
    newest = Search.objects.order_by("-petition_id").values("tsv")[:SAMPLE]
    sql, parameters = newest.query.sql_with_params()
    return sql, tuple(parameters)


def _ids(rows: QuerySet[Any], way: str) -> QuerySet[Any, tuple[UUID, str]]:
    marked: QuerySet[Any, tuple[UUID, str]]
    marked = rows.annotate(way=Value(way)).values_list("petition_id", "way")
    return marked[: MOST_CANDIDATES + 1]


def _is_one_of(people: Mapping[str, bytes]) -> Q:
    condition = Q(pk__in=[])
    for name, entry in people.items():
        condition |= Q(**{f"{name}_index": entry})
    return condition


def _query(wanted: Iterable[str]) -> str:
    """All pairs of the terms, as PostgreSQL reads a tsquery."""
    return " & ".join(f"'{each}'" for each in blind_pairs(grams(" ".join(wanted))))


def _tsquery(query: str) -> Cast:
    return Cast(Value(query), SearchQueryField())


def _holds(query: str) -> Func:
    """Whether a row of the index holds all pairs, as its operator."""
    return Func(
        F("tsv"),
        _tsquery(query),
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _hits(part: list[Petition], wanted: Sought, viewer: Viewer) -> list[Hit]:
    """Those that really hold what is sought, in the text as this viewer reads it."""
    ids = [each.pk for each in part]
    words = by_petition(_WORDS(petitions=ids))
    people: dict[UUID, list[Petitioner]] = {}
    for each in _PEOPLE(petitions=ids):
        people.setdefault(each.petition_id, []).append(each)
    hits = []
    for petition in part:
        hidden = hides_name_from(petition, viewer)
        mine = people.get(petition.pk, [])
        vault = Vault(petition.id, petition.key)
        text = text_of(vault, words.get(petition.pk, []))
        if hidden:
            text = without_people(text, vault, mine)
        by = "" if hidden else _matched(mine, wanted.people)
        where = spans(text, wanted.terms) if petition.matter else None
        if by or where is not None:
            hits.append(Hit(petition, by, excerpt(text, where or [])))
    return hits


def _people(petitions: list[UUID]) -> QuerySet[Petitioner]:
    return Petitioner.objects.filter(petition__in=petitions).order_by("-is_main", "id")


_WORDS, _PEOPLE = Composed(words_asked), Composed(_people)


def _matched(people: Iterable[Petitioner], wanted: Mapping[str, bytes]) -> str:
    """The personal field that is what is sought, or nothing."""
    for person in people:
        for name, entry in wanted.items():
            stored = getattr(person, f"{name}_index")
            if stored is not None and bytes(stored) == entry:
                return name
    return ""
