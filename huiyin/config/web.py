"""A web server of ours: it loads the application once, and its workers are forks that share it.

`python -m huiyin.config.web HOST PORT WORKERS`, as `huiyin serve` starts it.
"""

import gc
import multiprocessing
import sys

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils import translation
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from huiyin.commands.processes import begin_as_web_worker
from huiyin.config.wsgi import Wsgi, application

# Threads keep their database connection: they must not come and go.
THREADS = 4
IDLE_SECONDS = 600


def load() -> None:
    """Have in memory what every worker needs: what the forks do not read, each has of its own.

    Nothing here may ask the database: a connection must not be shared by two processes.
    """
    get_resolver().url_patterns  # noqa: B018 (reading it imports the views)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("是")
    for engine in engines.all():
        engine.get_template("base.html")


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop; a worker that falls is forked again."""
    # Python 3.14 would start each worker anew, with everything loaded a second time.
    multiprocessing.set_start_method("fork")
    load()
    # The collector would write to every object that the forks share, and so copy it.
    gc.collect()
    gc.freeze()
    Server(
        "huiyin.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        websockets=False,
    ).serve(target_loader=_begin, wrap_loader=False)


def _begin() -> Wsgi:
    """What a worker does first; then it has the application already."""
    begin_as_web_worker()
    return application


if __name__ == "__main__":
    _host, _port, _workers = sys.argv[1:]
    serve(_host, int(_port), int(_workers))
