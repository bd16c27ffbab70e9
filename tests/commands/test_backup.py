"""`huiyin backup` and `restore`: what was kept comes back whole, and what is broken is refused."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from huiyin.commands import archive, backup, databases, sealed_keys
from huiyin.commands.home import Trouble, home
from huiyin.commands.postgres import Server
from huiyin.documents.models import StoredFile
from huiyin.jobs import outbox
from huiyin.petitions import numbering
from huiyin.petitions.intake import IncomingFile
from huiyin.privacy.keyring import make_keys
from huiyin.rules.terms import State
from tests import cluster
from tests.make import ARRIVAL, DAY, a_petition, simulated
from verify.plugin import size

pytestmark = pytest.mark.campaign("C10")

PASSPHRASE = "十二个字以上的一句好口令啊"
NAME = "郑小满"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the server's user may pass, with the passphrase."""
    made = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    made.chmod(0o711)
    (made / "passphrase").write_text(PASSPHRASE)
    yield made
    for data in made.glob("*/postgres/data"):
        Server(data.parent).stop()
    shutil.rmtree(made)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of a test's own."""
    with folder() as made:
        yield made


@dataclass(frozen=True)
class Kept:
    """What was kept of an installation, and what it held at that moment."""

    archive: Path
    keys: Path
    rows: dict[str, Any]
    files: dict[str, dict[Path, bytes]]


@pytest.fixture(scope="module")
def shelf(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    """A backup of two petitions with files, and the sealed copy of the keys."""
    with django_db_blocker.unblock(), folder() as made:
        with simulated():
            files = [IncomingFile(f"说明{n}.txt", f"停水{n}天".encode()) for n in (3, 4)]
            a_petition(State.SERVED, files=files)
            a_petition(State.REGISTERED)
            while outbox.work_off(ARRIVAL + 90 * DAY, papers=False):
                pass
        assert StoredFile.objects.count() > 1
        done = CliRunner().invoke(
            backup.command,
            [str(made / "kept"), "--keys", str(made / "keys"), *said(made)],
            catch_exceptions=False,
        )
        assert done.exit_code == 0, done.output
        rows = looked_at(databases.address("owner"))
        connections.close_all()
        cluster.make_database()
        numbering._block = numbering._Block()
        yield Kept(made / "kept", made / "keys", rows, held(home()))


@pytest.fixture
def kept(shelf: Kept, place: Path) -> Path:
    """A copy of that backup for a test of its own."""
    shutil.copy2(shelf.archive, place / "kept")
    shutil.copy2(shelf.keys, place / "keys")
    return place / "kept"


def held(installation: Path) -> dict[str, dict[Path, bytes]]:
    """The files and keys of an installation."""
    return {
        kind: {
            path.relative_to(installation): path.read_bytes()
            for path in (installation / kind).rglob("*")
            if path.is_file()
        }
        for kind in ("files", "keys")
    }


def said(place: Path) -> tuple[str, str]:
    return ("--passphrase-file", str(place / "passphrase"))


def restore(target: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `huiyin restore` for a home with an embedded server."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_URL", "HUIYIN_", "DJANGO_", "PYTEST_"))
    } | {"HUIYIN_HOME": str(target), "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-m", "huiyin.commands.main", "restore", *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def looked_at(address: dict[str, Any]) -> dict[str, Any]:
    """What a database holds and guards: rows by table, rights, triggers."""
    found: dict[str, Any] = {}
    with psycopg.connect(**address) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by 1"
        ).fetchall()
        for (table,) in tables:
            rows = connection.execute(
                sql.SQL("select t::text from {} t").format(sql.Identifier(table))
            ).fetchall()
            found[table] = hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()
        for guard in (
            "select relname, array(select unnest(relacl)::text order by 1) from pg_class"
            " join pg_namespace n on n.oid = relnamespace where nspname = 'public' order by 1",
            "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger"
            " where not tgisinternal order by 1, 2",
            "select proname, proacl::text, prosecdef from pg_proc"
            " where pronamespace = 'public'::regnamespace order by 1, 2",
        ):
            found[guard] = connection.execute(guard).fetchall()
    return found


