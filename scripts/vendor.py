"""Brings the files of others that Huiyin serves: npm packages by lock file, then one copy each.

huiyin/commands/vendored.json lists every copied file with its digest; `--write` writes it anew
after a change of versions or of the list below.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
LISTED = ROOT / "huiyin" / "commands" / "vendored.json"
OLDEST_NODE = 18

_BOOTSTRAP = "bootstrap"
_SERIF = "@expo-google-fonts/noto-serif-sc"
_SANS = "@expo-google-fonts/noto-sans-sc"
_SOURCE_MAP = re.compile(rb"\s*/\*# sourceMappingURL=[^*]*\*/")
# What is copied: from node_modules, to the package.
FILES = {
    f"{_BOOTSTRAP}/dist/css/bootstrap.min.css": "web/static/vendor/bootstrap.min.css",
    f"{_BOOTSTRAP}/LICENSE": "web/static/vendor/bootstrap.LICENSE.txt",
    f"{_SERIF}/400Regular/NotoSerifSC_400Regular.ttf": "documents/fonts/NotoSerifSC-Regular.ttf",
    f"{_SERIF}/700Bold/NotoSerifSC_700Bold.ttf": "documents/fonts/NotoSerifSC-Bold.ttf",
    f"{_SANS}/400Regular/NotoSansSC_400Regular.ttf": "documents/fonts/NotoSansSC-Regular.ttf",
    f"{_SERIF}/LICENSE_FONT": "documents/fonts/NotoSerifSC.LICENSE.txt",
    f"{_SANS}/LICENSE_FONT": "documents/fonts/NotoSansSC.LICENSE.txt",
}


def main() -> None:
    """Install, copy, compare."""
    install()
    copy()
    found = digests()
    if "--write" in sys.argv:
        LISTED.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
        return
    listed = json.loads(LISTED.read_text())
    if wrong := sorted(name for name in {*found, *listed} if found.get(name) != listed.get(name)):
        sys.exit(f"not what {LISTED.relative_to(ROOT)} lists: {', '.join(wrong)}")


def install() -> None:
    """`npm ci` without any script, with the machine's node or else one from a wheel."""
    environment = dict(os.environ)
    npm = shutil.which("npm")
    if npm is None or _node_version() < OLDEST_NODE:
        requirements = str(ROOT / "requirements-node.txt")
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "-r", requirements],
            check=True,
        )  # fmt: skip
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        npm = str(Path(sys.executable).parent / "npm")
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--silent"], cwd=ROOT, env=environment, check=False
    )
    if done.returncode != 0:
        sys.exit("npm ci failed; is the package registry reachable?")


def copy() -> None:
    """Put each file in its place."""
    for folder in {(ROOT / "huiyin" / target).parent for target in FILES.values()}:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for source, target in FILES.items():
        content = (MODULES / source).read_bytes()
        if target.endswith(".css"):
            # The map it names is not served.
            content = _SOURCE_MAP.sub(b"", content)
        (ROOT / "huiyin" / target).write_bytes(content)


def digests() -> dict[str, str]:
    """The sha256 of each copied file, by its place in the package."""
    return {
        target: hashlib.sha256((ROOT / "huiyin" / target).read_bytes()).hexdigest()
        for target in FILES.values()
    }


def _node_version() -> int:
    if shutil.which("node") is None:
        return 0
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return int(major) if major.isdigit() else 0


if __name__ == "__main__":
    main()
