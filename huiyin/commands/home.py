"""Where an installation keeps what is its own: keys, files, the embedded database.

One folder, HUIYIN_HOME; everything else of Huiyin is read-only.
"""

import os
from pathlib import Path

# Stands in the folder of a demo: its petitions are invented, and every page says so for ever.
DEMO = "demo"
# Stands in the folder while a restore is under way, with the digest of what it brings back.
RESTORING = "restoring"


class Trouble(Exception):
    """Something an operator has to mend; says what, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


def home() -> Path:
    """The folder of this installation: HUIYIN_HOME, or the usual place for who runs it."""
    named = os.environ.get("HUIYIN_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/huiyin")
    shared = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "huiyin"


def make_home() -> Path:
    """Make the folder and its private parts; root's is left passable for the database's user."""
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            folder.chmod(0o711)
        for part in ("keys", "files"):
            (folder / part).mkdir(mode=0o700, exist_ok=True)
    except OSError as problem:
        raise Trouble(
            f"无法使用目录 {folder}：{problem.strerror}。请把 HUIYIN_HOME 设为可写的目录。",
            f"Cannot use the folder {folder}: {problem.strerror}. Set HUIYIN_HOME to one you own.",
        ) from problem
    return folder


def is_demo() -> bool:
    """Whether this installation was made by `huiyin demo`."""
    return (home() / DEMO).exists()
