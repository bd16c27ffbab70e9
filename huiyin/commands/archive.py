"""The file of a backup: a tar of the dump, the files and a manifest, closed by a seal.

The seal is one line behind the tar: the SHA-256 of everything before it, and an HMAC of that sum
under a key drawn from the index key. The sum finds damage before anything is touched; the HMAC
refuses what somebody rewrote with a sum of his own.
"""

import hashlib
import hmac
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from huiyin.commands.home import Trouble

DUMP = "database.dump"
FILES = "files/"
MANIFEST = "manifest.json"
FORMAT = 1
_STEP = 1 << 20
_SEAL = re.compile(rb"([0-9a-f]{64}) ([0-9a-f]{64})\n")
SEAL_SIZE = 130
_FILE_NAME = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{30}")
_LARGEST_MANIFEST = 1 << 30

Progress = Callable[[int], None]


@dataclass
class Manifest:
    """What a backup holds and what it needs: sums by member, keys by name with fingerprint."""

    version: str
    made_at: str
    keys: dict[str, str]
    migrations: list[str]
    sums: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members to a tar and keeps their sums."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self._out = _Summing(target)
        # It is asked for no more than `write` and `read`.
        self._tar = tarfile.open(fileobj=cast(Any, self._out), mode="w|")  # noqa: SIM115
        self.manifest = manifest

    def add(self, source: IO[bytes], name: str) -> None:
        """Add what a file holds now under a name."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(source.fileno()).st_size, 0o600
        reading = _Summing(source)
        self._tar.addfile(entry, cast(IO[bytes], reading))
        self.manifest.sums[name] = reading.sum.hexdigest()

    def close(self, seal_key: bytes) -> None:
        """Write the manifest, the end and the seal."""
        written = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(written), 0o600
        self._tar.addfile(entry, io.BytesIO(written))
        self._tar.close()
        total = self._out.sum.digest()
        self._out.target.write(f"{total.hex()} {_mac(seal_key, total)}\n".encode())


class _Summing:
    """A file that is summed as it is read or written."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.sum = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.sum.update(content)
        return self.target.write(content)

    def read(self, size: int = -1) -> bytes:
        content = self.target.read(size)
        self.sum.update(content)
        return content


class Sound:
    """A backup whose sum is right: its manifest, and its members, each checked as it is read."""

    def __init__(self, file: IO[bytes], total: bytes, mac: str) -> None:
        self._file, self._total, self._mac = file, total, mac
        try:
            self.manifest = self._read_manifest()
        except (tarfile.TarError, ValueError, TypeError, KeyError) as problem:
            raise broken("manifest") from problem

    def refuse_forged(self, seal_key: bytes) -> None:
        """Refuse an archive that was sealed by somebody without the keys."""
        if not hmac.compare_digest(self._mac, _mac(seal_key, self._total)):
            raise broken("seal")

    def members(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Every member but the manifest; its name is one that we ourselves would give."""
        self._file.seek(0)
        missing = set(self.manifest.sums)
        with tarfile.open(fileobj=self._file, mode="r:") as tar:
            for entry in tar:
                if entry.name == MANIFEST:
                    continue
                content = tar.extractfile(entry) if entry.isreg() else None
                is_ours = entry.name == DUMP or _FILE_NAME.fullmatch(entry.name)
                if content is None or not is_ours or entry.name not in missing:
                    raise broken(entry.name)
                missing.remove(entry.name)
                yield entry.name, content
        if missing:
            raise broken(min(missing))

    def copy(self, name: str, content: IO[bytes], target: Path) -> None:
        """Write a member where it belongs, on disk for good, and check what was written."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        reading = _Summing(content)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            while part := reading.read(_STEP):
                out.write(part)
            out.flush()
            os.fsync(out.fileno())
        if reading.sum.hexdigest() != self.manifest.sums[name]:
            raise broken(name)

    def _read_manifest(self) -> Manifest:
        self._file.seek(0)
        with tarfile.open(fileobj=self._file, mode="r:") as tar:
            content = tar.extractfile(MANIFEST)
            if content is None:
                raise broken(MANIFEST)
            given: dict[str, Any] = json.loads(content.read(_LARGEST_MANIFEST))
        if not isinstance(given, dict):
            raise broken(MANIFEST)
        if given.get("format") != FORMAT:
            raise Trouble(
                f"备份的格式是第 {given.get('format')} 版，本程序只认第 {FORMAT} 版。",
                f"The backup has format {given.get('format')}; this program reads {FORMAT}.",
            )
        found = Manifest(**given)
        if not all(isinstance(each, dict) for each in (found.keys, found.sums)):
            raise broken(MANIFEST)
        return found


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[Sound]:
    """An archive read from end to end and found whole; refuses a broken one."""
    try:
        file = path.open("rb")
    except OSError as problem:
        raise Trouble(
            f"读不了 {path}：{problem.strerror}。", f"Cannot read {path}: {problem.strerror}."
        ) from problem
    with file:
        length = os.fstat(file.fileno()).st_size - SEAL_SIZE
        if length < 0:
            raise broken("length")
        total = hashlib.sha256()
        while (left := length - file.tell()) > 0:
            part = file.read(min(_STEP, left))
            if not part:
                raise broken("length")
            total.update(part)
            progress(file.tell())
        seal = _SEAL.fullmatch(file.read())
        if seal is None or seal.group(1).decode() != total.hexdigest():
            raise broken("sum")
        yield Sound(file, total.digest(), seal.group(2).decode())


def broken(where: str) -> Trouble:
    """What is said of an archive that must not be used."""
    return Trouble(
        f"备份文件不完整或被改动过（{where}），没有恢复任何内容。请换一份备份。",
        f"The backup is broken or was altered ({where}); nothing was restored. Use another one.",
    )


def _mac(key: bytes, total: bytes) -> str:
    return hmac.new(key, b"huiyin backup\x00" + total, "sha256").hexdigest()
