"""The second peer: Roundup on the same PostgreSQL, its classic tracker, one form for each issue."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import load, peer, texts
from huiyin.commands import postgres
from huiyin.commands.home import home

NAME = "Roundup"
WANTED = ("roundup==2.6.0", "psycopg2-binary==2.9.*", "granian==2.*")
DATABASE, PASSWORD = "roundup", "measured"
ADDRESS = "http://127.0.0.1/"  # as our client names it, without a port


@contextmanager
def serving(python: Path, port: int) -> Iterator[peer.Rival]:
    """The tracker, made anew and served like all sides, for somebody who is signed in."""
    tracker = home() / "roundup"
    _found(python, tracker)
    more = {"BENCH_TRACKER": str(tracker)}
    with peer.served(python, port, ("benchmarks.roundup_served:application",), more) as process:
        headers = _signed_in(port)

        def issues(first: int, count: int) -> Iterator[bytes]:
            for number in range(first, first + count):
                words = texts.petition(number)
                fields = {"title": words["request"], "@note": words["facts"], "priority": "3"}
                yield _form("/issue", {"@action": "new", **fields}, headers)

        yield peer.Rival(NAME, port, process, issues, "by its form", 18, answers=302)


def _found(python: Path, tracker: Path) -> None:
    server = postgres.embedded()
    shutil.rmtree(tracker, ignore_errors=True)
    with server.as_administrator() as connection:
        connection.execute(f"drop database if exists {DATABASE}".encode())
    settings = {
        "rdbms_name": DATABASE,
        "rdbms_user": "postgres",
        "rdbms_host": str(server.socket),
        "tracker_web": ADDRESS,
        "mail_domain": "example.com",
        "admin_email": "admin@example.com",
    }
    set_so = ",".join(f"{name}={value}" for name, value in settings.items())
    steps = (["install", "classic", "postgresql", set_so], ["initialise", PASSWORD])
    for step in steps:
        words = [str(python.with_name("roundup-admin")), "-i", str(tracker), *step]
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def _signed_in(port: int) -> dict[str, str]:
    """What each request says, so that no password has to be proved again."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": ADDRESS}
    named = {"@action": "login", "__login_name": "admin", "__login_password": PASSWORD}
    cookies = load.fetch(port, _form("/", named, headers)).cookies
    if not cookies:
        raise RuntimeError("Roundup lets nobody sign in")
    return headers | {"Cookie": "; ".join(cookies)}


def _form(path: str, fields: dict[str, str], headers: dict[str, str]) -> bytes:
    return load.request("POST", path, body=urlencode(fields).encode(), headers=headers)
