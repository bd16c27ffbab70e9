"""催办: the holder is told at its desk, no clock moves, and the petitioner reads nothing of it."""

import pytest

from huiyin.jobs import outbox
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.sayings import SAYINGS
from huiyin.petitions.actions.reminding import Wording, remind
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.telling import told
from huiyin.petitions.tracking import holder_viewer
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, Step
from tests.make import a_petition, assert_sound, fresh, later, story
from tests.people import CLERK, DISPATCHER, HANDLER, OTHER_COUNTY_CLERK, SUPERVISOR
from tests.petitions.reading import clocks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wording", Wording)
def test_the_holder_is_told_and_nothing_else_changes(wording: Wording) -> None:
    petition = a_petition(State.SIGNED)
    before = clocks(petition)
    at = later(petition)
    event = remind(petition.pk, wording=wording, by=SUPERVISOR.viewer, at=at)
    now = fresh(petition)
    assert (now.state, now.next_due, clocks(now)) == (State.SIGNED, petition.next_due, before)
    assert story(now)[-1].pk == event.pk
    assert_sound(now)
    row = Outbox.objects.filter(topic="tell_office", subject=petition.pk).latest("created_at")
    outbox.TOPICS[row.topic](petition.pk, {**row.arguments, "row": str(row.id)}, at)
    notice = Notice.objects.get(key=f"office:{row.id}")
    assert notice.to_office == now.holder_id
    assert (notice.code, notice.arguments) == (f"remind_{wording}", {"number": now.number})
    assert "催办" in SAYINGS[notice.code]


def test_the_petitioner_reads_nothing_of_it() -> None:
    petition = a_petition(State.SIGNED)
    at = later(petition)
    remind(petition.pk, wording=Wording.LATE, by=DISPATCHER.viewer, at=at)
    page = told(fresh(petition), holder_viewer(petition), today=localdate(at))
    assert Step.REMIND not in {each.step for each in page.history}


def test_only_who_sent_it_on_reminds_and_not_before_that() -> None:
    waiting, sent = a_petition(State.REGISTERED), a_petition(State.SIGNED)
    for who in (CLERK, HANDLER):
        with pytest.raises(Refused):
            remind(sent.pk, wording=Wording.TELL, by=who.viewer, at=later(sent))
    with pytest.raises(Refused):
        remind(waiting.pk, wording=Wording.TELL, by=DISPATCHER.viewer, at=later(waiting))
    with pytest.raises(Petition.DoesNotExist):
        remind(sent.pk, wording=Wording.TELL, by=OTHER_COUNTY_CLERK.viewer, at=later(sent))
