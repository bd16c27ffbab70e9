"""`make bench`: intake and work-lists at 10,000 petitions, beside a bare Django view."""

import argparse
import os
import platform
import sys
from pathlib import Path
from statistics import median

from benchmarks import ground, intake, machine, pages
from benchmarks.intake import Side
from benchmarks.table import Line, show
from huiyin.commands import databases

FEW, MANY = 100, 10_000
CROWD = 32
BUSY = 0.5


def main() -> None:
    """Measure, then print one table."""
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    asked.add_argument("--seconds", type=float, default=4.0, help="of each round")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--clients", type=int, default=8)
    chosen = asked.parse_args()
    sys.stdout.write(f"{_machine()}\n")
    load_before = os.getloadavg()[0]
    with ground.installation():
        ground.in_django("city")
        with databases.connect("owner") as connection:
            connection.execute(ground.BARE_TABLE)
        lines = _pages()
        lines += _intake(chosen.clients, chosen.seconds, chosen.rounds)
    if load_before > BUSY:
        lines.append(Line("load before 开始时的负载", f"{load_before:.1f}: read ratios only"))
    sys.stdout.write(show(lines) + "\n")


def _machine() -> str:
    version = platform.python_version()
    return (
        f"{os.cpu_count()} CPU, Python {version}, granian 2 × 4 threads, PostgreSQL with fsync and"
        " synchronous_commit on, loopback; medians of interleaved rounds"
    )


def _pages() -> list[Line]:
    """The list and the page of a petition, with few and with many petitions."""
    bare_port, _portal, desk_port = pages.ports()
    office = ground.in_django("bureau")
    times: dict[int, tuple[float, float]] = {}
    made = 0
    with (
        ground.serving_bare(bare_port),
        ground.serving_huiyin(desk_port, site="desk", workers=1) as desk,
        ground.serving_huiyin(bare_port + 1) as portal,
    ):
        cookie = ground.in_django("session")
        for count in (FEW, MANY):
            ground.in_django("petitions", str(made), str(count - made))
            made = count
            _analyse()
            times[count] = pages.both(desk_port, bare_port, cookie=cookie, office=office)
        petition, queries = ground.in_django("petition").split()
        page = pages.milliseconds(desk_port, f"/petitions/{petition}/", cookie=cookie)
        pages.milliseconds(bare_port + 1, "/")
        trees = [machine.tree(desk), machine.tree(portal)]
        memory = sum(machine.memory_of(each) for _first, *workers in trees for each in workers)
        watching = sum(machine.memory_of(first) for first, *_workers in trees)
    few, many = times[FEW], times[MANY]
    growth = many[0] / few[0]
    return [
        Line(
            f"work-list p50 at {FEW} / {MANY} 工作清单",
            f"{few[0]:.1f} / {many[0]:.1f} ms",
            "≤ 20 ms",
            many[0] <= 20,
            "a loaded machine, or the page asks more than it shows; see the ratio",
        ),
        Line("the same against the bare page", f"{many[0] / many[1]:.1f} ×, bare {many[1]:.1f} ms"),
        Line(
            f"growth {FEW} → {MANY}",
            f"{growth:.2f} ×",
            "≤ 1.2 ×",
            growth <= 1.2,
            "something of the page grows with the stock: counts up to 999, or an index not used",
        ),
        Line(
            "petition page p50 信访件页",
            f"{page.percentile(0.5):.1f} ms",
            "≤ 15 ms",
            page.percentile(0.5) <= 15,
            "a loaded machine, or too many queries",
        ),
        Line(
            "queries of it, session and viewer included",
            queries,
            "≤ 6 besides them",
            int(queries) <= 6 + 4,
            "the page reads relations one by one",
        ),
        Line(
            "memory of three web processes, PSS 内存",
            f"{memory:.0f} MiB, and {watching:.0f} MiB of the two that watch them",
            "≤ 200 MiB in all",
            memory + watching <= 200,
            "something heavy is imported at start, or the workers no longer share what is loaded",
        ),
    ]


def _analyse() -> None:
    with databases.connect("owner") as connection:
        connection.execute("vacuum analyze")


def _intake(clients: int, seconds: float, rounds: int) -> list[Line]:
    bare_port, portal_port, _desk = pages.ports()
    with (
        ground.serving_bare(bare_port) as bare,
        ground.serving_huiyin(portal_port) as portal,
    ):
        one, other = intake.compare(portal, bare, clients=clients, seconds=seconds, rounds=rounds)
        bare_busy, busy = intake.compare(portal, bare, clients=CROWD, seconds=seconds, rounds=1)
    ratio = other.rate / one.rate
    app, database = median(other.app_seconds), median(other.database_seconds)
    tail = other.percentile(0.99) / other.percentile(0.5)
    crowd = busy.rate / bare_busy.rate
    crowd_tail = busy.percentile(0.99) / busy.percentile(0.5)
    costs = app + database
    bare_costs = median(one.app_seconds) + median(one.database_seconds)
    return [
        _rate(one, "bare view, one INSERT 空白视图"),
        _rate(other, "intake API, eight tables 提交接口"),
        Line(
            f"intake against bare, {clients} clients",
            f"{ratio:.0%}",
            "≥ 45 %",
            ratio >= 0.45,
            f"CPU: {costs:.2f} s per 1,000 against {bare_costs:.2f}; eight rows, their indexes"
            " and foreign keys, seven seals and one chain link stand against one row",
        ),
        Line(
            "CPU s per 1,000, app",
            f"{app:.2f} (bare {median(one.app_seconds):.2f})",
            "≤ 0.9",
            app <= 0.9,
            "sealing, hashing, JSON and the request itself",
        ),
        Line(
            "CPU s per 1,000, PostgreSQL",
            f"{database:.2f} (bare {median(one.database_seconds):.2f})",
            "≤ 0.6",
            database <= 0.6,
            "eight tables with 30 indexes and eleven foreign keys",
        ),
        Line(
            "p99 against p50 of intake",
            f"{tail:.1f} × of {other.percentile(0.5):.1f} ms",
            "≤ 5 ×",
            tail <= 5,
            "others use this machine, or checkpoints fell into the round",
        ),
        Line(
            f"intake against bare, {CROWD} clients, one office",
            f"{crowd:.0%}, {busy.rate:.0f}/s",
            "≥ 40 %",
            crowd >= 0.4,
            "as with few clients: the CPU of the work itself",
        ),
        Line(
            f"p99 against p50 of intake, {CROWD} clients",
            f"{crowd_tail:.1f} × of {busy.percentile(0.5):.1f} ms",
            "≤ 5 ×",
            crowd_tail <= 5,
            "others use this machine, or checkpoints fell into the round",
        ),
    ]


def _rate(side: Side, name: str) -> Line:
    spread = ", ".join(f"{each.rate:.0f}" for each in side.rounds)
    return Line(
        name,
        f"{side.rate:.0f}/s ({spread}), p50 {side.percentile(0.5):.1f},"
        f" p99 {side.percentile(0.99):.1f} ms",
    )


if __name__ == "__main__":
    if not Path("huiyin").is_dir():
        sys.exit("run it from the checkout: make bench")
    main()
