"""签名检查点. Every minute the ends of the chains, signed, into a file outside the database (D3).

Who restores an older database, cuts off the end of a story or writes it anew stands against what
was signed. A copy in a folder on another machine (HUIYIN_CHECKPOINTS) stands against who has this
one too.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

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
AT_ONCE = 5_000  # rows of checkpoints compared with those of the database
# What was begun earlier may be committed later than what is signed already; clocks are set back.
LATEST_COMMIT = timedelta(days=1)
PARTS = ("events", "seals")
Line = dict[str, Any]
Pairs = list[list[str]]


def checkpoint(at: datetime) -> int:
    """Sign what no checkpoint has seen yet, in every folder; returns how many rows. May run twice.

    OSError where the own folder cannot be written; a copy that cannot is made up for later.
    """
    with _alone() as own:
        count = 0
        lines = read(own, newest=2)
        while fresh := _unseen(lines):
            events, seals, until = fresh
            line: Line = {"at": _written(at), "until": _written(until)}
            lines.append(_append(own, lines, line | {"events": events, "seals": seals}))
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
            _append(own, lines, about | {"lost": lost})
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


def read(folder: Path, newest: int | None = None) -> list[Line]:
    """The checkpoints of a folder, oldest first, or of its newest months; ValueError where a line
    is no checkpoint."""
    places = sorted(folder.glob(CHECKPOINTS))[-newest if newest else None :]
    return [json.loads(line) for place in places for line in place.read_text().splitlines()]


def folders() -> list[Path]:
    """Where checkpoints are kept: the installation's own folder first."""
    return [Path(each) for each in settings.HUIYIN_CHECKPOINTS]


def public_keys(folder: Path) -> list[bytes]:
    """The keys that stand beside the checkpoints of a folder."""
    place = folder / KEY
    return [bytes.fromhex(word) for word in place.read_text().split()] if place.exists() else []


def _unseen(lines: Sequence[Line]) -> tuple[Pairs, Pairs, datetime] | None:
    """The events and seals that no checkpoint has, and up to which moment this looks; or None."""
    until = datetime.fromisoformat(lines[-1]["until"]) if lines else None
    since = until - LATEST_COMMIT if until else None
    seen: set[tuple[str, str]] = set()
    for line in reversed(lines):
        if since and datetime.fromisoformat(line["until"]) < since:
            break
        seen |= {(place, was) for part in PARTS for place, was in line.get(part, ())}
    events = Event.objects.order_by("recorded_at", "id")
    seals = AccessSeal.objects.order_by("recorded_at", "id")
    if since:
        events, seals = events.filter(recorded_at__gte=since), seals.filter(recorded_at__gte=since)
    fresh: Pairs = []
    reached = until
    for petition, seq, own, at in events.values_list(
        "petition", "seq", "hash", "recorded_at"
    ).iterator(chunk_size=2_000):
        place, digits = f"{petition}/{seq}", bytes(own).hex()
        if (place, digits) not in seen:
            fresh.append([place, digits])
            reached = max(reached or at, at)
        if len(fresh) == MOST:
            break
    closed = [[f"{each.day}/{each.seq}", bytes(each.hash).hex()] for each in seals]
    closed = [[place, own] for place, own in closed if (place, own) not in seen]
    newest = AccessSeal.objects.aggregate(Max("recorded_at"))["recorded_at__max"]
    reached = reached or newest
    return (fresh, closed, reached) if reached and (fresh or closed) else None


def _append(own: Path, lines: Sequence[Line], more: Line) -> Line:
    """The next checkpoint, signed and on disk for good."""
    signer = Signer(Path(settings.HUIYIN_KEYS))
    line: Line = {"counter": 1, "previous": ""}
    if lines:
        line = {"counter": lines[-1]["counter"] + 1, "previous": digest(lines[-1])}
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
        for place in sorted(own.glob(CHECKPOINTS)):
            there, content = other / place.name, place.read_bytes()
            has = there.read_bytes() if there.exists() else b""
            if content.startswith(has):
                _write(there, content[len(has) :])
            else:
                log.error("%s is no copy of %s", there, place)
        _write_keys(other, public_keys(own))


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
        yield own


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
