"""huiyin demo: an invented city, from nothing to a page that answers."""

import fcntl
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from huiyin.commands import databases, founding, keys, processes, serve
from huiyin.commands.city.people import PEOPLE, SHOWN
from huiyin.commands.home import DEMO, Trouble, home, is_demo, make_home

STOPPED = "stopped"  # stands in the folder of a demo that was stopped: when, in seconds


@click.command()
@click.option("--portal", default=serve.PORTAL, show_default=True, metavar="HOST:PORT")
@click.option("--desk", default=serve.DESK, show_default=True, metavar="HOST:PORT")
@click.option("--emergency", is_flag=True, help="疫情期间的24天。The city through an epidemic.")
def command(*, portal: str, desk: str, emergency: bool) -> None:
    """演示：一个虚构的城市，一条命令看到全部。See everything at once, in an invented city.

    \b
    NAME
        huiyin demo — set up, load an invented city once, serve it on this machine

    \b
    DESCRIPTION
        Makes keys, starts the embedded PostgreSQL, makes the tables, loads the
        fictional city of 云岭市 with its offices, people and petitions, and serves
        the portal and the desk. Prints their addresses and one login for each role.
        What it loaded stays: the next start takes seconds. An installation that was
        begun as a demo says so on every page for ever; for real work use another
        HUIYIN_HOME.

    \b
        With --emergency it is the city of 24 January to 16 February 2020 instead, in
        a folder of its own beside HUIYIN_HOME, its name ending in -emergency: an
        epidemic was declared, and what came in was handled under the law and the
        calendar of that time. The law's time begins at 08:00 of the last day and
        runs on while the demo runs; a click on the sign-in page leads to the board of
        the emergency. Logins and logs keep the real time.

    \b
    EXAMPLES
        huiyin demo
        huiyin demo --emergency
        HUIYIN_HOME=/tmp/try huiyin demo --portal 127.0.0.1:9000 --desk 127.0.0.1:9001

    \b
    EXIT STATUS
        0 stopped when asked, 1 could not start or could not go on
    """
    if emergency:
        os.environ["HUIYIN_HOME"] = f"{home()}-emergency"
    folder = make_home()
    os.environ["HUIYIN_DEMO"] = "1"
    with _alone(folder), databases.in_use():
        serve.claim(portal, desk)  # before the load, which takes minutes
        serve.prepare()
        keys.make(folder / "keys")
        _load_once(founding.EPIDEMIC if emergency else founding.CITY)
        _go_on_from_the_stop()
        greeting = _greeting(portal, desk, "/emergency/board/" if emergency else "")
        serve.run(only=None, portal=portal, desk=desk, greeting=greeting)
        (home() / STOPPED).write_text(str(math.ceil(time.time())))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Refuse a second demo in the same folder: both would load it, and set its clock.

    However this one ends, the lock ends with it.
    """
    with (folder / "showing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Trouble(
                f"{folder} 的演示已在运行或正在载入。请先停掉它，或另设 HUIYIN_HOME。",
                f"The demo in {folder} is running or being loaded. Stop it first, or set another"
                " HUIYIN_HOME.",
            ) from problem
        yield


def _go_on_from_the_stop() -> None:
    """Let a shifted clock go on from where it was: while nobody ran the demo, nothing happened.

    After a crash there is no mark; then the time in between has passed, never the other way.
    """
    mark = home() / STOPPED
    stopped = mark.read_text() if mark.exists() else ""
    mark.unlink(missing_ok=True)
    if not stopped.isdigit():
        return
    passed = max(0, math.floor(time.time()) - int(stopped))
    with databases.connect("app") as connection:
        connection.execute("update petitions_shiftedclock set seconds = seconds - %s", [passed])


def _load_once(loader: str) -> None:
    """Load an invented city into an empty installation; never into one that does real work."""
    with databases.connect("app") as connection:
        has_offices = connection.execute("select 1 from organisations_office limit 1").fetchone()
    if has_offices:
        if not is_demo():
            raise Trouble(
                f"{home()} 不是演示安装，里面已有机构和信访件。演示请另设 HUIYIN_HOME。",
                f"{home()} is no demo: it holds offices of its own. Set another HUIYIN_HOME.",
            )
        _refuse_the_other(loader)
        return
    (home() / DEMO).touch()
    click.echo("正在载入虚构的云岭市…… Loading the invented city …")
    begun = time.perf_counter()
    starter = os.getpid()
    done = subprocess.run(
        [sys.executable, "-m", "huiyin.commands.founding", loader],
        env=os.environ | {"HUIYIN_SITE": "worker", "HUIYIN_DATABASE_ROLE": "app"},
        check=False,
        # Left alone it would go on, and the next start would load the city a second time.
        preexec_fn=lambda: processes.end_with_parent(signal.SIGKILL, parent=starter),
    )
    if done.returncode != 0:
        raise Trouble("演示数据没有载入，原因见上。", "The demo was not loaded; see above.")
    seconds = round(time.perf_counter() - begun)
    click.echo(f"载入用了{seconds}秒。Loaded in {seconds} seconds.")


def _refuse_the_other(loader: str) -> None:
    """Show a folder as what it is: only the replay carries a shifted clock."""
    with databases.connect("app") as connection:
        found = connection.execute("select 1 from petitions_shiftedclock limit 1").fetchone()
    is_replay = found is not None
    if is_replay and loader == founding.CITY:
        raise Trouble(
            f"{home()} 里是疫情重演的演示，请用 huiyin demo --emergency 打开，"
            "HUIYIN_HOME 不带结尾的 -emergency。",
            f"{home()} holds the replay of the epidemic: open it with huiyin demo --emergency and"
            " a HUIYIN_HOME without -emergency at its end.",
        )
    if not is_replay and loader == founding.EPIDEMIC:
        raise Trouble(
            f"{home()} 里已载入普通演示，不是疫情重演。请另设 HUIYIN_HOME。",
            f"{home()} holds the plain demo, not the replay of the epidemic. Set another"
            " HUIYIN_HOME.",
        )


def _greeting(portal: str, desk: str, first: str) -> str:
    lines = [
        "",
        "回音 · 演示（全部内容均为虚构） Huiyin, a demo: everything in it is invented",
        "",
        f"  办事大厅 portal  http://{portal}",
        f"  工作台   desk    http://{desk}{first}",
        "    登录页点一下角色即可进入 one click on the sign-in page lets you in:",
        "",
    ]
    names = {person.username: person.name for person in PEOPLE}
    for role, username in SHOWN:
        lines.append(
            f"    {role.zh}  {names[username]}  {username}  {role.value.replace('_', ' ')}"
        )
    return "\n".join([*lines, "", "Ctrl-C 停止。Ctrl-C stops.", ""])
