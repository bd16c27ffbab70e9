"""The worker: everything left is done once, twice is harmless, one failure stops nobody."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access, AccessSeal
from huiyin.documents.actions import NotKept
from huiyin.documents.models import Letter
from huiyin.jobs import outbox, timed
from huiyin.notifications.actions import leave
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.drafts import stage
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Draft, Petition
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.clock import Standing
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, State, Step
from tests.make import ARRIVAL, DAY, a_petition, a_receipt, assert_sound, fresh, simulated, story
from tests.people import CLERK

pytestmark = pytest.mark.django_db

NOW = ARRIVAL + 30 * DAY


@pytest.fixture(autouse=True)
def _simulated() -> Iterator[None]:
    with simulated():
        yield


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Topics `note` and `poison`: the first is written down here, the second always fails."""
    subjects: list[UUID] = []

    def work(subject: UUID, _arguments: dict[str, Any], _at: datetime) -> None:
        subjects.append(subject)

    def poison(subject: UUID, arguments: dict[str, Any], at: datetime) -> None:
        leave("note", subject=subject, at=at)
        raise RuntimeError("郑小满 cannot be told")

    monkeypatch.setitem(outbox.TOPICS, "note", work)
    monkeypatch.setitem(outbox.TOPICS, "poison", poison)
    return subjects


def work_all(at: datetime) -> int:
    """Work until nothing waits."""
    count = 0
    while outbox.work_off(at):
        count += 1
        assert count < 100
    return count


def test_what_is_left_is_done_once(done: list[UUID]) -> None:
    subject = new_id()
    leave("note", subject=subject, at=NOW)
    assert work_all(NOW) == 1
    assert done == [subject]
    row = Outbox.objects.get(topic="note")
    assert (row.done_at, row.tries, row.failure) == (NOW, 1, "")
    assert work_all(NOW + DAY) == 0


def test_nobody_is_told_later_because_papers_are_drawn(
    done: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox.TOPICS, "render", outbox.TOPICS["note"])
    drawn, told = new_id(), new_id()
    leave("render", subject=drawn, at=NOW - DAY)
    leave("note", subject=told, at=NOW)
    assert outbox.work_off(NOW, papers=False)
    assert not outbox.work_off(NOW, papers=False)
    assert done == [told]
    assert outbox.work_off(NOW, papers=True)
    assert not outbox.work_off(NOW, papers=True)
    assert done == [told, drawn]


def test_every_topic_of_papers_is_one() -> None:
    assert set(outbox.TOPICS) > outbox.PAPERS


def test_nothing_is_done_before_its_time(done: list[UUID]) -> None:
    leave("note", subject=new_id(), at=NOW, not_before=NOW + DAY)
    assert work_all(NOW) == 0
    assert work_all(NOW + DAY) == 1


