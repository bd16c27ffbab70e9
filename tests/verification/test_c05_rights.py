"""C5: whoever stands however to a petition gets what the table says at each of its addresses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
from django.db.models import Q
from django.urls import get_resolver

from huiyin.accounts.models import User
from huiyin.petitions import door
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import ADMINISTRATORS, GROUPED, HANDLING, REGISTERING, roles_at
from huiyin.rules.terms import OfficeKind, Role
from huiyin.web.desk import seeing
from tests.make import a_user, an_office
from tests.masking import originals
from tests.people import SYSTEM_ADMIN
from tests.verification.looking import Looker
from tests.verification.relations import SECRET, Row, accused, rows, stands
from tests.verification.rights_table import PETITION, POSTS
from tests.verification.sampling import some
from tests.verification.unkept import composed_for_each_look
from tests.web.desk import page_of, text
from tests.web.test_desk_wall_everywhere import URLS, patterns
from verify.plugin import in_short, is_full, size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
SEES = PETITION.split("\n")[1].split()
REASON = {"reason": "核对办理情况", "show": "words"}
LET_IN = {200, 302, 409, 422, 503}
WANTED = {"y": LET_IN, "p": {302}, "n": {404}, "r": {404}}
PLACE = re.compile(r"<(\w+)>")
ROWS = rows()


@dataclass(frozen=True)
class Address:
    """A line of the table: a method, an address, and what comes back to who sees how much."""

    method: str
    path: str
    cells: dict[str, str]

    def of(self, known: dict[str, str]) -> str | None:
        """The address of one petition; None where the petition has no such part."""
        if any(name not in known for name in PLACE.findall(self.path)):
            return None
        return "/" + PLACE.sub(lambda found: known[found[1]], self.path)


def addresses(table: str = PETITION) -> list[Address]:
    """A table of addresses, read."""
    found = []
    for line in table.splitlines()[2:]:
        method, path, *cells = line.split()
        found.append(Address(method, path, dict(zip(SEES, cells, strict=True))))
    return found


def parts_of(petition: Petition) -> dict[str, str]:
    """What stands in the addresses of a petition."""
    known = {"petition": str(petition.pk), "nothing": str(new_id())}
    letters = petition.letters.order_by("pk").values_list("letter", flat=True)[:1]
    known |= {"paper" if petition.is_sealed else "letter": str(each) for each in letters}
    return known | ({"file": str(files[0].pk)} if (files := originals(petition)) else {})


def tried(row: Row, seed: int, *, is_control: bool = False) -> list[Role]:
    """The posts of a relation that are tried: all, or one for each cell; of each sort in controls.

    One of who works with petitions, if the cell is such a one's.
    """
    posts = [role for role, cell in row.cells.items() if cell != "."]
    if is_full():
        return posts
    working = REGISTERING | HANDLING | GROUPED
    Random(f"{seed} {row}").shuffle(posts)
    posts.sort(key=working.__contains__)
    sorts = {(row.cells[role], is_control and role in working): role for role in posts}
    return sorted(sorts.values())


def told_apart() -> list[Row]:
    """In short one row stands for all of which the same posts see nothing: a page is no page.

    Whether they see nothing of each of these is asked in test_c05_predicates.py, at the door.
    """
    if is_full():
        return ROWS
    hidden = [row for row in ROWS if set(row.cells.values()) <= {"-", "."}]
    others = [row for row in ROWS if row not in hidden]
    return others + list({str(row.cells): row for row in hidden}.values())


@pytest.mark.parametrize("row", in_short(told_apart(), every=3), ids=str)
def test_everybody_gets_what_the_table_says(row: Row, seed: int, tally: Tally) -> None:
    """At each address of a petition every relation and post gets what the table says."""
    petition, people = stands(row)
    wrong: list[str] = []
    cells = 0
    for role in tried(row, seed):
        for said in _wrong(
            people[role], petition, row.cells[role], f"{seed} {row} {role}", most=size(2, 99)
        ):
            cells += 1
            wrong += [f"{role}: {said}"] if said else []
    assert not wrong, "\n".join(wrong)
    tally("cells", cells)


def _wrong(user: User, petition: Petition, sees: str, seed: str, *, most: int) -> Iterator[str]:
    """For each address what is not as the table says, or nothing."""
    looker, known = Looker(user), parts_of(petition)
    nobody = {**known, "petition": str(new_id())}
    late = []
    looker.sends("GET", f"/petitions/{nobody['petition']}/")  # what is read once and remembered
    for each in some(addresses(), most, seed):
        path, nowhere = each.of(known), each.of(nobody)
        if path is None or nowhere is None:
            continue
        answer = looker.sends(each.method, path)
        cell = each.cells[sees]
        said = f"{each.method} {each.path} for {sees}: {answer.status}"
        yield "" if answer.status in WANTED[cell] else said
        if answer.status == 404 and answer.denials != 1:
            yield f"{said}, {answer.denials} denials"
        if sees == "-":
            missing = looker.sends(each.method, nowhere)
            same = answer.without(known["petition"]) == missing.without(nobody["petition"])
            yield "" if same else f"{said}, but not as a petition that does not exist"
        if cell == "r":
            late.append((each.method, path))
    yield from _read(looker, petition, sees)
    for method, path in late:
        status = looker.sends(method, path).status
        yield "" if status in LET_IN else f"{path} with a reason: {status}"


def _read(looker: Looker, petition: Petition, sees: str) -> Iterator[str]:
    """What the page says before and after a reason was typed."""
    before = text(looker.client.get(page_of(petition)))
    if sees == "-":
        yield "the number or the words" if petition.number in before or SECRET in before else ""
        return
    looker.client.post(page_of(petition), REASON)
    after = text(looker.client.get(page_of(petition)))
    yield "" if petition.number in before else "the number"
    yield "" if (SECRET in before) == (sees in "FK") else "the words"
    yield "" if (SECRET in after) == (sees in "FKW") else "the words, for a reason"


def test_every_relation_decides_on_every_post() -> None:
    """No cell is left undecided: a post is left out only where no such office gives it."""
    assert set(POSTS.values()) == set(Role)
    for row in ROWS:
        apart = {"group": OfficeKind.GROUP, "below": OfficeKind.DIVISION}
        kind = apart.get(row.office) or OfficeKind(an_office(row.office).kind)
        given = {role for role, cell in row.cells.items() if cell != "."}
        assert given == roles_at(kind), row
        assert {row.cells[role] for role in given & ADMINISTRATORS} <= {"-"}
        assert set(row.cells.values()) <= {*SEES, "."}


def test_every_address_of_a_petition_is_in_the_table() -> None:
    """An address about one petition that nobody decided on fails."""
    about = {each for each in patterns(get_resolver(URLS).url_patterns) if "petition_id" in each}
    unnamed = re.compile(r"<[^>]+>|(?<=/)(note|unheard-of|decide_correction)(?=/)")
    forms = re.compile(r"\.(pdf|docx|html)$|(?<=mask/)1(?=\.jpg)")
    decided = {
        forms.sub(lambda found: ".<>" if found[1] else "<>", unnamed.sub("<>", path.split("?")[0]))
        for path in (each.path for each in addresses())
    }
    assert {re.sub(r"<[^>]+>", "<>", each) for each in about} == decided


def test_a_denial_is_written_when_the_request_is_over_in_a_transaction_of_its_own() -> None:
    """A denial is a transaction of its own behind that of the request, an administrator's too."""
    answer = Looker(SYSTEM_ADMIN.user).sends("GET", f"/petitions/{new_id()}/")
    verbs = [sql.split()[0] for sql in answer.queries]
    assert (answer.status, answer.denials) == (404, 1)
    assert verbs[-4:] == ["RELEASE", "SAVEPOINT", "INSERT", "RELEASE"]


