"""What a step leaves behind: what changed and nothing else, in few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.documents.models import LetterCounter
from huiyin.petitions.actions import closing, handling, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition, Words
from huiyin.petitions.recording import columns, write_changes
from huiyin.rules.terms import LetterKind, State, Step
from tests.make import WAY, a_petition, an_office, at, fresh, later
from tests.people import DISPATCHER, HANDLER, HEAD

pytestmark = pytest.mark.django_db


def written(petition: Petition) -> list[str]:
    """The statements that change columns when a colleague notes something."""
    with CaptureQueriesContext(connection) as asked:
        closing.note(petition.pk, words="已电话联系。", by=HANDLER.viewer, at=later(petition))
    return [each["sql"] for each in asked if each["sql"].startswith("UPDATE")]


def test_a_step_writes_only_what_it_changed() -> None:
    petition = a_petition(State.ACCEPTED)
    leg = petition.legs.get(is_main=True)
    (update,) = written(petition)
    assert update.startswith('UPDATE "petitions_petition"')
    assert '"version" =' in update
    assert '"key" =' not in update
    assert '"holder_id" =' not in update
    leg.refresh_from_db()
    assert leg.version == petition.legs.get(is_main=True).version


def test_what_did_not_change_is_not_written() -> None:
    petition = a_petition(State.SIGNED)
    with CaptureQueriesContext(connection) as asked:
        write_changes(petition, columns(petition))
    assert not len(asked)


def test_a_column_that_changed_is_written_and_no_other() -> None:
    petition = a_petition(State.SIGNED)
    before = columns(petition)
    Petition.objects.filter(pk=petition.pk).update(people_count=7)
    petition.division, petition.holder = "530103", an_office("yunling-housing")
    write_changes(petition, before)
    now = fresh(petition)
    assert (now.division, now.holder, now.people_count) == ("530103", petition.holder, 7)


def test_event_and_words_stand_as_the_step_returned_them() -> None:
    petition = a_petition(State.SIGNED)
    event = handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
    row = Event.objects.get(petition=petition, seq=event.seq)
    assert row.step == Step.ACCEPT
    assert (row.id, row.codes, bytes(row.hash)) == (event.id, event.codes, bytes(event.hash))
    assert Words.objects.filter(petition=petition, seq=event.seq).count() == 1


def test_a_new_clock_stands_among_those_that_were_read() -> None:
    petition = a_petition(State.SIGNED)
    with CaptureQueriesContext(connection) as asked:
        handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
    read = [each["sql"] for each in asked if each["sql"].startswith('SELECT "petitions_clock"')]
    assert len(read) == 1
    running = petition.clocks.filter(ended_at=None, is_right=False)
    assert fresh(petition).next_due == min(running.values_list("target_on", flat=True))


def test_a_letter_that_is_refused_leaves_no_counter_behind() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(Refused):
        handling.accept(petition.pk, way_of_handling=" ", by=HANDLER.viewer, at=later(petition))
    assert not LetterCounter.objects.filter(kind=LetterKind.ACCEPTANCE).exists()


def asked_by_signing() -> int:
    """Queries of a small step, without the one that Django does not count."""
    petition = a_petition(State.DELIVERED)
    with CaptureQueriesContext(connection) as asked:
        handling.sign(petition.pk, by=HEAD.viewer, at=later(petition))
    return len(asked)


def asked_by_forwarding() -> int:
    """Queries of a step with a new leg, two clocks and two letters."""
    petition = a_petition(State.REGISTERED)
    water = an_office("yunling-water")
    with CaptureQueriesContext(connection) as asked:
        routing.forward(petition.pk, to=water, by=DISPATCHER.viewer, at=at("2026-03-04 10:00"))
    return len(asked)


def test_a_usual_step_asks_little() -> None:
    # 17 and 48 before event, words and outbox went together (decision 57).
    assert asked_by_signing() <= 14
    assert asked_by_forwarding() <= 29
