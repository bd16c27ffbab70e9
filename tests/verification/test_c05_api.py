"""C5: a program finds what its person finds, and what is hidden is as what does not exist."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huiyin.emergency.current import forget_now
from huiyin.petitions.staff_tokens import LONGEST_LIFE, Scope, collect, grant
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NEEDS_SECOND_FACTOR, READERS
from huiyin.rules.terms import Role
from tests.people import SYSTEM_ADMIN
from tests.verification.looking import Answer, told
from tests.verification.relations import Row, rows, stands
from tests.verification.rights_table import API
from tests.verification.sampling import some
from tests.verification.test_c05_rights import Address, addresses
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
ONE_FACTOR = READERS - NEEDS_SECOND_FACTOR
FOUND = {200, 409, 422}


class Program:
    """What calls for one person; each call is undone."""

    def __init__(self, person: Any) -> None:  # noqa: ANN401 (a user)
        now = timezone.now()
        post = person.posts.select_related("office").get()
        permit = grant(
            person=person, office=post.office, name="办公自动化", scopes=list(Scope),
            ends_on=localdate(now) + LONGEST_LIFE, by=SYSTEM_ADMIN.viewer, at=now,
        )  # fmt: skip
        viewer = person.viewer(localdate(now), posts=[post])
        self.token = collect(permit.pk, by=viewer, at=now)
        self.client = Client(raise_request_exception=False)
        self.sends("GET", f"/api/v1/petitions/{new_id()}")

    def sends(self, method: str, path: str) -> Answer:
        """What came back, and what it left."""
        body = {"version": 1, "arguments": {}} if "/steps/" in path else {"agrees": True}
        with transaction.atomic():
            with CaptureQueriesContext(connection) as asked:
                answer: Any = self.client.generic(
                    method,
                    path,
                    json.dumps(body) if method == "POST" else "",
                    content_type="application/json",
                    headers={
                        "Authorization": f"Bearer {self.token}",
                        "Idempotency-Key": str(new_id()),
                    },
                )
            transaction.set_rollback(True)
        return told(answer, [each["sql"] for each in asked])


def posts_of(row: Row) -> list[Role]:
    """The posts of a relation for which a program may call with one factor."""
    return [role for role in sorted(ONE_FACTOR) if row.cells[role] != "."]


def wrong(program: Program, each: Address, known: dict[str, str], sees: str) -> str:
    """What is not as the table says, or nothing."""
    path, nowhere = each.of(known), each.of(NOTHING)
    answer = program.sends(each.method, f"/api/v1{path}")
    said = f"{each.method} {each.path} for {sees}: {answer.status}"
    if each.cells[sees] == "y":
        return "" if answer.status in FOUND else said
    if answer.status != 404 or answer.denials != 1:
        return f"{said}, {answer.denials} denials"
    if sees != "-":
        return ""
    missing = program.sends(each.method, f"/api/v1{nowhere}")
    same = answer.without(*known.values()) == missing.without(*NOTHING.values())
    return "" if same else f"{said}, but not as a petition that does not exist"


NOTHING = {"petition": str(new_id()), "number": "云岭2020-9999999", "nothing": str(new_id())}


def test_a_program_gets_what_the_table_says(seed: int, tally: Tally) -> None:
    """By the API every relation gets what the table says; what is hidden does not exist."""
    found: list[str] = []
    cells = 0
    for row in some([row for row in rows() if posts_of(row)], size(2, 99), str(seed)):
        with transaction.atomic():
            petition, people = stands(row)
            known = {**NOTHING, "petition": str(petition.pk), "number": petition.number}
            for role in some(posts_of(row), size(1, 99), f"{seed} {row}"):
                program = Program(people[role])
                connection.queries_log.clear()  # it keeps 9,000 and then complains
                for each in addresses(API):
                    said = wrong(program, each, known, row.cells[role])
                    found += [f"{row}, {role}: {said}"] if said else []
                    cells += 1
            transaction.set_rollback(True)
        forget_now()
    assert not found, "\n".join(found)
    tally("cells", cells)
