"""What the stories share: the worker at work, and the petitioner's own page."""

from datetime import datetime

from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Outbox
from huiyin.petitions.models import Petition
from huiyin.petitions.telling import Told, told
from huiyin.petitions.tracking import Opened, open_with
from huiyin.rules.moments import localdate
from tests.make import fresh
from tests.people import petitioner


def let_the_worker_work(at: datetime, *, letters: bool = True) -> int:
    """Work off everything that waits; nothing may fail. Making letters takes its time."""
    if not letters:
        Outbox.objects.filter(topic="render", done_at=None).update(done_at=at)
    count = 0
    while work_off(at):
        count += 1
    assert not Outbox.objects.exclude(failure="").exists()
    return count


def page(petition: Petition, at: datetime) -> Told:
    """The petitioner's tracking page."""
    return told(fresh(petition), petitioner(petition), today=localdate(at))


def with_the_code(number: str, code: str, tail: str, at: datetime) -> Petition:
    """Open a petition as a citizen does."""
    found = open_with(number, code, tail, source="home", at=at)
    assert isinstance(found, Opened)
    return found.petition
