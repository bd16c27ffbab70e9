"""Envelope encryption: each record has a key of its own, wrapped by a key outside the database.

Every sealed value is bound to its cell ("table.column:pk"), so that it opens nowhere else.
AES-256-GCM; wrapped key `ver|kid|nonce|ct|tag`, value `ver|nonce|ct|tag`.
"""

import hmac
import os
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from huiyin.privacy.keyring import KEY_SIZE, Keyring, keyring

VERSION = b"\x01"
ID_SIZE = 4
NONCE_SIZE = 12
TAG_SIZE = 16
WRAPPED_SIZE = len(VERSION) + ID_SIZE + NONCE_SIZE + KEY_SIZE + TAG_SIZE

# What a ciphertext is stands in the authenticated data, so that a wrapped key never passes
# for a value, nor a value for a wrapped key.
_AS_KEY = b"huiyin key\x00"
_AS_VALUE = b"huiyin value\x00"
_DIGEST_KEY = b"huiyin digest key\x00"


class Cause(StrEnum):
    """Why a sealed value does not open."""

    SHAPE = "not a sealed value"
    VERSION = "unknown version"
    NO_KEY = "its key-encrypting key is not in the key directory"
    REFUSED = "altered, moved from another cell, or sealed under another key"
    NOT_TEXT = "opens, but is not text"


class Unreadable(Exception):
    """A sealed value does not open; knows the cell and the cause, never a content or a key."""

    def __init__(self, cause: Cause, aad: str) -> None:
        super().__init__(f"{aad}: {cause.value}")
        self.cause = cause
        self.aad = aad


class Unsealable(ValueError):
    """A text that UTF-8 cannot hold (a lone surrogate); knows the cell only."""

    def __init__(self, aad: str) -> None:
        super().__init__(f"{aad}: not valid Unicode")
        self.aad = aad


def new_key() -> bytes:
    """A fresh key for one record."""
    return os.urandom(KEY_SIZE)


def wrap(key: bytes, *, aad: str, ring: Keyring | None = None) -> bytes:
    """The record's key, sealed under the current key-encrypting key."""
    if len(key) != KEY_SIZE:
        raise ValueError("a key has 32 bytes")
    ring = ring or keyring()
    header = VERSION + ring.current.encode("ascii")
    nonce = os.urandom(NONCE_SIZE)
    kek = _kek_of(ring, ring.current)
    return header + nonce + kek.encrypt(nonce, key, _bound(_AS_KEY, header, aad))


def unwrap(wrapped: bytes | memoryview, *, aad: str, ring: Keyring | None = None) -> bytes:
    """The record's key; raises `Unreadable` if altered, moved, or its wrapping key is gone."""
    wrapped = bytes(wrapped)
    if len(wrapped) != WRAPPED_SIZE:
        raise Unreadable(Cause.SHAPE, aad)
    if wrapped[:1] != VERSION:
        raise Unreadable(Cause.VERSION, aad)
    ring, number = ring or keyring(), key_id(wrapped)
    if number not in ring.keks:
        raise Unreadable(Cause.NO_KEY, aad)
    header = wrapped[: 1 + ID_SIZE]
    bound = _bound(_AS_KEY, header, aad)
    return _opened(_kek_of(ring, number), wrapped[len(header) :], bound, aad)


def rewrap(wrapped: bytes | memoryview, *, aad: str, ring: Keyring | None = None) -> bytes:
    """The same record's key under the current key-encrypting key; unchanged if it is already."""
    ring = ring or keyring()
    key = unwrap(wrapped, aad=aad, ring=ring)
    return bytes(wrapped) if key_id(wrapped) == ring.current else wrap(key, aad=aad, ring=ring)


def key_id(wrapped: bytes | memoryview) -> str:
    """Which key-encrypting key wrapped it: bytes 2 to 5, so a query can count the old ones."""
    return bytes(wrapped[1 : 1 + ID_SIZE]).decode("ascii", errors="replace")


def seal(text: str, key: bytes, *, aad: str) -> bytes:
    """The text sealed for one cell."""
    return seal_with(cipher_of(key), text, aad=aad)


def seal_with(cipher: AESGCM, text: str, *, aad: str) -> bytes:
    """`seal`, by a key that `cipher_of` made ready."""
    content = _utf8(text)
    if content is None:
        raise Unsealable(aad)
    return _sealed(cipher, content, aad)


def unseal(sealed: bytes | memoryview, key: bytes, *, aad: str) -> str:
    """The text of one cell; raises `Unreadable`."""
    return unseal_with(cipher_of(key), sealed, aad=aad)


def unseal_with(cipher: AESGCM, sealed: bytes | memoryview, *, aad: str) -> str:
    """`unseal`, by a key that `cipher_of` made ready; raises `Unreadable`."""
    text = _text(_unsealed(cipher, sealed, aad))
    if text is None:
        raise Unreadable(Cause.NOT_TEXT, aad)
    return text


def seal_bytes(content: bytes, key: bytes, *, aad: str) -> bytes:
    """The bytes sealed for one cell or file."""
    return _sealed(cipher_of(key), content, aad)


def unseal_bytes(sealed: bytes | memoryview, key: bytes, *, aad: str) -> bytes:
    """The bytes of one cell or file; raises `Unreadable`."""
    return _unsealed(cipher_of(key), sealed, aad)


def cipher_of(key: bytes) -> AESGCM:
    """A record's key made ready; for who seals or opens several of its values."""
    return AESGCM(key)


def digest(key: bytes, content: bytes) -> bytes:
    """A fingerprint of 32 bytes that only the record's key can make.

    Who steals the database can neither confirm a guessed text or file by it nor find the
    same one in two records.
    """
    return digest_with(digest_key(key), content)


def digest_key(key: bytes) -> bytes:
    """The key for fingerprints that follows from a record's key; for who makes several."""
    return HKDFExpand(algorithm=SHA256(), length=KEY_SIZE, info=_DIGEST_KEY).derive(key)


def digest_with(subkey: bytes, content: bytes) -> bytes:
    """`digest`, by a key that `digest_key` made."""
    return hmac.digest(subkey, content, "sha256")


@lru_cache(maxsize=16)
def _kek_of(ring: Keyring, number: str) -> AESGCM:
    """A key-encrypting key made ready, for as long as its keyring is in use."""
    return AESGCM(ring.keks[number])


def _sealed(cipher: AESGCM, content: bytes, aad: str) -> bytes:
    nonce = os.urandom(NONCE_SIZE)
    return VERSION + nonce + cipher.encrypt(nonce, content, _bound(_AS_VALUE, VERSION, aad))


def _unsealed(cipher: AESGCM, sealed: bytes | memoryview, aad: str) -> bytes:
    sealed = bytes(sealed)
    if len(sealed) < len(VERSION) + NONCE_SIZE + TAG_SIZE:
        raise Unreadable(Cause.SHAPE, aad)
    if sealed[:1] != VERSION:
        raise Unreadable(Cause.VERSION, aad)
    return _opened(cipher, sealed[1:], _bound(_AS_VALUE, VERSION, aad), aad)


def _bound(purpose: bytes, header: bytes, aad: str) -> bytes:
    return purpose + header + aad.encode()


def _opened(cipher: AESGCM, sealed: bytes, bound: bytes, aad: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], bound)
    except InvalidTag:
        pass
    # Raised out here so that no other exception, with a content in it, hangs on this one.
    raise Unreadable(Cause.REFUSED, aad)


def _utf8(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
