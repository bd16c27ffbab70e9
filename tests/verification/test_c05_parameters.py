"""C5: whatever is asked for beside the path, nobody finds a petition of which they see nothing."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from django.db import transaction

import huiyin
from huiyin.emergency.current import forget_now
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import WORKLISTS
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import GROUPED, HANDLING, REGISTERING
from huiyin.rules.terms import Role
from tests.verification.looking import Looker
from tests.verification.relations import Row, rows, stands
from tests.verification.rights_table import APART, PARAMETERS
from tests.verification.sampling import some
from tests.verification.unkept import composed_for_each_look
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
READS = re.compile(r'request\.GET(?:\.get|\.getlist)?[(\[]\s*"(\w+)"|"(\w+)" in request\.GET')
WORKING = REGISTERING | HANDLING | GROUPED
SHUT_OUT = [row for row in rows() if any(row.cells[role] == "-" for role in WORKING)]


def asked(petition: Petition, turn: int = 0) -> list[str]:
    """Every address of the table with everything that can be asked there, and every list.

    What is asked of a list is asked of one list in a turn, and of another in the next.
    """
    lists = [each.name for each in WORKLISTS]
    found = [f"/lists/{each}/" for each in lists]
    for line in PARAMETERS.split("\n"):
        path, *queries = line.split() or [""]
        for number, query in enumerate(queries):
            filled = query.replace("<nothing>", str(new_id()))
            filled = filled.replace("<holder>", str(petition.holder_id))
            name = lists[(number + turn) % len(lists)]
            found.append(f"/{path.replace('<list>', name)}?{filled}")
    return found


def shown(looker: Looker, petition: Petition, pages: list[str]) -> Iterator[str]:
    """The pages on which the petition shows."""
    for each in pages:
        body = looker.sends("GET", each).body
        if petition.number in body or str(petition.pk) in body.replace(each, ""):
            yield each


def without(row: Row) -> list[Role]:
    """The posts that work with petitions and see nothing of this one."""
    return [role for role in sorted(WORKING) if row.cells[role] == "-"]


def test_no_parameter_shows_what_is_hidden(seed: int, tally: Tally) -> None:
    """Filters, orders, spans and forms show nothing of a petition that is hidden."""
    turns = count(seed)
    for row in some(SHUT_OUT, size(2, 99), str(seed)):
        with transaction.atomic():
            petition, people = stands(row)
            for role in some(without(row), size(1, 99), f"{seed} {row}"):
                chosen = some(asked(petition, next(turns)), size(8, 999), f"{seed} {row}")
                assert list(shown(Looker(people[role]), petition, chosen)) == [], row
                tally("cells", len(chosen))
            transaction.set_rollback(True)
        forget_now()


def test_there_are_turns_enough_for_every_list() -> None:
    """At full size each question is asked of every list: so many people have their turn."""
    assert sum(len(without(row)) for row in SHUT_OUT) >= len(WORKLISTS)


@pytest.mark.control
def test_a_list_past_the_door_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = [each for each in SHUT_OUT if each.name == "recused"]
    petition, people = stands(row)
    looker = Looker(people[Role.LEADER])
    pages = ["/lists/soon/", "/lists/late/", f"/lists/to-sign/?office={petition.holder_id}"]
    assert list(shown(looker, petition, pages)) == []
    composed_for_each_look(monkeypatch)
    monkeypatch.setattr(PetitionQuerySet, "visible_to", lambda self, *_, **__: self)
    assert list(shown(looker, petition, asked(petition)[: len(WORKLISTS)])) != []


def test_every_parameter_that_the_pages_read_is_in_a_table() -> None:
    """A name that a page reads from its address and nobody decided on fails."""
    folder = Path(huiyin.__file__).parent / "web" / "desk"
    named = {
        name
        for file in folder.glob("*.py")
        for found in READS.findall(file.read_text())
        for name in found
        if name
    }
    asked_for = set(re.findall(r"(?:^|[\s&?])(\w+)=", PARAMETERS))
    assert not asked_for & set(APART.split())
    assert named - asked_for == set(APART.split())
