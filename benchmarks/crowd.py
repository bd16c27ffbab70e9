"""Many clients at once: all on one office, and on twenty, whatever the disk is told to gather."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks import ground, sides, texts
from benchmarks.sides import Serving, Side, compare
from benchmarks.table import Line
from benchmarks.waiting import locked, told

CLIENTS = 32
GATHERED = "5000"  # microseconds
FAIR = 0.9


def spread(first: int, amount: int) -> Iterator[bytes]:
    """The same petitions to twenty bureaus in turn."""
    return texts.submissions(first, amount, divisions=texts.DIVISIONS)


def rows(ports: Mapping[str, int], *, seconds: float, rounds: int) -> list[Line]:
    """One office against the bare view and against twenty, without and with `commit_delay`."""
    ground.in_django("offices")
    with sides.serving(ports) as served:
        bare = Side("bare", ports["bare"], texts.rows, served.bare)
        one, many = _offices(served)
        measured = partial(compare, clients=CLIENTS, seconds=seconds, rounds=rounds)
        measured([bare, one, many])
        lines = [*_beside_bare(one, bare), _fair(one, many)]
        with ground.setting("commit_delay", GATHERED):
            one, many = _offices(served)
            measured([one, many])
        lines.append(_fair(one, many, f", commit_delay={GATHERED}"))
    return lines


def _offices(served: Serving) -> tuple[Side, Side]:
    port = served.ports["portal"]
    one = Side("one office", port, texts.submissions, served.portal)
    return one, Side("twenty offices", port, spread, served.portal)


def _beside_bare(one: Side, bare: Side) -> list[Line]:
    ratio = one.rate / bare.rate
    return [
        Line(
            f"intake API, {CLIENTS} clients, one office",
            one.shown(),
            f"{bare.rate:.0f}/s bare",
            f"{ratio:.0%}",
            "≥ 40 %",
            ratio >= 0.4,
            f"{one.costs()} against {bare.costs()}: the CPU of the work itself",
        ),
        Line(
            f"p99 against p50, {CLIENTS} clients",
            f"{one.percentile(0.99):.1f} / {one.percentile(0.5):.1f} ms",
            "",
            f"{one.tail:.1f} ×",
            "≤ 5 ×",
            one.tail <= 5,
            f"busy connections waited for: {told(one.waits)}",
        ),
    ]


def _fair(one: Side, many: Side, how: str = "") -> Line:
    ratio = one.against(many)
    return Line(
        f"one office against {len(texts.DIVISIONS)}, {CLIENTS} clients{how}",
        one.shown(),
        many.shown(),
        f"{ratio:.0%}",
        f"≥ {FAIR * 100:.0f} %",
        ratio >= FAIR,
        f"on one office {one.costs()}, {locked(one.waits)} of busy connections waited for a lock"
        f" (all: {told(one.waits)}); on twenty {many.costs()}, {locked(many.waits)}"
        f" ({told(many.waits)})",
    )
