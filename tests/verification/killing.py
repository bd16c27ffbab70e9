"""Killing parts of a served installation, outright and without a word (kill -9)."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import ground, machine
from huiyin.commands import postgres


@dataclass
class Served:
    """`huiyin serve` in an installation of its own; started again when it was killed itself."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @classmethod
    def started(cls, folder: Path, port: int) -> "Served":
        """Portal, desk and worker, answering."""
        return cls(folder, port, ground.start_all(port))

    def start(self) -> None:
        """Start it anew."""
        self.process = ground.start_all(self.port)

    def ensure(self) -> None:
        """Have it running."""
        if self.process.poll() is not None:
            self.start()

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def end(self) -> None:
        """End all of it outright, the database too: nothing is looked at any more."""
        if self.process.poll() is None:
            _tell(machine.tree(self.process.pid), signal.SIGKILL)
            self.process.wait()
        server = postgres.embedded()
        if server.is_running():
            server._run("pg_ctl", "stop", "-D", server.data, "-m", "immediate", "-w")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within, no process of it does anything, and its database answers others."""
        ours = machine.tree(self.process.pid)
        _tell(ours, signal.SIGSTOP)
        try:
            yield
        finally:
            _tell(reversed(ours), signal.SIGCONT)

    def running(self, words: str) -> list[int]:
        """The processes of ours with these words in their command, the first of each kind first."""
        return [each for each in machine.tree(self.process.pid) if words in _command(each)]

    # -- whom it meets -------------------------------------------------------------------------

    def web_worker(self, draw: Random) -> list[int]:
        """One of the two processes that answer for the portal."""
        return [draw.choice(self.web_workers() or self.web_server(draw) or [0])]

    def web_workers(self) -> list[int]:
        """Those processes, without the one that began them."""
        return self.running(f"huiyin.config.web 127.0.0.1 {self.port}")[1:]

    def web_server(self, _draw: Random) -> list[int]:
        """The portal's web server, with all that answer."""
        return self.running(f"huiyin.config.web 127.0.0.1 {self.port}")

    def worker(self, _draw: Random) -> list[int]:
        """The worker, whatever it has in hand."""
        return self.running("huiyin.config.worker")

    def database(self, _draw: Random) -> list[int]:
        """The whole PostgreSQL: the postmaster and every process under it."""
        try:
            return machine.tree(ground.postmaster())
        except OSError:
            return []  # it is down already

    def everything(self, draw: Random) -> list[int]:
        """Command, web servers, worker and PostgreSQL in one blow, as when the machine dies."""
        return [*machine.tree(self.process.pid), *self.database(draw)]

    def kill(self, victims: list[int]) -> int:
        """Kill them all; how many that were. The command is started again if it was one."""
        killed = _tell(victims, signal.SIGKILL)
        if self.process.pid in victims:
            self.process.wait()
            self.start()
        return killed


Victim = Callable[[Served, Random], list[int]]
VICTIMS: tuple[tuple[Victim, int], ...] = (
    (Served.database, 8),
    (Served.web_worker, 5),
    (Served.web_server, 3),
    (Served.worker, 3),
    (Served.everything, 1),
)


def victims(served: Served, draw: Random, blow: int) -> tuple[str, list[int]]:
    """Whom the next blow meets: each once, then any; in one of ten two at once."""
    kinds, weights = zip(*VICTIMS, strict=True)
    chosen = draw.choices(kinds, weights, k=2 if draw.random() < 0.1 else 1)
    if blow < len(kinds):
        chosen = [kinds[blow]]
    met = {number: None for kind in chosen for number in kind(served, draw)}
    return " and ".join(dict.fromkeys(kind.__name__ for kind in chosen)), list(met)


def _tell(processes: Iterable[int], word: signal.Signals) -> int:
    """Send a signal to those that are still there; how many that were."""
    told = 0
    for number in processes:
        with suppress(ProcessLookupError):
            os.kill(number, word)
            told += 1
    return told


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
