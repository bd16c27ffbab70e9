"""C5, B1: whatever a walled person reads is, byte for byte, what it was without the accusation.

Random trees of offices, and any way that a case can have gone through one before it was marked:
over the accused themselves, asked of them, told to them, given back by them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import seed as seeded

from huiyin.petitions import wall
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind, Role
from tests.make import a_petition
from tests.petitions.test_wall_anywhere import B, Built, G, Tree, build, undone, unhurried
from tests.verification.unkept import composed_for_each_look
from tests.verification.worlds import (
    FORMER,
    KNOWN,
    Way,
    a_case,
    cases,
    lay,
    read,
    readers,
    ways,
)
from verify.plugin import is_full, size

pytestmark = [pytest.mark.campaign("C5"), pytest.mark.django_db]
Tally = Callable[[str, int], None]
World = dict[tuple[int, str], str]
PARTS = 4  # of the trees, dealt out to the processes


def world(built: Built, case: Petition, other: Petition, part: int | None) -> World:
    """What they read."""
    return {
        (number, name): said
        for number in readers(built)
        for name, said in read(built.viewer(number), case, other, part).items()
    }


def changed(way: Way, case: Petition, other: Petition) -> tuple[World, list[tuple[int, str]]]:
    """What they read without the case, and which of it the case changed."""
    with undone():
        built = build(way.tree)
        lay(other, built, way)
        before = world(built, case, other, way.part)
        lay(case, built, way)
        built.mark(case)
        after = world(built, case, other, way.part)
    return before, [each for each in before if before[each] != after[each]]


@pytest.mark.parametrize("part", range(PARTS if is_full() else 1))
def test_nothing_that_a_walled_person_reads_depends_on_the_case(
    part: int, seed: int, tally: Tally
) -> None:
    """In random trees, after any way, every answer to a walled person is what it was without"""
    every, other, trees = cases(), a_petition(), size(6, 2_000 // PARTS)
    counted = {"trees": 0, "answers": 0, "not empty": 0}

    @seeded(f"{seed} {part}")
    @unhurried(trees)
    @given(ways())
    def in_every_tree(way: Way) -> None:
        before, different = changed(way, every[way.case], other)
        assert different == []
        counted["trees"] += 1
        counted["answers"] += len(before)
        counted["not empty"] += sum(str(other.pk) in said for said in before.values())

    in_every_tree()
    assert counted["trees"] >= trees
    assert min(counted.values()) > 0, counted
    for what, number in counted.items():
        tally(what, number)


# -- controls --------------------------------------------------------------------------------------

OFFICE, DIVISION = OfficeKind.DEPARTMENT, OfficeKind.DIVISION
OFFICES: list[tuple[int | None, OfficeKind]] = [
    (None, G), (0, B), (0, G), (2, B), (2, OFFICE), (4, DIVISION),
]  # fmt: skip
HEAD, HANDLER = Role.HEAD, Role.HANDLER
# What is taken from the wall, who is accused, and where the people of the tree work: the first of
# them is accused or reads; the case went to where the reader is. (Governments have no such post:
# there the accused are heads, whom the wall knows twice.)
LACKING = {
    "office__path__in": (("office", 4), [[(5, HANDLER)]], 5),
    "office__path__startswith": (("office", 5), [[(4, HANDLER)]], 4),
    "superiors": (("person", 1), [[(5, HANDLER)], [(4, HEAD)]], 5),
    "subordinates": (("person", 1), [[(4, HANDLER)], [(5, HANDLER)]], 4),
    "user": (("person", 0), [[(2, HANDLER)]], 2),
}


def lacking(part: str, patch: pytest.MonkeyPatch) -> None:
    """Take one predicate out of the wall."""
    real = wall.walling

    def without(viewer: Viewer, today: date) -> Q:
        names = iter(("superiors", "subordinates"))
        kept = Q(pk__in=[])
        for name, value in cast(list[tuple[str, Any]], real(viewer, today).children):
            called = next(names) if name == "user__in" else name
            kept |= Q(pk__in=[]) if called == part else Q(**{name: value})
        return kept

    patch.setattr(wall, "walling", without)
    composed_for_each_look(patch)


@pytest.mark.full
@pytest.mark.control
def test_a_wall_that_lacks_one_predicate_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    case, other = a_case(1), a_petition()
    for part, (accused, people, at) in LACKING.items():
        way = Way(Tree(OFFICES, people, accused, bureau=3), 1, (3, at), FORMER[0], part=0)
        with monkeypatch.context() as patch:
            lacking(part, patch)
            shown = {name for _who, name in changed(way, case, other)[1]}
        assert shown >= {KNOWN, "search secret"}, part
