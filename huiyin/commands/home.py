"""Where an installation keeps what is its own: keys, files, the embedded database.

One folder, HUIYIN_HOME; everything else of Huiyin is read-only.
"""

import os
from pathlib import Path


def home() -> Path:
    """The folder of this installation: HUIYIN_HOME, or the usual place for the user who runs it."""
    named = os.environ.get("HUIYIN_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/huiyin")
    shared = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "huiyin"
