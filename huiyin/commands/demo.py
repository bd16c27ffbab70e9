"""huiyin demo: an invented city, from nothing to a page that answers."""

import os
import subprocess
import sys

import click

from huiyin.commands import databases, keys, serve
from huiyin.commands.city.people import PEOPLE, SHOWN
from huiyin.commands.home import DEMO, Trouble, home, is_demo, make_home


@click.command()
@click.option("--portal", default=serve.PORTAL, show_default=True, metavar="HOST:PORT")
@click.option("--desk", default=serve.DESK, show_default=True, metavar="HOST:PORT")
def command(*, portal: str, desk: str) -> None:
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
    EXAMPLES
        huiyin demo
        HUIYIN_HOME=/tmp/try huiyin demo --portal 127.0.0.1:9000 --desk 127.0.0.1:9001

    \b
    EXIT STATUS
        0 stopped when asked, 1 could not start or could not go on
    """
    folder = make_home()
    os.environ["HUIYIN_DEMO"] = "1"
    with databases.in_use():
        serve.prepare()
        keys.make(folder / "keys")
        _load_once()
        serve.run(only=None, portal=portal, desk=desk, greeting=_greeting(portal, desk))


def _load_once() -> None:
    """Load the invented city into an empty installation; never into one that does real work."""
    with databases.connect("app") as connection:
        has_offices = connection.execute("select 1 from organisations_office limit 1").fetchone()
    if has_offices:
        if not is_demo():
            raise Trouble(
                f"{home()} 不是演示安装，里面已有机构和信访件。演示请另设 HUIYIN_HOME。",
                f"{home()} is no demo: it holds offices of its own. Set another HUIYIN_HOME.",
            )
        return
    (home() / DEMO).touch()
    click.echo("正在载入虚构的云岭市…… Loading the invented city …")
    done = subprocess.run(
        [sys.executable, "-m", "huiyin.commands.founding"],
        env=os.environ | {"HUIYIN_SITE": "worker", "HUIYIN_DATABASE_ROLE": "app"},
        check=False,
    )
    if done.returncode != 0:
        raise Trouble("演示数据没有载入，原因见上。", "The demo was not loaded; see above.")


def _greeting(portal: str, desk: str) -> str:
    lines = [
        "",
        "回音 · 演示（全部内容均为虚构） Huiyin, a demo: everything in it is invented",
        "",
        f"  办事大厅 portal  http://{portal}",
        f"  工作台   desk    http://{desk}   登录页点一下角色即可进入 one click signs you in:",
        "",
    ]
    names = {person.username: person.name for person in PEOPLE}
    for role, username in SHOWN:
        lines.append(
            f"    {role.zh}  {names[username]}  {username}  {role.value.replace('_', ' ')}"
        )
    return "\n".join([*lines, "", "Ctrl-C 停止。Ctrl-C stops.", ""])