def test_a_failure_backs_off_tries_again_and_blocks_nobody(
    done: list[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    leave("poison", subject=new_id(), at=NOW)
    leave("note", subject=new_id(), at=NOW + timedelta(seconds=1))
    assert work_all(NOW + timedelta(seconds=1)) == 2
    assert len(done) == 1, "the row behind the poison was worked off"
    row = Outbox.objects.get(topic="poison")
    assert (row.done_at, row.tries, row.failure) == (None, 1, "RuntimeError")
    assert row.not_before == NOW + timedelta(seconds=1 + outbox.BACKOFF[0])
    assert Outbox.objects.filter(topic="note").count() == 1, "half of failed work is undone"
    at, waits = row.not_before, []
    for _ in range(len(outbox.BACKOFF) + 2):
        assert outbox.work_off(at)
        row.refresh_from_db()
        waits.append((row.not_before - at).total_seconds())
        at = row.not_before
    assert waits == [*outbox.BACKOFF[1:], *[outbox.BACKOFF[-1]] * 3], "never dropped"


def test_what_failed_because_a_disk_was_full_is_tried_again_soon(
    done: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it failed: once the disk has room, nothing waits for an hour."""

    def no_room(*_: object) -> None:
        raise NotKept

    monkeypatch.setitem(outbox.TOPICS, "note", no_room)
    row = leave("note", subject=new_id(), at=NOW)
    Outbox.objects.filter(id=row.id).update(tries=9)
    assert outbox.work_off(NOW)
    row = Outbox.objects.get(id=row.id)
    assert row.failure == "NotKept"
    assert row.not_before == NOW + timedelta(seconds=outbox.SOON)


def test_the_failure_that_is_kept_names_nobody(
    done: list[UUID], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    leave("poison", subject=new_id(), at=NOW)
    outbox.work_off(NOW)
    assert "郑" not in Outbox.objects.get(topic="poison").failure


def test_work_without_a_subject_or_of_an_unknown_topic_is_tried_later_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    leave("note", subject=None, at=NOW)
    leave("no such topic", subject=new_id(), at=NOW)
    assert outbox.work_off(NOW)
    assert outbox.work_off(NOW)
    assert {row.failure for row in Outbox.objects.all()} == {
        "ValueError",
        "OfANewerVersion",
    }
    assert len(caplog.records) == 2


def test_a_petition_that_came_in_is_told_to_both_sides_once() -> None:
    petition = Petition.objects.get(pk=a_receipt().petition_id)
    Outbox.objects.exclude(topic="received").delete()
    for _again in range(2):
        work_all(NOW)
        Outbox.objects.filter(topic="received").update(done_at=None)
    told = Notice.objects.filter(subject=petition.pk)
    assert {notice.way for notice in told} == {"sms", "desk"}
    assert told.count() == 2
    assert told.get(way="desk").to_office == petition.registering_id
    assert petition.number in told.get(way="sms").text


def test_who_left_no_phone_gets_no_message() -> None:
    a_receipt(phone="")
    Outbox.objects.exclude(topic="received").delete()
    work_all(NOW)
    assert {notice.way for notice in Notice.objects.all()} == {"desk"}


def test_a_letter_is_made_once_and_its_hashes_join_the_story() -> None:
    petition = a_petition(State.DELIVERED)
    version = petition.version
    notice = Letter.objects.get(kind=LetterKind.FORWARDING_NOTICE)
    Outbox.objects.exclude(topic="render", subject=notice.pk).delete()
    assert work_all(NOW) == 1
    notice.refresh_from_db()
    assert notice.pdf is not None
    assert notice.docx is not None
    event = story(petition)[-1]
    assert (event.step, event.actor) == (Step.RENDER, "render")
    assert event.codes["letter"] == str(notice.pk)
    assert event.codes["pdf"] == bytes(notice.pdf.digest).hex()
    assert event.codes["docx"] == bytes(notice.docx.digest).hex()
    assert fresh(petition).version == version, "a page that somebody has open is not outdated"
    Outbox.objects.filter(subject=notice.pk).update(done_at=None)
    assert work_all(NOW) == 1
    assert story(petition)[-1].pk == event.pk, "twice is once"
    assert_sound(petition)


def test_every_letter_of_a_hand_over_can_be_made() -> None:
    a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    Outbox.objects.exclude(topic="render").delete()
    work_all(NOW)
    assert not Outbox.objects.exclude(failure="").exists()
    assert not Letter.objects.filter(rendered_at=None).exists()


# -- what the clock starts -------------------------------------------------------------------------


def stamp(at: datetime) -> int:
    """A moment as the timed jobs are given it."""
    return int(at.timestamp())


def test_the_worker_knows_what_the_clock_starts() -> None:
    """In a process of its own: here the timed jobs have been read already."""
    asked = (
        "import django; django.setup(); import huiyin.config.working;"
        "from procrastinate.contrib.django import app;"
        "print(*sorted(name for name, _ in app.periodic_registry.periodic_tasks))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout
    names = {each.rpartition(".")[2] for each in told.split()}
    assert names >= {"every_morning", "every_night", "wake", "situation_reports", "shifted_days"}


HALF_PAST_SIX = datetime(2026, 3, 16, 22, 30, tzinfo=UTC)  # 17 March, where the offices are


def test_the_morning_reminds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed, "now", lambda: HALF_PAST_SIX)
    a_petition(State.RECEIVED)
    timed.every_morning(stamp(HALF_PAST_SIX))
    assert Notice.objects.get().code == Standing.TODAY
    timed.every_morning(stamp(HALF_PAST_SIX))
    assert Notice.objects.count() == 1


def test_a_morning_made_up_for_after_midnight_tells_what_is_so_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timed, "now", lambda: HALF_PAST_SIX + timedelta(hours=18))
    a_petition(State.RECEIVED)
    timed.every_morning(stamp(HALF_PAST_SIX))
    assert Notice.objects.get().code in (Standing.PAST_TARGET, Standing.LATE)


def test_the_night_finds_nothing_broken_and_sweeps_drafts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    a_petition(State.CLOSED), a_petition(State.WITHDRAWN), a_petition(State.SIGNED)
    stage({"request": "停水"}, [IncomingFile("图.txt", "停水".encode())], at=ARRIVAL)
    kept = stage({"request": "停水"}, [], at=NOW)
    timed.every_night(stamp(NOW))
    timed.every_night(stamp(NOW))
    assert [draft.pk for draft in Draft.objects.all()] == [kept.pk]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_the_night_names_what_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    lost = a_petition(State.SIGNED)
    lost.legs.update(is_main=False)
    unanswered = a_petition(State.CLOSED)
    unanswered.letters.update(served_at=None)
    elsewhere = a_petition(State.SIGNED)
    elsewhere.legs.filter(is_main=True).update(state=State.DELIVERED)
    found = {(fault.number, fault.what) for fault in broken_invariants(localdate(NOW))}
    assert found == {
        (lost.number, "not exactly one main leg"),
        (unanswered.number, "closed without an answer served"),
        (elsewhere.number, "shows another state or holder than its main leg"),
    }
    timed.every_night(stamp(NOW))
    assert len([record for record in caplog.records if "invariant broken" in record.message]) == 3


def test_the_database_itself_refuses_an_open_petition_without_a_date() -> None:
    petition = a_petition(State.SIGNED)
    with connection.cursor() as cursor, pytest.raises(Exception, match="next_date"):
        cursor.execute("update petitions_petition set next_due = null where id = %s", [petition.pk])


def test_every_minute_accesses_are_sealed_and_twice_is_once() -> None:
    note_access(Access.READ, viewer=CLERK.viewer, at=NOW, petition_id=new_id())
    for _again in range(2):
        timed.every_minute(stamp(NOW + timedelta(minutes=1)))
    assert [len(seal.accesses) for seal in AccessSeal.objects.all()] == [1]


def test_yesterdays_last_accesses_are_sealed_after_midnight() -> None:
    midnight = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)  # 2 April, 00:00
    note_access(Access.READ, viewer=CLERK.viewer, at=midnight - timedelta(seconds=5))
    timed.every_minute(stamp(midnight + timedelta(minutes=1)))
    assert [seal.day for seal in AccessSeal.objects.all()] == [localdate(midnight) - DAY]
