"""Hash chains over append-only rows, so that no change, gap or swap goes unnoticed.

Standard library only: an auditor may run this file alone on an export. A body names what it
belongs to (the petition, the day), else a whole chain could be moved to another owner.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping

GENESIS = bytes(32)

_EVENT = b"\x00"
# Beyond this, other languages read another number than was written (RFC 7493).
_LARGEST = 2**53 - 1
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Uncanonical(ValueError):
    """A body holds something that has no single written form."""


def canonical(body: Mapping[str, object]) -> bytes:
    """The one written form of a body (RFC 8785 for what we allow), text composed (NFC)."""
    plain = _plain(dict(body))
    return _written(plain).encode()


def link(previous: bytes, body: Mapping[str, object]) -> bytes:
    """The hash of a row, from the hash of the row before it (`GENESIS` for the first)."""
    if len(previous) != len(GENESIS):
        raise ValueError("a hash has 32 bytes")
    return hashlib.sha256(_EVENT + previous + canonical(body)).digest()


def verify(
    rows: Iterable[tuple[int, bytes, bytes, Mapping[str, object]]],
    *,
    head: bytes | None = None,
) -> int | None:
    """The first bad position of (seq, previous, hash, body) rows in order, or None.

    Positions count from 1 without gaps. Rows cut off at the end show only against `head`, the
    last hash as kept elsewhere; the position is then the one after the last row.
    """
    before, position = GENESIS, 0
    for position, row in enumerate(rows, start=1):
        if not _follows(row, before=before, position=position):
            return position
        before = bytes(memoryview(row[2]))
    return None if head is None or before == head else position + 1


def _follows(
    row: tuple[int, bytes, bytes, Mapping[str, object]], *, before: bytes, position: int
) -> bool:
    """Whether the row stands in its place; a damaged row is a bad one, not an error."""
    seq, previous, own, body = row
    try:
        return (
            seq == position
            and memoryview(previous) == before
            and memoryview(own) == link(before, body)
        )
    except (TypeError, ValueError, RecursionError):
        return False


def _plain(value: object) -> object:
    """The value with keys sorted and texts composed, or `Uncanonical`."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _whole(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return _sorted(value)
    raise Uncanonical(f"{type(value).__name__} has no canonical form")


def _text(value: str) -> str:
    if value.isascii():
        return value
    composed = unicodedata.normalize("NFC", value)
    try:
        composed.encode()
    except UnicodeEncodeError:
        raise Uncanonical("a lone surrogate has no canonical form") from None
    return composed


def _whole(value: int | float) -> int:
    """Numbers are whole; 1.0 is 1, as RFC 8785 writes it and as a database may return it."""
    whole = int(value) if isinstance(value, int) or value.is_integer() else None
    if whole is None or abs(whole) > _LARGEST:
        raise Uncanonical("a number is whole and at most 2^53 - 1")
    return whole


def _sorted(value: dict[object, object]) -> dict[str, object]:
    """Keys in the order of their UTF-16 code units, as RFC 8785 wants."""
    pairs = [(_key(key), _plain(item)) for key, item in value.items()]
    ordered = dict(sorted(pairs, key=_code_units))
    if len(ordered) != len(pairs):
        raise Uncanonical("two keys are written alike")
    return ordered


def _code_units(pair: tuple[str, object]) -> bytes:
    return pair[0].encode("utf-16-be")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Uncanonical("a key is a text")
    return _text(key)
