"""huiyin base: the database as it runs, to be rolled forward by the log that is kept beside it."""

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from huiyin.commands import databases, dumping, migrate, postgres
from huiyin.commands.archive import Manifest
from huiyin.commands.home import Trouble, home
from huiyin.commands.keys import missing
from huiyin.privacy.keyring import fingerprints

DATABASE, NEEDED = "database", "huiyin.json"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(*, folder: Path) -> None:
    """基础备份：恢复到任一时刻的起点。Copy the database, to roll it forward later.

    \b
    NAME
        huiyin base — the copy from which `huiyin recover` begins

    \b
    DESCRIPTION
        Copies the embedded PostgreSQL as it runs into FOLDER, which must be new
        (pg_basebackup), and compares it with its sums (pg_verifybackup). People may
        go on working meanwhile. With the log that `huiyin serve` keeps in HUIYIN_WAL
        from then on, `huiyin recover` brings back any later moment. Make one each
        week; what is older than the oldest base may be thrown away.

    \b
        Neither the stored files nor the keys are in it: docs/restore.md says how
        they are kept. An external server (DATABASE_URL) is copied by its own
        administrator.

    \b
    EXAMPLES
        huiyin base /backup/base-2026-03-02

    \b
    EXIT STATUS
        0 written, 1 nothing was written
    """
    refuse_external()
    keys = home() / "keys"
    if missing(keys):
        raise Trouble(f"{keys} 里没有密钥。", f"There are no keys in {keys}.")
    if folder.exists():
        raise Trouble(f"{folder} 已经存在，不会覆盖。", f"{folder} exists; it is not replaced.")
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _make(partial)
        with databases.in_use():
            dumping.copy_cluster(partial / DATABASE)
            needed = Manifest(
                version=version("huiyin"),
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                keys=fingerprints(keys),
                migrations=migrate.applied(),
            )
            _say_without_log()
        (partial / NEEDED).write_text(json.dumps(asdict(needed), ensure_ascii=False, indent=1))
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    click.echo(f"基础备份 {folder}，已核对。Copied and compared.")


def refuse_external() -> None:
    """The server of somebody else is copied and rolled forward by its own administrator."""
    if not databases.is_embedded():
        raise Trouble(
            "这里用的是外部数据库，请由它的管理员用 PostgreSQL 自己的工具备份和恢复。",
            "The database is an external server: its administrator copies it by PostgreSQL's own"
            " tools.",
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as problem:
        raise Trouble(
            f"无法新建 {folder}：{problem.strerror}。", f"Cannot make {folder}: {problem.strerror}."
        ) from problem


def _say_without_log() -> None:
    with postgres.embedded().as_administrator() as connection:
        row = connection.execute("show archive_mode").fetchone()
    if row == ("off",):
        click.echo(
            f"注意：没有设置 {postgres.WAL}，这份备份只能恢复到此刻。"
            f"{postgres.WAL} is not set: only this moment can be brought back.",
            err=True,
        )
