"""Lock files: every package with its hashes and never an address, so that any index serves.

`--upgrade` writes them from pyproject.toml; `--check` says whether they still fit it.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Which file holds what of pyproject.toml; later files keep the versions of the first.
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-build.txt": ["--group", "build"],
    "requirements-node.txt": ["--group", "node"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev"],
}
_ADDRESS = re.compile(r"https?://|^\s*--(index|extra|find|trusted)", re.MULTILINE)


def main() -> None:
    """Write the lock files, or compare."""
    if "--upgrade" in sys.argv:
        for name in LOCKS:
            compile_lock(name, ROOT / name, "--upgrade")
    _refuse_addresses()
    if "--check" in sys.argv:
        _refuse_other_contents()


def compile_lock(name: str, target: Path, *more: str) -> None:
    """Resolve one lock file; versions already locked in it or in the first stay where they fit."""
    constraint = [] if name == "requirements.txt" else ["--constraint", "requirements.txt"]
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *LOCKS[name], *constraint, *more,
         "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
         "--no-annotate", "--quiet", "--output-file", str(target)],
        cwd=ROOT, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"},
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


def _refuse_addresses() -> None:
    for name in LOCKS:
        if _ADDRESS.search((ROOT / name).read_text()):
            sys.exit(f"{name} holds an address; write it with `make lock`")
    if '"resolved"' in (ROOT / "package-lock.json").read_text():
        sys.exit(
            "package-lock.json holds addresses; .npmrc must stand beside it when npm writes it"
        )


def _refuse_other_contents() -> None:
    """A lock compiled from itself changes only if pyproject.toml asks for something else."""
    for name in LOCKS:
        text = (ROOT / name).read_text()
        with tempfile.TemporaryDirectory() as folder:
            again = Path(folder) / name
            again.write_text(text)
            compile_lock(name, again)
            if _names(again.read_text()) != _names(text):
                sys.exit(f"{name} does not fit pyproject.toml: run `make lock`")


def _names(text: str) -> set[str]:
    return {line.split(" ")[0] for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


if __name__ == "__main__":
    main()
