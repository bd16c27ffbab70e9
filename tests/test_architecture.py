"""The shape of the house: what no reader should have to check by eye."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from huiyin.jobs.outbox import TOPICS
from huiyin.rules.terms import Step, Term

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "huiyin"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
PACKAGES = sorted(path for path in MODULES if path.name == "__init__.py")
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 400
ENGINE = "huiyin/config/patient/base.py"
FORBIDDEN = {
    "utils",
    "helpers",
    "common",
    "core",
    "base",
    "misc",
    "services",
    "managers",
    "handlers",
}
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("time", "time"), ("time", "time_ns"), ("timezone", "localdate"),
}  # fmt: skip
MAY_READ_THE_CLOCK = ("web", "api", "jobs", "commands", "config")
MEASURES = {("time", "monotonic"), ("time", "perf_counter")}  # stop-watches, no clocks
ACTION_OF_STEP = {  # where the verb of the step is not the name of the function
    Step.RECEIVE: "huiyin.petitions.intake.receive",
    Step.RENDER: "huiyin.petitions.upkeep.record_rendering",
    Step.SERVE_NOTICE: "huiyin.petitions.actions.serving.serve",
    Step.RECOUNT: "huiyin.petitions.recounting.recount",
    Step.DECLINE: "huiyin.petitions.actions.approving.decide",
    Step.OBJECT: "huiyin.petitions.actions.returning.object_to",
}
SAID_OTHERWISE = {Step.RENDER, Step.DECLINE}  # their functions speak of what is written
ACTIONS = (
    "approving", "citizen", "closing", "correcting", "disputing", "emergency",
    "emergency_drills", "emergency_leading", "ending", "extending",
    "handling", "joining", "listing", "masking", "registering", "reminding", "reporting",
    "returning", "routing", "serving", "succeeding", "together",
)  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    """A module as syntax."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """A path as one would say it."""
    return path.relative_to(ROOT).as_posix()


def nodes(kind: type[ast.AST], paths: list[Path]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind, with where it stands."""
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, kind):
                yield f"{name(path)}:{getattr(node, 'lineno', 0)}", node


def test_a_module_fits_into_four_hundred_lines() -> None:
    lines = {name(path): len(path.read_text().splitlines()) for path in (*MODULES, *TESTS)}
    assert {path: count for path, count in lines.items() if count > LONGEST} == {}


@pytest.mark.parametrize("path", PACKAGES, ids=name)
def test_a_package_is_one_sentence(path: Path) -> None:
    body = tree(path).body
    sentence = ast.get_docstring(tree(path)) or ""
    assert len(body) == 1, "nothing but the sentence"
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not re.search(r"[.!?]\s+[A-Z]", sentence), "one sentence"


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in (*MODULES, *TESTS) if not ast.get_docstring(tree(path))]
    assert silent == []


def test_nothing_is_named_for_nothing() -> None:
    found = [
        name(path) for path in (*MODULES, *TESTS) if FORBIDDEN & set(path.with_suffix("").parts)
    ]
    assert found == [ENGINE], "where Django looks for an engine, the name is not ours to choose"


def test_the_state_of_a_leg_is_put_in_one_place() -> None:
    assigned = [
        where
        for where, node in nodes(ast.Assign, MODULES)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr == "state"
        and ast.unparse(target.value).split(".")[-1] == "leg"
    ]
    assert len(assigned) == 1, assigned
    assert assigned[0].startswith("huiyin/petitions/under_way.py")


def test_the_state_of_a_petition_is_copied_from_its_leg_in_one_place() -> None:
    assigned = [
        where
        for where, node in nodes(ast.Assign, MODULES)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("petition.state")
    ]
    assert len(assigned) == 1, assigned


def test_a_moment_becomes_a_day_in_one_module() -> None:
    calls = [
        where
        for where, node in nodes(ast.Call, MODULES)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
        and not where.startswith("huiyin/rules/moments.py")
    ]
    assert calls == []


def clock_readings() -> Iterator[str]:
    """Where a module looks at the clock."""
    for where, node in nodes(ast.Call, MODULES):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).split(".")[-1]
            if (owner, node.func.attr) in CLOCKS:
                yield where


