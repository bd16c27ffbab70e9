"""Builds the wheel and looks whether it holds everything it serves; `--check` keeps nothing."""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "huiyin"
SERVED = ("*.html", "*.txt", "*.typ", "*.css", "*.js", "*.svg", "*.json", "*.ttf", "*.mo", "*.po")


def main() -> None:
    """Build, then compare with the checkout."""
    if "--check" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            look_into(build(Path(folder)))
    else:
        wheel = build(ROOT / "dist")
        look_into(wheel)
        sys.stdout.write(f"{wheel.relative_to(ROOT)}\n")


def build(folder: Path) -> Path:
    """Build the wheel with the locked build tool, fetching nothing."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return max(folder.glob("huiyin-*.whl"), key=lambda path: path.stat().st_mtime)


def look_into(wheel: Path) -> None:
    """Fail where a file that the product serves is not in it, or something foreign is."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {
        f"huiyin/{path.relative_to(PACKAGE).as_posix()}"
        for pattern in ("*.py", *SERVED)
        for path in PACKAGE.rglob(pattern)
    }
    wanted |= {
        f"huiyin/{name}" for name in json.loads((PACKAGE / "commands/vendored.json").read_text())
    }
    wanted.add("huiyin/locale/en/LC_MESSAGES/django.mo")
    if missing := sorted(wanted - held):
        sys.exit(f"the wheel lacks {', '.join(missing)}")
    foreign = [name for name in held if not name.startswith(("huiyin/", "huiyin-"))]
    if foreign:
        sys.exit(f"the wheel holds what is not Huiyin's: {', '.join(sorted(foreign))}")


if __name__ == "__main__":
    main()
