"""/healthz: this process answers. /readyz: database, outbox and worker are well enough to serve."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from huiyin.notifications.models import Outbox
from huiyin.web.middleware import owns_transaction

TOO_OLD = timedelta(minutes=5)


def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers and the outbox is worked off; 503 and which part when not."""
    parts: dict[str, Any] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = "ok"
        waiting = Outbox.objects.filter(
            done_at=None, not_before__lt=datetime.now(UTC) - TOO_OLD, tries=0
        )
        parts["outbox"] = "late" if waiting.exists() else "ok"
    except DatabaseError:
        parts["database"] = "down"
    ready = all(value == "ok" for value in parts.values())
    status = {"status": "ok" if ready else "not ready", **parts}
    return JsonResponse(status, status=200 if ready else 503)


owns_transaction(healthz)
owns_transaction(readyz)
