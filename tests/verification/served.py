"""A served installation that begins as the city of the tests, and what is asked of it."""

import http.client
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no stubs

from benchmarks import ground
from huiyin.commands import dumping, postgres
from huiyin.documents import typefaces
from tests import cluster
from verify.plugin import is_full

SMS_TOKEN = "let-me-in"
TOLD = {"received", "messages"}
ROOT = Path(__file__).parents[2]
WRITTEN = (
    "huiyin/documents/*.py",
    "huiyin/documents/**/*.typ",
    "huiyin/rules/*.py",
    "huiyin/commands/city/offices.py",
    "huiyin/commands/city/people.py",
    "benchmarks/texts.py",
)


@contextmanager
def a_city_of_its_own() -> Iterator[Path]:
    """An installation with durable PostgreSQL in which offices and people stand, no petition."""
    with cluster.alone():
        like = _a_city_kept()
        fonts = {} if is_full() else {"HUIYIN_FONTS": str(few_characters())}
    with ground.installation(lambda: os.environ.update(fonts), like=like) as made:
        yield made


def _a_city_kept() -> Path:
    """Such a one, stopped; the first who asks for it makes it, for all processes of the run."""
    kept = _of_the_run("a-city")
    if kept.exists():
        return kept
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "city.dump"
        subprocess.run(
            [
                str(postgres.binaries() / "pg_dump"),
                "--format=custom",
                f"--file={dump}",
                f"--dbname={cluster.address('owner', cluster.city())}",
            ],
            check=True,
            capture_output=True,
        )
        keys = Path(os.environ["HUIYIN_HOME"]) / "keys"

        def fill() -> None:
            shutil.copytree(keys, Path(os.environ["HUIYIN_HOME"]) / "keys", dirs_exist_ok=True)
            dumping.load(dump)

        with ground.installation(fill) as made:
            postgres.embedded().stop()
            shutil.move(made / "home", kept)
    return kept


def _of_the_run(name: str) -> Path:
    """A place that the processes of a run share."""
    return Path(os.environ[cluster.ROOT], name)


# Below what the kernel gives to whoever asks for any port: one drawn now and served from minutes
# later is not taken meanwhile by a connection, nor, but by a rare chance, by a test beside this.
DRAWN = range(12_000, 32_000, 2)


def few_characters() -> Path:
    """The typefaces with the characters of the product's letters and of `benchmarks.texts` only.

    A worker picks the usual ones out of the whole faces before its first letter, which takes ten
    seconds of a processor; the short parts of the campaigns start several.
    """
    folder = _of_the_run("few-characters")
    if folder.exists():
        return folder
    made = folder.with_name("some-characters")
    made.mkdir()
    written = [path for place in WRITTEN for path in ROOT.glob(place)]
    wanted = {ord(each) for path in written for each in path.read_text()} & typefaces.USUAL
    for face in typefaces.typefaces().faces:
        with TTFont(face.path, lazy=True) as font:
            typefaces._reduce(font, wanted, names=["*"])
            (made / face.path.name).write_bytes(typefaces._saved(font))
    return made.rename(folder)


def two_ports() -> int:
    """The first of two free ports beside each other: portal and desk."""
    while True:
        port = secrets.choice(DRAWN)
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def oracle(ledger: str) -> dict[str, Any]:
    """What does not hold of what was acknowledged; see crash_oracle.py."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(ledger)
        file.flush()
        said = in_product("-m", "tests.verification.crash_oracle", file.name)
    found: dict[str, Any] = json.loads(said)
    return found


def verified() -> str:
    """What `huiyin verify` says; fails where a chain does not hold."""
    return in_product("-m", "huiyin.commands.main", "verify")


def damaged() -> str:
    """What PostgreSQL finds wrong with the pages of its tables, and with indexes against them.

    `pg_amcheck`, with each row looked up in each index; nothing where all is well.
    """
    server = postgres.embedded()
    whole = ["--heapallindexed", "--checkunique", "--install-missing"]
    where = [f"--host={server.socket}", "--username=postgres", "huiyin"]
    done = subprocess.run(
        [str(postgres.binaries() / "pg_amcheck"), *whole, *where],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 2}, done.stderr
    return done.stdout if done.returncode else ""


def until_all_are_told(seconds: float) -> None:
    """Wait until the worker has done what each petition left it, and sent its message."""
    left = still_untold(seconds)
    assert not left, f"the worker does not catch up: {left}"


def until_all_is_done(seconds: float) -> None:
    """The same, and until whatever else waits for the worker is done: each letter is drawn."""
    left = _waited_for(seconds, _waiting)
    assert not left, f"the worker does not catch up: {left}"


def still_untold(seconds: float) -> list[tuple[object, ...]]:
    """What the worker has still to do of that after so many seconds at most."""
    return _waited_for(seconds, lambda: [row for row in _waiting() if row[0] in TOLD])


def _waited_for(
    seconds: float, waiting: Callable[[], list[tuple[object, ...]]]
) -> list[tuple[object, ...]]:
    until = time.monotonic() + seconds
    while (left := waiting()) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def _waiting() -> list[tuple[object, ...]]:
    """What waits for the worker: of which kind, how much, and how often one was tried."""
    return asked(
        "select topic, count(*), max(tries) from notifications_outbox where done_at is null"
        " group by 1 union all select 'messages', count(*), max(tries)"
        " from notifications_notice where key like 'received:%' and sent_at is null"
        " having count(*) > 0"
    )


def asked(query: str) -> list[tuple[object, ...]]:
    """What the database says to who may see everything."""
    with postgres.embedded().as_administrator("huiyin") as connection:
        return connection.execute(query.encode()).fetchall()


def ready(port: int) -> tuple[int, str]:
    """What /readyz says; status 0 where it says nothing within the seconds of a probe."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException) as problem:
        return 0, str(problem)
    finally:
        connection.close()


def in_product(*words: str) -> str:
    """Run this in a process of its own, with the models and rights of the web; what it said."""
    settings = {"DJANGO_SETTINGS_MODULE": "huiyin.config.settings", "HUIYIN_DATABASE_ROLE": "app"}
    done = subprocess.run(
        [sys.executable, *words],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
