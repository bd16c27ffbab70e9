"""Keys that are made to be destroyed: each in a file of its own, which no copy of anything takes.

They lie beside the key directory, not in it: `huiyin backup` takes the database and the files,
its `--keys` the keys of the directory, so what is sealed under one of these is dead in every
backup on the day when its file is gone. A mark stays, so that no key of the name is made again.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings

from huiyin.privacy.keyring import KEY_SIZE, Keyring, read_key, sync_directory, write_key

_GONE = ".destroyed"
_NUMBER = "0001"


def folder() -> Path:
    """Where they lie: next to the keys of the installation, and as private."""
    return Path(settings.HUIYIN_KEYS).with_name("perishing-keys")


def ring(name: str, *, make: bool = False) -> Keyring | None:
    """The key of a name as a ring of one; None where there is none, or it was destroyed."""
    place = folder() / name
    if is_destroyed(name):
        return None
    if make and not place.exists():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        write_key(place)  # where another was faster, theirs is read
    try:
        key = read_key(place)
    except FileNotFoundError:
        return None
    return Keyring(keks={_NUMBER: key}, index_key=b"", current=_NUMBER)


def is_destroyed(name: str) -> bool:
    """Whether the key of a name was destroyed here."""
    return (folder() / f"{name}{_GONE}").exists()


def destroy(name: str) -> bool:
    """Overwrite and remove a key, and mark it as gone; False where it was gone already."""
    place = folder() / name
    folder().mkdir(mode=0o700, exist_ok=True)
    (folder() / f"{name}{_GONE}").touch(mode=0o400)
    sync_directory(folder())
    try:
        place.chmod(0o600)
    except FileNotFoundError:
        return False
    with place.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(2 * KEY_SIZE))
        os.fsync(file.fileno())
    place.unlink()
    sync_directory(folder())
    return True
