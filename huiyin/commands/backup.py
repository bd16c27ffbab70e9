"""huiyin backup: database and files in one sealed archive; the keys in a copy of their own."""

import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from huiyin.commands import databases, dumping, migrate, sealed_keys
from huiyin.commands.archive import DUMP, FILES, Manifest, Writer
from huiyin.commands.home import Trouble, home
from huiyin.commands.keys import missing
from huiyin.privacy.keyring import Keyring, fingerprints

_EVERY = 500


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(path_type=Path),
    help="另存一份用口令封存的密钥。Also a copy of the keys, sealed with a passphrase.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="从文件读口令，不提问。Read the passphrase from a file.",
)
def command(*, file: Path, keys_file: Path | None, passphrase_file: Path | None) -> None:
    """备份：数据库和文件存为一个归档。Put database and files into one archive.

    \b
    NAME
        huiyin backup — keep a copy from which everything can be restored

    \b
    DESCRIPTION
        Writes FILE: the database as it stood at one moment (pg_dump), every stored
        file, and a manifest with the SHA-256 of each, the version, and the
        fingerprints of the keys it needs. People may go on working meanwhile. FILE
        appears only when it is complete and on disk; an existing file is never
        replaced.

    \b
        The keys are NOT in it: who has archive and keys reads everything. --keys
        writes their own copy, sealed with a passphrase of at least 12 characters.
        Make one when the installation is founded and after each rotate-keys, and
        keep it and its passphrase apart from the archives. Without it no archive
        can be read again, by anyone.

    \b
        The whole way, step by step, and how to lose a minute at most:
        docs/restore.md.

    \b
    EXAMPLES
        huiyin backup /backup/2026-03-02.huiyin
        huiyin backup /backup/first.huiyin --keys /safe/keys.sealed

    \b
    ENVIRONMENT
        DATABASE_URL, DATABASE_URL_OWNER   an external server; pg_dump of its version
                                           must be installed
        HUIYIN_HOME                        the folder of this installation

    \b
    EXIT STATUS
        0 written, 1 nothing was written
    """
    keys = home() / "keys"
    if missing(keys):
        raise Trouble(f"{keys} 里没有密钥。", f"There are no keys in {keys}.")
    said = sealed_keys.passphrase(passphrase_file, is_new=True) if keys_file else ""
    for target in filter(None, (file, keys_file)):
        if target.exists():
            raise Trouble(f"{target} 已经存在，不会覆盖。", f"{target} exists; it is not replaced.")
    with databases.in_use():
        _write(file, keys)
    if keys_file:
        sealed_keys.write(keys, keys_file, said)
        click.echo(f"密钥副本 {keys_file}，请与备份分开保管。Keep it apart from the archive.")


def _write(file: Path, keys: Path) -> None:
    ring, names = Keyring.from_directory(keys), fingerprints(keys)
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    dumped = partial.with_suffix(".dump")
    try:
        sealed_keys.write_new(dumped, b"")
        click.echo("数据库…… Database …")
        dumping.dump(dumped)
        click.echo(f"数据库 {dumped.stat().st_size / 1e6:.1f} MB")
        sealed_keys.write_new(partial, b"")
        with partial.open("wb") as out:
            manifest = Manifest(
                version=version("huiyin"),
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                keys=names,
                migrations=migrate.applied(),
            )
            archive = Writer(out, manifest)
            with dumped.open("rb") as source:
                archive.add(source, DUMP)
            # After the database: a file is on disk before the row that names it.
            count = _add_files(archive)
            archive.close(ring.index_key)
            out.flush()
            os.fsync(out.fileno())
        _appear(partial, file)
    finally:
        dumped.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    click.echo(f"已备份 {file}：{file.stat().st_size / 1e6:.1f} MB，{count} 个文件。Done.")
    needed = "，".join(f"{name} {mark}" for name, mark in names.items())
    click.echo(f"恢复时需要密钥 Keys it needs: {needed}")


def _add_files(archive: Writer) -> int:
    root = home() / "files"
    paths = sorted(root.glob("??/*"))
    count = 0
    for path in paths:
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue  # a draft that ended meanwhile
        with source:
            archive.add(source, f"{FILES}{path.parent.name}/{path.name}")
        count += 1
        if count % _EVERY == 0:
            click.echo(f"文件 {count}/{len(paths)}")
    return count


def _appear(partial: Path, file: Path) -> None:
    """Give the complete archive its name, unless somebody took it meanwhile."""
    try:
        os.link(partial, file)
    except FileExistsError:
        raise Trouble(
            f"{file} 已经存在，不会覆盖。", f"{file} exists; it is not replaced."
        ) from None
    folder = os.open(file.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
