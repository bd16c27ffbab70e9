"""How long the pages of the desk take at each size, beside a bare page and the peer."""

import json
import re
from dataclasses import dataclass, field
from itertools import repeat
from statistics import median

from benchmarks import ground, load, machine
from benchmarks.peer import LIST as PEER_LIST
from benchmarks.peer import Peer
from benchmarks.table import Line

LIST = "/lists/to-follow-up/"
SAMPLES = 90
ROUNDS = 3
DEEP = 12  # pages turned before the deep page is timed
_NEXT = re.compile(rb'href="\?([^"]*after=[^"]+)"')


@dataclass
class Desk:
    """The desk while it is measured: where, for whom, and what was found at each size."""

    port: int
    bare: int
    process: int
    cookie: str
    office: str
    lists: dict[int, float] = field(default_factory=dict)

    def time(self, path: str, samples: int = SAMPLES, *, status: int = 200) -> load.Result:
        """The time of one page for one person, after a few that are thrown away."""
        asked = load.request("GET", path, headers={"Cookie": self.cookie})
        load.run(self.port, repeat(asked), clients=1, seconds=10, most=5)
        result = load.run(self.port, repeat(asked), clients=1, seconds=20, most=samples)
        if set(result.statuses) != {status}:
            raise RuntimeError(f"{path} answered {dict(result.statuses)}")
        return result

    def bare_page(self) -> float:
        """The median of the bare page."""
        asked = load.request("GET", f"/page?office={self.office}")
        load.run(self.bare, repeat(asked), clients=1, seconds=5, most=5)
        return load.run(
            self.bare, repeat(asked), clients=1, seconds=10, most=SAMPLES // ROUNDS
        ).percentile(0.5)


def lists(desk: Desk, rows: int, peer: Peer | None) -> list[Line]:
    """The work-list in the order of work and deep in it, beside the bare page and the peer's."""
    shown, bares, deeps, theirs = [], [], [], []
    far = _far(desk)
    for _ in range(ROUNDS):
        shown.append(desk.time(LIST, SAMPLES // ROUNDS))
        deeps.append(desk.time(far, SAMPLES // ROUNDS).percentile(0.5))
        bares.append(desk.bare_page())
        if peer is not None:
            theirs.append(peer.page(PEER_LIST, 5).percentile(0.5))
    p50 = median(each.percentile(0.5) for each in shown)
    p95 = median(each.percentile(0.95) for each in shown)
    desk.lists[rows] = p95
    bare, deep = median(bares), median(deeps)
    lines = [
        Line(
            f"work-list page at {rows:,} 工作清单",
            f"p50 {p50:.1f}, p95 {p95:.1f} ms",
            f"{bare:.1f} ms bare",
            f"{p50 / bare:.1f} ×",
            "p50 ≤ 20 ms",
            p50 <= 20,
            "the counts of every list of the menu (exact to 999) and the page itself; see the ratio"
            " on a loaded machine",
        ),
        Line(
            f"page {DEEP + 1} of it at {rows:,}",
            f"p50 {deep:.1f} ms",
            f"{p50:.1f} ms page 1",
            f"{deep / p50:.2f} ×",
            "≤ 1.2 ×",
            deep <= 1.2 * p50,
            "the list is read by position, so the place in it should not matter: a plan that sorts",
        ),
    ]
    first = min(desk.lists)
    if rows != first:
        growth, most = p95 / desk.lists[first], 1.2 if rows <= 1_000_000 else 1.3
        lines.append(
            Line(
                f"work-list p95, {first:,} → {rows:,}",
                f"{p95:.1f} ms",
                f"{desk.lists[first]:.1f} ms",
                f"{growth:.2f} ×",
                f"≤ {most} ×",
                growth <= most,
                "lists of the small stock hold fewer than 999, so their counts end earlier; or an"
                " index is not used",
            )
        )
    if peer is not None:
        other = median(theirs)
        lines.append(
            Line(
                f"work-list against django-helpdesk's at {rows:,}",
                f"{p50:.1f} ms",
                f"{other:.0f} ms, 25 rows as JSON",
                f"1 / {other / p50:.1f}",
            )
        )
    return lines


def _far(desk: Desk) -> str:
    """Where the page is that so many clicks on the next one lead to."""
    path = LIST
    for _ in range(DEEP):
        asked = load.request("GET", path, headers={"Cookie": desk.cookie})
        found = _NEXT.search(load.fetch(desk.port, asked).body)
        if found is None:
            break
        path = f"{LIST}?{found.group(1).decode().replace('&amp;', '&')}"
    return path


def petition(desk: Desk, rows: int) -> list[Line]:
    """The page of the petition with the longest story."""
    pk, events = ground.in_django("told").split()
    path = f"/petitions/{pk}/"
    p50 = median(desk.time(path, SAMPLES // ROUNDS).percentile(0.5) for _ in range(ROUNDS))
    asked = json.loads(ground.in_django("queries", path, module="inside"))
    bare = desk.bare_page()
    return [
        Line(
            f"petition page, {events} rows of history, at {rows:,} 信访件页",
            f"p50 {p50:.1f} ms",
            f"{bare:.1f} ms bare",
            f"{p50 / bare:.1f} ×",
            "≤ 15 ms",
            p50 <= 15,
            "CPU of the page: the counts of the menu and the tables of a month each, by PostgreSQL;"
            " the template with a line for each row of history, whose words are opened",
        ),
        Line(
            "queries of it that read, session and viewer included",
            str(asked["reads"]),
            f"{asked['all']} with the access noted and the transaction",
            "",
            "≤ 6",
            asked["reads"] <= 6,
            "session, person, posts and the counts of the menu are asked on every page; the"
            " petition and all its rows are one each",
        ),
    ]


def resources(desk: Desk, portal: int) -> list[Line]:
    """What three web processes hold in memory, before and after every kind of page."""
    trees = [machine.tree(desk.process), machine.tree(portal)]
    members = [each for tree in trees for each in tree]
    before = sum(machine.memory_of(each) for each in members)
    for path in ("/figures/", "/figures/period/", "/search/", "/exports/", "/registers/"):
        load.fetch(desk.port, load.request("GET", path, headers={"Cookie": desk.cookie}))
    after = sum(machine.memory_of(each) for each in members)
    return [
        Line(
            "memory of three web processes, PSS 内存",
            f"{after:.0f} MiB",
            f"{before:.0f} MiB before the reports",
            f"{after / before:.2f} ×",
            "≤ 200 MiB, flat",
            after <= 200 and after <= 1.1 * before,
            "the two processes that watch them are counted with them; what is imported late is"
            " not shared",
        )
    ]
