"""/healthz: this process answers. /readyz: database, outbox and worker are well enough to serve."""

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from huiyin.notifications.models import Outbox
from huiyin.petitions.simulation import law_time
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
        due = law_time(timezone.now()) - TOO_OLD
        waiting = Outbox.objects.filter(done_at=None, not_before__lt=due, tries=0)
        parts["outbox"] = "late" if waiting.exists() else "ok"
    except DatabaseError:
        parts["database"] = "down"
    ready = all(value == "ok" for value in parts.values())
    status = {"status": "ok" if ready else "not ready", **parts}
    return JsonResponse(status, status=200 if ready else 503)


owns_transaction(healthz)
owns_transaction(readyz)
