"""The database of the tests is the product's: same engine, same locale, same roles."""

import pytest
from django.db import ProgrammingError, connection


@pytest.mark.django_db
def test_tests_are_connected_as_app() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("huiyin_app", "huiyin_app")


@pytest.mark.django_db
def test_app_may_not_change_the_structure() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("create table public.mine (id int)")
