"""Those that are compared by creates a second: each side's rounds, measured in turn."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import NamedTuple

from benchmarks import ground, load, machine
from benchmarks.waiting import watched

AT_MOST_A_SECOND = 6_000
Make = Callable[[int, int], Iterator[bytes]]
_numbers = count(1_000_000_000, 1_000_000)


@dataclass
class Side:
    """One of those that are compared, over all rounds; `beside` is a process that works for it."""

    name: str
    port: int
    make: Make
    process: int
    expected: int = 201
    beside: int = 0
    rounds: list[load.Result] = field(default_factory=list)
    app_seconds: list[float] = field(default_factory=list)
    database_seconds: list[float] = field(default_factory=list)
    beside_seconds: list[float] = field(default_factory=list)
    waits: Counter[str] = field(default_factory=Counter)

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

    def against(self, other: "Side") -> float:
        """Its rate as a share of another's: the median of what each round came to."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(own.rate / theirs.rate for own, theirs in pairs)

    def costs(self) -> str:
        """CPU seconds for a thousand, of the application and of PostgreSQL."""
        app, database = median(self.app_seconds), median(self.database_seconds)
        return f"CPU {app:.2f} + {database:.2f} s per 1,000"

    def shown(self) -> str:
        """The rate, and that of each round."""
        spread = " ".join(f"{each.rate:.0f}" for each in self.rounds)
        return f"{self.rate:.0f}/s ({spread})"

    def forget(self) -> None:
        """Begin anew: what was measured so far only warmed up."""
        for each in (self.rounds, self.app_seconds, self.database_seconds, self.beside_seconds):
            each.clear()
        self.waits.clear()


def measure(side: Side, *, clients: int, seconds: float) -> None:
    """One round of one side."""
    requests = side.make(next(_numbers), int(AT_MOST_A_SECOND * seconds))
    processes = (side.process, ground.postmaster(), side.beside)
    before = [_cpu_seconds(each) for each in processes]
    with watched() as waits:
        result = load.run(side.port, requests, clients=clients, seconds=seconds)
    if set(result.statuses) - {side.expected}:
        raise RuntimeError(f"{side.name} answered {dict(result.statuses)}")
    thousands = len(result.milliseconds) / 1000
    used = [_cpu_seconds(each) for each in processes]
    app, database, beside = (
        (now - then) / thousands for now, then in zip(used, before, strict=True)
    )
    side.rounds.append(result)
    side.app_seconds.append(app)
    side.database_seconds.append(database)
    side.beside_seconds.append(beside)
    side.waits.update(waits)


def _cpu_seconds(process: int) -> float:
    return machine.cpu_seconds(process) if process else 0.0


def compare(
    sides: Sequence[Side],
    *,
    clients: int,
    seconds: float,
    rounds: int,
    floor: Callable[[], float] = lambda: 0.0,
) -> float:
    """Interleaved rounds of all, after a short one of each that is thrown away.

    The floor is measured in each round too: its median comes back.
    """
    floors = []
    for number in range(rounds + 1):
        for side in sides:
            measure(side, clients=clients, seconds=seconds if number else 1.0)
            if number == 0:
                side.forget()
        if number:
            floors.append(floor())
    return median(floors) if floors else 0.0


class Serving(NamedTuple):
    """The first processes of the bare view and of the portal, and where both answer."""

    ports: Mapping[str, int]
    bare: int
    portal: int


@contextmanager
def serving(ports: Mapping[str, int]) -> Iterator[Serving]:
    """The bare view and the portal, served at the same time."""
    with (
        ground.serving_bare(ports["bare"]) as bare,
        ground.serving_huiyin(ports["portal"]) as portal,
    ):
        yield Serving(ports, bare, portal)
