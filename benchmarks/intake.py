"""Creates a second: the API and the form with all their rows, beside a bare view and the peer."""

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from benchmarks import ground, load, machine, texts
from benchmarks.peer import Peer
from benchmarks.table import Line
from huiyin.commands import postgres

AT_MOST_A_SECOND = 6_000
CROWD = 32
# The bureaus' own divisions: for a flood that spreads over offices.
DIVISIONS = ("990100", "990121", "990122")
INSERT = (
    "\\set n random(1, 1000000000)\n"
    "insert into bare_row values (gen_random_uuid(), now(), repeat('信访', 200));\n"
)
Make = Callable[[int, int], Iterator[bytes]]
_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_numbers = count(1_000_000_000, 1_000_000)


@dataclass
class Side:
    """One of those that are compared, over all rounds."""

    name: str
    port: int
    make: Make
    process: int
    expected: frozenset[int] = frozenset({201})
    rounds: list[load.Result] = field(default_factory=list)
    app_seconds: list[float] = field(default_factory=list)
    database_seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Creates a second: the median of the rounds."""
        return median(each.rate for each in self.rounds)

    @property
    def tail(self) -> float:
        """How many times the usual wait the longest hundredth waits."""
        return self.percentile(0.99) / self.percentile(0.5)

    def percentile(self, part: float) -> float:
        """The median over the rounds of a percentile, in milliseconds."""
        return median(each.percentile(part) for each in self.rounds)

    def costs(self) -> str:
        """CPU seconds for a thousand, of the application and of PostgreSQL."""
        app, database = median(self.app_seconds), median(self.database_seconds)
        return f"CPU {app:.2f} + {database:.2f} s per 1,000"


def measure(side: Side, *, clients: int, seconds: float) -> None:
    """One round of one side."""
    requests = side.make(next(_numbers), int(AT_MOST_A_SECOND * seconds))
    app, database = machine.cpu_seconds(side.process), machine.cpu_seconds(ground.postmaster())
    result = load.run(side.port, requests, clients=clients, seconds=seconds)
    if set(result.statuses) - side.expected:
        raise RuntimeError(f"{side.name} answered {dict(result.statuses)}")
    thousands = len(result.milliseconds) / 1000
    side.rounds.append(result)
    side.app_seconds.append((machine.cpu_seconds(side.process) - app) / thousands)
    side.database_seconds.append((machine.cpu_seconds(ground.postmaster()) - database) / thousands)


def compare(sides: Sequence[Side], *, clients: int, seconds: float, rounds: int) -> None:
    """Interleaved rounds of all, after a short one of each that is thrown away."""
    for number in range(rounds + 1):
        for side in sides:
            measure(side, clients=clients, seconds=seconds if number else 1.0)
            if number == 0:
                side.rounds.clear()
                side.app_seconds.clear()
                side.database_seconds.clear()


def forms(port: int) -> Make:
    """The form as a browser posts it, with the cookie and the token against forgery."""
    page = load.fetch(port, load.request("GET", "/submit"))
    found = _CSRF.search(page.body)
    if found is None:
        raise RuntimeError("the form has no token")
    cookie = "; ".join(page.cookies)
    token = found.group(1).decode()

    def make(first: int, amount: int) -> Iterator[bytes]:
        return texts.posted_forms(first, amount, token=token, cookie=cookie)

    return make


def spread(first: int, amount: int) -> Iterator[bytes]:
    """The same petitions to several bureaus in turn."""
    return texts.submissions(first, amount, divisions=DIVISIONS)


def plain_sql(*, clients: int, seconds: float) -> float:
    """Rows a second of one prepared INSERT, each committed: what the disk does."""
    server = postgres.embedded()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(INSERT)
        script.flush()
        words = [
            *(str(postgres.binaries() / "pgbench"), "-n", "-M", "prepared"),
            *("-c", str(clients), "-j", "2", "-T", str(max(1, round(seconds)))),
            *("-f", script.name, "-h", str(server.socket), "-U", "huiyin_app", "huiyin"),
        ]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    return float(found.group(1)) if found else 0.0


def rows(
    ports: Mapping[str, int],
    *,
    stock: int,
    clients: int,
    seconds: float,
    rounds: int,
    peer: Peer | None,
) -> list[Line]:
    """Every row about taking in, all sides served at the same time."""
    with (
        ground.serving_bare(ports["bare"]) as bare_process,
        ground.serving_huiyin(ports["portal"]) as portal,
    ):
        bare = Side("bare", ports["bare"], texts.rows, bare_process)
        api = Side("API", ports["portal"], texts.submissions, portal)
        form = Side("form", ports["portal"], forms(ports["portal"]), portal, frozenset({302}))
        sides = [bare, api, form]
        if peer is not None:
            sides.append(Side("peer", peer.port, peer.tickets, peer.process))
        compare(sides, clients=clients, seconds=seconds, rounds=rounds)
        plain = plain_sql(clients=clients, seconds=seconds)
        lines = _few(bare, api, form, plain, f"{clients} clients, at {stock:,}")
        if peer is not None:
            lines.append(_against_peer(api, sides[-1]))
        lines += _crowd(ports, bare_process, portal, seconds=seconds)
        lines.append(_beside_worker(ports, bare_process, portal, clients, seconds))
    return lines


def _few(bare: Side, api: Side, form: Side, plain: float, where: str) -> list[Line]:
    ratio, by_form = api.rate / bare.rate, form.rate / bare.rate
    app, database = median(api.app_seconds), median(api.database_seconds)
    return [
        Line("bare view, one INSERT 空白视图", _rate(bare), f"{plain:.0f}/s plain SQL"),
        Line(
            f"intake API, {where} 提交接口",
            _rate(api),
            f"{bare.rate:.0f}/s bare",
            f"{ratio:.0%}",
            "≥ 45 %",
            ratio >= 0.45,
            f"{api.costs()} against {bare.costs()}: eight rows with their indexes and foreign"
            " keys, seven seals and a chain link stand against one row",
        ),
        Line(
            "CPU s per 1,000: app, PostgreSQL",
            f"{app:.2f} + {database:.2f}",
            bare.costs().removeprefix("CPU ").removesuffix(" s per 1,000") + " bare",
            "",
            "≤ 0.9 + 0.6",
            app <= 0.9 and database <= 0.6,
            "app: sealing, hashing, JSON and the request; PostgreSQL: eight tables with their"
            " indexes and foreign keys",
        ),
        Line(
            f"p99 against p50, {where}",
            f"{api.percentile(0.99):.1f} / {api.percentile(0.5):.1f} ms",
            "",
            f"{api.tail:.1f} ×",
            "≤ 5 ×",
            api.tail <= 5,
            "others use this machine, or checkpoints fell into the round",
        ),
        Line(
            "intake form with CSRF 网上表单",
            _rate(form),
            f"{bare.rate:.0f}/s bare",
            f"{by_form:.0%}",
            "≥ 25 %",
            by_form >= 0.25,
            f"{form.costs()}: session, form and its checks in front of the same rows",
        ),
    ]


def _against_peer(api: Side, peer: Side) -> Line:
    ratio = api.rate / peer.rate
    return Line(
        "intake API against django-helpdesk",
        f"{api.rate:.0f}/s",
        f"{peer.rate:.0f}/s its API",
        f"{ratio:.1f} ×",
        "≥ 7 ×",
        ratio >= 7,
        "the CPU of an intake; see the rows above",
    )


def _crowd(
    ports: Mapping[str, int], bare_process: int, portal: int, *, seconds: float
) -> list[Line]:
    """Many clients, on one office and on several."""
    bare = Side("bare", ports["bare"], texts.rows, bare_process)
    one = Side("one office", ports["portal"], texts.submissions, portal)
    many = Side("offices", ports["portal"], spread, portal)
    compare([bare, one, many], clients=CROWD, seconds=seconds, rounds=1)
    ratio, fair = one.rate / bare.rate, one.rate / many.rate
    return [
        Line(
            f"intake API, {CROWD} clients, one office",
            _rate(one),
            f"{bare.rate:.0f}/s bare",
            f"{ratio:.0%}",
            "≥ 40 %",
            ratio >= 0.4,
            "as with few clients: the CPU of the work itself",
        ),
        Line(
            f"p99 against p50, {CROWD} clients",
            f"{one.percentile(0.99):.1f} / {one.percentile(0.5):.1f} ms",
            "",
            f"{one.tail:.1f} ×",
            "≤ 5 ×",
            one.tail <= 5,
            "others use this machine, or checkpoints fell into the round",
        ),
        Line(
            f"one office against {len(DIVISIONS)}, {CROWD} clients",
            f"{one.rate:.0f}/s",
            f"{many.rate:.0f}/s",
            f"{fair:.0%}",
            "≥ 90 %",
            fair >= 0.9,
            "something of one office is locked by every intake",
        ),
    ]


def _beside_worker(
    ports: Mapping[str, int], bare_process: int, portal: int, clients: int, seconds: float
) -> Line:
    """The same while the worker makes receipts, letters and the search index of what comes in."""
    bare = Side("bare", ports["bare"], texts.rows, bare_process)
    api = Side("API", ports["portal"], texts.submissions, portal)
    with ground.serving_worker() as worker:
        compare([bare, api], clients=clients, seconds=seconds, rounds=1)
        busy = machine.cpu_seconds(worker)
    ratio = api.rate / bare.rate
    return Line(
        "intake API with the worker running",
        _rate(api),
        f"{bare.rate:.0f}/s bare",
        f"{ratio:.0%}",
        "≥ 38 %",
        ratio >= 0.38,
        f"the worker draws each receipt as PDF meanwhile ({busy:.0f} CPU s in this round), on the"
        " same cores",
    )


def _rate(side: Side) -> str:
    spread_of = " ".join(f"{each.rate:.0f}" for each in side.rounds)
    return f"{side.rate:.0f}/s ({spread_of})"
