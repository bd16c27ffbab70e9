"""A petition's own key at work: sealing and opening what belongs to it (D1)."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from huiyin.privacy.keyring import Keyring
from huiyin.privacy.sealing import (
    cipher_of,
    digest_key,
    digest_with,
    new_key,
    seal_with,
    unseal_with,
    unwrap,
    wrap,
)


class Vault:
    """The opened key of one petition; it lives as long as the request that opened it."""

    def __init__(self, petition_id: UUID, wrapped: bytes | memoryview | None = None) -> None:
        self._aad = key_cell(petition_id)
        self.key = new_key() if wrapped is None else unwrap(wrapped, aad=self._aad)
        self._cipher = cipher_of(self.key)

    def wrapped(self, ring: Keyring | None = None) -> bytes:
        """The key as it may be stored: wrapped by the key-encrypting key."""
        return wrap(self.key, aad=self._aad, ring=ring)

    def seal(self, text: str, column: str, row: UUID | str) -> bytes:
        """Seal a value for one column of one row."""
        return seal_with(self._cipher, text, aad=f"{column}:{row}")

    def open(self, sealed: bytes | memoryview | None, column: str, row: UUID) -> str:
        """Open a sealed value; an absent one is empty."""
        return unseal_with(self._cipher, sealed, aad=f"{column}:{row}") if sealed else ""

    def seal_words(self, words: str, row: UUID) -> bytes:
        """Seal the words of an event, as one line of JSON."""
        return self.seal(words, "petitions_words.body", row)

    def open_words(self, sealed: bytes | memoryview, row: UUID) -> dict[str, Any]:
        """Open the words of an event."""
        words: dict[str, Any] = json.loads(self.open(sealed, "petitions_words.body", row))
        return words

    def digest(self, words: Mapping[str, Any]) -> bytes:
        """The keyed digest of words, which confirms nothing to who lacks the key."""
        return self.digest_written(as_json(words))

    def digest_written(self, words: str) -> bytes:
        """The keyed digest of words that are one line of JSON already."""
        return digest_with(self._digest_key, words.encode())

    @cached_property
    def _digest_key(self) -> bytes:
        return digest_key(self.key)


def key_cell(petition_id: UUID) -> str:
    """The cell that a petition's key is bound to; a draft's is that of the petition it may be."""
    return f"petitions_petition.key:{petition_id}"


def as_json(words: Mapping[str, Any]) -> str:
    """Words as one canonical line of JSON."""
    return _written(words)


_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
