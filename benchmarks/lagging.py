"""How soon the worker has read what was registered: `python -m benchmarks.lagging register 8`."""

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django

django.setup()

from benchmarks.inside import _today, _viewer  # noqa: E402 (the models exist only now)
from benchmarks.stock import CITY, CLERK  # noqa: E402
from huiyin.organisations.models import Category  # noqa: E402
from huiyin.petitions.actions.registering import register  # noqa: E402
from huiyin.petitions.models import Petition  # noqa: E402
from huiyin.petitions.searchable import Search  # noqa: E402
from huiyin.petitions.viewing import viewing  # noqa: E402
from huiyin.rules.permissions import Viewer  # noqa: E402
from huiyin.rules.terms import Matter, Procedure, State  # noqa: E402

MOST = 200
PAUSE = 0.02  # seconds between looks
EVERY = 0.2  # a diligent clerk, for one registers in minutes
PATIENCE = 30.0


def registering(seconds: float) -> dict[str, Any]:
    """Register one after another for so long; how long each took to be found by its words."""
    viewer = _viewer(CLERK)
    with viewing(viewer):
        seen = Petition.objects.visible_to(viewer, today=_today()).in_earnest()
        came = seen.filter(state=State.RECEIVED, registering__division=CITY, wish=None)
        waiting = list(came.order_by("-pk").values_list("pk", flat=True)[:MOST])
    sys.stdout.write(f"{len(waiting)}\n")
    sys.stdout.flush()
    began = time.monotonic()
    since: dict[UUID, float] = {}
    lags: dict[UUID, float] = {}
    while (passed := time.monotonic() - began) < seconds + PATIENCE:
        if waiting and len(since) * EVERY <= passed < seconds:
            petition = waiting.pop()
            _register(petition, viewer)
            since[petition] = time.monotonic()
        elif passed >= seconds and len(lags) == len(since):
            break
        time.sleep(PAUSE)
        for petition in _found(set(since) - set(lags)):
            lags[petition] = time.monotonic() - since[petition]
    ordered = sorted(lags.values()) or [PATIENCE]
    return {
        "registered": len(since),
        "found": len(lags),
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
    }


def _register(petition: UUID, viewer: Viewer) -> None:
    with viewing(viewer):
        register(
            petition,
            matter=Matter.CLAIM,
            procedure=Procedure.PETITION,
            category=Category.objects.get(pk="0102"),
            division=CITY,
            by=viewer,
            at=datetime.now(UTC),
        )


def _found(petitions: set[UUID]) -> list[UUID]:
    read = Search.objects.filter(petition__in=petitions, waits=False)
    return list(read.values_list("petition_id", flat=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(registering(float(sys.argv[2]))))
