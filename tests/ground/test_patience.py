"""A database that hangs keeps nobody waiting: the patience of a request ends."""

import math
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, OperationalError
from pytest_django import DjangoDbBlocker

from huiyin.commands import databases
from huiyin.config.patient import base

SHORT = 0.3


@pytest.fixture
def patient(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[base.DatabaseWrapper]:
    """A connection of its own by the engine of the web servers."""
    monkeypatch.setattr(base, "_door", base._Door())
    monkeypatch.setattr(base, "PAUSE", SHORT)
    usual = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 60, "TIME_ZONE": None}
    usual |= {"CONN_HEALTH_CHECKS": True}
    made = base.DatabaseWrapper(databases.for_django("app") | usual, "patient")
    with django_db_blocker.unblock():
        yield made
    base.begin(math.inf)
    made.close()


def ask(patient: base.DatabaseWrapper, query: str) -> object:
    with patient.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def test_who_has_patience_is_answered(patient: base.DatabaseWrapper) -> None:
    base.begin(5)
    assert ask(patient, "select 1") == (1,)
    base.begin(math.inf)
    assert ask(patient, "select 2 from pg_sleep(0.1)") == (2,)


def test_a_hanging_query_ends_with_the_patience(patient: base.DatabaseWrapper) -> None:
    base.begin(SHORT)
    began = time.monotonic()
    with pytest.raises(OperationalError, match=base.HANGS):
        ask(patient, "select pg_sleep(20)")
    assert time.monotonic() - began < 2
    assert not patient.is_usable()


def test_many_quick_queries_use_it_up_too(patient: base.DatabaseWrapper) -> None:
    def twenty() -> None:
        for _each in range(20):
            ask(patient, "select pg_sleep(0.05)")

    base.begin(SHORT)
    with pytest.raises(OperationalError, match=base.HANGS):
        twenty()


def test_after_it_nobody_queues_for_the_next_attempt(patient: base.DatabaseWrapper) -> None:
    base.begin(SHORT)
    with pytest.raises(OperationalError):
        ask(patient, "select pg_sleep(20)")
    patient.close()
    base.begin(5)
    began = time.monotonic()
    with pytest.raises(OperationalError, match=base.HANGS):
        ask(patient, "select 1")
    assert time.monotonic() - began < SHORT
    time.sleep(SHORT)
    assert ask(patient, "select 1") == (1,)


def test_in_a_transaction_nothing_of_it_stays(patient: base.DatabaseWrapper) -> None:
    with patient.cursor() as cursor:
        cursor.execute("create temporary table words (word text)")
    patient.set_autocommit(False)
    base.begin(SHORT)
    with pytest.raises(DatabaseError):
        ask(patient, "insert into words select 'half' from pg_sleep(20) returning 1")
    with pytest.raises(psycopg.OperationalError):
        patient.connection.execute("select 1")
