"""One step by its name, with what it usually needs: what take.py and its like are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Step
from tests.make import later
from tests.people import Person, petitioner

Take = Callable[[Petition, Viewer, datetime, dict[str, Any]], object]


@dataclass(frozen=True)
class Case:
    """A step, a petition for which it is open, and who takes it (None: the petitioner)."""

    step: Step
    made: Callable[[], Petition]
    by: Person | None
    take: Take
    is_versioned: bool = True

    def viewer(self, petition: Petition) -> Viewer:
        """Who takes the step."""
        return self.by.viewer if self.by else petitioner(petition)

    def taken(self, petition: Petition, viewer: Viewer | None = None, **more: Any) -> object:
        """Take it, a day after the last thing that happened."""
        return self.take(petition, viewer or self.viewer(petition), later(petition), more)


def doing(action: Callable[..., object], **facts: Any) -> Take:
    """An action with its facts; those that can be called are asked for each time."""

    def take(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
        given = {key: value() if callable(value) else value for key, value in facts.items()}
        return action(p.pk, **given, by=by, at=at, **more)

    return take
