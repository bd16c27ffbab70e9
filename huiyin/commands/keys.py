"""The keys of an installation, made once by the first start and never replaced by a later one."""

import os
import secrets
from pathlib import Path

from huiyin.privacy import keyring, signing

SIGNING = "signing"


def make(folder: Path) -> None:
    """Make whichever keys are missing: to encrypt keys, for indexes, to sign cookies and
    checkpoints."""
    keyring.make_keys(folder)
    signing.make_key(folder)
    try:
        handle = os.open(folder / SIGNING, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())


def missing(folder: Path) -> list[str]:
    """Which keys a database that already holds petitions would need and does not find."""
    names = [path.name for path in folder.glob("*")] if folder.exists() else []
    wanted = {"kek": keyring.KEK_NAME, "index": keyring.INDEX_NAME}
    return [kind for kind, name in wanted.items() if not any(map(name.fullmatch, names))]
