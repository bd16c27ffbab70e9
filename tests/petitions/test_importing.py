"""Petitions of another system, many at once: few statements, and each petition once."""

from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from huiyin.petitions import importing, numbering
from huiyin.petitions.importing import Fate, take_in
from huiyin.petitions.models import Petition
from huiyin.petitions.numbering import next_receipt, reserve_receipts
from huiyin.petitions.submissions import Submission
from huiyin.rules.terms import Matter, Naming
from tests.make import ARRIVAL, a_submission, an_office, assert_sound

pytestmark = pytest.mark.django_db

_execute = psycopg.RawCursor.execute


def some(number: int, *, first: int = 0) -> list[Submission]:
    """As different as the rows of a sheet: without a name, with a wish, with an identity number."""
    ways: list[dict[str, Any]] = [
        {"wish": Matter.CLAIM, "identity": "110101199003071233"},
        {"naming": Naming.ANONYMOUS, "phone": ""},
        {"people_count": 12, "email": "xiaoman@example.cn"},
    ]
    return [
        a_submission(foreign=f"XF{n}", request=f"第{n}件。", **ways[n % len(ways)])
        for n in range(first, first + number)
    ]


def fates(submissions: list[Submission]) -> list[Fate]:
    bureau = an_office("yunling-bureau")
    return [each.fate for each in take_in(submissions, office=bureau, at=ARRIVAL, writes=True)]


def statements_for(submissions: list[Submission]) -> int:
    """How many statements it takes to write them, with every number still to be fetched."""
    asked: list[str] = []

    def note(execute: Any, query: str, *rest: Any) -> Any:  # noqa: ANN401
        asked.append(query)
        return execute(query, *rest)

    def note_raw(cursor: Any, query: Any, *rest: Any) -> Any:  # noqa: ANN401
        asked.append(query)
        return _execute(cursor, query, *rest)

    numbering._block = numbering._Block()
    with (
        patch.object(psycopg.RawCursor, "execute", note_raw),
        connection.execute_wrapper(note),
    ):
        assert set(fates(submissions)) == {Fate.NEW}
    return len(asked)


def test_more_petitions_take_no_more_statements() -> None:
    few = statements_for(some(6))
    assert statements_for(some(90, first=100)) == few
    assert few < 25
    assert Petition.objects.count() == 96


def test_a_batch_is_sent_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = statements_for(some(6))
    monkeypatch.setattr(importing, "AHEAD", 3)
    assert whole < statements_for(some(6, first=100)) < 2 * whole
    for petition in Petition.objects.all():
        assert_sound(petition)


def test_what_came_in_meanwhile_in_any_part_breaks_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = some(1, first=2)
    assert fates(known) == [Fate.NEW]
    monkeypatch.setattr(importing, "AHEAD", 2)
    with monkeypatch.context() as unseen:
        unseen.setattr(importing, "_known", lambda _digests: set())
        found = fates(some(6))
    assert found == [Fate.NEW, Fate.NEW, Fate.SAME, Fate.NEW, Fate.NEW, Fate.NEW]
    assert set(fates(some(6, first=10))) == {Fate.NEW}, "the connection goes on"
    assert Petition.objects.count() == 12
    for petition in Petition.objects.all():
        assert_sound(petition)


def test_numbers_that_are_reserved_are_not_asked_for_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    numbering._block = numbering._Block()
    with django_assert_num_queries(1):
        reserve_receipts(250)
    with django_assert_num_queries(0):
        reserve_receipts(50)
        numbers = {next_receipt(2026) for _ in range(300)}
    assert len(numbers) == 300
    with django_assert_num_queries(1):
        assert next_receipt(2026) not in numbers
