"""What `huiyin restore` and `huiyin recover` have in common: keys, one at a time, the proof."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from huiyin.commands import migrate, sealed_keys
from huiyin.commands.archive import Manifest
from huiyin.commands.home import Trouble, home
from huiyin.privacy.keyring import fingerprints

STAGED = ".restoring-"


def with_keys(command: Callable[..., None]) -> Callable[..., None]:
    """The options of whatever needs the sealed copy of the keys."""
    keys = click.option(
        "--keys",
        "keys_file",
        type=click.Path(path_type=Path),
        help="用口令封存的密钥副本。The sealed copy of the keys.",
    )
    passphrase = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="从文件读口令，不提问。Read the passphrase from a file.",
    )
    return keys(passphrase(command))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only restore into this folder; what a killed one left behind goes."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"另一个恢复正在写入 {folder}。", f"Another restore into {folder} is under way."
            ) from None
        for left in folder.glob(f"{STAGED}*"):
            shutil.rmtree(left)
        yield
    finally:
        os.close(place)


def right_keys(manifest: Manifest, given: dict[str, str] | None, usual: Path, staged: Path) -> Path:
    """The folder of the right keys: those that lie there, or those given, still set aside."""
    folder = usual
    if given is not None:
        folder = staged / "keys"
        sealed_keys.put(given, folder)
    found = fingerprints(folder)
    lacking = {name: mark for name, mark in manifest.keys.items() if found.get(name) != mark}
    if lacking:
        wanted = "，".join(f"{name} {mark}" for name, mark in lacking.items())
        raise Trouble(
            f"密钥不对。这份备份需要：{wanted}。请用 --keys 给出对应的密钥副本。",
            f"These are not its keys. It wants: {wanted}. Give their copy with --keys.",
        )
    return folder


def put_keys(keys: Path, staged: Path, folder: Path) -> None:
    """Put keys that were given where they belong; what lay there is put aside, never removed."""
    if keys.parent != staged:
        return
    usual = folder / "keys"
    if any(usual.iterdir()):
        aside = 1
        while (folder / f"keys-aside-{aside}").exists():
            aside += 1
        usual.rename(folder / f"keys-aside-{aside}")
    else:
        usual.rmdir()
    keys.rename(usual)


def refuse_newer(manifest: Manifest) -> None:
    """Refuse what a version made that knows more than this one."""
    if set(manifest.migrations) - migrate.known():
        raise Trouble(
            f"这份备份由更新的版本 {manifest.version} 制作，请先升级 huiyin。",
            f"The backup was made by a newer version, {manifest.version}: upgrade first.",
        )


def prove() -> None:
    """Prove every chain of what was brought back."""
    done = subprocess.run(
        [sys.executable, "-m", "huiyin.commands.main", "verify"], env=os.environ, check=False
    )
    if done.returncode != 0:
        raise Trouble(
            "已恢复，但有记录对不上，见上。请先不要启用。",
            "Restored, but records do not follow; see above. Do not work with it yet.",
        )
    click.echo(f"恢复完成，密钥、文件和数据库都在 {home()}。Restored. Start it with huiyin serve.")
