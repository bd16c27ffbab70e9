"""What goes wrong around the product, and how it is put right again: each is used with `with`."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import psycopg

from benchmarks import ground, machine
from huiyin.commands import postgres
from tests.notifications.servers import Mail, Sms
from tests.verification.killing import Served
from tests.verification.wall_clock import clock_set

LAG = 3.0
Gateway = TypeVar("Gateway", Sms, Mail)
WELL = ("refusing", "hangs_up", "drips", "answer")
ROOM = {"files": 96, "data": 256, "pg_wal": 160}  # MiB left on the small disks
MIB = 2**20


# -- the database ----------------------------------------------------------------------------------


@contextmanager
def stopped(_served: Served) -> Iterator[None]:
    """Shut down in order by somebody; `huiyin serve` has it run again by itself.

    By a signal to its first process: `pg_ctl stop` would go on to wait for the one that is started
    in its place.
    """
    first = ground.postmaster()
    os.kill(first, signal.SIGINT)
    until = time.monotonic() + 60
    while Path("/proc", str(first)).exists():
        assert time.monotonic() < until, "the database did not shut down"
        time.sleep(0.01)
    yield


@contextmanager
def hanging(_served: Served) -> Iterator[None]:
    """Every process of it is frozen: connections are taken, and nothing is answered."""
    frozen = machine.tree(ground.postmaster())
    for number in frozen:
        os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        for number in reversed(frozen):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)


@contextmanager
def unreachable(_served: Served) -> Iterator[None]:
    """Its address leads nowhere, and who was connected is cut off."""
    with _socket_aside():
        yield


@contextmanager
def slow(_served: Served) -> Iterator[None]:
    """Each of its answers takes three seconds."""
    with _socket_aside() as (usual, real), socket.socket(socket.AF_UNIX) as door:
        door.bind(str(usual))
        usual.chmod(0o777)
        door.listen(64)
        healed = threading.Event()
        threading.Thread(target=_let_in, args=(door, real, healed), daemon=True).start()
        try:
            yield
        finally:
            healed.set()  # whoever is connected stays so, and waits no longer
            door.shutdown(socket.SHUT_RDWR)


@contextmanager
def crowded(_served: Served) -> Iterator[None]:
    """Others hold every connection that there may be."""
    with ExitStack() as held:
        _cut_off()
        try:
            while True:
                one = psycopg.connect(**postgres.embedded().address("app"))
                held.callback(one.close)
        except psycopg.OperationalError:
            yield


@contextmanager
def _socket_aside() -> Iterator[tuple[Path, Path]]:
    usual = postgres.embedded().socket / ".s.PGSQL.5432"
    real = usual.with_name("aside")
    usual.rename(real)
    try:
        _cut_off(real)
        yield usual, real
    finally:
        real.replace(usual)


def _cut_off(place: Path | None = None) -> None:
    """End every connection of web and worker; also past a socket that is not where it was."""
    with tempfile.TemporaryDirectory() as folder:
        if place is not None:
            Path(folder, ".s.PGSQL.5432").symlink_to(place)
        host = folder if place else str(postgres.embedded().socket)
        with psycopg.connect(host=host, user="postgres", dbname="postgres") as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'postgres'"
            )


def _let_in(door: socket.socket, real: Path, healed: threading.Event) -> None:
    """Pass everything on to the real socket, and its answers late, until the door is closed."""
    with suppress(OSError):
        while True:
            outside, _ = door.accept()
            threading.Thread(target=_serve, args=(outside, real, healed), daemon=True).start()


def _serve(outside: socket.socket, real: Path, healed: threading.Event) -> None:
    with outside, socket.socket(socket.AF_UNIX) as inside:
        inside.connect(str(real))
        asking = threading.Thread(target=_pass_on, args=(outside, inside), daemon=True)
        asking.start()
        _pass_on(inside, outside, lambda: healed.wait(LAG))
        asking.join()


def _pass_on(
    source: socket.socket, target: socket.socket, pause: Callable[[], object] = lambda: None
) -> None:
    with suppress(OSError):
        while said := source.recv(65536):
            pause()
            target.sendall(said)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


# -- disks -----------------------------------------------------------------------------------------


@contextmanager
def small_disks(folder: Path) -> Iterator[None]:
    """Have files, database and its log each on a small disk of its own; for root only."""
    home, disks = folder / "home", folder / "disks"
    data = home / "postgres" / "data"
    places = {"data": data, "pg_wal": data / "pg_wal", "files": home / "files"}
    with ExitStack() as mounted:
        server = postgres.embedded()
        with server.as_administrator() as connection:
            connection.execute("alter system set max_wal_size = '64MB'")
            connection.execute("alter system set min_wal_size = '32MB'")
        server.stop()
        for name, place in places.items():
            disk = disks / name
            disk.mkdir(parents=True)
            room = _mebibytes(place) + ROOM[name]
            words = ("mount", "-t", "tmpfs", "-o", f"size={room}m,mode=0711", "tmpfs")
            subprocess.run([*words, str(disk)], check=True)
            mounted.callback(subprocess.run, ["umount", "--lazy", str(disk)], check=False)
            subprocess.run(["cp", "-a", str(place), str(disk / "here")], check=True)
            shutil.rmtree(place)
            place.symlink_to(disk / "here")
        server.start()
        yield
        server.stop()


def _mebibytes(folder: Path) -> int:
    """What is in a folder by now."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) // MIB + 1


