"""How long `huiyin serve` takes until somebody sees a page, everything being set up already."""

import os
import signal
import subprocess
import sys
import time
from statistics import median

from benchmarks import ground, load, machine
from benchmarks.table import Line
from huiyin.commands import postgres

TURNS = 3
MOST = 2.0
COMMAND = "import huiyin.commands.serve"
PORTAL = "from huiyin.config import web; web.load()"


def row(port: int) -> Line:
    """From nothing, the database stopped as well, until the portal's first page is there."""
    server = postgres.embedded()
    seconds, cpu = [], []
    try:
        for _turn in range(TURNS):
            server.stop()
            began = time.monotonic()
            process = ground.start_all(port)
            try:
                page = load.fetch(port, load.request("GET", "/"))
                seconds.append(time.monotonic() - began)
                cpu.append(machine.cpu_seconds(process.pid))
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)
            if page.status != 200:
                raise RuntimeError(f"the first page answered {page.status}")
        server.stop()
    finally:
        began = time.monotonic()
        server.start()
        database = time.monotonic() - began
    taken = median(seconds)
    return Line(
        "start: `huiyin serve` until its first page 启动",
        f"{taken:.1f} s",
        f"{median(cpu):.1f} CPU s until then, {os.cpu_count()} processors",
        "",
        f"≤ {MOST:.0f} s",
        taken <= MOST,
        f"PostgreSQL takes {database:.1f} s, reading the command {_takes(COMMAND):.1f} s, reading"
        f" the portal with its models, addresses and templates {_takes(PORTAL):.1f} s; each waits"
        " for the one before",
    )


def _takes(work: str) -> float:
    """Seconds of a process that does this and nothing else."""
    began = time.monotonic()
    site = {"HUIYIN_SITE": "portal", "HUIYIN_DATABASE_ROLE": "app"}
    subprocess.run([sys.executable, "-c", work], env=os.environ | site, check=True)
    return time.monotonic() - began
