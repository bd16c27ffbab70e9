"""What `doctor` finds wrong, and that `serve` refuses what is unsafe."""

import os
import shutil
import tempfile
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.commands import checks, databases, doctor, keys, serve
from huiyin.commands.checks import Finding, Verdict
from huiyin.commands.home import DEMO, Trouble
from huiyin.commands.postgres import Server
from tests import cluster

pytestmark = pytest.mark.usefixtures("django_db_setup")


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    """A server as the product starts it; the tests' own forgets on purpose."""
    place = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    place.chmod(0o711)
    server = Server(place / "postgres")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(place)


@pytest.fixture
def connected_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server, str], None]:
    """Point the roles at a database of a server."""

    def point(server: Server, database: str) -> None:
        for role, name in (("app", "DATABASE_URL"), ("worker", "DATABASE_URL_WORKER")):
            url = f"postgresql://huiyin_{role}@/{database}?host={server.socket}"
            monkeypatch.setenv(name, url)

    return point


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an installation with fresh keys."""
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path))
    (tmp_path / "keys").mkdir(mode=0o700)
    keys.make(tmp_path / "keys")
    return tmp_path


def verdicts(found: Iterator[Finding]) -> list[Verdict]:
    listed = list(found)
    for finding in listed:
        assert finding.zh
        assert finding.en
        if finding.verdict is not Verdict.GOOD:
            assert finding.mend_zh
            assert finding.mend_en
    return [finding.verdict for finding in listed]


def test_a_database_that_forgets_is_refused_setting_by_setting() -> None:
    found = list(checks.durability())
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert any(name in one.en and one.verdict is Verdict.REFUSED for one in found), name
    assert not any("data_checksums" in one.en for one in found)


def test_a_database_that_keeps_is_good(
    durable: Server, connected_to: Callable[[Server, str], None]
) -> None:
    connected_to(durable, "huiyin")
    assert verdicts(checks.durability()) == [Verdict.GOOD]
    assert verdicts(checks.chinese_text()) == [Verdict.GOOD]
    assert verdicts(checks.roles()) == [Verdict.GOOD]
    assert verdicts(checks.clock()) == [Verdict.GOOD]


def test_a_setting_of_one_role_alone_is_seen(
    durable: Server, connected_to: Callable[[Server, str], None]
) -> None:
    connected_to(durable, "huiyin")
    with durable.as_administrator() as connection:
        connection.execute("alter role huiyin_worker set synchronous_commit = off")
    try:
        found = list(checks.durability())
    finally:
        with durable.as_administrator() as connection:
            connection.execute("alter role huiyin_worker reset synchronous_commit")
    assert [one.verdict for one in found] == [Verdict.REFUSED]
    assert "huiyin_worker" in found[0].en


def test_an_address_that_only_this_machine_knows_is_warned_of(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for address in ("", "http://127.0.0.1:8000"):
        monkeypatch.setenv("HUIYIN_PORTAL_ADDRESS", address)
        assert verdicts(checks.portal()) == [Verdict.WARNING]
    serve.warn_of_address()
    assert "HUIYIN_PORTAL_ADDRESS=https://" in capsys.readouterr().out
    monkeypatch.setenv("HUIYIN_PORTAL_ADDRESS", "https://xinfang.example.cn")
    assert verdicts(checks.portal()) == [Verdict.GOOD]
    monkeypatch.setenv("HUIYIN_PORTAL_ADDRESS", "")
    (own_home / DEMO).touch()
    assert verdicts(checks.portal()) == [Verdict.GOOD]


def test_serve_refuses_a_database_that_forgets(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble):
        serve.prepare()
    assert "fsync = off" in capsys.readouterr().out


def test_serve_refuses_new_keys_beside_old_petitions(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / "keys" / "kek-0001").unlink()
    with pytest.raises(Trouble, match="backup"):
        serve.prepare()
    assert not (own_home / "keys" / "kek-0001").exists()


@pytest.mark.parametrize(
    "locale", ["locale 'C' locale_provider libc", "locale_provider builtin builtin_locale 'C'"]
)
def test_a_locale_that_cannot_read_chinese_is_refused(
    locale: str, durable: Server, connected_to: Callable[[Server, str], None]
) -> None:
    with durable.as_administrator() as connection:
        connection.execute("drop database if exists latin")
        connection.execute(f"create database latin template template0 encoding 'UTF8' {locale}")
    connected_to(durable, "latin")
    assert verdicts(checks.chinese_text()) == [Verdict.REFUSED]


def test_trigrams_are_asked_too(
    durable: Server, connected_to: Callable[[Server, str], None]
) -> None:
    with durable.as_administrator("huiyin") as connection:
        connection.execute("create extension if not exists pg_trgm")
    connected_to(durable, "huiyin")
    assert verdicts(checks.chinese_text()) == [Verdict.GOOD]


def test_waiting_migrations_are_refused(
    durable: Server, connected_to: Callable[[Server, str], None]
) -> None:
    connected_to(durable, "huiyin")
    assert verdicts(checks.migrations()) == [Verdict.REFUSED]


def test_the_migrated_database_waits_for_nothing() -> None:
    assert verdicts(checks.migrations()) == [Verdict.GOOD]


def test_the_shifted_clock_of_a_demo_is_refused_anywhere_else(own_home: Path) -> None:
    assert verdicts(checks.law_time()) == []
    with databases.connect("app") as connection:
        connection.execute("insert into petitions_shiftedclock values (1, -86400)")
        connection.commit()
    try:
        assert verdicts(checks.law_time()) == [Verdict.REFUSED]
        (own_home / DEMO).touch()
        assert verdicts(checks.law_time()) == []
    finally:
        with databases.connect("app") as connection:
            connection.execute("delete from petitions_shiftedclock")
            connection.commit()


def test_a_web_process_that_owns_the_tables_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL_OWNER"])
    assert verdicts(checks.roles()) == [Verdict.REFUSED]


def test_clocks_that_differ_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fast(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Fast":
            later = datetime.now(tz) + timedelta(minutes=5)
            return cls.fromtimestamp(later.timestamp(), tz)

    monkeypatch.setattr(checks, "datetime", Fast)
    found = list(checks.clock())
    assert [one.verdict for one in found] == [Verdict.REFUSED]
    assert "300" in found[0].en


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "verdict"),
    [
        (1024**3 - 1, Verdict.REFUSED),
        (1024**3, Verdict.WARNING),
        (5 * 1024**3, Verdict.GOOD),
    ],
)
def test_room_is_measured(
    free: int, verdict: Verdict, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(0, 0, free))
    assert verdicts(checks.disk()) == [verdict]


def test_fonts_are_compared_with_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdicts(checks.fonts()) == [Verdict.GOOD]
    monkeypatch.setattr(checks, "_digest", lambda _path: "")
    found = list(checks.fonts())
    assert [one.verdict for one in found] == [Verdict.REFUSED]
    assert "NotoSerifSC-Regular.ttf" in found[0].en


def test_private_keys_are_good(own_home: Path) -> None:
    assert verdicts(checks.key_files()) == [Verdict.GOOD]


def test_a_key_that_others_can_read_is_refused(own_home: Path) -> None:
    (own_home / "keys" / "kek-0001").chmod(0o444)
    assert verdicts(checks.key_files()) == [Verdict.REFUSED]


def test_a_missing_key_is_refused(own_home: Path) -> None:
    (own_home / "keys" / "index-0001").unlink()
    assert verdicts(checks.key_files()) == [Verdict.REFUSED]


def test_a_damaged_key_is_refused(own_home: Path) -> None:
    key = own_home / "keys" / "kek-0001"
    key.chmod(0o600)
    key.write_text("not a key")
    key.chmod(0o400)
    assert verdicts(checks.key_files()) == [Verdict.REFUSED]


def test_keys_inside_the_database_are_refused(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / "postgres").mkdir()
    (own_home / "keys").rename(own_home / "postgres" / "keys")
    (own_home / "keys").symlink_to(own_home / "postgres" / "keys")
    assert verdicts(checks.key_files()) == [Verdict.REFUSED]


def test_an_unreachable_database_is_a_finding_not_a_stack_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://huiyin_app@127.0.0.1:1/nothing")
    found = list(checks.findings((checks.roles, checks.disk)))
    assert found[0].verdict is Verdict.REFUSED
    assert "DATABASE_URL" in found[0].en
    assert len(found) == 2


def test_the_command_says_all_and_ends_with_1() -> None:
    result = CliRunner().invoke(doctor.command)
    assert result.exit_code == 1
    assert "✗ 断电会丢数据：fsync = off" in result.output
    assert "alter system set fsync = on" in result.output
    assert "✓" in result.output


def test_make_roles_needs_no_rights_where_the_roles_exist(
    durable: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL_OWNER")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://huiyin_app@/huiyin?host={durable.socket}")
    databases.make_roles()


def test_one_login_makes_the_roles_and_connects_as_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    place.chmod(0o711)
    server = Server(place / "postgres", throwaway=True)
    server.start()
    try:
        with server.as_administrator() as connection:
            connection.execute("drop database huiyin")
            for role in ("huiyin_owner", "huiyin_app", "huiyin_worker"):
                connection.execute(f"drop role {role}")
            connection.execute("create role office login createrole")
            connection.execute("create database petitions owner office")
        monkeypatch.delenv("DATABASE_URL_OWNER")
        monkeypatch.delenv("DATABASE_URL_WORKER")
        url = f"postgresql://office@/petitions?host={server.socket}"
        monkeypatch.setenv("DATABASE_URL", url)
        databases.make_roles()
        databases.make_roles()
        for role in databases.ROLES:
            with databases.connect(role) as connection:
                assert connection.execute("select current_user").fetchone() == (f"huiyin_{role}",)
        with databases.connect("owner") as connection:
            connection.execute("create table mine (id int)")
    finally:
        server.stop()
        shutil.rmtree(place)


def test_a_login_that_may_not_make_roles_is_told_what_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    place.chmod(0o711)
    server = Server(place / "postgres", throwaway=True)
    server.start()
    try:
        with server.as_administrator() as connection:
            connection.execute("drop database huiyin")
            connection.execute("drop role huiyin_worker")
            connection.execute("create role poor login")
        monkeypatch.delenv("DATABASE_URL_OWNER")
        monkeypatch.delenv("DATABASE_URL_WORKER")
        url = f"postgresql://poor@/postgres?host={server.socket}"
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(Trouble, match="huiyin_worker"):
            databases.make_roles()
    finally:
        server.stop()
        shutil.rmtree(place)
