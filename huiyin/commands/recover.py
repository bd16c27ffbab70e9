"""huiyin recover: an empty installation becomes what it was at a moment, or stays empty."""

import json
import shutil
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click

from huiyin.commands import databases, dumping, migrate, postgres, rolling, sealed_keys
from huiyin.commands.archive import Manifest
from huiyin.commands.base_backup import DATABASE, NEEDED, refuse_external
from huiyin.commands.bringing_back import (
    STAGED,
    alone,
    prove,
    put_keys,
    refuse_newer,
    right_keys,
    with_keys,
)
from huiyin.commands.home import RESTORING, Trouble, home, make_home
from huiyin.commands.rolling import Rolling
from huiyin.rules.moments import ZONE

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)


@click.command()
@click.argument("base", type=_FOLDER)
@click.option("--wal", "log", type=_FOLDER, required=True, help="HUIYIN_WAL 的目录。Its folder.")
@click.option("--files", type=_FOLDER, required=True, help="文件的副本。The copy of the files.")
@click.option(
    "--until",
    metavar="MOMENT",
    help="恢复到这一时刻，不写就到最后。To this moment; else to the end of the log.",
)
@with_keys
def command(
    *,
    base: Path,
    log: Path,
    files: Path,
    until: str | None,
    keys_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """恢复到某一时刻。Bring back everything up to a moment.

    \b
    NAME
        huiyin recover — roll a base backup forward by the log that was kept

    \b
    DESCRIPTION
        Into an empty HUIYIN_HOME: the copy that `huiyin base` made, rolled forward
        by what `huiyin serve` put into HUIYIN_WAL, to MOMENT (by the office's clock)
        or to the end of the log; the stored files from their copy; the keys. A base
        that was changed, other keys, a piece of the log that lacks are refused, and
        nothing is left. At the end it proves every chain and that every file is
        there (huiyin verify): what the checkpoints kept elsewhere saw later than
        MOMENT is named there.

    \b
        The whole way, with every command: docs/restore.md.

    \b
    EXAMPLES
        HUIYIN_HOME=/srv/new huiyin recover /backup/base --wal /backup/wal \\
            --files /backup/files --until "2026-03-02 10:15:00" --keys /safe/keys.sealed

    \b
    EXIT STATUS
        0 brought back and proven, 1 refused, or a record does not hold
    """
    refuse_external()
    _refuse_own_log(log)
    moment = _moment(until) if until else None
    needed = _needed(base)
    dumping.prove_cluster(base / DATABASE)
    _refuse_missing(base / DATABASE, log, moment)
    said = sealed_keys.passphrase(passphrase_file, is_new=False) if keys_file else ""
    given = sealed_keys.read(keys_file, said) if keys_file else None
    folder = make_home()
    with alone(folder), tempfile.TemporaryDirectory(dir=folder, prefix=STAGED) as place:
        staged = Path(place)
        keys = right_keys(needed, given, folder / "keys", staged)
        refuse_newer(needed)
        _begin(base, folder)
        _roll(base / DATABASE, log, moment)
        put_keys(keys, staged, folder)
        click.echo("文件…… Files …")
        shutil.copytree(files, folder / "files", dirs_exist_ok=True)
        with databases.in_use():
            if migrate.unapplied():
                migrate.apply(quiet=True)
            (folder / RESTORING).unlink()
            click.echo("已恢复，核对全部记录…… Restored; proving every chain …")
            prove()


def _moment(words: str) -> datetime:
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        raise Trouble(
            f"看不懂时刻 {words}，请写成 2026-03-02 10:15:00。",
            f"{words} is no moment: write 2026-03-02 10:15:00.",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _needed(base: Path) -> Manifest:
    try:
        return Manifest(**json.loads((base / NEEDED).read_text()))
    except (OSError, ValueError, TypeError):
        raise Trouble(f"{base} 不是基础备份。", f"{base} is no base backup.") from None


def _refuse_own_log(log: Path) -> None:
    """Two lives of one database in one folder of the log could never be told apart again."""
    if (own := postgres.kept_log()) and own.resolve() == log:
        raise Trouble(
            f"{postgres.WAL} 正指向 {log}。恢复后的安装请另用一个新目录。",
            f"{postgres.WAL} names {log} itself: give what is brought back a new folder.",
        )


def _refuse_missing(base: Path, log: Path, moment: datetime | None) -> None:
    """To the end of the log means all of it; an earlier moment may lie before what lacks."""
    if moment is None and (missing := rolling.first_missing(base, log)):
        raise rolling.lacks(missing)


def _begin(base: Path, folder: Path) -> None:
    """Refuse an installation in use; what an interrupted recovery of this base left goes."""
    mark, server = folder / RESTORING, Rolling(postgres.embedded().folder)
    digest = sha256((base / DATABASE / "backup_manifest").read_bytes()).hexdigest()
    is_ours = mark.exists() and mark.read_text() == digest
    if not is_ours and (server.data.exists() or any((folder / "files").iterdir())):
        raise Trouble(
            f"{folder} 或它的数据库里已有内容，不会覆盖。请把 HUIYIN_HOME 设为一个空目录。",
            f"{folder} or its database is in use; nothing is replaced. Set HUIYIN_HOME to an empty"
            " folder.",
        )
    server.drop()
    shutil.rmtree(folder / "files")
    mark.write_text(digest)


def _roll(base: Path, log: Path, moment: datetime | None) -> None:
    """Have the database of that moment; where it cannot be had, have none."""
    server = Rolling(postgres.embedded().folder)
    click.echo("数据库…… Database …")
    try:
        server.take(base, log, moment)
        server.roll(base, log, to_the_end=moment is None)
    except Trouble:
        server.drop()
        (home() / "files").mkdir(mode=0o700)
        (home() / RESTORING).unlink()
        raise
