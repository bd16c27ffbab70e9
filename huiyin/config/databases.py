"""Which database, as which of its three roles: owner, app or worker.

DATABASE_URL names an external server; without it the embedded one is used.
"""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from huiyin.commands import postgres

ROLES = ("owner", "app", "worker")


def connection(role: str) -> dict[str, Any]:
    """Django's description of the connection that a role uses.

    An external server may give a login to each role (DATABASE_URL_OWNER, DATABASE_URL_WORKER); with
    one login for all, each connection takes its role as it opens.
    """
    if role not in ROLES:
        raise ValueError(f"HUIYIN_DATABASE_ROLE must be one of {', '.join(ROLES)}, not {role!r}")
    shared = os.environ.get("DATABASE_URL", "").strip()
    own = os.environ.get(f"DATABASE_URL_{role.upper()}", "").strip()
    if not (own or shared):
        return _described(postgres.address(role))
    parts = conninfo_to_dict(own or shared)
    apart = any(os.environ.get(f"DATABASE_URL_{name}", "").strip() for name in ("OWNER", "WORKER"))
    if not own and not apart and parts.get("user") != f"huiyin_{role}":
        options = parts.get("options")
        parts["options"] = f"{options + ' ' if options else ''}-c role=huiyin_{role}"
    return _described(parts)


def _described(parts: dict[str, Any]) -> dict[str, Any]:
    rest = dict(parts)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": rest.pop("dbname", "huiyin"),
        "USER": rest.pop("user", ""),
        "PASSWORD": rest.pop("password", ""),
        "HOST": rest.pop("host", ""),
        "PORT": str(rest.pop("port", "")),
        "OPTIONS": rest,
    }
