"""The embedded server while a base backup is rolled forward by the log that was kept."""

import re
import shlex
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from huiyin.commands.home import Trouble
from huiyin.commands.postgres import Server

# Timeline, then the place in the log: 16 MiB each, 256 to the first eight digits of the place.
_PIECE = re.compile(r"[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})")
_BEGINS = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
_A_DAY = 24 * 60 * 60
_SET = ("restore_command", "recovery_target_time", "recovery_target_action")


@dataclass
class Rolling(Server):
    """A server that begins as a copy of a base and ends at a moment, or is gone again."""

    def take(self, base: Path, log: Path, until: datetime | None) -> None:
        """Have a copy of the base for its cluster, told to go on by the log."""
        self._prepare_folders()
        self._refuse_unreadable(log)
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(base, partial, symlinks=True)
        shutil.rmtree(partial / "log", ignore_errors=True)
        place = shlex.quote(str(log)).replace("%", "%%")
        lines = {
            "restore_command": f'test -f {place}/%f.gz && gunzip -c {place}/%f.gz > "%p"',
            "recovery_target_action": "promote",
        }
        if until is not None:
            lines["recovery_target_time"] = until.isoformat()
        with (partial / "postgresql.auto.conf").open("a") as settings:
            for name, value in lines.items():
                settings.write("{} = '{}'\n".format(name, value.replace("'", "''")))
        (partial / "recovery.signal").touch()
        if (owner := self._owner()) is not None:
            for each in [partial, *partial.rglob("*")]:
                shutil.chown(each, owner, owner)
        partial.chmod(0o700)
        partial.rename(self.data)

    def roll(self, base: Path, log: Path, *, to_the_end: bool) -> None:
        """Start it and let it read the log to the end that was set; Trouble where it cannot."""
        self._refuse_other_version()
        self._write_settings()
        started = self._run(
            *("pg_ctl", "start", "-D", self.data, "-w", "-t", str(_A_DAY)),
            *("-l", self.folder / "start.log"),
            check=False,
        )
        if started.returncode != 0 or not self._has_ended():
            raise _unreached(base, log, self._last_words())
        newest = max(pieces(each.name for each in log.iterdir()), default=0)
        if to_the_end and self._stands_at() < newest:
            raise _unreached(base, log, self._last_words())
        with self.as_administrator() as connection:
            for name in _SET:
                connection.execute(f"alter system reset {name}".encode())
            connection.execute("select pg_reload_conf()")

    def drop(self) -> None:
        """Stop it and leave nothing of it."""
        if self.data.exists():
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "immediate", "-w", check=False)
            shutil.rmtree(self.data)

    def _stands_at(self) -> int:
        """The piece of the log at which it stands now."""
        with self.as_administrator() as connection:
            row = connection.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()
        return _place(row[0] if row else "") or 0

    def _has_ended(self) -> bool:
        """Wait for the end of the reading; False where the server fell instead."""
        while True:
            try:
                with self.as_administrator() as connection:
                    if connection.execute("select pg_is_in_recovery()").fetchone() == (False,):
                        return True
            except psycopg.OperationalError:
                status = self._run("pg_ctl", "status", "-D", self.data, check=False)
                if status.returncode != 0:
                    return False
            time.sleep(0.1)

    def _refuse_unreadable(self, log: Path) -> None:
        for each in [log, *sorted(log.glob("*.gz"))[:1]]:
            if self._command("test", "-r", str(each), check=False).returncode != 0:
                raise Trouble(
                    f"数据库的系统用户 {self._owner()} 读不了 {each}，请把它交给该用户（chown）。",
                    f"The database's system user {self._owner()} cannot read {each}: chown it.",
                )

    def _last_words(self) -> str:
        logs = sorted((self.data / "log").glob("*.log"), key=lambda each: each.stat().st_mtime)
        said = [
            line.partition("FATAL:")[2].strip()
            for each in logs
            for line in each.read_text(errors="replace").splitlines()
            if "FATAL:" in line
        ]
        return said[-1] if said else "?"


def pieces(names: Iterable[str]) -> dict[int, str]:
    """The pieces of the log among these names of files, by their place."""
    found = {_place(name): name.removesuffix(".gz") for name in sorted(names)}
    return {place: name for place, name in found.items() if place is not None}


def first_piece(base: Path) -> str:
    """The piece of the log with which a base begins."""
    found = _BEGINS.search((base / "backup_label").read_text())
    if found is None:
        raise Trouble(f"{base} 不是基础备份。", f"{base} is no base backup.")
    return found.group(1)


def first_missing(base: Path, log: Path) -> str | None:
    """The first piece that lacks between the base and the newest that was kept; or None."""
    begin = _place(first_piece(base)) or 0
    known = pieces(each.name for folder in (base / "pg_wal", log) for each in folder.iterdir())
    for place in range(begin, max(known, default=begin) + 1):
        if place not in known:
            return f"{first_piece(base)[:8]}{place >> 8:08X}{place & 255:08X}"
    return None


def lacks(piece: str) -> Trouble:
    """What is said where a piece of the log is not there."""
    return Trouble(
        f"日志缺少 {piece}，没有恢复任何内容。请找回这一段，或者用 --until 恢复到它之前。",
        f"The log lacks {piece}; nothing was restored. Find that piece, or use --until to stop"
        " before it.",
    )


def _unreached(base: Path, log: Path, words: str) -> Trouble:
    if missing := first_missing(base, log):
        return lacks(missing)
    return Trouble(
        "到不了所要的时刻，没有恢复任何内容：日志没有记到那么晚，或者有一段损坏，或者那时还没有这份"
        f"基础备份。数据库说：{words}",
        "That moment cannot be reached, and nothing was restored: the log does not go so far, a"
        " piece of it is damaged, or the base was made later. The database's words stand above.",
    )


def _place(name: str) -> int | None:
    found = _PIECE.fullmatch(name.removesuffix(".gz"))
    return (int(found.group(1), 16) << 8) + int(found.group(2), 16) if found else None
