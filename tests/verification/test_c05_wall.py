"""C5: in random trees of offices no page tells a walled person anything of the case (R30.3, B1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from hypothesis import given

from huiyin.organisations.models import Office
from huiyin.petitions import door
from huiyin.petitions.models import Petition
from huiyin.petitions.staff_tokens import LONGEST_LIFE, Scope, collect, grant
from huiyin.petitions.worklists import WORKLISTS
from huiyin.rules.moments import ZONE, localdate
from huiyin.rules.permissions import READERS, needs_second_factor
from huiyin.rules.terms import Role
from tests.make import a_petition
from tests.people import SYSTEM_ADMIN
from tests.petitions.test_wall_anywhere import B, Built, G, Tree, build, undone, unhurried
from tests.verification.unkept import composed_for_each_look
from tests.verification.worlds import FORMER, SECRET, Way, a_case, cases, lay, readers, ways
from tests.web.desk import page_of, text
from tests.web.staff import at_work
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
Pages = dict[tuple[int, str], tuple[int, str]]
SPAN = "from=2026-01-01&to=2026-12-31"
ADDRESSES = (
    "/",
    "/inbox/",
    *(f"/lists/{each.name}/" for each in WORKLISTS),
    "/exports/",
    "/posting/",
    f"/registers/?{SPAN}",
    "/figures/",
    f"/figures/petitions/?{SPAN}&measure=received",
    "/figures/period/",
    "/opinions/join/",
    "/emergency/board/",
    "/duty/volume/",
)
TOKEN = re.compile(r"(?<=[?&;]t=)[^&\"]+")
API = ("lists", "lists/to-do", "lists/late", "figures")


@pytest.fixture(autouse=True)
def _at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now().astimezone(ZONE)
    monkeypatch.setattr(timezone, "now", lambda: now)


def pages(built: Built, case: Petition, keys: dict[int, str]) -> Pages:
    """What walled people find at the addresses where the case could show."""
    found = {}
    for number in readers(built)[: size(1, 2)]:
        client = at_work(Client(), built.people[number])
        client.get(page_of(case))
        for each in (*ADDRESSES, page_of(case), f"{page_of(case)}limits/"):
            found[number, each] = _said(client.get(each))
        for typed in (case.number, SECRET, "没有水"):
            answer = client.post("/search/", {"q": typed}, follow=True)
            found[number, f"search {typed}"] = _said(answer, without=TOKEN)
        if number in keys:
            for each in (*API, f"petitions/{case.pk}", f"petitions/{case.number}"):
                bearer = {"Authorization": f"Bearer {keys[number]}"}
                found[number, f"api {each}"] = _said(client.get(f"/api/v1/{each}", headers=bearer))
    return found


def _said(answer: Any, *, without: re.Pattern[str] | None = None) -> tuple[int, str]:  # noqa: ANN401 (of Django's client)
    said = answer.headers.get("Location", "") + text(answer)
    return answer.status_code, without.sub("", said) if without else said


def keys_of(built: Built) -> dict[int, str]:
    """A token for each walled person whom one factor suffices, as an administrator permits it."""
    now, found = timezone.now(), {}
    for number in readers(built)[: size(1, 2)]:
        viewer = built.viewer(number)
        posts = [each for each in viewer.holdings if each.role in READERS]
        if not posts or needs_second_factor(viewer.roles):
            continue
        permit = grant(
            person=built.people[number], office=Office.objects.get(pk=posts[0].office),
            name="办公自动化", scopes=list(Scope), ends_on=localdate(now) + LONGEST_LIFE,
            by=SYSTEM_ADMIN.viewer, at=now,
        )  # fmt: skip
        found[number] = collect(permit.pk, by=viewer, at=now)
    return found


def changed(way: Way, case: Petition, other: Petition) -> tuple[int, list[tuple[int, str]]]:
    """How many pages were looked at, and those that the case changed."""
    with undone():
        built = build(way.tree)
        lay(other, built, way)
        keys = keys_of(built)
        before = pages(built, case, keys)
        lay(case, built, way)
        built.mark(case)
        after = pages(built, case, keys)
        return len(before), [each for each in before if before[each] != after[each]]


@pytest.mark.long
def test_no_page_tells_a_walled_person_of_the_case(tally: Tally) -> None:
    """In random trees every page of a walled person is, byte for byte, what it was without it."""
    every, other, trees = cases(), a_petition(), size(1, 50)
    counted = {"trees": 0, "pages": 0}

    @unhurried(trees)
    @given(ways())
    def in_every_tree(way: Way) -> None:
        looked, different = changed(way, every[way.case], other)
        assert different == []
        counted["trees"] += 1
        counted["pages"] += looked

    in_every_tree()
    assert counted["trees"] >= trees
    for what, number in counted.items():
        tally(what, number)


@pytest.mark.control
def test_a_page_that_tells_of_the_case_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(1)
    composed_for_each_look(monkeypatch)
    monkeypatch.setattr(door, "shut_out", lambda *_: Q(pk__in=[]))
    people = [[(4, Role.REGISTRAR)]]
    tree = Tree([(None, G), (0, B), (0, G), (2, B), (2, B)], people, ("office", 4), bureau=4)
    way = Way(tree, 1, (4,), FORMER[0])
    _looked, different = changed(way, case, a_petition())
    told = {address for _who, address in different}
    assert told >= {page_of(case), f"{page_of(case)}limits/", "/inbox/", "/posting/"}
    assert told >= {
        "search 没有水",
        f"search {case.number}",
        "api lists",
        f"api petitions/{case.pk}",
    }
