"""Hash chains over append-only rows, so that no change, gap or swap goes unnoticed.

A body names what it belongs to (the petition, the day), else a whole chain could be moved to
another owner. What chains end in is signed and kept outside the database as checkpoints: they show
what a chain alone cannot, that its end was cut off or all of it written anew.

Standard library only: an auditor runs this file alone, `python3 chain.py FOLDER`, on what
`huiyin audit-export` wrote, with checkpoints and public key from wherever they were kept.
"""

import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

GENESIS = bytes(32)

_EVENT, _CHECKPOINT = b"\x00", b"\x02"
EVENTS, SEALS, KEY = "events.jsonl", "seals.jsonl", "key.txt"
CHECKPOINTS = "checkpoints-*.jsonl"  # a file a month
SIGNATURE = "signature"
# Beyond this, other languages read another number than was written (RFC 7493).
_LARGEST = 2**53 - 1
_TEXT = frozenset({str})
_SURE = frozenset({str, bool, type(None)})
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_written_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Uncanonical(ValueError):
    """A body holds something that has no single written form."""


def canonical(body: Mapping[str, object]) -> bytes:
    """The one written form of a body (RFC 8785 for what we allow), text composed (NFC)."""
    if isinstance(body, dict) and _are_plain([body]):
        # Where every key and text is ASCII, nothing is composed and any order of keys is the same.
        written = _written_sorted(body)
        if written.isascii():
            return written.encode()
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


def _are_plain(values: Iterable[object]) -> bool:
    """Whether these are texts, small whole numbers, truths and nothings only, named by texts."""
    for value in values:
        if type(value) in _SURE:
            continue
        if isinstance(value, dict):
            if not _TEXT.issuperset(map(type, value)) or not _are_plain(value.values()):
                return False
        elif isinstance(value, list | tuple):
            if not _are_plain(value):
                return False
        elif not isinstance(value, int) or abs(value) > _LARGEST:
            return False
    return True


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


# -- checkpoints -----------------------------------------------------------------------------------


def signed_part(line: Mapping[str, Any]) -> bytes:
    """What of a checkpoint is signed: everything but the signature."""
    return _CHECKPOINT + canonical({name: line[name] for name in line if name != SIGNATURE})


def digest(line: Mapping[str, Any]) -> str:
    """What the next checkpoint names this one by."""
    return hashlib.sha256(signed_part(line)).hexdigest()


def first_bad_checkpoint(lines: Iterable[Mapping[str, Any]], keys: Iterable[bytes]) -> int | None:
    """The first counter that is missing, unsigned or does not follow, or None.

    Each names the one before by its digest, so a signature stands for all before it: as a rule
    only the last one is checked.
    """
    known, previous, sound = list(keys), "", list[Mapping[str, Any]]()
    is_whole = True
    for line in lines:
        try:
            follows = line["counter"] == len(sound) + 1 and line["previous"] == previous
            previous = digest(line)
        except (AttributeError, KeyError, TypeError, ValueError):
            follows = False
        if not follows:
            is_whole = False
            break
        sound.append(line)
    signed = len(sound)
    while signed and not any(_signed_by(key, sound[signed - 1]) for key in known):
        signed -= 1
    return None if is_whole and signed == len(sound) else signed + 1


def _signed_by(key: bytes, line: Mapping[str, Any]) -> bool:
    return is_signed(signed_part(line), _bytes(line.get(SIGNATURE)), key)


def gone(
    lines: Iterable[Mapping[str, Any]], *, events: Mapping[str, str], seals: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """(counter, place) of what checkpoints saw and the database has no longer, or has otherwise.

    A place is `petition/seq` or `day/seq`; what a restore is known to have lost is not named.
    """
    kept = list(lines)
    lost = {(place, was) for line in kept for place, was in line.get("lost", ())}
    for line in kept:
        for part, now in (("events", events), ("seals", seals)):
            for place, was in line.get(part, ()):
                if now.get(place) != was and (place, was) not in lost:
                    yield line["counter"], place


# -- Ed25519 (RFC 8032), to check a signature only: no secret is ever in here ----------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the holder of a public key signed the message."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, chosen = _point(key), _point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if public is None or chosen is None or answer >= _L:
        return False
    asked = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(asked, "little") % _L
    return _same(_times(answer, _BASE), _plus(chosen, _times(challenge, public)))


def _x_of(y: int, *, is_odd: bool) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and is_odd):
        return None
    return _P - x if x % 2 != is_odd else x


