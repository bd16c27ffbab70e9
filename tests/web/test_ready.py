"""/readyz is red for each part that is not well, and says which."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from huiyin.notifications.models import GatewayTrouble, Outbox
from huiyin.web import counting, health

pytestmark = pytest.mark.django_db
WELL = dict.fromkeys(("database", "outbox", "worker", "messages", "disk", "answers"), "ok")


@pytest.fixture(autouse=True)
def _nobody_turned_away() -> None:
    counting.turned_away(at=None)


@pytest.fixture
def lives() -> None:
    """A worker that has just said that it lives."""
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")


def parts() -> dict[str, str]:
    """What it says of each part, after its status was compared with them."""
    response = Client().get("/readyz")
    said: dict[str, str] = response.json()
    is_well = set(said.values()) == {"ok"}
    assert response.status_code == (200 if is_well else 503)
    assert said.pop("status") == ("ok" if is_well else "not ready")
    return said


def test_all_well(lives: None) -> None:
    assert parts() == WELL


def test_no_worker() -> None:
    assert parts() == WELL | {"worker": "down"}


def test_a_worker_that_fell_silent(lives: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '13 s'")
    assert parts() == WELL | {"worker": "down"}


def test_work_that_nobody_takes_up(lives: None) -> None:
    then = timezone.now() - timedelta(minutes=6)
    Outbox.objects.create(topic="tell", created_at=then, not_before=then)
    assert parts() == WELL | {"outbox": "late"}


def test_gateways_that_take_nothing(lives: None) -> None:
    for way in ("sms", "email"):
        GatewayTrouble.objects.create(way=way, since=timezone.now())
    assert parts() == WELL | {"messages": "email, sms"}


def test_a_full_disk(lives: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_ROOM", 2**62)
    assert parts() == WELL | {"disk": "full"}


def test_a_folder_that_is_not_there(lives: None, settings: Settings) -> None:
    settings.HUIYIN_FILES = "/nonexistent"
    assert parts() == WELL | {"disk": "down"}


def test_the_folder_of_our_own_database_counts(
    lives: None, settings: Settings, tmp_path: Path
) -> None:
    settings.HUIYIN_HOME = tmp_path
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    assert parts() == WELL | {"disk": "down"}, "without pg_wal it is none"


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    assert parts() == {"database": "down", "disk": "ok", "answers": "ok"}


def test_people_who_were_turned_away_count_until_a_step_is_taken(
    lives: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(health, "LEAST_ROOM", 2**62)
        assert parts()["answers"] == "ok", "its own red is nobody turned away"
    away_from("/submit", monkeypatch)
    assert parts() == WELL | {"answers": "turned away"}
    Client().post("/preferences", {"large": "on"})
    assert parts() == WELL


def away_from(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open a page while the store is away."""

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    with monkeypatch.context() as without:
        without.setattr("huiyin.web.portal.views_submit.places", away)
        client = Client(raise_request_exception=False)
        assert client.get(path).status_code == 503
