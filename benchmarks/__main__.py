"""`make bench`: one table of what Huiyin does beside what the machine, SQL and a peer do."""

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

from benchmarks import ground, intake, loading_plan, pages, peer, register, search
from benchmarks.table import Line, show
from huiyin.commands import databases

SIZES = (10_000, 1_000_000)
PARTS = ("lists", "petition", "search", "figures", "sweep", "memory", "calendar", "intake", "bulk")
STORY = 41  # remarks beside the steps: a page of fifty rows of history
BUSY = 0.5
SPARE = 2**31
PORTS = {"bare": ground.PORT, "portal": ground.PORT + 1, "desk": ground.PORT + 2}
PEER_PORT = ground.PORT + 3


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
            python = None if chosen.no_peer else peer.environment()
            theirs = stack.enter_context(peer.serving(python, PEER_PORT)) if python else None
            if not theirs:
                lines.append(Line("django-helpdesk", "not measured: it could not be installed"))
            for rows in sorted(chosen.rows):
                if rows > made:
                    lines.append(_load(made, rows))
                    _keep(chosen.stock, rows)
                if theirs and "lists" in only:
                    peer.fill(rows)
                lines.extend(_parts(only, rows, chosen, theirs))
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
    asked.add_argument("--no-peer", action="store_true", help="without django-helpdesk")
    return asked.parse_args()


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
    theirs: peer.Peer | None,
) -> Iterator[Line]:
    """The parts that were asked for, in the order of the table; what changes the stock last."""
    with _desk(PORTS) as (desk, portal):
        leader = ground.in_django("session", "gu.mingche")
        work: dict[str, Callable[[], list[Line]]] = {
            "lists": lambda: pages.lists(desk, rows, theirs),
            "petition": lambda: pages.petition(desk, rows),
            "search": lambda: search.rows(desk, rows),
            "figures": lambda: register.figures(desk, leader, rows),
            "sweep": lambda: register.sweep(rows),
            "memory": lambda: pages.resources(desk, portal),
            "calendar": lambda: [register.calendar(rows)],
        }
        for name, measured in work.items():
            if name in only:
                yield from _measured(name, rows, measured)
    # Last, for it adds to the stock what the others were measured with.
    last: dict[str, Callable[[], list[Line]]] = {
        "intake": lambda: intake.rows(
            PORTS,
            stock=rows,
            clients=chosen.clients,
            seconds=chosen.seconds,
            rounds=chosen.rounds,
            peer=theirs,
        ),
        "bulk": lambda: [register.bulk(2_000_000_000 + 10 * rows, rows)],
    }
    for name, measured in last.items():
        if name in only:
            yield from _measured(name, rows, measured)


def _measured(name: str, rows: int, measure: Callable[[], list[Line]]) -> list[Line]:
    """The lines of one part; one that falls is a line too, and keeps nothing of the others back."""
    _say(f"{name} at {rows:,}")
    try:
        return measure()
    except Exception as trouble:
        traceback.print_exc()
        cause = f"{type(trouble).__name__}: {str(trouble)[:120]}"
        return [Line(f"{name} at {rows:,}", "not measured", "", "", "", False, cause)]


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
