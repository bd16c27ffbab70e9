"""huiyin restore: an empty installation becomes what a backup holds, or stays empty."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from huiyin.commands import archive, databases, dumping, migrate, sealed_keys
from huiyin.commands.archive import DUMP, FILES, Sound
from huiyin.commands.home import RESTORING, Trouble, home, make_home
from huiyin.privacy.keyring import Keyring, fingerprints

_STAGED = ".restoring-"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(path_type=Path),
    help="用口令封存的密钥副本。The sealed copy of the keys.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="从文件读口令，不提问。Read the passphrase from a file.",
)
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
        with _alone(folder), tempfile.TemporaryDirectory(dir=folder, prefix=_STAGED) as place:
            staged = Path(place)
            keys = _keys(backup, given, folder / "keys", staged)
            backup.refuse_forged(Keyring.from_directory(keys).index_key)
            _refuse_newer(backup)
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
                _verify()


def _keys(backup: Sound, given: dict[str, str] | None, usual: Path, staged: Path) -> Path:
    """The folder of the right keys: those that lie there, or those given, still set aside."""
    folder = usual
    if given is not None:
        folder = staged / "keys"
        sealed_keys.put(given, folder)
    found = fingerprints(folder)
    lacking = {name: mark for name, mark in backup.manifest.keys.items() if found.get(name) != mark}
    if lacking:
        wanted = "，".join(f"{name} {mark}" for name, mark in lacking.items())
        raise Trouble(
            f"密钥不对。这份备份需要：{wanted}。请用 --keys 给出对应的密钥副本。",
            f"These are not its keys. It wants: {wanted}. Give their copy with --keys.",
        )
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only restore into this folder; what a killed one left behind goes."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"另一个恢复正在写入 {folder}。", f"Another restore into {folder} is under way."
            ) from None
        for left in folder.glob(f"{_STAGED}*"):
            shutil.rmtree(left)
        yield
    finally:
        os.close(place)


def _is_loaded(backup: Sound, folder: Path) -> bool:
    """Whether a restore of this backup was killed after its database had come back whole."""
    mark = folder / RESTORING
    return mark.exists() and mark.read_text() == backup.manifest.sums[DUMP] and dumping.is_begun()


def _refuse_newer(backup: Sound) -> None:
    unknown = set(backup.manifest.migrations) - migrate.known()
    if unknown:
        raise Trouble(
            f"这份备份由更新的版本 {backup.manifest.version} 制作，请先升级 huiyin。",
            f"The backup was made by a newer version, {backup.manifest.version}: upgrade first.",
        )


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
    if keys.parent == staged:
        usual = folder / "keys"
        if any(usual.iterdir()):
            aside = 1
            while (folder / f"keys-aside-{aside}").exists():
                aside += 1
            usual.rename(folder / f"keys-aside-{aside}")
        else:
            usual.rmdir()
        keys.rename(usual)
    (folder / RESTORING).write_text(backup.manifest.sums[DUMP])
    shutil.rmtree(folder / "files")
    (staged / FILES).rename(folder / "files")


def _verify() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huiyin.commands.main", "verify"], env=os.environ, check=False
    )
    if done.returncode != 0:
        raise Trouble(
            "已恢复，但有记录对不上，见上。请先不要启用。",
            "Restored, but records do not follow; see above. Do not work with it yet.",
        )
    click.echo(f"恢复完成，密钥、文件和数据库都在 {home()}。Restored. Start it with huiyin serve.")


def _progress(file: Path) -> archive.Progress:
    shown = 0

    def show(done: int) -> None:
        nonlocal shown
        tenth = done * 10 // max(file.stat().st_size - archive.SEAL_SIZE, 1)
        if tenth > shown:
            shown = tenth
            click.echo(f"检查归档 checking {tenth}0%")

    return show
