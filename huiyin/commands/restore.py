"""huiyin restore: an empty installation becomes what a backup holds, or stays empty."""

import shutil
import tempfile
from pathlib import Path

import click

from huiyin.commands import archive, databases, dumping, migrate, sealed_keys
from huiyin.commands.archive import DUMP, FILES, Sound
from huiyin.commands.bringing_back import (
    STAGED,
    alone,
    prove,
    put_keys,
    refuse_newer,
    right_keys,
    with_keys,
)
from huiyin.commands.home import RESTORING, Trouble, make_home
from huiyin.privacy.keyring import Keyring


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_keys
def command(*, file: Path, keys_file: Path | None, passphrase_file: Path | None) -> None:
    """恢复：从备份恢复到一个空的安装。Restore a backup into an empty installation.

    \b
    NAME
        huiyin restore — bring back database and files from a backup

    \b
    DESCRIPTION
        Reads FILE from end to end first: a truncated, damaged or altered archive is
        refused before anything is touched. So is an installation in which somebody
        works already: restore into an empty HUIYIN_HOME (and, with DATABASE_URL,
        an empty database). The keys it needs lie in $HUIYIN_HOME/keys already, or
        come from --keys; where they are not the right ones, it says which
        fingerprints it wants. Keys that lay there before are put aside, never
        removed.

    \b
        The database comes back whole or not at all, with its roles' rights and the
        triggers that keep records unchanged. A backup of an older version is
        brought up to date. At the end it proves every chain (huiyin verify).
        Interrupted, it is started again; until it ends, serve refuses to start.

    \b
        The whole way, step by step, and how to lose a minute at most:
        docs/restore.md.

    \b
    EXAMPLES
        HUIYIN_HOME=/srv/new huiyin restore /backup/2026-03-02.huiyin \\
            --keys /safe/keys.sealed

    \b
    EXIT STATUS
        0 restored and proven, 1 refused, or a chain does not hold
    """
    with archive.opened(file, _progress(file)) as backup:
        click.echo(
            f"归档完整 whole：{backup.manifest.made_at}，版本 {backup.manifest.version}，"
            f"{len(backup.manifest.sums) - 1} 个文件"
        )
        said = sealed_keys.passphrase(passphrase_file, is_new=False) if keys_file else ""
        given = sealed_keys.read(keys_file, said) if keys_file else None
        folder = make_home()
        with alone(folder), tempfile.TemporaryDirectory(dir=folder, prefix=STAGED) as place:
            staged = Path(place)
            keys = right_keys(backup.manifest, given, folder / "keys", staged)
            backup.refuse_forged(Keyring.from_directory(keys).index_key)
            refuse_newer(backup.manifest)
            with databases.in_use():
                if _is_loaded(backup, folder):
                    click.echo("上次中断前已全部写入 All was written before the interruption")
                else:
                    _refuse_begun(folder)
                    _unpack(backup, staged)
                    _put(backup, staged, keys, folder)
                    databases.make_roles()
                    dumping.empty()
                    click.echo("数据库…… Database …")
                    dumping.load(staged / DUMP)
                if migrate.unapplied():
                    migrate.apply(quiet=True)
                (folder / RESTORING).unlink()
                click.echo("已恢复，核对全部记录…… Restored; proving every chain …")
                prove()


def _is_loaded(backup: Sound, folder: Path) -> bool:
    """Whether a restore of this backup was killed after its database had come back whole."""
    mark = folder / RESTORING
    return mark.exists() and mark.read_text() == backup.manifest.sums[DUMP] and dumping.is_begun()


def _refuse_begun(folder: Path) -> None:
    has_files = any((folder / "files").iterdir()) and not (folder / RESTORING).exists()
    if has_files or dumping.is_begun():
        raise Trouble(
            f"{folder} 或它的数据库里已有内容，不会覆盖。请把 HUIYIN_HOME 设为一个空目录"
            "（并使用空数据库）。",
            f"{folder} or its database is in use; nothing is replaced. Set HUIYIN_HOME to an empty"
            " folder (and use an empty database).",
        )


def _unpack(backup: Sound, staged: Path) -> None:
    (staged / FILES).mkdir(mode=0o700)
    total = len(backup.manifest.sums)
    for count, (name, content) in enumerate(backup.members(), 1):
        backup.copy(name, content, staged / name)
        if count % 500 == 0:
            click.echo(f"文件 {count}/{total}")


def _put(backup: Sound, staged: Path, keys: Path, folder: Path) -> None:
    """Put keys and files where they belong; the database, which decides, comes after."""
    put_keys(keys, staged, folder)
    (folder / RESTORING).write_text(backup.manifest.sums[DUMP])
    shutil.rmtree(folder / "files")
    (staged / FILES).rename(folder / "files")


def _progress(file: Path) -> archive.Progress:
    shown = 0

    def show(done: int) -> None:
        nonlocal shown
        tenth = done * 10 // max(file.stat().st_size - archive.SEAL_SIZE, 1)
        if tenth > shown:
            shown = tenth
            click.echo(f"检查归档 checking {tenth}0%")

    return show
