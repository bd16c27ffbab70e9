"""Queries composed once read, for each asking, what the ORM would read for it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from huiyin.organisations.models import Office
from huiyin.petitions.composed import Composed
from huiyin.petitions.models import Petition
from huiyin.rules.terms import State
from tests.make import a_petition

pytestmark = pytest.mark.django_db

PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)


def asked(
    state: State,
    *,
    ids: list[UUID],
    since: datetime = PAST,
    day: date = date.max,
    key: bytes = b"",
    receipt: str = "",
) -> QuerySet[Petition]:
    found = Petition.objects.filter(state=state, pk__in=ids, arrived_at__gte=since)
    found = found.filter(next_due__lte=day) if day != date.max else found
    found = found.filter(code_index=key) if key else found
    found = found.filter(receipt=receipt) if receipt else found
    return found.select_related("holder", "person").annotate(told=Value("yes")).order_by("pk")


def same(composed: Composed[Petition], state: State, **values: Any) -> list[Petition]:
    rows, expected = composed(state, **values), list(asked(state, **values))
    assert rows == expected
    names = [field.attname for field in Petition._meta.concrete_fields]
    for one, other in zip(rows, expected, strict=True):
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        with CaptureQueriesContext(connection) as made:
            assert one.holder == other.holder
            assert one.person == other.person
        assert not len(made), "what goes with a row is read with it"
        assert one.told == "yes"  # type: ignore[attr-defined]
        assert not one._state.adding
    return rows


@pytest.mark.parametrize("planned_once", [False, True])
def test_each_asking_reads_its_own_rows(planned_once: bool) -> None:
    first, second = a_petition(State.RECEIVED), a_petition(State.REGISTERED)
    composed = Composed(asked, planned_once=planned_once)
    both = [first.pk, second.pk]
    assert same(composed, State.RECEIVED, ids=both) == [first]
    assert same(composed, State.REGISTERED, ids=both) == [second]
    assert same(composed, State.REGISTERED, ids=both[::-1]) == [second]
    assert same(composed, State.REGISTERED, ids=[first.pk, uuid4()]) == []
    assert same(composed, State.REGISTERED, ids=[]) == []
    assert same(composed, State.RECEIVED, ids=both, since=FUTURE) == []
    assert same(composed, State.RECEIVED, ids=both, since=PAST) == [first]
    assert same(composed, State.RECEIVED, ids=both, receipt=first.receipt) == [first]
    assert same(composed, State.RECEIVED, ids=both, receipt="'; --%s%") == []
    assert same(composed, State.RECEIVED, ids=both, key=bytes(first.code_index)) == [first]
    assert same(composed, State.RECEIVED, ids=both, key=b"another") == []
    assert first.next_due
    assert same(composed, State.RECEIVED, ids=both, day=first.next_due) == [first]
    assert same(composed, State.RECEIVED, ids=both, day=date(2020, 1, 1)) == []


def test_columns_alone_are_read_without_models() -> None:
    petition = a_petition(State.RECEIVED)
    composed = Composed(lambda *, pk: Petition.objects.filter(pk=pk).values_list("pk", "receipt"))
    assert composed.columns(pk=petition.pk) == [(petition.pk, petition.receipt)]
    assert composed.columns(pk=uuid4()) == []


def test_it_is_composed_once_for_each_of_what_it_is_about() -> None:
    made: list[State] = []

    def counted(state: State, *, pk: UUID) -> QuerySet[Petition]:
        made.append(state)
        return Petition.objects.filter(state=state, pk=pk)

    composed = Composed(counted)
    for state in (State.RECEIVED, State.SIGNED, State.RECEIVED):
        composed(state, pk=uuid4())
    assert made == [State.RECEIVED, State.SIGNED]


def test_what_works_on_a_value_or_forgets_it_is_refused() -> None:
    begins: Composed[Office] = Composed(
        lambda *, path: Office.objects.filter(path__startswith=path)
    )
    with pytest.raises(ValueError, match="more with a value than compare"):
        begins(path="1001/")
    forgets: Composed[Office] = Composed(lambda *, path: Office.objects.filter(is_open=True))
    with pytest.raises(ValueError, match="more with a value than compare"):
        forgets(path="1001/")
