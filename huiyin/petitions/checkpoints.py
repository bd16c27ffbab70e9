"""签名检查点. Every minute the ends of the chains, signed, into a file outside the database (D3).

Who restores an older database, cuts off the end of a story or writes it anew stands against what
was signed. A copy in a folder on another machine (HUIYIN_CHECKPOINTS) stands against who has this
one too.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast, Concat

from huiyin.audit.chain import (
    CHECKPOINTS,
    KEY,
    SIGNATURE,
    digest,
    first_bad_checkpoint,
    gone,
    signed_part,
)
from huiyin.audit.models import AccessSeal
from huiyin.petitions.models import Event
from huiyin.privacy.signing import Signer

log = logging.getLogger("huiyin.checkpoints")

MOST = 20_000  # events in one checkpoint
BLOCK = 65_536  # bytes read at once from the end of a file
AT_ONCE = 5_000  # rows of checkpoints compared with those of the database
# What was begun earlier may be committed later than what is signed already; clocks are set back.
LATEST_COMMIT = timedelta(days=1)
PARTS = ("events", "seals")
Line = dict[str, Any]
Pairs = list[list[str]]


def checkpoint(at: datetime) -> int:
    """Sign what no checkpoint has seen yet, in every folder; returns how many rows. May run twice.

    What is committed while it looks is left to the next one: it ends, however busy an office is.
    OSError where the own folder cannot be written; a copy that cannot is made up for later.
    """
    with _alone() as own:
        count = 0
        last, seen = _lately(own)
        for events, seals, until in _unseen(last, seen):
            line: Line = {"at": _written(at), "until": _written(until)}
            last = _append(own, last, line | {"events": events, "seals": seals})
            count += len(events) + len(seals)
        _copy(own)
    return count


def acknowledge_loss(reason: str, at: datetime) -> int:
    """After a restore: sign that what the checkpoints saw and the database lacks is lost, and why.

    Returns how much was lost; nothing is signed where nothing was.
    """
    with _alone() as own:
        lines = read(own)
        missing = set(missing_of(lines))
        lost = sorted(
            [place, was]
            for line in lines
            for part in PARTS
            for place, was in line.get(part, ())
            if (line["counter"], place) in missing
        )
        if lost:
            about: Line = {"at": _written(at), "until": lines[-1]["until"], "reason": reason}
            _append(own, lines[-1], about | {"lost": lost})
            _copy(own)
    return len(lost)


def first_bad(folder: Path, lines: Sequence[Line]) -> int | None:
    """The first of a folder's checkpoints that is missing, changed or not signed by us, or None."""
    keys = public_keys(folder)
    if folder == folders()[0]:
        keys = Signer(Path(settings.HUIYIN_KEYS)).public
    return first_bad_checkpoint(lines, keys)


