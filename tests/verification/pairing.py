"""Two who take different steps on one petition at the same moment, and how that may end.

What may come of it is asked of the product itself: one after the other, in both orders, undone.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier

from django.db import connection, transaction

from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition
from huiyin.rules.permissions import Viewer
from tests.make import an_office
from tests.people import Person, petitioner
from tests.petitions.test_wall_anywhere import undone
from tests.verification.case_model import CAST, PETITIONER
from tests.verification.case_table import STEPS, lines_of
from tests.verification.colliding import Done
from tests.verification.every_step import UNVERSIONED, Wish, taken

# They join it to others or leave nobody to take another step.
LEFT_OUT = {"accuse", "recuse", "attach", "split"}
# How both ended, the state then, and which steps were taken.
Ending = tuple[str, str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Try:
    """One of the two: which step by whom, at which version, with what."""

    step: str
    who: str
    at: datetime
    wish: Wish
    version: int | None

    def take(self, petition: Petition) -> str:
        """How it ended."""
        try:
            with transaction.atomic():
                taken(self.step, petition, self._viewer(petition), self.at, self.wish, self.version)
        except Outdated:
            return "outdated"
        except Refused:
            return "refused"
        except Petition.DoesNotExist:
            return "unseen"
        except Exception as trouble:  # whatever else it is, it is what we look for
            return f"{type(trouble).__name__}: {trouble}"
        return "done"

    def _viewer(self, petition: Petition) -> Viewer:
        return petitioner(petition) if self.who == PETITIONER else Person(self.who).viewer

    def done(self, petition: Petition, how: str) -> Done:
        """What the checker of the crowd knows of it."""
        said = self.wish.words.removeprefix("第").partition("次")[0]
        return Done(petition.pk, self.step, said, self.version, how)


def open_tries(petition: Petition, at: datetime, wish: Wish) -> list[Try]:
    """Every kind of step that somebody can take now, each by the first who can."""
    found = []
    places = {petition.holder_id, petition.registering_id}
    near = [who for who, (_posts, slug) in CAST.items() if an_office(slug).pk in places]
    for step in STEPS:
        lines = [line for line in lines_of(step) if petition.state in line.states]
        posts = {post for line in lines for post in line.posts}
        if step in LEFT_OUT or not lines:
            continue
        people = [PETITIONER] if posts == {PETITIONER} else near
        version = None if step in UNVERSIONED else petition.version
        tries = (Try(step, who, at, wish, version) for who in people)
        if one := next((each for each in tries if _is_open(petition, each)), None):
            found.append(one)
    return found


def _is_open(petition: Petition, one: Try) -> bool:
    with undone():
        return one.take(petition) == "done"


def possible(petition: Petition, a: Try, b: Try) -> set[Ending]:
    """How it ends in the one and in the other order; nothing, unless each is open by itself."""
    with undone():
        first = a.take(petition)
        one = _ending(petition, first, b.take(petition))
    with undone():
        first = b.take(petition)
        other = _ending(petition, a.take(petition), first)
    return {one, other} if one[0] == other[1] == "done" else set()


def raced(petition: Petition, a: Try, b: Try, pool: ThreadPoolExecutor) -> Ending:
    """How it ends when both begin at the same moment."""
    start = Barrier(2)

    def one(each: Try) -> str:
        try:
            start.wait(timeout=120)
            return each.take(petition)
        finally:
            connection.close()

    first, second = pool.map(one, (a, b))
    return _ending(petition, first, second)


def _ending(petition: Petition, first: str, second: str) -> Ending:
    steps = Event.objects.filter(petition=petition, seq__gt=petition.event_count)
    state = Petition.objects.values_list("state", flat=True).get(pk=petition.pk)
    return first, second, state, tuple(steps.order_by("seq").values_list("step", flat=True))
