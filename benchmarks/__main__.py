"""`make bench`: one table of what Huiyin does beside what the machine, SQL and peers do."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import (
    beside,
    crowd,
    ground,
    intake,
    loading_plan,
    pages,
    peer,
    peer_roundup,
    register,
    search,
    starting,
)
from benchmarks.peer import Peer, Rival
from benchmarks.table import Line, show
from huiyin.commands import databases

SIZES = (10_000, 1_000_000)
READING = ("lists", "petition", "search", "figures", "sweep", "memory", "calendar")
WRITING = ("intake", "crowd", "worker", "bulk", "start")
PARTS = (*READING, *WRITING)
STORY = 41  # remarks beside the steps: a page of fifty rows of history
BUSY = 0.5
SPARE = 2**31
PORTS = {"bare": ground.PORT, "portal": ground.PORT + 1, "desk": ground.PORT + 2}
PEER_PORTS = (ground.PORT + 3, ground.PORT + 4)


Works = dict[str, Callable[[], list[Line]]]


def main() -> None:
    """Load, measure and print one table."""
    chosen = _asked()
    only = chosen.only or PARTS
    sys.stdout.write(f"{_machine()}\n")
    _refuse_small_disk(max(chosen.rows))
    load_before = os.getloadavg()[0]
    lines: list[Line] = []
    try:
        made, kept = _kept(chosen.stock)
        if made > min(chosen.rows):
            sys.exit(f"{chosen.stock} holds {made:,} petitions: ask for as many or more")
        with ground.installation(like=kept), ExitStack() as stack:
            if kept is None:
                ground.in_django("city")
                with databases.connect("owner") as connection:
                    connection.execute(ground.BARE_TABLE)
            theirs, rivals = None, list[Rival]()
            if not chosen.no_peer and {"lists", "intake"} & set(only):
                theirs, rivals, missing = _peers(stack)
                lines += missing
            for rows in sorted(chosen.rows):
                if rows > made:
                    lines.append(_load(made, rows))
                    _keep(chosen.stock, rows)
                if theirs and "lists" in only:
                    peer.fill(rows)
                lines.extend(_parts(only, rows, chosen, theirs, rivals))
                made = rows
    finally:  # what was measured is told, though a later part failed
        if load_before > BUSY:
            lines.append(Line("load before 开始时的负载", f"{load_before:.1f}: read ratios only"))
        sys.stdout.write(show(lines) + "\n")


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    asked.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of the stock")
    asked.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone")
    asked.add_argument("--seconds", type=float, default=4.0, help="of each round")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--stock", type=Path, help="keep what is loaded here, or begin with it")
    asked.add_argument("--no-peer", action="store_true", help="without django-helpdesk and Roundup")
    return asked.parse_args()


def _peers(stack: ExitStack) -> tuple[Peer | None, list[Rival], list[Line]]:
    """The peers that could be installed, served until the stack ends; a line for each other."""
    theirs, rivals, missing = None, [], []
    if python := peer.environment(*peer.WANTED):
        theirs = stack.enter_context(peer.serving(python, PEER_PORTS[0]))
        rivals.append(theirs.rival)
    else:
        missing.append(Line(peer.NAME, "not measured: pip could not install it"))
    if python := peer.environment(*peer_roundup.WANTED):
        rivals.append(stack.enter_context(peer_roundup.serving(python, PEER_PORTS[1])))
    else:
        missing.append(Line(peer_roundup.NAME, "not measured: pip could not install it"))
    return theirs, rivals, missing


def _kept(stock: Path | None) -> tuple[int, Path | None]:
    """How many petitions were loaded and kept in an earlier run, and where."""
    if stock is None or not (stock / "rows").exists():
        return 0, None
    return int((stock / "rows").read_text()), stock / "home"


def _keep(stock: Path | None, rows: int) -> None:
    """Keep what was just loaded, in place of less, for the next run: loading takes longest."""
    if stock is None:
        return
    shutil.rmtree(stock, ignore_errors=True)
    stock.mkdir(parents=True)
    stock.chmod(0o711)
    ground.keep(stock / "home")
    (stock / "rows").write_text(str(rows))


def _refuse_small_disk(rows: int) -> None:
    """Tell what the largest stock takes, and stop before it fills the disk."""
    wanted = rows * loading_plan.BYTES_EACH
    place = tempfile.gettempdir()
    free = shutil.disk_usage(place).free
    words = f"{wanted / 2**30:.1f} GiB wanted in {place}, {free / 2**30:.1f} GiB free"
    sys.stdout.write(f"disk 磁盘: {words}\n")
    if free < wanted + SPARE:
        sys.exit(f"not enough disk, nothing was loaded 磁盘不够，没有装载：{words}")


def _machine() -> str:
    version = platform.python_version()
    return (
        f"{os.cpu_count()} CPU, Python {version}, granian 2 × 4 threads, PostgreSQL with fsync and"
        " synchronous_commit on, loopback; medians of interleaved rounds"
    )


def _load(made: int, rows: int) -> Line:
    _say(f"loading up to {rows:,}")
    began = time.monotonic()
    loading_plan.load(made, rows, story=STORY if made == 0 else 0)
    seconds = time.monotonic() - began
    size = loading_plan.size_of_database()
    return Line(
        f"stock of {rows:,} by COPY 装载",
        f"{(rows - made) / seconds:,.0f}/s, {seconds:.0f} s",
        f"{size / 2**30:.1f} GiB",
    )


def _parts(
    only: Sequence[str],
    rows: int,
    chosen: argparse.Namespace,
    theirs: Peer | None,
    rivals: Sequence[Rival],
) -> Iterator[Line]:
    """The parts that were asked for, in the order of the table; what changes the stock last."""
    if set(READING) & set(only):
        with _desk(PORTS) as (desk, portal):
            leader = ground.in_django("session", "gu.mingche")
            reading: Works = {
                "lists": lambda: pages.lists(desk, rows, theirs),
                "petition": lambda: pages.petition(desk, rows),
                "search": lambda: search.rows(desk, rows),
                "figures": lambda: register.figures(desk, leader, rows),
                "sweep": lambda: register.sweep(rows),
                "memory": lambda: pages.resources(desk, portal),
                "calendar": lambda: [register.calendar(rows)],
            }
            yield from _measured(reading, only, rows)
    turns = {"seconds": chosen.seconds, "rounds": chosen.rounds}
    few = turns | {"clients": chosen.clients}
    # Last, for it adds to the stock what the others were measured with.
    writing: Works = {
        "intake": lambda: intake.rows(PORTS, stock=rows, peers=rivals, **few),
        "crowd": lambda: crowd.rows(PORTS, **turns),
        "worker": lambda: beside.rows(PORTS, **few),
        "bulk": lambda: [register.bulk(2_000_000_000 + 10 * rows, rows)],
        "start": lambda: [starting.row(PORTS["portal"])],
    }
    yield from _measured(writing, only, rows)


def _measured(works: Works, only: Sequence[str], rows: int) -> Iterator[Line]:
    """The lines of the parts wanted; one that falls is a line too, and the others go on."""
    for name, measure in works.items():
        if name not in only:
            continue
        _say(f"{name} at {rows:,}")
        try:
            yield from measure()
        except Exception as trouble:
            traceback.print_exc()
            words = " ".join(str(trouble).split())
            cause = f"{type(trouble).__name__}: {words[-300:]}"
            yield Line(f"{name} at {rows:,}", "not measured", "", "", "", False, cause)


_grown: dict[int, float] = {}


@contextmanager
def _desk(ports: dict[str, int]) -> Iterator[tuple[pages.Desk, int]]:
    with (
        ground.serving_bare(ports["bare"]),
        ground.serving_huiyin(ports["desk"], site="desk", workers=1) as process,
        ground.serving_huiyin(ports["portal"]) as portal,
    ):
        cookie, office = ground.in_django("session", "zhou.yuhe"), ground.in_django("bureau")
        desk = pages.Desk(ports["desk"], ports["bare"], process, cookie, office, _grown)
        yield desk, portal


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


if __name__ == "__main__":
    if not Path("huiyin").is_dir():
        sys.exit("run it from the checkout: make bench")
    main()
