"""The pytest plugin of the campaigns: sizes, seeds and what was counted.

--full          at the size of `make verify` instead of `make test`
--campaign C3   only the tests of this campaign
--record FILE   write down what the tests of campaigns counted
--seed N        for whatever is drawn at random

At the end of a run it says how many seconds the short parts took that ran in it; `pytest -m
campaign` runs nothing else.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

COUNT, MADE, OF = "campaign count", "campaign test", "campaigns"
# How long all short parts together may take by the clock, shared by the processes of a run.
SHORT_SECONDS = 240


@dataclass
class _Chosen:
    full: bool = False


_chosen = _Chosen()


def size(short: int, full: int) -> int:
    """How many: the first in `make test`, the second in `make verify`."""
    return full if _chosen.full else short


def is_full() -> bool:
    """Whether this is `make verify`."""
    return _chosen.full


def in_short(values: Iterable[object], *, every: int) -> list[object]:
    """Parameters of a test: of each so many the first is tried in short, the others are `full`."""
    return [
        each if number % every == 0 else pytest.param(each, marks=pytest.mark.full)
        for number, each in enumerate(values)
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    ours = parser.getgroup("campaigns")
    ours.addoption("--full", action="store_true")
    ours.addoption("--campaign", default="")
    ours.addoption("--record", default="")
    ours.addoption("--seed", type=int, default=1)


def pytest_configure(config: pytest.Config) -> None:
    _chosen.full = config.option.full
    config.addinivalue_line(
        "markers", "campaign(id): belongs to a campaign of docs/verification.md"
    )
    config.addinivalue_line("markers", "long: takes minutes at full size, begun before the others")
    config.addinivalue_line("markers", "control: breaks it on purpose; must be noticed")
    config.addinivalue_line("markers", "full: `make verify` only; another test is its short part")
    if hasattr(config, "workerinput"):
        return
    if config.option.record:
        config.pluginmanager.register(_Recorder(Path(config.option.record)), "campaign-recorder")
    if not config.option.full:
        config.pluginmanager.register(_StopWatch(_processes(config)), "campaign-stop-watch")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the campaign and size that was asked for; each report says of which it is.

    What is marked `full` is not run in short, not even when it is named.
    """
    for item in items:
        if campaigns := _campaigns_of(item):
            item.user_properties.append((OF, campaigns))
    left = [item for item in items if not _is_wanted(item, config.option.campaign)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _is_wanted(item, config.option.campaign)]
    if is_full():
        items[:] = long_first(items, getattr(config, "workerinput", {}).get("workercount", 1))


def long_first(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The long tests at the head of what `--dist worksteal` deals each process in the beginning.

    A process keeps what it runs and the next of its list, whoever is idle; two long ones that
    follow each other would be run by the same one.
    """
    rest = [item for item in items if not item.get_closest_marker("long")]
    heads = [item for item in items if item.get_closest_marker("long")]
    dealt: list[pytest.Item] = []
    for left in range(processes, 0, -1):
        number = (len(heads) + len(rest)) // left
        head = heads[:number] if left == 1 else heads[: min(1, number)]
        heads = heads[len(head) :]
        dealt += head + rest[: number - len(head)]
        rest = rest[number - len(head) :]
    return dealt


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What everything drawn at random begins from; printed by the campaign."""
    chosen: int = request.config.option.seed
    return chosen


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Write down how often something was done: `tally("kills", 60)`; the same words add up."""

    def count(what: str, number: int) -> None:
        request.node.user_properties.append((COUNT, [what, number]))

    return count


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Note what the test shows and, of a property, how many examples held."""
    campaigns = _campaigns_of(item)
    if not campaigns:
        return (yield)
    function = getattr(item, "obj", None)
    is_control = item.get_closest_marker("control") is not None
    item.user_properties.append((MADE, [campaigns, _sentence(item, function), is_control]))
    property_ = getattr(function, "hypothesis", None)
    if property_ is None:
        return (yield)
    held = [0]
    inner = property_.inner_test
    property_.inner_test = _counted(inner, held)
    try:
        return (yield)
    finally:
        property_.inner_test = inner
        item.user_properties.append((COUNT, ["examples", held[0]]))


def _counted(inner: Callable[..., Any], held: list[int]) -> Callable[..., Any]:
    @wraps(inner)
    def example(*args: object, **named: object) -> object:
        result = inner(*args, **named)
        held[0] += 1
        return result

    return example


def _is_wanted(item: pytest.Item, campaign: str) -> bool:
    if campaign and campaign not in _campaigns_of(item):
        return False
    return is_full() or item.get_closest_marker("full") is None


def _campaigns_of(item: pytest.Item) -> list[str]:
    return [mark.args[0] for mark in item.iter_markers("campaign")]


def _sentence(item: pytest.Item, function: object) -> str:
    """What the test shows: the first line of its docstring, else its name as words."""
    said = (getattr(function, "__doc__", None) or "").strip().splitlines()
    if said:
        return said[0].removesuffix(".")
    name = item.nodeid.split("::")[-1].split("[")[0]
    words = name.removeprefix("test_").replace("_", " ")
    return words[:1].upper() + words[1:]


class _StopWatch:
    """Adds up what the short parts take, with what is set up for them and put away."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.seconds: dict[str, float] = {}
        self.in_all = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said: list[tuple[str, Any]] = list(report.user_properties)
        of = next((campaigns for name, campaigns in said if name == OF), ())
        self.in_all += report.duration if of else 0
        for each in of:
            self.seconds[each] = self.seconds.get(each, 0.0) + report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.seconds:
            terminalreporter.write_line(self.said())

    def said(self) -> str:
        """The sum, shared, and each campaign's own, the dearest first; one test may be of two."""
        dearest = sorted(self.seconds, key=self.seconds.__getitem__, reverse=True)
        parts = ", ".join(f"{each} {self.seconds[each]:.0f}" for each in dearest)
        shared = f"{self.in_all / self.processes:.0f} s of {SHORT_SECONDS} s"
        return f"short parts of campaigns: {shared} ({self.in_all:.0f} s of tests: {parts})"


def _processes(config: pytest.Config) -> int:
    """How many processes share the tests."""
    return int(getattr(config.option, "numprocesses", None) or 1)


class _Recorder:
    """Collects what the reports of the tests carry, from every process."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.rows: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and not (report.failed or report.skipped):
            return
        said: list[tuple[str, Any]] = list(report.user_properties)
        test = report.nodeid.split("[")[0]
        row = self.rows.setdefault(
            test,
            {"test": test, "sentence": "", "control": False, "campaigns": []}
            | {"cases": 0, "failed": 0, "skipped": 0, "seconds": 0.0, "counts": {}},
        )
        for name, value in said:
            if name == MADE:
                row |= dict(zip(("campaigns", "sentence", "control"), value, strict=True))
            elif name == COUNT:
                what, number = value
                row["counts"][what] = row["counts"].get(what, 0) + number
        row["cases"] += 1
        row["failed"] += report.failed
        row["skipped"] += report.skipped
        row["seconds"] = round(row["seconds"] + report.duration, 1)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        made = {"exit": int(exitstatus), "rows": list(self.rows.values())}
        self.place.write_text(json.dumps(made, ensure_ascii=False))
