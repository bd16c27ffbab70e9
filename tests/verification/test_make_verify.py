"""`make verify` itself: what it counts, when it says that something did not hold, what it draws."""

import ast
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from verify.__main__ import OUT_OF_TIME, _wanted, _within
from verify.campaigns import CAMPAIGNS
from verify.plugin import long_first
from verify.report import as_markdown, held, merge, read, too_few

WRITTEN = [each for each in CAMPAIGNS if not each.is_planned]
INVENTED = '''
import pytest
from hypothesis import given, settings, strategies
from verify.plugin import in_short, size

pytestmark = pytest.mark.campaign("C3")

@settings(max_examples=size(3, 40), database=None)
@given(strategies.integers())
def test_numbers_are_numbers(n):
    assert n == n

@pytest.mark.parametrize("n", range(3))
def test_kills(tally, n):
    """A kill harms nobody."""
    tally("kills", size(1, 20))

@pytest.mark.control
def test_a_broken_one_is_noticed(seed):
    with pytest.raises(AssertionError):
        assert seed == 8

def test_that_is_red(request):
    assert not request.config.option.full

@pytest.mark.full
def test_what_takes_long(tally):
    tally("long ways", 1)

@pytest.mark.parametrize("n", in_short(range(5), every=2))
def test_some_in_short(n):
    pass
'''


def recorded(folder: Path, *words: str) -> dict[str, Any]:
    """What the invented tests counted, run by themselves."""
    (folder / "test_invented.py").write_text(INVENTED)
    (folder / "pytest.ini").write_text("[pytest]\n")
    record = folder / "record.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "verify.plugin", "-p", "no:django"),
            *("--record", str(record), "--campaign", "C3", "--seed", "7", *words),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    made: dict[str, Any] = json.loads(record.read_text())
    return made | {"said": done.stdout}


def entry(made: dict[str, Any], *, held: bool, why: str = "") -> dict[str, Any]:
    """A result as it is kept."""
    about = {
        "on": "2026-03-02",
        "commit": "abc1234",
        "seed": 7,
        "seconds": 90,
        "machine": "2 cores",
    }
    return {"held": held, "why": why, "rows": made["rows"]} | about


