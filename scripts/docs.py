"""The pages of docs/ that are drawn from the code; `--check` says whether they still agree."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from django.conf import settings

from huiyin.rules.drawing import workflow_markdown
from huiyin.rules.limits import as_markdown
from verify.report import as_markdown as verification

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "huiyin"
_MADE = "<!-- Drawn from the code by `make docs`; change the code. -->\n\n"


def the_map() -> str:
    """docs/map.md: every package with its one sentence, from the top layer down."""
    lines = [
        "# The map",
        "",
        "Every package in one sentence, from the top layer down. Imports go downward only;",
        "packages on one line of `[tool.importlinter]` in pyproject.toml do not know each other.",
        "",
        "| package | what it is |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {sentence(name)} |" for name in _ordered() if exists(name)]
    return "\n".join(lines) + "\n"


def exists(name: str) -> bool:
    """Whether the layer is there."""
    return (PACKAGE / name / "__init__.py").exists() or (PACKAGE / f"{name}.py").exists()


def sentence(name: str) -> str:
    """The one sentence of a package, or the first line of a module."""
    place = PACKAGE / name / "__init__.py"
    source = place if place.exists() else PACKAGE / f"{name}.py"
    return (ast.get_docstring(ast.parse(source.read_text())) or "").splitlines()[0]


def _ordered() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [name.strip(" ()") for layer in layers for name in re.split(r"[|:]", layer)]


def data_map() -> str:
    """docs/data-map.csv: every field in which something of a person is kept."""
    if not settings.configured:
        settings.configure()  # its words are marked for translation
    text: str = import_module("huiyin.publishing.data_map").as_csv()
    return text


# A page and what draws it. A drawing function takes nothing and returns its text.
PAGES: dict[str, Callable[[], str]] = {
    "docs/map.md": the_map,
    "docs/workflow.md": workflow_markdown,
    "docs/limits.md": as_markdown,
    "docs/data-map.csv": data_map,
    "docs/verification.md": verification,
}


def main() -> None:
    """Draw the pages, or compare."""
    stale = []
    for name, draw in PAGES.items():
        page, text = ROOT / name, (_MADE if name.endswith(".md") else "") + draw().strip() + "\n"
        if "--check" not in sys.argv:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
        elif not page.exists() or page.read_text() != text:
            stale.append(name)
    if stale:
        sys.exit(f"not what the code says: {', '.join(stale)}; run `make docs`")


if __name__ == "__main__":
    main()
