"""Many rows in one statement: values, defaults, JSON and errors as the models describe them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from huiyin.notifications.models import Outbox
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.petitions.writing import (
    Row,
    WrittenJson,
    insert_many,
    insert_together,
    sending_ahead,
)
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Step
from huiyin.statistics.models import MonthlyCount
from tests import cluster
from tests.city import a_city

Insert = Callable[[list[Row]], None]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def note(**given: object) -> Row:
    return (Outbox, {"created_at": NOW, "topic": "try", "not_before": NOW} | given)


@pytest.mark.parametrize("value", [{"键": ["值", 1, None]}, [], "text", 0, False])
def test_json_is_what_it_was(db: None, value: object) -> None:
    insert_together([note(arguments=value)])
    assert Outbox.objects.get().arguments == value


def test_json_already_written_is_not_written_twice(db: None) -> None:
    insert_together([note(arguments=WrittenJson('{"a": [1]}'))])
    assert Outbox.objects.get().arguments == {"a": [1]}


def test_what_is_not_given_has_the_models_default(db: None) -> None:
    insert_together([note()])
    row = Outbox.objects.get()
    assert (row.tries, row.failure, row.arguments, row.subject) == (0, "", {}, None)
    assert row.id.version == 7


def test_two_rows_of_a_kind_may_differ_in_columns(db: None) -> None:
    subject = new_id()
    insert_together([note(subject=subject), note(tries=3), note(subject=None)])
    found = sorted(Outbox.objects.values_list("tries", "subject"), key=str)
    assert found == [(0, None), (0, subject), (3, None)]


def test_all_stand_or_none(db: None) -> None:
    office = a_city().offices["yunling-bureau"]
    row: Row = (OfficialCounter, {"office_id": office.pk, "channel": "web", "year": 2026})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together([note(), row, row])
    assert not Outbox.objects.exists()
    assert not OfficialCounter.objects.exists()


def test_a_column_that_no_model_has_is_refused(db: None) -> None:
    with pytest.raises(KeyError):
        insert_together([note(nonsense=1)])


def test_a_model_that_reads_the_clock_is_refused(db: None) -> None:
    class Clocked(models.Model):
        at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "tests"

    with pytest.raises(TypeError):
        insert_together([(Clocked, {})])


# -- the rows of many at once ----------------------------------------------------------------------


def stored() -> list[tuple[object, ...]]:
    """What stands in the outbox, but for ids."""
    columns = ("topic", "subject", "arguments", "tries", "failure", "created_at")
    return sorted(Outbox.objects.values_list(*columns), key=repr)


@pytest.mark.parametrize("insert", [insert_together, insert_many])
def test_what_differs_and_what_is_the_same_is_stored_as_given(db: None, insert: Insert) -> None:
    one, other = new_id(), new_id()
    insert(
        [
            note(subject=one, tries=3, arguments={"键": [1, None]}),
            note(subject=other, tries=3, arguments=WrittenJson('{"键": []}')),
            note(subject=None, tries=None, arguments=None, topic=Step.KEEP),
            note(),
        ]
    )
    assert stored() == sorted(
        [
            ("try", one, {"键": [1, None]}, 3, "", NOW),
            ("try", other, {"键": []}, 3, "", NOW),
            (Step.KEEP.value, None, {}, 0, "", NOW),
            ("try", None, {}, 0, "", NOW),
        ],
        key=repr,
    )
    assert len({row.id for row in Outbox.objects.all()}) == 4


def test_many_rows_may_be_the_same_throughout(db: None) -> None:
    bureau = a_city().offices["yunling-bureau"]
    counted: Row = (
        MonthlyCount,
        {
            "month": NOW.date(),
            "registering_id": bureau.pk,
            "state": "received",
            "channel": "web",
            "door": "",
            "matter": "",
            "is_accusation": False,
            "is_part": False,
            "number": 1,
        },
    )
    before = MonthlyCount.objects.count()
    insert_many([counted, counted, counted])
    assert MonthlyCount.objects.count() == before + 3


def test_a_column_that_no_model_has_is_refused_among_many(db: None) -> None:
    with pytest.raises(KeyError):
        insert_many([note(nonsense=1), note(nonsense=2)])


def test_what_is_sent_ahead_is_not_waited_for(db: None) -> None:
    with cluster.server().as_administrator(cluster.worker()) as other, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
        with sending_ahead():
            with other.transaction():
                other.execute("LOCK TABLE notifications_outbox IN SHARE MODE")
                insert_many([note()])  # would wait here for ever
            insert_many([note()])
    assert Outbox.objects.count() == 2


def send_ahead(*parts: list[Row]) -> None:
    with transaction.atomic(), sending_ahead():
        for part in parts:
            insert_many(part)


def test_what_is_sent_ahead_and_refused_is_told_and_leaves_nothing(db: None) -> None:
    bureau = a_city().offices["yunling-bureau"]
    row: Row = (OfficialCounter, {"office_id": bureau.pk, "channel": "web", "year": 2026})
    nowhere: Row = (OfficialCounter, {"office_id": new_id(), "channel": "web", "year": 2026})
    for refused in ([row, row], [row, nowhere]):
        with pytest.raises(IntegrityError):
            send_ahead([note()], refused, [note()])
        assert not Outbox.objects.exists()
        assert not OfficialCounter.objects.exists()
    send_ahead([row, note()])
    assert Outbox.objects.count() == OfficialCounter.objects.count() == 1
