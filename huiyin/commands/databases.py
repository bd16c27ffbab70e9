"""Which database, as which of its three roles: owner, app or worker.

DATABASE_URL names an external server; without it the embedded one is used.
"""

import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from huiyin.commands import postgres
from huiyin.commands.home import Trouble

ROLES = ("owner", "app", "worker")
_PAUSE = 5.0  # seconds between attempts to start it again


def is_embedded() -> bool:
    """Whether the database is our own; one URL of any kind means it is not."""
    return not any(_url(role) for role in (None, *ROLES))


def address(role: str) -> dict[str, Any]:
    """The connection that a role uses, in psycopg's words.

    An external server may give each role a login (DATABASE_URL_OWNER, DATABASE_URL_WORKER); with
    one login for all, each connection takes its role as it opens.
    """
    if role not in ROLES:
        raise ValueError(f"HUIYIN_DATABASE_ROLE must be one of {', '.join(ROLES)}, not {role!r}")
    if is_embedded():
        return postgres.embedded().address(role)
    own, shared = _url(role), _url(None)
    parts = conninfo_to_dict(own or shared)
    has_logins = bool(_url("owner") or _url("worker"))
    if not own and not has_logins and parts.get("user") != f"huiyin_{role}":
        before = f"{parts['options']} " if parts.get("options") else ""
        parts["options"] = f"{before}-c role=huiyin_{role}"
    return parts


def for_django(role: str) -> dict[str, Any]:
    """The same connection in Django's words."""
    rest = address(role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": rest.pop("dbname", "huiyin"),
        "USER": rest.pop("user", ""),
        "PASSWORD": rest.pop("password", ""),
        "HOST": rest.pop("host", ""),
        "PORT": str(rest.pop("port", "")),
        "OPTIONS": rest,
    }


def in_use() -> AbstractContextManager[None]:
    """Have the database while inside: the embedded server runs, an external one is left alone."""
    return postgres.embedded().in_use() if is_embedded() else nullcontext()


@dataclass
class Watch:
    """Starts our own database again when it fell; an external one is its administrator's."""

    _again_at: float = 0.0

    def look(self) -> None:
        """Look whether it lives; a start that fails is told and tried again, and ends nothing."""
        if not is_embedded() or time.monotonic() < self._again_at:
            return
        try:
            postgres.embedded().mend()
        except Trouble as trouble:
            sys.stderr.write(f"{trouble}\n")
            self._again_at = time.monotonic() + _PAUSE


def connect(role: str) -> psycopg.Connection:
    """A plain connection, for the checks of a start; the caller closes it."""
    try:
        return psycopg.connect(**address(role), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        said = str(problem).strip()
        raise Trouble(
            f"连不上数据库（身份 huiyin_{role}）：{said}。请核对 DATABASE_URL 和数据库是否在运行。",
            f"Cannot reach the database as huiyin_{role}: {said}. Check DATABASE_URL and whether"
            " the server runs.",
        ) from problem


def make_roles() -> None:
    """Make the three roles on an external server whose one login may do so."""
    shared = _url(None)
    if not shared or _url("owner"):
        return
    with psycopg.connect(shared, autocommit=True, connect_timeout=10) as connection:
        known = {row[0] for row in connection.execute("select rolname from pg_roles")}
        wanted = [role for role in postgres.ROLES if role not in known]
        try:
            for role in wanted:
                name = sql.Identifier(role)
                connection.execute(sql.SQL("create role {} nologin").format(name))
                connection.execute(sql.SQL("grant {} to current_user").format(name))
            if "huiyin_owner" in wanted:
                connection.execute(
                    sql.SQL("grant create, connect on database {} to huiyin_owner").format(
                        sql.Identifier(connection.info.dbname)
                    )
                )
                connection.execute("grant usage, create on schema public to huiyin_owner")
        except psycopg.errors.InsufficientPrivilege as problem:
            raise Trouble(
                f"数据库里缺少角色 {'、'.join(wanted)}，当前账号无权建立。"
                "请由数据库管理员建立并授予该账号，或用 DATABASE_URL_OWNER 指定有权的账号。",
                f"The database lacks the roles {', '.join(wanted)} and this login may not make"
                " them. Have an administrator create them and grant them to this login, or name"
                " logins of their own in DATABASE_URL_OWNER, DATABASE_URL and DATABASE_URL_WORKER.",
            ) from problem


def _url(role: str | None) -> str:
    name = "DATABASE_URL" if role is None else f"DATABASE_URL_{role.upper()}"
    return os.environ.get(name, "").strip()
