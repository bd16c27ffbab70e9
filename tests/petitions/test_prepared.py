"""Queries that are planned once for a connection, with the words of the procedure written in."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.petitions.models import Petition
from huiyin.petitions.prepared import fetch_prepared, with_constants
from huiyin.rules.terms import State


def test_words_and_numbers_are_written_in_and_the_rest_is_told() -> None:
    holder = uuid4()
    query = "SELECT 1 WHERE s = %s AND h = %s AND a = ANY(%s) AND b = ANY(%s) LIMIT %s"
    values = [State.RECEIVED, holder, [State.SIGNED, State.SERVED], ["东'城"], 5]
    now = datetime(2026, 2, 9, tzinfo=UTC)
    assert with_constants("%s %s", [date(2026, 2, 9), now]) == ("'2026-02-09'::date %s", [now])
    text, told = with_constants(query, values)
    assert told == [holder, ["东'城"]]
    assert "s = 'received' AND h = %s" in text
    assert "{signed,served}" in text
    assert text.endswith("b = ANY(%s) LIMIT 5")


def test_an_empty_list_is_told_and_a_doubled_percent_sign_is_no_place() -> None:
    assert with_constants("SELECT 'a%%s', %s", [[]]) == ("SELECT 'a%%s', %s", [[]])


def test_a_value_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="1 places for 2 values"):
        with_constants("SELECT %s", ["a", "b"])


@pytest.mark.django_db
def test_it_is_planned_once_and_counted_like_any_other() -> None:
    query = "SELECT %s::text, %s /* planned once */"
    assert fetch_prepared(query, ["甲", 1]) == [("甲", 1)]
    assert fetch_prepared(query, ["'; --", 1]) == [("'; --", 1)]
    with CaptureQueriesContext(connection) as made:
        assert fetch_prepared(query, ["乙%s", 1]) == [("乙%s", 1)]
    assert [each["sql"] for each in made] == ["SELECT '乙%s'::text, 1 /* planned once */"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%$1::text, 1 /* planned once */"],
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_query_of_the_orm_answers_the_same() -> None:
    rows = Petition.objects.filter(state__in=[State.RECEIVED, State.SERVED], division="990100")
    query, values = rows.values("pk").query.sql_with_params()
    assert fetch_prepared(query, values) == list(rows.values_list("pk"))
