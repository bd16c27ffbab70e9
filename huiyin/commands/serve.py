"""huiyin serve: the web servers of portal and desk, and the worker."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import click

import huiyin
from huiyin.commands import checks, databases, doctor, keys, migrate, processes
from huiyin.commands.checks import Verdict
from huiyin.commands.home import RESTORING, Trouble, home, make_home
from huiyin.commands.processes import Child
from huiyin.publishing.addresses import is_reachable

PORTAL = "127.0.0.1:8000"
DESK = "127.0.0.1:8001"


@click.command()
@click.option("--only", type=click.Choice(["web", "worker"]), help="只启动一部分。Only a part.")
@click.option("--portal", default=PORTAL, show_default=True, metavar="HOST:PORT")
@click.option("--desk", default=DESK, show_default=True, metavar="HOST:PORT")
def command(*, only: str | None, portal: str, desk: str) -> None:
    """启动服务：办事大厅、工作台和后台。Start portal, desk and worker.

    \b
    NAME
        huiyin serve — start Huiyin and keep it running until Ctrl-C or SIGTERM

    \b
    DESCRIPTION
        Without DATABASE_URL it starts the embedded PostgreSQL and brings its tables
        up to date; an external database must have seen `huiyin migrate`. It refuses
        to start on a database that could lose what it acknowledged, or that cannot
        take Chinese text apart. Killed outright, it leaves nothing that the next
        start does not mend.

    \b
    ENVIRONMENT
        DATABASE_URL            an external server; DATABASE_URL_OWNER and
                                DATABASE_URL_WORKER for logins of their own
        HUIYIN_HOME             keys, files and the embedded database
        HUIYIN_WAL              a folder in which the embedded PostgreSQL keeps its log,
                                from which any moment can be brought back
                                (docs/restore.md)
        HUIYIN_TLS=1            a proxy in front ends TLS and sets X-Forwarded-Proto:
                                cookies become Secure and __Host-
        HUIYIN_HOSTS            the host names people use, with commas
        HUIYIN_PORTAL_ADDRESS   where citizens reach the portal, for slips and letters
        HUIYIN_DESK_ADDRESS     where staff reach the desk
        HUIYIN_SCANNER          ClamAV, as unix:/run/clamav/clamd.ctl or tcp:host:3310:
                                files wait until it has looked at them
        HUIYIN_FONTS            a folder with the office's own fonts
        HUIYIN_SMS=http         send SMS by a gateway; HUIYIN_SMS_URL, HUIYIN_SMS_TOKEN
        HUIYIN_EMAIL=smtp       send mail; HUIYIN_SMTP_HOST, _PORT, _TLS (starttls, tls,
                                none), _USER, _PASSWORD, _SENDER

    \b
    EXIT STATUS
        0 stopped when asked, 1 could not start or could not go on
    """
    run(only=only, portal=portal, desk=desk, greeting="")


def run(*, only: str | None, portal: str, desk: str, greeting: str) -> None:
    """Prepare what is missing, refuse what is unsafe, then serve until told to stop."""
    folder = make_home()
    addresses = {"portal": _split(portal), "desk": _split(desk)}
    if only != "worker":
        claim(portal, desk)
    with databases.in_use():
        prepare()
        keys.make(folder / "keys")
        _say_what_is_missing()
        if not is_reachable(f"http://{portal}"):
            warn_of_address()
        if only != "worker":
            collect_static()
        children = _children(only, addresses)
        processes.keep(
            children,
            when_ready=greeting or _greeting(addresses, only),
            look=databases.Watch().look,
        )


def claim(*addresses: str) -> None:
    """Refuse in a sentence when another program holds one of these addresses."""
    for host, port in map(_split, addresses):
        processes.claim(host, port)


def prepare() -> None:
    """Have tables of this version in a database that keeps what it is given."""
    _refuse_half_restored()
    _refuse_lost_keys()
    if migrate.unapplied() if databases.is_embedded() else False:
        migrate.apply(quiet=True)
    wanted = checks.BEFORE_SERVING
    if not databases.is_embedded():
        wanted = (*wanted, checks.migrations)
    found = list(checks.findings(wanted))
    if any(finding.verdict is Verdict.REFUSED for finding in found):
        for finding in found:
            if finding.verdict is Verdict.REFUSED:
                doctor.say(finding)
        raise Trouble("没有启动。", "Not started.")


def _say_what_is_missing() -> None:
    with databases.connect("app") as connection:
        founded = connection.execute("select 1 from organisations_office limit 1").fetchone()
    if not founded:
        click.echo(
            "还没有建立机构和管理员，先运行：huiyin found\n"
            "There are no offices and administrators yet: run `huiyin found` first.",
            err=True,
        )


def warn_of_address() -> None:
    """Say it where slips would lead nobody to the portal."""
    for finding in checks.portal():
        if finding.verdict is Verdict.WARNING:
            doctor.say(finding)


def collect_static() -> None:
    """Gather, hash and compress the static files, when they changed."""
    target = home() / "static"
    stamp = target / "made-from"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    done = subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "huiyin.config.settings"},
        check=False,
    )
    if done.returncode != 0:
        raise Trouble("静态文件整理失败，原因见上。", "Collecting static files failed; see above.")
    stamp.write_text(now)


def _refuse_half_restored() -> None:
    """A restore that was cut short is finished first: nothing is served out of half of it."""
    if (home() / RESTORING).exists():
        raise Trouble(
            "恢复没有完成。请用同一份备份再执行一次 huiyin restore。",
            "A restore was interrupted. Run huiyin restore with the same backup again.",
        )


def _refuse_lost_keys() -> None:
    """New keys beside old data would lock that data for ever."""
    lacking = keys.missing(home() / "keys")
    if lacking and "petitions.0001_initial" not in migrate.unapplied():
        raise Trouble(
            f"数据库里已有数据，但 {home() / 'keys'} 里没有密钥。请从备份恢复密钥后再启动。",
            f"The database holds data but {home() / 'keys'} holds no keys. Restore them from their"
            " backup before you start.",
        )


def _children(only: str | None, addresses: dict[str, tuple[str, int]]) -> list[Child]:
    children = []
    if only != "worker":
        hosts = [host for host, _ in addresses.values()]
        for site, workers in (("portal", 2), ("desk", 1)):
            children.append(_web(site, workers, addresses[site], hosts))
    if only != "web":
        children.append(
            Child(
                "worker",
                [sys.executable, "-m", "huiyin.config.worker"],
                {"HUIYIN_SITE": "worker", "HUIYIN_DATABASE_ROLE": "worker"} | _names(addresses),
            )
        )
    return children


def _web(site: str, workers: int, address: tuple[str, int], hosts: list[str]) -> Child:
    words, environment = web_server(site, *address, workers=workers)
    known = os.environ.get("HUIYIN_HOSTS", "127.0.0.1,localhost,[::1]")
    environment["HUIYIN_HOSTS"] = ",".join([known, *hosts])
    environment |= _names({site: address})
    return Child(site, words, environment, address, dies_by=signal.SIGKILL)


def web_server(
    site: str, host: str, port: int, *, workers: int
) -> tuple[list[str], dict[str, str]]:
    """The command that serves a site, and what it wants in its environment."""
    words = [sys.executable, "-m", "huiyin.config.web", host, str(port), str(workers)]
    # glibc would give every thread a heap of its own, and never take back what they free there.
    environment = {"HUIYIN_SITE": site, "HUIYIN_DATABASE_ROLE": "app", "MALLOC_ARENA_MAX": "2"}
    return words, environment


def _names(addresses: dict[str, tuple[str, int]]) -> dict[str, str]:
    """Where people reach the sites, unless the office said so itself."""
    names = {}
    for site, (host, port) in addresses.items():
        name = f"HUIYIN_{site.upper()}_ADDRESS"
        if name not in os.environ:
            names[name] = f"http://{host}:{port}"
    return names


def _greeting(addresses: dict[str, tuple[str, int]], only: str | None) -> str:
    if only == "worker":
        return "后台已启动，Ctrl-C 停止。The worker runs; Ctrl-C stops it.\n"
    portal, desk = (f"http://{host}:{port}" for host, port in addresses.values())
    return f"办事大厅 portal {portal}\n工作台 desk {desk}\nCtrl-C 停止。Ctrl-C stops.\n"


def _split(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise click.BadParameter(f"{text!r}: HOST:PORT, 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def _fingerprint() -> str:
    package = Path(huiyin.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.glob("*/static/**/*")):
        if path.is_file():
            entry = path.stat()
            digest.update(f"{path} {entry.st_size} {entry.st_mtime_ns}\n".encode())
    return digest.hexdigest()
