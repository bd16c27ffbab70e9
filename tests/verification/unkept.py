"""For who takes a part of the door away: nothing that was composed with it before is used."""

from typing import Any

import pytest

from huiyin.petitions import door, worklists
from huiyin.petitions.composed import Composed

KEPT = ((door, "_door"), (worklists, "counting"))


def composed_for_each_look(patch: pytest.MonkeyPatch) -> None:
    """Have every condition and query composed anew each time, and none of them kept."""
    for module, name in KEPT:
        kept = getattr(module, name)
        patch.setattr(module, name, getattr(kept, "__wrapped__", kept))
    for name in ("__call__", "columns"):
        patch.setattr(Composed, name, _asked_now)


def _asked_now(composed: Composed[Any], *about: object, **values: object) -> list[Any]:
    return list(composed._compose(*about, **values))
