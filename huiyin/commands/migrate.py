"""huiyin migrate: bring the tables up to date, as owner."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import psycopg

from huiyin.commands import databases, keys
from huiyin.commands.home import Trouble, make_home

_LOCK = 0x48554959  # any number; keeps two machines from migrating at once
_OTHERS = {
    "auth": "django.contrib.auth",
    "contenttypes": "django.contrib.contenttypes",
    "sessions": "django.contrib.sessions",
    "procrastinate": "procrastinate.contrib.django",
}


@click.command()
@click.option("--check", is_flag=True, help="只查看，不执行；有未执行的则退出码为 1。Only look.")
def command(*, check: bool) -> None:
    """更新数据库结构。Bring the tables of the database up to date.

    \b
    NAME
        huiyin migrate — apply what this version of Huiyin changes in the database

    \b
    DESCRIPTION
        Connects as huiyin_owner and applies the migrations that the database has
        not seen. Interrupted, it can be started again: each migration happens
        whole or not at all. Two runs at once wait for each other. The embedded
        server is started for it and stopped after it where nothing else uses it.

    \b
    ENVIRONMENT
        DATABASE_URL, DATABASE_URL_OWNER   an external server instead of the embedded
        HUIYIN_HOME                        the folder of this installation

    \b
    EXIT STATUS
        0 up to date, 1 not up to date or failed
    """
    keys.make(make_home() / "keys")
    with databases.in_use():
        if check:
            waiting = unapplied()
            for name in waiting:
                click.echo(name)
            sys.exit(1 if waiting else 0)
        apply(quiet=False)


def unapplied() -> list[str]:
    """The migrations of this version that the database has not seen, as app.name."""
    with databases.connect("app") as connection:
        try:
            rows = connection.execute("select app, name from django_migrations").fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            rows = []  # never begun, or cut short before the end that lets this role look
    return sorted(known() - {f"{app}.{name}" for app, name in rows})


def applied() -> list[str]:
    """The migrations that the database has seen, as app.name."""
    with databases.connect("owner") as connection:
        rows = connection.execute("select app, name from django_migrations").fetchall()
    return sorted(f"{app}.{name}" for app, name in rows)


def apply(*, quiet: bool) -> None:
    """Apply what is missing, one machine at a time."""
    databases.make_roles()
    silence = ["--verbosity", "0"] if quiet else []
    with databases.connect("owner") as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", *silence],
            env=as_owner(),
            check=False,
        )
        if done.returncode != 0:
            raise Trouble(
                "数据库结构更新失败，原因见上。", "Migrating failed, for the reason above."
            )
        # Web and worker look whether their version fits, and may change nothing here.
        connection.execute("revoke all on django_migrations from huiyin_app, huiyin_worker")
        connection.execute("grant select on django_migrations to huiyin_app, huiyin_worker")


def as_owner() -> dict[str, str]:
    """The environment of a process that works as owner of the tables."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "huiyin.config.settings",
        "HUIYIN_DATABASE_ROLE": "owner",
    }


def known() -> set[str]:
    """Every migration on disk, found without importing Django: it would cost half a second."""
    package = Path(__file__).parent.parent
    folders = {path.parent.name: path for path in package.glob("*/migrations")}
    for app, name in _OTHERS.items():
        spec = find_spec(name.split(".")[0])
        for place in (spec.submodule_search_locations or []) if spec else []:
            folders[app] = Path(place, *name.split(".")[1:]) / "migrations"
    return {
        f"{app}.{path.stem}" for app, folder in folders.items() for path in folder.glob("[0-9]*.py")
    }
