"""C5: in random trees of offices no page tells a walled person anything of the case (R30.3, B1)."""

from collections.abc import Callable

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from hypothesis import given

from huiyin.petitions import door
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Accused
from huiyin.rules.moments import ZONE
from huiyin.rules.terms import Matter, Role
from tests.make import ARRIVAL, a_petition
from tests.petitions.test_wall_anywhere import (
    B,
    Built,
    G,
    Tree,
    build,
    place,
    trees,
    undone,
    unhurried,
)
from tests.web.desk import page_of, text
from tests.web.staff import at_work
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Pages = dict[tuple[int, str], tuple[int, str]]


@pytest.fixture(autouse=True)
def _at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now().astimezone(ZONE)
    monkeypatch.setattr(timezone, "now", lambda: now)


def pages(built: Built, case: Petition) -> Pages:
    """What every walled person finds at the addresses where the case could show."""
    addresses = (
        "/",
        "/inbox/",
        "/lists/late/",
        "/lists/done/",
        "/exports/",
        "/figures/",
        page_of(case),
        f"{page_of(case)}limits/",
    )
    found = {}
    for number in sorted(built.tree.walled_people()):
        client = at_work(Client(), built.people[number])
        client.get(page_of(case))
        for each in addresses:
            answer = client.get(each)
            where = answer.headers.get("Location", "")
            found[number, each] = (answer.status_code, where + text(answer))
        answer = client.post("/search/", {"q": case.number})
        found[number, "search"] = (
            answer.status_code,
            answer.headers.get("Location", "").split("?")[0],
        )
    return found


def changed(tree: Tree, case: Petition) -> tuple[int, list[tuple[int, str]]]:
    """How many pages were looked at, and those that the case changed."""
    with undone():
        built = build(tree)
        before = pages(built, case)
        place(case, built.offices[tree.bureau])
        what, number = tree.accused
        Accused.objects.create(
            petition=case,
            office=built.offices[number] if what == "office" else None,
            user=built.people[number] if what == "person" else None,
            marked_at=ARRIVAL,
        )
        after = pages(built, case)
        return len(before), [each for each in before if before[each] != after[each]]


def test_no_page_tells_a_walled_person_of_the_case(tally: Callable[[str, int], None]) -> None:
    """In random trees every page of a walled person is, byte for byte, what it was without it."""
    case = a_petition(matter=Matter.ACCUSATION)
    counted = {"trees": 0, "pages": 0}

    @unhurried(size(2, 50))
    @given(trees())
    def in_every_tree(tree: Tree) -> None:
        looked, different = changed(tree, case)
        assert different == []
        counted["trees"] += 1
        counted["pages"] += looked

    in_every_tree()
    for what, number in counted.items():
        tally(what, number)


@pytest.mark.control
def test_a_page_that_tells_of_the_case_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_petition(matter=Matter.ACCUSATION)
    monkeypatch.setattr(door, "_door", door._door.__wrapped__)  # composes for each look
    monkeypatch.setattr(door, "shut_out", lambda *_: Q(pk__in=[]))
    accused = [[(4, Role.REGISTRAR)]]
    tree = Tree([(None, G), (0, B), (0, G), (2, B), (2, B)], accused, ("office", 4), bureau=4)
    _looked, different = changed(tree, case)
    assert {address for _who, address in different} >= {page_of(case), f"{page_of(case)}limits/"}
