"""C5: whatever is asked for beside the path, nobody finds a petition of which they see nothing.

Nor anything more than its row, of one that they see in part.
"""

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
from huiyin.petitions.vault import Vault
from huiyin.petitions.worklists import WORKLISTS
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import GROUPED, HANDLING, REGISTERING
from huiyin.rules.terms import Role
from huiyin.web.desk.seeing import Sight
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
IN_PART = frozenset("ONWK")  # of these the whole file but for the name is open to K alone
PARTLY = [row for row in rows() if any(row.cells[role] in IN_PART for role in WORKING)]


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


def unopened(petition: Petition, cell: str) -> tuple[str, ...]:
    """What no list says of it to who sees so much: name and telephone, and the first words."""
    vault = Vault(petition.pk, petition.key)
    person = petition.petitioners.get(is_main=True)
    name = vault.open(person.name, "petitions_petitioner.name", person.id)
    phone = vault.open(person.phone, "petitions_petitioner.phone", person.id)
    lead = vault.open(petition.lead, "petitions_petition.lead", petition.pk)
    assert name
    assert phone
    assert lead
    return (name, phone) if cell == "K" else (name, phone, lead)


def told(looker: Looker, secrets: tuple[str, ...], pages: list[str]) -> Iterator[str]:
    """The pages that say one of these."""
    for each in pages:
        body = looker.sends("GET", each).body
        if any(secret in body for secret in secrets):
            yield each


def test_no_parameter_opens_more_of_what_is_seen_in_part(seed: int, tally: Tally) -> None:
    """Whoever sees a row finds by no question the name, the telephone or a word behind it."""
    turns = count(seed)
    for row in some(PARTLY, size(2, 99), str(seed)):
        with transaction.atomic():
            petition, people = stands(row)
            seeing = [role for role in sorted(WORKING) if row.cells[role] in IN_PART]
            for role in some(seeing, size(1, 2), f"{seed} {row}"):
                chosen = some(asked(petition, next(turns)), size(8, 999), f"{seed} {row}")
                secrets = unopened(petition, row.cells[role])
                assert list(told(Looker(people[role]), secrets, chosen)) == [], row
                tally("cells of what is seen in part", len(chosen))
            transaction.set_rollback(True)
        forget_now()


@pytest.mark.control
def test_a_list_that_says_more_than_the_row_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = [each for each in PARTLY if each.name == "second person"]
    petition, people = stands(row)
    looker, pages = Looker(people[Role.HEAD]), ["/lists/to-decide/"]
    secrets = unopened(petition, row.cells[Role.HEAD])
    assert list(shown(looker, petition, pages)) == pages
    assert list(told(looker, secrets, pages)) == []
    monkeypatch.setattr(Sight, "reads", True)
    assert list(told(looker, secrets, pages)) == pages


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
