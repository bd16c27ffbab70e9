"""/healthz: this process answers. /readyz: everything it stands on is well; 503 and which is not.

For whoever watches the installation. A proxy that asks whether to send visitors here asks
/healthz: while the worker is down, or a disk is full, citizens are still told what is so.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from huiyin.notifications.models import GatewayTrouble, Outbox
from huiyin.petitions.simulation import law_time
from huiyin.web import counting
from huiyin.web.middleware import owns_transaction

TOO_OLD = timedelta(minutes=5)
# The worker says every five seconds that it lives.
SILENT = timedelta(seconds=12)
RECENT = 15.0
LEAST_ROOM = 32 * 1024 * 1024


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """What it stands on, part by part."""
    parts = {"disk": _disk(), "answers": _answers(), **_database()}
    ready = all(value == "ok" for value in parts.values())
    status = {"status": "ok" if ready else "not ready", **parts}
    return JsonResponse(status, status=200 if ready else 503)


owns_transaction(healthz)
owns_transaction(readyz)


def _database() -> dict[str, str]:
    """Whether it answers, its outbox is worked off, the worker lives, and messages are taken."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        due = law_time(timezone.now()) - TOO_OLD
        waiting = Outbox.objects.filter(done_at=None, not_before__lt=due, tries=0)
        lives = ProcrastinateWorker.objects.filter(last_heartbeat__gt=Now() - SILENT)
        troubled = GatewayTrouble.objects.order_by("way").values_list("way", flat=True)
        return {
            "database": "ok",
            "outbox": "late" if waiting.exists() else "ok",
            "worker": "ok" if lives.exists() else "down",
            "messages": ", ".join(troubled) or "ok",
        }
    except DatabaseError:
        return {"database": "down"}


def _disk() -> str:
    """Whether files can be kept, and the database where it is our own."""
    for folder in _folders():
        try:
            found = os.statvfs(folder)
        except OSError:
            return "down"
        if found.f_flag & os.ST_RDONLY:
            return "read-only"
        if found.f_bavail * found.f_frsize < LEAST_ROOM:
            return "full"
    return "ok"


def _folders() -> Iterator[Path]:
    yield settings.HUIYIN_FILES
    database = Path(settings.HUIYIN_HOME) / "postgres" / "data"
    if os.access(database, os.X_OK):
        yield from (database, database / "pg_wal")


def _answers() -> str:
    """Whether somebody was just told to come back later: of what is not seen from here."""
    away = time.time() - counting.last_turned_away() < RECENT
    return "turned away" if away else "ok"
