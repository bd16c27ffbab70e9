"""Which database each role reaches, by what the environment names."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from huiyin.commands import databases


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_APP", "DATABASE_URL_WORKER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("role", databases.ROLES)
def test_nothing_named_means_the_embedded_server(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_HOME", "/srv/huiyin")
    assert databases.is_embedded()
    assert databases.address(role) == {
        "host": "/srv/huiyin/postgres/run",
        "user": f"huiyin_{role}",
        "dbname": "huiyin",
    }


@pytest.mark.parametrize("role", databases.ROLES)
def test_one_login_takes_the_role_as_it_connects(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office:word@db:5433/petitions?sslmode=require")
    parts = databases.address(role)
    assert parts["user"] == "office"
    assert parts["options"] == f"-c role=huiyin_{role}"
    described = databases.for_django(role)
    assert (described["HOST"], described["PORT"], described["NAME"]) == ("db", "5433", "petitions")
    assert described["OPTIONS"]["sslmode"] == "require"


def test_options_of_the_address_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office@db/p?options=-c%20work_mem%3D8MB")
    assert databases.address("app")["options"] == "-c work_mem=8MB -c role=huiyin_app"


def test_logins_of_their_own_take_no_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@db/p")
    monkeypatch.setenv("DATABASE_URL_OWNER", "postgresql://boss@db/p")
    monkeypatch.setenv("DATABASE_URL_WORKER", "postgresql://hands@db/p")
    found = {role: databases.address(role) for role in databases.ROLES}
    assert {role: parts["user"] for role, parts in found.items()} == {
        "owner": "boss",
        "app": "web",
        "worker": "hands",
    }
    assert not any("options" in parts for parts in found.values())


def test_an_address_survives_as_psycopg_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://huiyin_app:p%40ss@/p?host=/run/postgresql")
    assert databases.address("app") == conninfo_to_dict(
        "user=huiyin_app password='p@ss' dbname=p host=/run/postgresql"
    )


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="owner, app, worker"):
        databases.address("root")
