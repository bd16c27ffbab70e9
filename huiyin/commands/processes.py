"""Child processes that never outlive the command that started them, however it ends."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import parent_process

from huiyin.commands.home import Trouble

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_TO_START = 60.0
_TO_HEAR = 5.0
_TO_STOP = 15.0
_FALLS = 4
_WITHIN = 120.0
_LONGEST_WAIT = 30.0

SUPERVISED = "HUIYIN_SUPERVISED"


def end_with_parent(how: signal.Signals = signal.SIGTERM, *, parent: int | None = None) -> None:
    """Ask the kernel to end this process when the one that started it ends, even by kill -9."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    # It may have ended before we asked.
    by_python = parent_process()
    is_orphan = by_python is not None and not by_python.is_alive()
    if is_orphan or parent not in {None, os.getppid()}:
        os._exit(1)


def begin_as_web_worker() -> None:
    """What a web server's worker does first, when `serve` started its server.

    It inherits a handler that ignores SIGTERM until the application is loaded; and told to end with
    its parent in that time, it must not miss it.
    """
    if SUPERVISED in os.environ:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with_parent(signal.SIGKILL)


@dataclass
class Child:
    """A process of ours: started, watched, started again when it falls, stopped.

    `port` is where it answers HTTP once it is ready; without one it is ready as soon as it runs.
    """

    name: str
    words: list[str]
    environment: dict[str, str]
    address: tuple[str, int] | None = None
    dies_by: signal.Signals = signal.SIGTERM
    is_ready: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _again_at: float = 0.0
    _fallen_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches us, and we stop it in order."""
        dies_by = self.dies_by
        self.is_ready = False
        self._started_at = time.monotonic()
        starter = os.getpid()
        self._process = subprocess.Popen(
            self.words,
            env=os.environ | self.environment | {SUPERVISED: "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Runs between fork and exec of a single-threaded parent: safe.
            preexec_fn=lambda: end_with_parent(dies_by, parent=starter),
        )

    def watch(self, *, gives_up: bool) -> None:
        """Look after it: note when it becomes ready, start it again when it fell.

        At the start it gives up on a child that keeps falling; later it never does, for the portal
        goes on taking petitions while the worker is down.
        """
        if self._process is None:
            if time.monotonic() >= self._again_at:
                self.start()
        elif self._process.poll() is not None:
            self._has_fallen(self._process.returncode, gives_up=gives_up)
        elif not self.is_ready:
            self.is_ready = self.address is None or answers(*self.address, well=True)
            if not self.is_ready and time.monotonic() - self._started_at > _TO_START:
                raise Trouble(f"{self.name} 启动超时。", f"{self.name} did not come up in time.")

    def ask_to_stop(self) -> None:
        """Ask it to end; a web server only hears it once its workers run, so wait for that."""
        if self._process is None:
            return
        until = time.monotonic() + _TO_HEAR
        while not self.is_ready and self._process.poll() is None and time.monotonic() < until:
            self.is_ready = self.address is None or answers(*self.address)
            time.sleep(0.02)
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end, and end it if it does not."""
        if self._process is None:
            return
        try:
            self._process.wait(_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _has_fallen(self, code: int, *, gives_up: bool) -> None:
        now = time.monotonic()
        self._process = None
        self._fallen_at = [at for at in self._fallen_at if now - at < _WITHIN] + [now]
        falls = len(self._fallen_at)
        if gives_up and falls >= _FALLS:
            raise Trouble(
                f"{self.name} 反复退出（退出码 {code}），原因见上。",
                f"{self.name} keeps ending (status {code}); the reason stands above.",
            )
        self._again_at = now + min(0.5 * 2 ** (falls - 1), _LONGEST_WAIT)
        sys.stderr.write(f"{self.name}: 退出码 {code}，重新启动 · ended ({code}), starting again\n")


def keep(children: list[Child], *, when_ready: str, look: Callable[[], None]) -> None:
    """Start them, say so when all answer, look after them until told to stop, stop them.

    `look` looks after what they stand on. The first has the machine to itself until it answers:
    somebody is waiting for its page.
    """
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _frame: asked.append(got))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        children[0].start()
        has_said = False
        while not asked:
            for child in children if children[0].is_ready or has_said else children[:1]:
                child.watch(gives_up=not has_said)
            if not has_said and all(child.is_ready for child in children):
                has_said = True
                sys.stdout.write(when_ready)
                sys.stdout.flush()
            look()
            time.sleep(0.2 if has_said else 0.02)
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait()
        for number, handler in before.items():
            signal.signal(number, handler)


def answers(host: str, port: int, *, well: bool = False) -> bool:
    """Whether something speaks HTTP there, and `well` without an error of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return response.status < 500 or not well


def claim(host: str, port: int) -> None:
    """Refuse in a sentence when somebody else holds the port; one just left is waited for."""
    until = time.monotonic() + 3
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                if time.monotonic() > until:
                    raise Trouble(
                        f"地址 {host}:{port} 不能用：{problem.strerror}。"
                        "请停掉占用它的程序，或用 --portal、--desk 换一个端口。",
                        f"Cannot use {host}:{port}: {problem.strerror}. Stop the program that"
                        " holds it, or choose another port with --portal and --desk.",
                    ) from problem
            else:
                return
        time.sleep(0.1)