def missing_of(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """(counter, place) of what checkpoints saw and the database has no longer, or otherwise."""
    found: list[tuple[int, str]] = []
    lost = [{"lost": line["lost"]} for line in lines if "lost" in line]
    for some in _together(lines):
        told = [each for line in some for each, _was in line.get("events", ())]
        events = {each.split("/")[0] for each in told}
        rows = Event.objects.filter(petition__in=events).values_list("petition", "seq", "hash")
        sealed = [each for line in some for each, _was in line.get("seals", ())]
        days = {each.rpartition("/")[0] for each in sealed}
        seals = AccessSeal.objects.filter(day__in=days).values_list("day", "seq", "hash")
        kept = {f"{petition}/{seq}": bytes(own).hex() for petition, seq, own in rows.iterator()}
        closed = {f"{day}/{seq}": bytes(own).hex() for day, seq, own in seals.iterator()}
        found += gone([*lost, *some], events=kept, seals=closed)
    return found


def _together(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Checkpoints in their order, as many at once as saw some thousands of rows: a long story of
    which each saw a little is then read once, not once for each."""
    some: list[Line] = []
    seen = 0
    for line in lines:
        some.append(line)
        seen += sum(len(line.get(part, ())) for part in PARTS)
        if seen >= AT_ONCE:
            yield some
            some, seen = [], 0
    if some:
        yield some


def read(folder: Path) -> list[Line]:
    """The checkpoints of a folder, oldest first; ValueError where a line is no checkpoint."""
    places = sorted(folder.glob(CHECKPOINTS))
    return [json.loads(line) for place in places for line in place.read_text().splitlines()]


def folders() -> list[Path]:
    """Where checkpoints are kept: the installation's own folder first."""
    return [Path(each) for each in settings.HUIYIN_CHECKPOINTS]


def public_keys(folder: Path) -> list[bytes]:
    """The keys that stand beside the checkpoints of a folder."""
    place = folder / KEY
    return [bytes.fromhex(word) for word in place.read_text().split()] if place.exists() else []


def _lately(own: Path) -> tuple[Line | None, set[str]]:
    """The last checkpoint, and what is seen of whatever may be committed only now.

    Read from the end: months of a city are many, and this is asked every minute.
    """
    last, seen = None, set[str]()
    for place in sorted(own.glob(CHECKPOINTS), reverse=True):
        for text in _backwards(place):
            line: Line = json.loads(text)
            last = last or line
            if _until(line) < _until(last) - LATEST_COMMIT:
                return last, seen
            seen.update(_mark(*each) for part in PARTS for each in line.get(part, ()))
    return last, seen


def _backwards(place: Path) -> Iterator[bytes]:
    """The lines of a file, the last one first."""
    with place.open("rb") as file:
        start, rest = file.seek(0, os.SEEK_END), b""
        while start:
            before = max(0, start - BLOCK)
            file.seek(before)
            first, *lines = (file.read(start - before) + rest).split(b"\n")
            yield from (line for line in reversed(lines) if line)
            start, rest = before, first
        if rest:
            yield rest


def _unseen(last: Line | None, seen: set[str]) -> Iterator[tuple[Pairs, Pairs, datetime]]:
    """The events and seals that no checkpoint has, so many at once, and up to which moment."""
    events = Event.objects.order_by("recorded_at", "id")
    seals = AccessSeal.objects.order_by("recorded_at", "id")
    until = _until(last) if last else None
    if until:
        since = until - LATEST_COMMIT
        events, seals = events.filter(recorded_at__gte=since), seals.filter(recorded_at__gte=since)
    closed: Pairs = []
    for each in seals:
        place, own, newest = f"{each.day}/{each.seq}", bytes(each.hash).hex(), each.recorded_at
        if _mark(place, own) not in seen:
            closed.append([place, own])
    # All as PostgreSQL writes it: each minute a whole day is read, of which little is new.
    rows = events.values_list(
        Concat("petition", Value("/"), "seq", output_field=TextField()),
        Func(F("hash"), Value("hex"), function="encode", output_field=TextField()),
        Cast("recorded_at", TextField()),
    ).iterator(chunk_size=2_000)
    fresh = (row for row in rows if _mark(*row[:2]) not in seen)
    while (some := list(islice(fresh, MOST))) or closed:
        reached = datetime.fromisoformat(some[-1][2]) if some else until or newest
        until = max(until or reached, reached)
        yield [[place, own] for place, own, _at in some], closed, until
        closed = []


def _mark(place: str, own: str) -> str:
    return f"{place} {own}"


def _until(line: Line) -> datetime:
    return datetime.fromisoformat(line["until"])


def _append(own: Path, last: Line | None, more: Line) -> Line:
    """The next checkpoint, signed and on disk for good."""
    signer = Signer(Path(settings.HUIYIN_KEYS))
    line: Line = {"counter": 1, "previous": ""}
    if last:
        line = {"counter": last["counter"] + 1, "previous": digest(last)}
    line |= more
    line[SIGNATURE] = signer.sign(signed_part(line)).hex()
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    _write(own / CHECKPOINTS.replace("*", line["at"][:7]), f"{text}\n".encode())
    _write_keys(own, signer.public)
    return line


def _copy(own: Path) -> None:
    """Bring the copies up to date. What they have already is never touched: where that is not
    what stands here, somebody has changed one of the two, and `huiyin verify` tells which."""
    for other in folders()[1:]:
        other.mkdir(parents=True, exist_ok=True)
        _cut_torn(other)
        for place in sorted(own.glob(CHECKPOINTS)):
            _make_up(place, other / place.name)
        _write_keys(other, public_keys(own))


def _make_up(place: Path, there: Path) -> None:
    """Add what a copy lacks at its end; compared is only where it ends, months being long."""
    with place.open("rb") as mine, there.open("a+b") as copy:
        end = copy.seek(0, os.SEEK_END)
        for file in (mine, copy):
            file.seek(max(0, end - BLOCK))
        if copy.read() != mine.read(min(end, BLOCK)):
            log.error("%s is no copy of %s", there, place)
        elif end < place.stat().st_size:
            shutil.copyfileobj(mine, copy)
            copy.flush()
            os.fsync(copy.fileno())


def _cut_torn(folder: Path) -> None:
    """What was still being written when the power went was no checkpoint, and is signed anew."""
    for place in sorted(folder.glob(CHECKPOINTS))[-1:]:
        with place.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            if file.read() not in (b"", b"\n"):
                torn = next(_backwards(place))
                log.warning("%s ended within a checkpoint; cut off there", place)
                file.truncate(end - len(torn))


def _take_back(own: Path) -> None:
    """A new machine goes on where the copies end."""
    for other in folders()[1:]:
        for place in sorted(other.glob(CHECKPOINTS)) if not any(own.glob(CHECKPOINTS)) else ():
            _write(own / place.name, place.read_bytes())
        _write_keys(own, public_keys(other))


def _write(place: Path, content: bytes) -> None:
    if not content:
        return
    with place.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_keys(folder: Path, keys: Sequence[bytes]) -> None:
    """Add the public halves that are not there yet."""
    if fresh := [key for key in keys if key not in public_keys(folder)]:
        with (folder / KEY).open("a") as file:
            file.writelines(f"{key.hex()}\n" for key in fresh)


@contextmanager
def _alone() -> Iterator[Path]:
    own = folders()[0]
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (own / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _take_back(own)
        _cut_torn(own)
        yield own


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
