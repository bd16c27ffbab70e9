"""The first peer: django-helpdesk on the same PostgreSQL, in an environment of its own."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from benchmarks import ground, load, texts
from huiyin.commands import postgres

NAME = "django-helpdesk"
WANTED = ("django-helpdesk==2.6.1", "psycopg[binary]==3.3.*", "granian==2.*")
TOKEN = "a" * 32
_OPEN = {
    "filtering": {"status__in": [1, 2]},
    "sorting": "created",
    "search_string": "",
    "sortreverse": False,
}
LIST = (
    f"/datatables_ticket_list/{base64.b64encode(json.dumps(_OPEN).encode()).decode()}"
    "?draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=asc&search[value]="
)
# The peer's stock: as many rows as ours, open ones among them in the same share.
_MORE = """
insert into helpdesk_ticket (title, created, modified, submitter_email, status, on_hold,
    description, priority, queue_id, secret_key)
select '停水 ' || n, now() - make_interval(mins => n), now(), 'p' || n || '@example.com',
    case when n %% 8 = 0 then 1 else 4 end, false, repeat('已经连续多日，打过几次电话。', 10), 3,
    (select min(id) from helpdesk_queue), md5(n::text)
from generate_series(%s::int + 1, %s::int) as n
"""


@dataclass(frozen=True)
class Rival:
    """What intake is held against: how another makes one of the same words, and what is asked."""

    name: str
    port: int
    process: int
    make: Callable[[int, int], Iterator[bytes]]
    how: str
    bar: int
    """So many times as many a second we take in."""
    answers: int = 201


@dataclass
class Peer:
    """Where it runs, and how one of its staff is known to it."""

    port: int
    process: int
    session: str

    @property
    def rival(self) -> Rival:
        """Intake by its API."""
        return Rival(NAME, self.port, self.process, self.tickets, "by its API", 7)

    @property
    def headers(self) -> dict[str, str]:
        """The cookies of the one who works there, and the token that its forms want."""
        return {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }

    def tickets(self, first: int, count: int) -> Iterator[bytes]:
        """Requests that each make a ticket of the words of a petition."""
        for number in range(first, first + count):
            words = texts.petition(number)
            body = {
                "queue": 1,
                "priority": 3,
                "title": words["request"],
                "description": words["facts"],
                "submitter_email": words["email"],
            }
            yield load.request(
                "POST", "/api/tickets/", body=json.dumps(body).encode(), headers=self.headers
            )

    def page(self, path: str, samples: int) -> load.Result:
        """The time of one of its pages."""
        asked = load.request("GET", path, headers=self.headers)
        load.run(self.port, repeat(asked), clients=1, seconds=20, most=2)
        result = load.run(self.port, repeat(asked), clients=1, seconds=20, most=samples)
        if set(result.statuses) != {200}:
            raise RuntimeError(f"the peer answered {dict(result.statuses)} for {path}")
        return result


def environment(*wanted: str) -> Path | None:
    """A peer's Python, installed where caches are kept; None where it cannot be had (no network).

    The first that is wanted names it.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "huiyin-bench"
    folder = cache / wanted[0].replace("=", "")
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.exists():
        return python
    folder.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"installing {wanted[0]} into {folder}, only this once\n")
    steps = ([sys.executable, "-m", "venv", str(folder)], [str(python), "-m", "pip", "install"])
    for step, more in zip(steps, ((), ("--quiet", *wanted)), strict=True):
        if subprocess.run([*step, *more], check=False).returncode != 0:
            return None
    done.touch()
    return python


def served(
    python: Path, port: int, application: Sequence[str], more: dict[str, str]
) -> AbstractContextManager[int]:
    """Its application in the web server of all sides, by as many processes and threads."""
    words = [
        *(str(python), "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "4", "--log-level", "error", "--no-ws", *application),
    ]
    return ground.serving(words, port, more | {"PYTHONPATH": str(Path.cwd())})


@contextmanager
def serving(python: Path, port: int) -> Iterator[Peer]:
    """The peer, migrated into a database of its own and served by as many processes."""
    server = postgres.embedded()
    with server.as_administrator() as connection:
        known = connection.execute("select 1 from pg_database where datname = 'helpdesk'")
        if not known.fetchone():
            connection.execute("create database helpdesk owner huiyin_owner")
    more = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.peer_settings",
        "BENCH_SOCKET": str(server.socket),
    }
    made = subprocess.run(
        [str(python), "-m", "benchmarks.peer_stock"],
        env=os.environ | more | {"PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    application = ("--factory", "django.core.wsgi:get_wsgi_application")
    with served(python, port, application, more) as process:
        yield Peer(port, process, made.stdout.strip())


def fill(count: int) -> None:
    """Let it have so many tickets."""
    with postgres.embedded().as_administrator("helpdesk") as connection:
        row = connection.execute("select count(*) from helpdesk_ticket").fetchone()
        connection.execute(_MORE, [row[0] if row else 0, count])
        connection.execute("vacuum (analyze, parallel 0)")
