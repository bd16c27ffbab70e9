"""The keys of an installation: where they lie, how they are made, and who may read them.

They live in one directory outside the database: `kek-0001`, `kek-0002`… wrap the keys of the
records, the highest number being the current one; `index-0001` feeds the blind indexes.
"""

import base64
import binascii
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.conf import settings

KEY_SIZE = 32
KEK_NAME = re.compile(r"kek-([0-9]{4})")
INDEX_NAME = re.compile(r"index-([0-9]{4})")


class KeyFlaw(StrEnum):
    """What may be wrong with a key directory, and what to do about it."""

    zh: str

    def __new__(cls, value: str, zh: str) -> "KeyFlaw":
        flaw = str.__new__(cls, value)
        flaw._value_ = value
        flaw.zh = zh
        return flaw

    MISSING = "missing", "密钥目录不存在或没有密钥文件，请从备份恢复密钥后再启动。"
    OPEN = "open", "密钥文件可被他人读取，请将权限改为 0400。"
    SHAPE = "shape", "密钥文件内容损坏，请从备份恢复该文件。"
    UNREADABLE = "unreadable", "没有读取密钥文件的权限，请检查文件的属主。"
    DOUBLE = "double", "索引密钥只能有一个，请移走多余的文件。"


class UnusableKeys(Exception):
    """The key directory cannot be used; `flaw` says why, `path` where."""

    def __init__(self, flaw: KeyFlaw, path: Path) -> None:
        super().__init__(f"{flaw.value}: {path}")
        self.flaw = flaw
        self.path = path


@dataclass(frozen=True, eq=False)
class Keyring:
    """The keys of one directory, read once; never printed."""

    keks: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)
    current: str

    @classmethod
    def from_directory(cls, path: Path) -> "Keyring":
        """Read every key; refuses a directory that others can read or that lacks a kind."""
        keks = _read_all(path, KEK_NAME)
        indexes = _read_all(path, INDEX_NAME)
        if not keks or not indexes:
            raise UnusableKeys(KeyFlaw.MISSING, path)
        if len(indexes) > 1:
            raise UnusableKeys(KeyFlaw.DOUBLE, path)
        return cls(keks=keks, index_key=next(iter(indexes.values())), current=max(keks))


_rings: dict[Path, tuple[int, Keyring]] = {}


def keyring() -> Keyring:
    """The keyring of `settings.HUIYIN_KEYS`, read again when a key came or went.

    A process that has read its keys goes on with them while the directory cannot be used.
    """
    path = settings.HUIYIN_KEYS  # each seal asks: to make a path anew costs more than sealing
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116 (half of what Path.stat takes)
    except OSError:
        changed = 0
    known = _rings.get(path)
    if known is not None and known[0] == changed:
        return known[1]
    try:
        ring = Keyring.from_directory(path)
    except UnusableKeys:
        if known is None:
            raise
        return known[1]
    _rings[path] = (changed, ring)
    return ring


def make_keys(path: Path) -> list[str]:
    """Make what a fresh directory lacks and return the names made; never replaces a key."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for pattern, first in ((KEK_NAME, "kek-0001"), (INDEX_NAME, "index-0001")):
        if not _names(path, pattern) and write_key(path / first):
            made.append(first)
    return made


def add_kek(path: Path) -> str:
    """Make the next key-encrypting key, which every process takes up by itself; return its id."""
    ids = [int(name.removeprefix("kek-")) for name in _names(path, KEK_NAME)]
    if not ids:
        raise UnusableKeys(KeyFlaw.MISSING, path)
    number = max(ids) + 1
    while not write_key(path / f"kek-{number:04}"):
        number += 1
    return f"{number:04}"


def put_away(path: Path, aside: Path) -> list[str]:
    """Move every key-encrypting key but the current one out of the directory; their names."""
    *old, _current = _names(path, KEK_NAME)
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in old:
        (path / name).rename(aside / name)
    for folder in (aside, path):
        sync_directory(folder)
    return old


def fingerprints(path: Path) -> dict[str, str]:
    """Every key by its file's name, with what tells it from others and tells nothing of it."""
    keys = {f"kek-{number}": key for number, key in _read_all(path, KEK_NAME).items()}
    keys |= {f"index-{number}": key for number, key in _read_all(path, INDEX_NAME).items()}
    return {
        name: hmac.digest(key, b"huiyin fingerprint", "sha256")[:8].hex()
        for name, key in sorted(keys.items())
    }


def _names(path: Path, pattern: re.Pattern[str]) -> list[str]:
    try:
        return sorted(entry.name for entry in path.iterdir() if pattern.fullmatch(entry.name))
    except FileNotFoundError:
        return []
    except PermissionError:
        raise UnusableKeys(KeyFlaw.UNREADABLE, path) from None


def _read_all(path: Path, pattern: re.Pattern[str]) -> dict[str, bytes]:
    return {name.rpartition("-")[2]: read_key(path / name) for name in _names(path, pattern)}


def read_key(path: Path) -> bytes:
    """The key in a file; refuses one that others can read."""
    try:
        if path.stat().st_mode & 0o077:
            raise UnusableKeys(KeyFlaw.OPEN, path)
        written = path.read_bytes()
    except PermissionError:
        raise UnusableKeys(KeyFlaw.UNREADABLE, path) from None
    key = _decoded(written)
    if key is None or len(key) != KEY_SIZE:
        raise UnusableKeys(KeyFlaw.SHAPE, path)
    return key


def _decoded(written: bytes) -> bytes | None:
    try:
        return base64.b64decode(written.strip(), validate=True)
    except binascii.Error:
        return None


def write_key(path: Path) -> bool:
    """Write a random key durably under a name not yet taken; False if another was faster."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_SIZE)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
    finally:
        draft.unlink()
    # Two changes within one tick of the file system's clock must not look like one.
    stamp = path.parent.stat()
    os.utime(path.parent, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    sync_directory(path.parent)
    return True


def sync_directory(path: Path) -> None:
    """Have what came and went in a directory on disk for good."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
