"""One throw-away PostgreSQL for a run of tests: a migrated template, a database for each worker.

Started by the first test that needs it, stopped by the process that began the run.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from huiyin.commands import keys
from huiyin.commands.home import make_home
from huiyin.commands.postgres import Server

ROOT = "HUIYIN_TEST_FOLDER"
PREFIX = "huiyin-test-"
TEMPLATE = "huiyin_template"
# Settings of the shell that starts the tests must not reach them.
PREFIXES = ("DATABASE_URL", "HUIYIN_")


def prepare() -> None:
    """Choose the folder of this run and point the settings at it, before Django reads them."""
    if ROOT not in os.environ:
        _sweep()
        chosen = Path(tempfile.mkdtemp(prefix=PREFIX))
        chosen.chmod(0o711)
        (chosen / "run-by").write_text(str(os.getpid()))
        os.environ[ROOT] = str(chosen)
    for name in [name for name in os.environ if name.startswith(PREFIXES) and name != ROOT]:
        del os.environ[name]
    os.environ["HUIYIN_HOME"] = str(_folder() / worker())
    os.environ["DATABASE_URL"] = address("app")
    os.environ["DATABASE_URL_OWNER"] = address("owner")
    os.environ["DATABASE_URL_WORKER"] = address("worker")
    folder = make_home()
    keys.make(folder / "keys")
    (folder / "static").mkdir(exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def server() -> Server:
    """The server of this run."""
    return Server(_folder() / "postgres", throwaway=True)


def worker() -> str:
    """The name of this process's own database."""
    return f"huiyin_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def address(role: str, database: str | None = None) -> str:
    """The URL of a database for one of the three roles."""
    return f"postgresql://huiyin_{role}@/{database or worker()}?host={server().socket}"


def prepare_databases(found_the_city: Callable[[], None]) -> None:
    """A migrated database for this process, and one aside in which the city stands already."""
    with alone():
        server().start()
        _make_template()
    make_database(with_city=False)
    found_the_city()
    _copy(worker(), city())
    make_database(with_city=False)


def make_database(*, with_city: bool | None = None) -> None:
    """Give this process a fresh copy of the migrated database, replacing the one it had.

    With the city, without it, or as it was the last time.
    """
    if with_city is not None:
        _now.has_city = with_city
    _copy(city() if _now.has_city else TEMPLATE, worker())
    _now.copies += 1


def has_city() -> bool:
    """Whether a test finds the city in its database."""
    return _now.has_city


def copies() -> int:
    """How often this process has had a database made; the sequences begin anew in each."""
    return _now.copies


def finish() -> None:
    """Stop the server and remove the folder; only the process that began the run does so."""
    folder = _folder()
    if (folder / "run-by").read_text() == str(os.getpid()):
        _remove(folder)


@dataclass
class _Now:
    has_city: bool = False
    copies: int = 0


_now = _Now()


def city() -> str:
    """The name of the database aside in which the city stands."""
    return f"{worker()}_city"


def _copy(template: str, name: str) -> None:
    with server().as_administrator() as connection:
        new = sql.Identifier(name)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(new))
        connection.execute(
            sql.SQL("create database {} owner huiyin_owner template {}").format(
                new, sql.Identifier(template)
            )
        )


def _folder() -> Path:
    return Path(os.environ[ROOT])


@contextmanager
def alone() -> Iterator[None]:
    """While inside, no other process of this run is."""
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template() -> None:
    with server().as_administrator() as connection:
        if connection.execute(
            "select 1 from pg_database where datname = %s", [TEMPLATE]
        ).fetchone():
            return
        connection.execute("drop database if exists huiyin_partial with (force)")
        connection.execute("create database huiyin_partial owner huiyin_owner template template0")
        environment = os.environ | {
            "DATABASE_URL_OWNER": address("owner", "huiyin_partial"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(
            [sys.executable, "-m", "huiyin.commands.main", "migrate"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"migrating the test database failed:\n{done.stderr}")
        connection.execute(f"alter database huiyin_partial rename to {TEMPLATE}")


def _sweep() -> None:
    """Clear away what an earlier run left when it was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        started_by = folder / "run-by"
        if started_by.exists() and not Path("/proc", started_by.read_text()).exists():
            _remove(folder)


def _remove(folder: Path) -> None:
    """Stop every server that was started in the folder, the tests' own among them."""
    for postmaster in [
        *folder.glob("postgres/data/postmaster.pid"),
        *folder.glob("*/postgres/data/postmaster.pid"),
    ]:
        running = Server(postmaster.parent.parent, throwaway=True)
        try:
            running.stop()
        finally:
            if postmaster.exists() and running.is_running():
                os.kill(int(postmaster.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)
