"""Where it is measured: a throw-away installation whose database keeps what it is given."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from huiyin.commands import databases, keys, postgres, serve
from huiyin.commands.home import make_home
from huiyin.commands.processes import SUPERVISED, answers

BARE_TABLE = "create table bare_row (id uuid primary key, at timestamptz, body text)"
PREFIX = "huiyin-bench-"
PORT = 8700
PATIENCE = 60


@contextmanager
def installation(
    fill: Callable[[], None] | None = None, *, like: Path | None = None
) -> Iterator[Path]:
    """An installation of its own, with durable PostgreSQL; gone afterwards.

    `fill` puts tables and rows into its new database, which else begins migrated and empty; or it
    begins `like` one that was kept, and is migrated on from there.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    with patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("DATABASE_URL", "HUIYIN_"))]:
            del os.environ[name]
        os.environ["HUIYIN_HOME"] = str(folder / "home")
        # One machine stands for a whole city; what comes in is counted all the same.
        os.environ["HUIYIN_INTAKE_LIMIT"] = "1000000"
        os.environ["HUIYIN_INTAKE_OF_AN_ADDRESS"] = "0"
        if like is not None:
            _copy(like, folder / "home")
        make_home()
        try:
            with databases.in_use():
                if fill is not None:
                    fill()
                serve.prepare()
                keys.make(folder / "home" / "keys")
                serve.collect_static()
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path) -> None:
    """Keep the installation in use as it stands, for `like`."""
    server = postgres.embedded()
    server.stop()
    _copy(Path(os.environ["HUIYIN_HOME"]), folder)
    server.start()


def _copy(source: Path, target: Path) -> None:
    """With owners and rights; as a clone where the file system can."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def in_django(*words: str, module: str = "stock", role: str = "app") -> str:
    """Run a step of a module that has the models, in a process of its own; what it printed."""
    done = begin_in_django(*words, module=module, role=role)
    printed, _errors = done.communicate()
    if done.returncode != 0:
        raise RuntimeError(f"benchmarks.{module} {' '.join(words)} failed; see above")
    return printed.strip()


def begin_in_django(
    *words: str, module: str = "stock", role: str = "app"
) -> "subprocess.Popen[str]":
    """The same, without waiting for its end."""
    return subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *words],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "huiyin.config.settings",
            "HUIYIN_SITE": "worker" if role == "worker" else "desk",
            "HUIYIN_DATABASE_ROLE": role,
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def serving_huiyin(
    port: int, *, site: str = "portal", workers: int = 2
) -> AbstractContextManager[int]:
    """A site as `huiyin serve` starts it."""
    words, environment = serve.web_server(site, "127.0.0.1", port, workers=workers)
    return serving(words, port, environment)


def serving_bare(port: int) -> AbstractContextManager[int]:
    """The measure, in the same web server with as many processes and threads."""
    words = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
        *("--log-level", "error", "--no-ws", "benchmarks.bare:application"),
    ]
    return serving(words, port, {"HUIYIN_DATABASE_ROLE": "app", "MALLOC_ARENA_MAX": "2"})


def start_all(port: int) -> subprocess.Popen[bytes]:
    """`huiyin serve`: portal, desk on the next port, worker; for the caller to stop."""
    words = [sys.executable, "-m", "huiyin.commands.main", "serve"]
    places = ("--portal", f"127.0.0.1:{port}", "--desk", f"127.0.0.1:{port + 1}")
    return _start([*words, *places], port, {})


def serving_worker() -> AbstractContextManager[int]:
    """The worker, as `huiyin serve` starts it; it listens nowhere."""
    words = [sys.executable, "-m", "huiyin.config.worker"]
    return serving(words, 0, {"HUIYIN_SITE": "worker", "HUIYIN_DATABASE_ROLE": "worker"})


@contextmanager
def serving(words: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Start a server; gives the id of its first process."""
    process = _start(words, port, environment | {SUPERVISED: "1"})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _start(words: list[str], port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    log = Path(os.environ["HUIYIN_HOME"]).parent / f"{port}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            words,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(process, port, log)
    except BaseException:
        process.kill()
        raise
    return process


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    if not port:
        return
    until = time.monotonic() + PATIENCE
    while not answers("127.0.0.1", port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the server did not come up:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def postmaster() -> int:
    """The first process of the database."""
    return int((postgres.embedded().data / "postmaster.pid").read_text().split()[0])


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    """The database with another setting while inside, on every connection."""
    with postgres.embedded().as_administrator() as connection:
        try:
            connection.execute(f"alter system set {name} = {value}".encode())
            connection.execute("select pg_reload_conf()")
            yield
        finally:
            connection.execute(f"alter system reset {name}".encode())
            connection.execute("select pg_reload_conf()")
