"""Workers that die one after the other, with a message given to its gateway and not noted as sent.

`… ORDERS TIMES`: each is split off from a process that has loaded what it needs, and works as the
worker of `huiyin serve` does until it has sent its first. At the end it says how each ended.
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import django

from huiyin.commands.processes import end_with_parent
from huiyin.petitions.failpoints import Failpoint, order

POINT = Failpoint.AFTER_SENT_BEFORE_COMMIT


def main() -> None:
    """Let them die."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "huiyin.config.settings",
        "HUIYIN_SITE": "worker",
        "HUIYIN_DATABASE_ROLE": "worker",
    }
    django.setup()
    run = import_module("huiyin.config.working").run
    orders, times = Path(sys.argv[1]), int(sys.argv[2])
    ended = []
    for _ in range(times):
        child = os.fork()
        if not child:
            end_with_parent(signal.SIGKILL)
            order(orders, POINT, os.getpid()).touch()
            run()
            os._exit(0)
        ended.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    sys.stdout.write(json.dumps(ended))


if __name__ == "__main__":
    main()