# -- controls: pages show it when part of the door is gone (every part: test_c05_predicates.py) ----


def _nothing(*_: object, **__: object) -> Q:
    return Q(pk__in=[])


def _everybody(self: PetitionQuerySet, *_: object, **__: object) -> PetitionQuerySet:
    return self


def no_door(patch: pytest.MonkeyPatch) -> None:
    composed_for_each_look(patch)
    patch.setattr(PetitionQuerySet, "visible_to", _everybody)


def no_wall(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "shut_out", _nothing)


def every_line(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "_governed", lambda _viewer: [""])


def nothing_is_sealed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Petition, "is_sealed", property(lambda _self: False, lambda *_: None))


def every_office_helps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "helps", lambda *_: True)


def every_superior_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "arbitrates", lambda *_: True)


def names_stand_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seeing, "hides_name_from", lambda *_: False)


CONTROLS: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    no_door: "other organ",
    no_wall: "accused person",
    every_line: "beside",
    nothing_is_sealed: "accusation above",
    every_office_helps: "above",
    every_superior_decides: "decided who",
    names_stand_open: "hidden name",
}


@pytest.mark.control
@pytest.mark.parametrize("without", in_short(CONTROLS, every=4))
def test_a_door_that_lacks_a_part_is_noticed(
    without: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    [row] = [each for each in ROWS if each.name == CONTROLS[without]]
    petition, people = stands(row)
    cast, most = tried(row, seed, is_control=True), 99 if without is names_stand_open else 1
    composed_for_each_look(monkeypatch)
    without(monkeypatch)
    found = [
        said
        for role in cast
        for said in _wrong(people[role], petition, row.cells[role], "", most=most)
        if said
    ]
    assert found, row


def test_a_mark_closes_what_stands_open_at_once() -> None:
    """Who reads a petition when it is marked finds nothing at the next look, still signed in."""
    held = next(each for each in ROWS if each.name == "held by")
    petition, people = stands(held)
    looker = Looker(people[Role.HEAD])
    assert looker.client.get(page_of(petition)).status_code == 200
    accused(petition, office=an_office())
    assert looker.client.get(page_of(petition)).status_code == 404
    assert looker.client.get(page_of(petition)).status_code == 404
    assert Looker(a_user()).client.get(page_of(petition)).status_code == 404