def _point(written: bytes) -> _Point | None:
    number = int.from_bytes(written, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, is_odd=bool(number >> 255)) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _plus(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _plus(total, point)
        point, number = _plus(point, point), number >> 1
    return total


def _same(one: _Point, other: _Point) -> bool:
    x = (one[0] * other[2] - other[0] * one[2]) % _P
    y = (one[1] * other[2] - other[1] * one[2]) % _P
    return not x and not y


_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE_X = _x_of(_BASE_Y, is_odd=False) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


# -- the auditor's program -------------------------------------------------------------------------


def audit(folder: Path, checkpoints: Path | None = None) -> tuple[int, list[str]]:
    """How many rows an export holds, and what is wrong with it, each as a place.

    Checkpoints and key are read from a folder of their own where one is given: those kept
    elsewhere prove more than those that came with the export.
    """
    wrong: list[str] = []
    ends: dict[str, dict[str, str]] = {EVENTS: {}, SEALS: {}}
    count = 0
    for name, places in ends.items():
        for owner, rows in _chains(folder / name):
            count += len(rows)
            bad = verify(_linked(rows))
            if bad is not None:
                wrong.append(f"{owner}/{bad}")
            places |= {f"{owner}/{row['seq']}": row["hash"] for row in rows}
    kept = checkpoints or folder
    keys = [bytes.fromhex(word) for word in _read(kept / KEY).split()]
    lines = [line for place in sorted(kept.glob(CHECKPOINTS)) for line in _lines(place)]
    bad = first_bad_checkpoint(lines, keys)
    if bad is not None:
        wrong.append(f"checkpoint {bad}")
    missing = gone(lines[: bad - 1 if bad else None], events=ends[EVENTS], seals=ends[SEALS])
    wrong += [f"checkpoint {counter}: {place}" for counter, place in missing]
    return count, wrong


def _linked(
    rows: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[int, bytes, bytes, Mapping[str, object]]]:
    for row in rows:
        yield row["seq"], _bytes(row["previous"]), _bytes(row["hash"]), row["body"]


def _bytes(text: object) -> bytes:
    """What a text of hexadecimal digits stands for; a damaged one is nothing, not an error."""
    try:
        return bytes.fromhex(str(text))
    except ValueError:
        return b""


def _chains(place: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each owner, which stand together and in order; its body must name it."""
    owner, rows = "", list[dict[str, Any]]()
    for row in _lines(place):
        named = str(row["body"].get("petition") or row["body"].get("day"))
        if named != owner and rows:
            yield owner, rows
            rows = []
        owner = named
        rows.append(row)
    if rows:
        yield owner, rows


def _lines(place: Path) -> Iterator[dict[str, Any]]:
    for line in _read(place).splitlines():
        yield json.loads(line)


def _read(place: Path) -> str:
    return place.read_text(encoding="utf-8") if place.exists() else ""


def main() -> None:
    """FOLDER [CHECKPOINTS]: 0 when everything holds, 1 with the places that do not."""
    if len(sys.argv) not in (2, 3):
        sys.exit("python3 chain.py FOLDER [CHECKPOINTS]")
    folder, *kept = map(Path, sys.argv[1:])
    count, wrong = audit(folder, *kept)
    for place in wrong:
        sys.stdout.write(f"不符 does not hold: {place}\n")
    said = f"{len(wrong)} 处不符" if wrong else "全部相符"
    sys.stdout.write(f"核对 {count} 条记录：{said}。{count} rows checked.\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
