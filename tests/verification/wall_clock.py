"""A wall clock that is set while the product runs: web, worker and database read the same one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from huiyin.commands import postgres
from tests.verification.killing import Served

SOURCE = Path(__file__).with_suffix(".c")
COMPILER = shutil.which("cc")

_place: list[Path] = []


@contextmanager
def own_clock(served: Served) -> Iterator[None]:
    """Served anew, all of it with a wall clock that `clock_set` sets."""
    assert COMPILER is not None, "the clock is a few lines of C"
    with tempfile.TemporaryDirectory(prefix="huiyin-clock-") as folder:
        Path(folder).chmod(0o755)
        library, place = Path(folder, "wall_clock.so"), Path(folder, "ahead")
        words = [COMPILER, "-O2", "-Wall", "-Werror", "-shared", "-fPIC"]
        subprocess.run([*words, "-o", str(library), str(SOURCE)], check=True)
        place.write_bytes(bytes(8))
        place.chmod(0o644)
        served.stop()
        postgres.embedded().stop()
        more = {"LD_PRELOAD": str(library), "WALL_CLOCK": str(place)}
        run: Callable[..., object] = subprocess.run

        def with_clock(*words: object, env: dict[str, str], **how: object) -> object:
            return run(*words, env=env | more, **how)

        # The database is started with an environment of its own.
        with patch.object(subprocess, "run", with_clock):
            postgres.embedded().start()
        with patch.dict(os.environ, more):
            served.start()
        _place.append(place)
        try:
            yield
        finally:
            _place.clear()
            served.stop()
            postgres.embedded().stop()
            postgres.embedded().start()
            served.start()


@contextmanager
def clock_set(seconds: int) -> Iterator[None]:
    """Within, it is that many seconds later, or earlier, than it is."""
    with _place[0].open("r+b", buffering=0) as file:
        file.write(seconds.to_bytes(8, "little", signed=True))
        try:
            yield
        finally:
            file.seek(0)
            file.write(bytes(8))