@contextmanager
def full(served: Served, name: str) -> Iterator[None]:
    """One of the small disks has no room left."""
    ballast = served.folder / "disks" / name / "ballast"
    # Unbuffered: what does not fit is not tried again at closing.
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65536))
    if name == "pg_wal":
        _use_up_the_log()
    try:
        yield
    finally:
        ballast.unlink()


def _use_up_the_log() -> None:
    """Begin new segments until there is no room for one: PostgreSQL then stops by itself."""
    with suppress(psycopg.Error), postgres.embedded().as_administrator() as connection:
        for _each in range(20):
            connection.execute("select pg_logical_emit_message(true, 'x', repeat('x', 1000000))")
            connection.execute("select pg_switch_wal()")


@contextmanager
def files_full(served: Served) -> Iterator[None]:
    """No room for attachments."""
    with full(served, "files"):
        yield


@contextmanager
def data_full(served: Served) -> Iterator[None]:
    """No room for rows."""
    with full(served, "data"):
        yield


@contextmanager
def log_full(served: Served) -> Iterator[None]:
    """No room for the write-ahead log."""
    with full(served, "pg_wal"):
        yield


# -- versions --------------------------------------------------------------------------------------


@contextmanager
def newer_tables(served: Served) -> Iterator[None]:
    """The next version has added to the tables, its worker works; the web is still the old one."""
    with postgres.embedded().as_administrator("huiyin") as connection:
        for each in ("petitions_petition", "petitions_event", "notifications_outbox"):
            connection.execute(f"alter table {each} add next text not null default ''")
        connection.execute("create table petitions_next (id uuid primary key)")
        connection.execute(
            "insert into django_migrations (app, name, applied) values ('petitions', '9999', now())"
        )
    for number in served.running("huiyin.config.worker"):
        os.kill(number, signal.SIGKILL)  # `huiyin serve` has it run again by itself
    yield


# -- the clock -------------------------------------------------------------------------------------


@contextmanager
def clock_ahead(_served: Served) -> Iterator[None]:
    """The machine's time is set two hours too late, and put right later."""
    with clock_set(2 * 3600):
        yield


@contextmanager
def clock_behind(_served: Served) -> Iterator[None]:
    """The machine's time is set two hours too early, and put right later."""
    with clock_set(-2 * 3600):
        yield


# -- the worker, and who carries messages ----------------------------------------------------------


@contextmanager
def worker_frozen(served: Served) -> Iterator[None]:
    """The worker does nothing, and does not end either."""
    workers = frozen(served)
    try:
        yield
    finally:
        thawed(workers)


def frozen(served: Served) -> list[int]:
    """The processes of the worker, which do nothing from now on."""
    workers = served.running("huiyin.config.worker")
    for number in workers:
        os.kill(number, signal.SIGSTOP)
    return workers


def thawed(workers: list[int]) -> None:
    """They go on where they stood."""
    for number in workers:
        os.kill(number, signal.SIGCONT)


def begun_anew(workers: list[int]) -> None:
    """They are dead, and `huiyin serve` begins others that know nothing of them."""
    for number in workers:
        os.kill(number, signal.SIGKILL)


def refuses(sms: Sms) -> None:
    """It is there and takes nothing."""
    sms.refusing = lambda: 503


def flaps(sms: Sms) -> None:
    """Every second message is refused."""
    turns = cycle((0, 503))
    sms.refusing = lambda: next(turns)


def takes_and_hangs_up(sms: Sms) -> None:
    """Every second message is taken and not answered for."""
    turns = cycle((False, True))
    sms.hangs_up = lambda: next(turns)


def says_too_many(sms: Sms) -> None:
    """It asks to be left alone for a while."""
    sms.refusing = lambda: 429


def drips(sms: Sms) -> None:
    """It takes a message and answers a byte a second."""
    sms.drips, sms.answer = 1.0, (200, b"x" * 600)


def mail_is_down(mail: Mail) -> None:
    """Whoever calls is hung up on."""
    mail.hangs_up = lambda: True


def mail_flaps(mail: Mail) -> None:
    """Every second receiver is refused for now."""
    turns = cycle(("", "451 try again later"))
    mail.refusing = lambda: next(turns)


def mail_drips(mail: Mail) -> None:
    """It says a byte a second."""
    mail.drips = 1.0


@contextmanager
def failing(gateway: Gateway, fault: Callable[[Gateway], None]) -> Iterator[None]:
    """A gateway with a fault, well again afterwards."""
    well = {name: getattr(gateway, name) for name in WELL if hasattr(gateway, name)}
    fault(gateway)
    try:
        yield
    finally:
        vars(gateway).update(well)