def test_only_the_top_reads_the_clock() -> None:
    top = tuple(f"huiyin/{place}" for place in MAY_READ_THE_CLOCK)
    assert [where for where in clock_readings() if not where.startswith(top)] == []
    assert list(clock_readings()), "the test knows a clock when it sees one"


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nobody_listens_in_secret() -> None:
    listening = [
        where
        for where, node in nodes(ast.ImportFrom, MODULES)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.dispatch", "django.db.models.signals"))
    ]
    assert listening == []


def test_a_model_named_in_a_string_lives_beside_or_is_the_users() -> None:
    named = re.compile(r"(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*\"(\w+)\.\w+\"")
    for path in MODULES:
        for app in named.findall(path.read_text()):
            assert app == path.relative_to(PACKAGE).parts[0], name(path)
    assert not [
        where
        for where, node in nodes(ast.Attribute, MODULES)
        if isinstance(node, ast.Attribute)
        and node.attr == "get_model"
        and not where.startswith("huiyin/audit/partitions.py")
    ]


def test_errors_are_not_swallowed() -> None:
    silent = [
        where
        for where, node in nodes(ast.ExceptHandler, MODULES)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass | ast.Continue) for each in node.body)
    ]
    assert silent == []


# -- every step has an action, a word, a translation -----------------------------------------------


def action_of(step: Step) -> str:
    """The function that takes a step."""
    if step in ACTION_OF_STEP:
        return ACTION_OF_STEP[step]
    for module in ACTIONS:
        if hasattr(import_module(f"huiyin.petitions.actions.{module}"), step.value):
            return f"huiyin.petitions.actions.{module}.{step.value}"
    raise LookupError(f"no action takes the step {step}")


@pytest.mark.parametrize("step", Step)
def test_every_step_has_an_action_that_says_its_word(step: Step) -> None:
    module, _, function = action_of(step).rpartition(".")
    action = getattr(import_module(module), function)
    assert action.__module__ == module
    says = (action.__doc__ or "").split(".")[0]
    if step not in SAID_OTHERWISE:
        assert says in step.zh or step.zh in says


def all_terms() -> list[Term]:
    """Every word of the procedure, and of each area that has a module of its own (terms_*.py)."""
    for path in sorted((PACKAGE / "rules").glob("terms_*.py")):
        import_module(f"huiyin.rules.{path.stem}")
    kinds = (each for each in Term.__subclasses__() if "rules.terms" in each.__module__)
    return [word for kind in kinds for word in list(kind)]


def test_every_word_of_the_procedure_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    missing = [
        f"{type(word).__name__}.{word.name}"
        for word in all_terms()
        if f"| `{type(word).__name__}.{word.name}` | {word.zh} |" not in glossary
    ]
    assert missing == []


def test_every_word_of_the_procedure_has_its_english() -> None:
    with (PACKAGE / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    untranslated = sorted(
        {
            word.zh
            for word in all_terms()
            if not (entry := catalogue.get(word.zh)) or not entry.string
        }
    )
    assert untranslated == []


def topics_left() -> set[str]:
    """Every topic that some code leaves in the outbox, read from the source."""
    found: set[str] = set()
    for path in MODULES:
        if not {"petitions", "publishing", "emergency"} & set(path.parts):
            continue
        text = path.read_text()
        found |= set(re.findall(r"topic=\"(\w+)\"", text))
        found |= set(re.findall(r"topics\.(?:append|extend)\(\s*\(?\s*\(\s*\"(\w+)\"", text))
        found |= set(re.findall(r"(?:leave|_left)\(\s*\"(\w+)\"", text))
    return found


def test_every_topic_that_is_left_is_worked_off() -> None:
    left = topics_left()
    assert left >= {"received", "render", "derive", "tell", "tell_office"}
    assert left == set(TOPICS)


# -- what is generated, what is locked -------------------------------------------------------------


def test_generated_pages_are_what_is_committed() -> None:
    script = [sys.executable, "scripts/docs.py", "--check"]
    done = subprocess.run(
        script, cwd=ROOT, env=os.environ | {"PYTHONPATH": "."}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=name)
def test_lock_files_name_no_index(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)
    assert "--hash=sha256:" in text


def test_the_node_lock_names_no_index() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {path: entry for path, entry in packages.items() if path}
    assert locked
    assert not [path for path, entry in locked.items() if "resolved" in entry]
    assert all("integrity" in entry for entry in locked.values())


def test_the_settings_of_the_tools_are_strict() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert settings["mypy"]["strict"] is True
    assert settings["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert all(contract["exhaustive"] for contract in settings["importlinter"]["contracts"])
