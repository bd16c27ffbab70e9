"""For who takes a part of the door away: nothing that was composed with it before is used."""

import pytest

from huiyin.petitions import composed, door, worklists

KEPT = ((door, "_door"), (worklists, "counting"), (composed, "remembered"))


def composed_for_each_look(patch: pytest.MonkeyPatch) -> None:
    """Have every condition and query composed anew each time, and none of them kept."""
    for module, name in KEPT:
        kept = getattr(module, name)
        patch.setattr(module, name, getattr(kept, "__wrapped__", kept))
