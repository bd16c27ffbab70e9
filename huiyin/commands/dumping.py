"""pg_dump and pg_restore, as owner of the tables; pg_basebackup of the embedded server."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.conninfo import make_conninfo

from huiyin.commands import databases, postgres, processes
from huiyin.commands.home import Trouble

# What only somebody who began to work with an installation puts there.
_BEGUN = ("organisations_office", "accounts_user", "petitions_petition")


def dump(target: Path) -> None:
    """Write the whole database as it stands at one moment."""
    _run("pg_dump", "--format=custom", f"--file={target}", to=databases.address("owner"))


def load(source: Path) -> None:
    """Bring back tables, rows, rights and triggers: all of it, or nothing."""
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        str(source),
        to=databases.address("owner"),
    )


def is_begun() -> bool:
    """Whether somebody works with this database already."""
    with databases.connect("owner") as connection:
        for table in _BEGUN:
            known = connection.execute("select to_regclass(%s)", [table]).fetchone()
            if known is None or known[0] is None:
                continue
            query = sql.SQL("select 1 from {} limit 1").format(sql.Identifier(table))
            if connection.execute(query).fetchone():
                return True
    return False


def empty() -> None:
    """Have a database without tables, where nobody has begun to work."""
    with databases.connect("owner") as connection:
        tables = connection.execute(
            "select 1 from pg_tables where schemaname = 'public' limit 1"
        ).fetchone()
    if not tables:
        return
    if not databases.is_embedded():
        raise Trouble(
            "数据库里已有空表。请由数据库管理员删去并新建空数据库，再恢复。",
            "The database has tables, though empty ones. Have its administrator drop it and make"
            " an empty one, then restore.",
        )
    with postgres.embedded().as_administrator() as connection:
        connection.execute("drop database huiyin")
        connection.execute("create database huiyin owner huiyin_owner template template0")


def copy_cluster(target: Path) -> None:
    """Copy the embedded server as it runs, with what its log needs to be whole, and prove it."""
    address = {"host": str(postgres.embedded().socket), "user": "postgres"}
    _run("pg_basebackup", f"--pgdata={target}", "--checkpoint=fast", to=address)
    prove_cluster(target)


def prove_cluster(copy: Path) -> None:
    """Compare a copy with the sums that were taken as it was made."""
    _run("pg_verifybackup", "--quiet", str(copy), to=None)


def _run(program: str, *arguments: str, to: dict[str, Any] | None) -> None:
    """Run one of PostgreSQL's programs, connected to a server or to none."""
    address = dict(to or {})
    # A password among the arguments could be read by every user of the machine.
    password = address.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    connected = [f"--dbname={make_conninfo('', **address)}"] if to else []
    starter = os.getpid()
    done = subprocess.run(
        [str(postgres.binaries() / program), *connected, *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | secret,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        # Left alone it would go on, and somebody who starts again would meet its work.
        preexec_fn=lambda: processes.end_with_parent(signal.SIGKILL, parent=starter),
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")[-2000:].strip()
        raise Trouble(f"{program} 失败：\n{said}", f"{program} failed; its words above.")