def test_what_was_kept_comes_back_with_its_rows_files_rights_and_guards(
    shelf: Kept, kept: Path, place: Path
) -> None:
    content = kept.read_bytes()
    assert shelf.archive.stat().st_mode & 0o077 == 0
    assert NAME.encode() not in content, "names are sealed"
    for key in shelf.files["keys"].values():
        assert key.strip() not in content + (place / "keys").read_bytes()

    target = place / "new"
    wanting = restore(target, kept)
    assert wanting.returncode == 1
    assert "kek-0001" in wanting.stderr
    with archive.opened(kept, lambda _: None) as sound:
        assert sound.manifest.keys["kek-0001"] in wanting.stderr, "it says which key it wants"

    make_keys(place / "others")
    sealed_keys.write(place / "others", place / "others.sealed", PASSPHRASE)
    other = restore(target, kept, "--keys", place / "others.sealed", *said(place))
    assert other.returncode == 1
    assert "密钥不对" in other.stderr

    done = restore(target, kept, "--keys", place / "keys", *said(place))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "全部相符" in done.stdout
    assert not list(target.glob("*restoring*"))
    assert held(target) == shelf.files

    server = Server(target / "postgres")
    with server.in_use():
        assert looked_at(server.address("owner")) == shelf.rows
        with psycopg.connect(**server.address("app"), autocommit=True) as connection:
            for table in ("petitions_event", "petitions_words", "audit_access"):
                change = sql.SQL("update {} set id = id").format(sql.Identifier(table))
                with pytest.raises(psycopg.Error):
                    connection.execute(change)

    again = restore(target, kept, "--keys", place / "keys", *said(place))
    assert again.returncode == 1
    assert "不会覆盖" in again.stderr, "a used installation is left alone"


def test_a_broken_archive_is_refused_and_nothing_is_touched(kept: Path, place: Path) -> None:
    whole = kept.read_bytes()
    chance = random.Random(7)
    broken = place / "broken"
    for at in [0, 1, len(whole) - 1, *chance.sample(range(len(whole)), size(12, 500))]:
        broken.write_bytes(whole[:at])
        with pytest.raises(Trouble, match="不完整"), archive.opened(broken, lambda _: None):
            pass
    for at in [0, len(whole) - 1, *chance.sample(range(len(whole)), size(40, 2_000))]:
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Trouble, match="不完整"), archive.opened(broken, lambda _: None):
            pass
    target = place / "untouched"
    assert restore(target, broken, "--keys", place / "keys", *said(place)).returncode == 1
    assert not target.exists()


def test_an_archive_sealed_without_the_keys_is_refused(kept: Path, place: Path) -> None:
    content = kept.read_bytes()[: -archive.SEAL_SIZE]
    forged = bytearray(content)
    forged[600] ^= 1  # within the dump
    total = hashlib.sha256(forged).hexdigest()
    (place / "forged").write_bytes(bytes(forged) + f"{total} {'0' * 64}\n".encode())
    target = place / "new"
    done = restore(target, place / "forged", "--keys", place / "keys", *said(place))
    assert done.returncode == 1
    assert "（seal）" in done.stderr
    assert not (target / "postgres").exists()
    assert not any((target / "keys").iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_backup_replaces_no_file(kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(Trouble, match="已经存在"):
        CliRunner().invoke(backup.command, [str(kept)], catch_exceptions=False)
    assert kept.read_bytes() == before
    assert not list(kept.parent.glob(".*partial*"))


def test_the_keys_open_with_their_passphrase_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_keys, "_MEMORY", 1024)  # a small price: it is opened often
    make_keys(tmp_path / "keys")
    copy = tmp_path / "copy"
    sealed_keys.write(tmp_path / "keys", copy, PASSPHRASE)
    assert copy.stat().st_mode & 0o077 == 0
    found = sealed_keys.read(copy, PASSPHRASE)
    assert found == {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    whole = copy.read_bytes()
    with pytest.raises(Trouble, match="口令不对"):
        sealed_keys.read(copy, PASSPHRASE + "。")
    for at in (20, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Trouble, match="口令不对"):
            sealed_keys.read(copy, PASSPHRASE)
    for other in (b"", b"huiyin", whole[:20], b"\xff" * 300):
        copy.write_bytes(other)
        with pytest.raises(Trouble, match=r"不是密钥副本|口令不对"):
            sealed_keys.read(copy, PASSPHRASE)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("short")
    with pytest.raises(Trouble, match="12"):
        sealed_keys.passphrase(tmp_path / "said", is_new=True)