class _Found:
    """A test as it was collected."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_closest_marker(self, mark: str) -> bool:
        return self.name.startswith(mark)


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 5, 20])
def test_long_tests_are_begun_first_and_by_different_processes(processes: int) -> None:
    names = ["short 1", "long 1", "long 2", "long 3", *(f"short {n}" for n in range(2, 9))]
    dealt = [each.name for each in long_first([_Found(name) for name in names], processes)]  # type: ignore[misc]
    assert sorted(dealt) == sorted(names)
    first, left = [], dealt
    for still in range(processes, 0, -1):
        number = len(left) // still
        first += left[: min(number, 1)]
        left = left[number:]
    assert sum(name.startswith("long") for name in first) == min(processes, 3)


def test_it_counts_what_was_done_and_sees_what_failed(tmp_path: Path) -> None:
    made = recorded(tmp_path)
    rows = {row["sentence"]: row for row in made["rows"]}
    assert rows["Numbers are numbers"]["counts"] == {"examples": 3}
    assert rows["A kill harms nobody"]["counts"] == {"kills": 3}
    assert rows["A kill harms nobody"]["cases"] == 3
    assert rows["A broken one is noticed"]["control"]
    assert "What takes long" not in rows
    assert rows["Some in short"]["cases"] == 3
    assert held(made)
    assert re.search(
        r"^short parts of campaigns: 0 s of 240 s \(0 s of tests: C3 0\)$", made["said"], re.M
    )
    full = recorded(tmp_path, "--full")
    rows = {row["sentence"]: row for row in full["rows"]}
    assert rows["Numbers are numbers"]["counts"] == {"examples": 40}
    assert rows["A kill harms nobody"]["counts"] == {"kills": 60}
    assert rows["That is red"]["failed"] == 1
    assert rows["What takes long"]["counts"] == {"long ways": 1}
    assert rows["Some in short"]["cases"] == 5
    assert not held(full)
    assert "short parts of campaigns" not in full["said"]
    page = as_markdown({"C3": entry(full, held=False)})
    assert "| A kill harms nobody | 3 | 60 kills | held |" in page
    assert "| control: A broken one is noticed | 1 |  | noticed |" in page
    assert "| That is red | 1 |  | **1 failed** |" in page
    assert "**Did not hold.** 2026-03-02, commit `abc1234`, seed 7, 1.5 min on 2 cores." in page


def test_nothing_done_is_not_held() -> None:
    assert not held({"exit": 0, "rows": []})
    done = {"cases": 1, "failed": 0, "skipped": 0, "control": False}
    control = done | {"control": True}
    assert held({"exit": 0, "rows": [done, control]})
    assert not held({"exit": 0, "rows": [done | {"skipped": 1}, control]})
    assert not held({"exit": 0, "rows": [done]}), "without its control it shows nothing"


def test_too_little_is_told(tmp_path: Path) -> None:
    rows = recorded(tmp_path)["rows"]
    assert too_few(rows, {"kills": 3, "examples": 3}) == ""
    assert too_few(rows, {"kills": 4}) == "3 kills instead of 4"
    for row in rows:
        row["control"] = True
    assert too_few(rows, {"kills": 1}) == "0 kills instead of 1"  # a control shows nothing
    made = {"C1": entry({"rows": rows}, held=False, why="Too little was tried.")}
    assert "In all 0 intakes acknowledged (≥ 10,000)" in as_markdown(made)


def test_one_campaign_leaves_the_results_of_the_others(tmp_path: Path) -> None:
    place = tmp_path / "report.json"
    merge("C5", {"held": True}, place)
    merge("C2", {"held": True}, place)
    merge("C5", {"held": False}, place)
    assert list(read(place).items()) == [("C2", {"held": True}), ("C5", {"held": False})]


def test_the_page_names_every_campaign_and_says_which_never_ran() -> None:
    page = as_markdown({})
    assert page.count("Not yet run at full size.") == len(WRITTEN)
    assert page.count("Planned; no test yet.") == len(CAMPAIGNS) - len(WRITTEN)


def test_planned_are_those_without_a_test() -> None:
    tests = "".join(each.read_text() for each in Path("tests").rglob("test_*.py"))
    assert [each for each in CAMPAIGNS if f'mark.campaign("{each.id}")' in tests] == WRITTEN


def _marks(of: ast.FunctionDef, module: ast.Module) -> str:
    """What a test is marked with, by itself and by its file; parameters aside."""
    about = [
        *(each for each in of.decorator_list if "parametrize" not in ast.unparse(each)),
        *(
            each.value
            for each in module.body
            if isinstance(each, ast.Assign) and "pytestmark" in ast.unparse(each.targets[0])
        ),
    ]
    return " ".join(map(ast.unparse, about))


def test_of_each_campaign_a_test_and_a_control_are_in_the_short_part() -> None:
    short: dict[str, set[bool]] = {}
    for file in Path("tests").rglob("test_*.py"):
        text = file.read_text()
        if "mark.campaign(" not in text:
            continue
        module = ast.parse(text)
        for each in module.body:
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                marks = _marks(each, module)
                if "mark.full" not in marks:
                    for campaign in re.findall(r"campaign\('(\w+)'\)", marks):
                        short.setdefault(campaign, set()).add("mark.control" in marks)
    assert {each.id for each in WRITTEN} == set(short)
    assert [each for each, kinds in short.items() if kinds != {False, True}] == []


def test_a_campaign_that_is_none_is_told() -> None:
    assert [each.id for each in _wanted("c3, C1")] == ["C1", "C3"]
    assert _wanted("") == WRITTEN
    with pytest.raises(SystemExit, match="no such campaign: C99"):
        _wanted("C99")


def test_the_time_box_ends_what_it_started() -> None:
    began = time.monotonic()
    assert _within([sys.executable, "-c", "import time; time.sleep(60)"], 0.3) == OUT_OF_TIME
    assert time.monotonic() - began < 20
    assert _within([sys.executable, "-c", "raise SystemExit(3)"], 20) == 3
