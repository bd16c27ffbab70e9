"""Many reads in one round trip, composed once: the rows are those that the ORM would read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from huiyin.organisations.models import Office
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event, Petition
from huiyin.rules.terms import Channel, State
from huiyin.web.desk.reading import Reading, attach
from tests.make import a_petition

pytestmark = pytest.mark.django_db


def asked(
    *, mine: UUID, division: str, offices: list[UUID], since: datetime
) -> Sequence[QuerySet[Any]]:
    return [
        Petition.objects.filter(pk=mine, channel=Channel.WEB, arrived_at__gte=since),
        Event.objects.filter(petition=mine).order_by("seq"),
        Office.objects.filter(pk__in=offices, division=division).order_by("pk"),
        Office.objects.filter(pk__in=offices).order_by("pk"),
    ]


def read(reading: Reading, **values: Any) -> None:
    """It reads what the querysets read, field by field."""
    for rows, plain in zip(reading(**values), asked(**values), strict=True):
        expected = list(plain)
        assert [each.pk for each in rows] == [each.pk for each in expected]
        names = [field.attname for field in plain.model._meta.concrete_fields]
        for one, other in zip(rows, expected, strict=True):
            assert {n: getattr(one, n) for n in names} == {n: getattr(other, n) for n in names}


def test_each_asking_reads_its_own_rows_in_one_query() -> None:
    reading = Reading(asked)
    past, future = datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    first, second = a_petition(State.RECEIVED), a_petition(State.REGISTERED)
    one, other = first.holder, Office.objects.exclude(division=first.division)[0]
    read(reading, mine=first.pk, division=one.division, offices=[one.pk], since=past)
    read(reading, mine=second.pk, division=other.division, offices=[other.pk], since=past)
    read(reading, mine=second.pk, division=one.division, offices=[other.pk, one.pk], since=future)
    read(reading, mine=uuid4(), division="'; --", offices=[], since=past)
    with CaptureQueriesContext(connection) as made:
        rows = reading(mine=second.pk, division=one.division, offices=[one.pk], since=past)
    assert len(made) == 1
    assert [len(each) for each in rows] == [1, 2, 1, 1]


def test_what_works_on_a_value_is_refused() -> None:
    reading = Reading(lambda *, path: [Office.objects.filter(path__startswith=path)])
    with pytest.raises(ValueError, match="more with a value than compare"):
        reading(path="1001/")


def test_what_forgets_a_value_is_refused() -> None:
    reading = Reading(lambda *, division: [Office.objects.filter(level=division[:0])])
    with pytest.raises(ValueError, match="more with a value than compare"):
        reading(division="990100")


def test_rows_that_are_attached_are_not_read_again() -> None:
    petition = a_petition(State.RECEIVED)
    legs = list(Leg.objects.filter(petition=petition))
    attach(petition, "legs", legs)
    with CaptureQueriesContext(connection) as made:
        assert list(petition.legs.all()) == legs
    assert len(made) == 0


def test_narrowing_attached_rows_reads_no_others() -> None:
    mine, other = a_petition(State.REGISTERED), a_petition(State.REGISTERED)
    attach(mine, "legs", list(mine.legs.all()))
    assert {each.petition_id for each in mine.legs.filter(is_main=True)} == {mine.pk}
    assert not mine.legs.filter(petition=other).exists()
    assert mine.legs.order_by("-delivered_at").count() == mine.legs.count()
