"""Many rows in one statement: values, defaults, JSON and errors as the models describe them."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction

from huiyin.notifications.models import Outbox
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.petitions.writing import Row, WrittenJson, insert_together
from huiyin.rules.ids import new_id
from tests.city import a_city

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
