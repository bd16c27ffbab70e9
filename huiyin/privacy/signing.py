"""The key that signs checkpoints: `checkpoint-0001` beside the others, its public half for anyone.

Who has the database but not this file cannot make what happened look otherwise.
"""

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from huiyin.privacy.keyring import KeyFlaw, UnusableKeys, read_key, write_key

NAME = re.compile(r"checkpoint-([0-9]{4})")
FIRST = "checkpoint-0001"


class Signer:
    """Signs with the newest key of a folder; never printed."""

    def __init__(self, folder: Path) -> None:
        names = sorted(each.name for each in folder.glob("*") if NAME.fullmatch(each.name))
        if not names:
            raise UnusableKeys(KeyFlaw.MISSING, folder)
        self._keys = [Ed25519PrivateKey.from_private_bytes(read_key(folder / n)) for n in names]

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return self._keys[-1].sign(message)

    @property
    def public(self) -> list[bytes]:
        """The public halves, oldest first, 32 bytes each."""
        return [key.public_key().public_bytes_raw() for key in self._keys]


def make_key(folder: Path) -> None:
    """Make the first key, unless there is one."""
    if not any(NAME.fullmatch(each.name) for each in folder.glob("*")):
        write_key(folder / FIRST)
