"""The database of the tests is the product's: same engine, same locale, same roles."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection

from huiyin.commands import databases, migrate

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_tests_are_connected_as_app() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("huiyin_app", "huiyin_app")


@pytest.mark.django_db
def test_app_may_not_change_the_structure() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("create table public.mine (id int)")


@pytest.mark.django_db
def test_app_may_add_rows() -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=AT)
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["first", "second"])
def test_what_one_test_commits_the_next_does_not_see(key: str) -> None:
    assert list(Session.objects.all()) == []
    Session.objects.create(session_key=key, session_data="", expire_date=AT)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        assert cursor.fetchone()[0] > 50, "what migrations made is there again"


@pytest.mark.django_db(transaction=True)
def test_a_first_migration_that_was_cut_short_begins_again() -> None:
    """Until its end the app may not read which there were: all count as not yet applied."""
    assert migrate.unapplied() == []
    with databases.connect("owner") as owner:
        owner.execute("revoke all on django_migrations from huiyin_app")
    assert "petitions.0001_initial" in migrate.unapplied()
