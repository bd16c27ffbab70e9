"""Creates a second: the intake API with all its rows beside a bare view with one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from benchmarks import ground, load, machine, texts

AT_MOST_A_SECOND = 12_000
Make = Callable[[int, int], Iterator[bytes]]


@dataclass
class Side:
    """One of the two that are compared, over all rounds."""

    name: str
    port: int
    make: Make
    process: int
    rounds: list[load.Result] = field(default_factory=list)
    app_seconds: list[float] = field(default_factory=list)
    database_seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Creates a second: the median of the rounds."""
        return median(each.rate for each in self.rounds)

    def percentile(self, part: float) -> float:
        """The median over the rounds of a percentile, in milliseconds."""
        return median(each.percentile(part) for each in self.rounds)


_numbers = count(1_000_000, 1_000_000)


def measure(side: Side, *, clients: int, seconds: float) -> None:
    """One round of one side."""
    requests = side.make(next(_numbers), int(AT_MOST_A_SECOND * seconds))
    app, database = machine.cpu_seconds(side.process), machine.cpu_seconds(ground.postmaster())
    result = load.run(side.port, requests, clients=clients, seconds=seconds)
    if set(result.statuses) != {201}:
        raise RuntimeError(f"{side.name} answered {dict(result.statuses)}")
    thousands = len(result.milliseconds) / 1000
    side.rounds.append(result)
    side.app_seconds.append((machine.cpu_seconds(side.process) - app) / thousands)
    side.database_seconds.append((machine.cpu_seconds(ground.postmaster()) - database) / thousands)


def compare(
    portal: int, bare: int, *, clients: int, seconds: float, rounds: int
) -> tuple[Side, Side]:
    """Interleaved rounds of both, after a short one of each that is thrown away."""
    sides = (
        Side("bare", ground.PORT, texts.rows, bare),
        Side("intake", ground.PORT + 1, texts.submissions, portal),
    )
    for number in range(rounds + 1):
        for side in sides:
            measure(side, clients=clients, seconds=seconds if number else 1.0)
            if number == 0:
                side.rounds.clear()
                side.app_seconds.clear()
                side.database_seconds.clear()
    return sides
