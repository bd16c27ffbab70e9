"""C9: two versions run side by side while a newer one is put in; neither loses the other's work.

The newer version is this one with a topic and a saying more, as a step of it would leave them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from huiyin.jobs import outbox
from huiyin.notifications.actions import leave, tell
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.sayings import SAYINGS
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from tests.make import ARRIVAL, a_receipt, an_office
from tests.people import CLERK
from tests.verification.test_c09_faults import HEALED
from tests.web.desk import desk_of, text

pytestmark = [
    pytest.mark.campaign("C9"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]

TOPIC, KIND = "next_topic", "next_kind"
SECOND, SIDE_BY_SIDE = timedelta(seconds=1), timedelta(minutes=15)
LEFT = {TOPIC, "tell_office"}


@contextmanager
def the_newer_version() -> Iterator[list[UUID]]:
    """Within, one more topic and one more saying are known; what was done of the topic."""
    done: list[UUID] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(outbox.TOPICS, TOPIC, lambda subject, _arguments, _at: done.append(subject))
        patch.setitem(SAYINGS, KIND, "新的一种通知：%(number)s。")
        yield done


def left_by_the_newer_web() -> Petition:
    """A petition with the ordinary work of its intake, and work that only the newer knows."""
    petition = Petition.objects.get(pk=a_receipt().petition_id)
    told = {"office": str(petition.registering_id), "about": KIND}
    leave("tell_office", subject=petition.pk, at=ARRIVAL, arguments=told)
    leave(TOPIC, subject=petition.pk, at=ARRIVAL)
    return petition


def worked(begin: datetime, end: datetime, step: timedelta) -> None:
    """Let the worker of the version that runs take whatever is due, time and again."""
    while begin <= end:
        while outbox.work_off(begin, papers=False):
            pass
        begin += step


def waiting() -> set[str]:
    """The topics of what is not done, papers aside: those are drawn beside it and take long."""
    left = Outbox.objects.filter(done_at=None).exclude(topic__in=outbox.PAPERS)
    return set(left.values_list("topic", flat=True))


def done_within(seconds: float, begin: datetime) -> bool:
    """Whether the newer version, begun at a moment, has nothing left so many seconds later."""
    worked(begin, begin + timedelta(seconds=seconds), SECOND)
    return not waiting()


def test_what_only_the_newer_version_knows_waits_for_it_and_is_then_done_once_within_a_minute(
    tally: Callable[[str, int], None],
) -> None:
    petition = left_by_the_newer_web()
    worked(ARRIVAL, ARRIVAL + SIDE_BY_SIDE, 15 * SECOND)
    assert waiting() == LEFT, "the older worker did all the rest, and dropped nothing"
    assert Notice.objects.filter(key__startswith="received:").count() == 1
    with the_newer_version() as done:
        assert done_within(HEALED, ARRIVAL + SIDE_BY_SIDE)
        assert done == [petition.pk]
    assert Notice.objects.filter(code=KIND, subject=petition.pk).count() == 1
    tally("pieces of work that only the newer version knew", len(LEFT))


def test_what_the_older_web_leaves_the_newer_worker_does() -> None:
    a_receipt()
    with the_newer_version():
        assert done_within(HEALED, ARRIVAL)
    assert not Outbox.objects.exclude(failure="").exists()


def test_an_older_desk_shows_its_notices_beside_one_that_only_the_newer_can_say() -> None:
    office, number = an_office("yunling-bureau").pk, {"number": "〔2026〕1号"}
    for code in (KIND, "arrived"):
        tell(key=f"{code}:{new_id()}", way="desk", code=code, arguments=number, to_office=office)
    shown = desk_of(CLERK).get(reverse("desk:inbox"))
    assert shown.status_code == 200
    assert SAYINGS["arrived"] % number in text(shown)
    assert "稍后即可查看" in text(shown)
    with the_newer_version():
        assert "新的一种通知" in text(desk_of(CLERK).get(reverse("desk:inbox")))


@pytest.mark.control
def test_a_worker_that_puts_off_what_it_does_not_know_for_an_hour_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As every failure that is the row's own is put off: later and later."""
    monkeypatch.setattr(outbox, "OF_THE_MACHINE", ())
    left_by_the_newer_web()
    worked(ARRIVAL, ARRIVAL + SIDE_BY_SIDE, 15 * SECOND)
    with the_newer_version():
        assert not done_within(HEALED, ARRIVAL + SIDE_BY_SIDE)
