"""A new calendar moves what runs, each petition by itself, with the old dates kept (§ 5)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.jobs import outbox
from huiyin.notifications.models import Outbox
from huiyin.organisations.calendars import calendars, calendars_with, enter_notice, in_force
from huiyin.petitions.actions import handling
from huiyin.petitions.models import Clock, Petition
from huiyin.petitions.recounting import (
    BATCH,
    Moved,
    Preview,
    leave_recounts,
    moves,
    preview,
    recount,
)
from huiyin.petitions.standing import running
from huiyin.petitions.telling import told
from huiyin.rules.calendars import version_of
from huiyin.rules.clock import Explanation, due
from huiyin.rules.holidays import Break, Notice
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, Step, TimeLimit
from tests.make import WAY, a_petition, assert_sound, at, fresh, story
from tests.people import HANDLER, SYSTEM_ADMIN, Person, petitioner

pytestmark = pytest.mark.django_db

NOON = at("2026-11-20 12:00")
NOTICE = Notice(
    date(2026, 11, 20),
    "国办发明电〔2026〕99号",
    2027,
    (Break("元旦", "2027-01-01", "2027-01-03"), Break("加假", "2027-01-18", "2027-01-20")),
    is_whole_year=True,
)


def enter(notice: Notice = NOTICE, when: datetime = NOON) -> None:
    enter_notice(notice, by=SYSTEM_ADMIN.viewer, at=when, today=localdate(when))


def the_preview(who: Person = SYSTEM_ADMIN, after: str = "") -> Preview:
    known = calendars_with(NOTICE)
    new = known.of(version_of(NOTICE))
    return preview(new, known, by=who.viewer, today=localdate(NOON), after=after)


def an_accepted_one() -> Petition:
    """Accepted on 2026-11-19: L5 ends on Monday 2027-01-18, by a calendar that ends with 2026."""
    petition = a_petition(State.SIGNED, arrived_at=at("2026-11-18 09:00"))
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=at("2026-11-19 09:00"))
    return fresh(petition)


def the_clock(petition: Petition, limit: TimeLimit = TimeLimit.L5) -> Clock:
    (found,) = [clock for clock in running(fresh(petition)) if clock.limit == limit]
    return found


def test_a_running_clock_moves_and_keeps_what_it_was() -> None:
    petition = an_accepted_one()
    before = the_clock(petition)
    assert before.legal_on == date(2027, 1, 18)
    enter()
    event = recount(petition.pk, at=NOON)
    after = the_clock(petition)
    assert after.legal_on == date(2027, 1, 21)
    assert after.target_on == before.target_on, "a target of natural days does not move"
    assert after.started_at == before.started_at
    assert after.calendar == "2026-11-20"
    kept = Clock.objects.get(pk=before.pk)
    assert (kept.legal_on, kept.outcome, kept.ended_at) == (before.legal_on, "recounted", NOON)
    assert event is not None
    assert event.step == Step.RECOUNT
    assert event.codes["paper"] == "国办发明电〔2026〕99号"
    (said,) = [each for each in event.codes["recounted"] if each["limit"] == TimeLimit.L5]
    assert said["old"][1] == "2027-01-18"
    assert said["new"][1] == "2027-01-21"
    assert said["why_old"] == before.explanation
    assert said["why_new"] == after.explanation
    assert_sound(petition)


def test_what_is_stored_is_as_if_counted_afresh() -> None:
    petition = an_accepted_one()
    enter()
    recount(petition.pk, at=NOON)
    assert petition.registered_at is not None
    for clock in running(fresh(petition)):
        row = rule_set(clock.rule_set)[TimeLimit(clock.limit)]
        afresh = due(
            row,
            localdate(clock.started_at),
            in_force(localdate(NOON)),
            registered_on=localdate(petition.registered_at),
        )
        assert (clock.target_on, clock.legal_on) == (afresh.target, afresh.legal)
        assert Explanation.from_json(clock.explanation) == afresh.explanation


def test_a_second_time_changes_nothing() -> None:
    petition = an_accepted_one()
    enter()
    assert recount(petition.pk, at=NOON) is not None
    count = len(story(petition))
    assert recount(petition.pk, at=NOON) is None
    assert len(story(petition)) == count


def test_what_the_calendar_does_not_reach_is_left_alone() -> None:
    petition = a_petition(State.ACCEPTED)  # of March 2026
    enter()
    assert recount(petition.pk, at=NOON) is None
    assert leave_recounts(at=NOON) == 0


def test_the_petitioners_own_period_never_ends_earlier() -> None:
    petition = an_accepted_one()
    enter()
    recount(petition.pk, at=NOON)
    clock = the_clock(petition)
    clock.is_right, clock.office = True, None
    shorter = replace(NOTICE, breaks=NOTICE.breaks[:1])
    sooner = calendars_with(replace(shorter, again=2)).latest()
    assert list(moves([clock], sooner)) == []
    clock.is_right = False
    (moved,) = moves([clock], sooner)
    assert moved.dates.legal == date(2027, 1, 18)


def test_a_correction_moves_it_back() -> None:
    petition = an_accepted_one()
    enter()
    recount(petition.pk, at=NOON)
    later = at("2026-11-21 12:00")
    enter(replace(NOTICE, published_on=date(2026, 11, 21), breaks=NOTICE.breaks[:1]), when=later)
    recount(petition.pk, at=later)
    assert the_clock(petition).legal_on == date(2027, 1, 18)
    assert len([e for e in story(petition) if e.step == Step.RECOUNT]) == 2
    assert_sound(petition)


def test_the_preview_tells_what_the_job_then_does() -> None:
    moving = an_accepted_one()
    a_petition(State.ACCEPTED)
    shown = the_preview()
    assert shown.moved == [(TimeLimit.L5, date(2027, 1, 18), date(2027, 1, 21), 1)]
    assert (shown.count, shown.reworded) == (1, 0)
    assert calendars().latest().version != "2026-11-20", "a preview changes nothing"
    assert the_clock(moving).legal_on == date(2027, 1, 18)
    Outbox.objects.all().update(done_at=NOON)
    enter()
    assert leave_recounts(at=NOON) == 1
    while outbox.work_off(NOON):
        pass
    assert the_clock(moving).legal_on == date(2027, 1, 21)
    after = preview(
        calendars().latest(), calendars(), by=SYSTEM_ADMIN.viewer, today=localdate(NOON)
    )
    assert (after.moved, after.reworded, after.each) == ([], 0, [])


def test_the_preview_shows_each_clock_and_its_number_only_to_who_may_know() -> None:
    petition = an_accepted_one()
    clock = the_clock(petition)
    (shown,) = the_preview().each
    assert shown == Moved(
        TimeLimit.L5,
        petition.holder.name,
        date(2026, 11, 19),
        (clock.target_on, clock.target_on),
        (date(2027, 1, 18), date(2027, 1, 21)),
        number="",
    )
    assert the_preview(HANDLER).each == [replace(shown, number=petition.number)]


def test_the_preview_shows_every_clock_once_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    petitions = {an_accepted_one().number for _each in range(5)}
    monkeypatch.setattr("huiyin.petitions.recounting.SIZE", 2)
    pages, after = [], ""
    for _turn in range(3):
        shown = the_preview(HANDLER, after)
        assert shown.count == 5
        pages.append([each.number for each in shown.each])
        after = shown.rest
    assert [len(page) for page in pages] == [2, 2, 1]
    assert after == ""
    assert {number for page in pages for number in page} == petitions
    assert the_preview(HANDLER, "’; 不是一个位置").each == []


def test_the_preview_asks_as_often_for_many_as_for_one() -> None:
    an_accepted_one()
    with CaptureQueriesContext(connection) as one:
        the_preview(HANDLER)
    an_accepted_one()
    an_accepted_one()
    with CaptureQueriesContext(connection) as many:
        the_preview(HANDLER)
    assert len(many) == len(one)


def test_many_are_left_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    petitions = [an_accepted_one() for _each in range(3)]
    enter()
    Outbox.objects.all().update(done_at=NOON)
    monkeypatch.setattr("huiyin.petitions.recounting.BATCH", 2)
    assert BATCH > 2
    assert leave_recounts(at=NOON) == 2
    waiting = Outbox.objects.filter(done_at=None)
    assert sorted(waiting.values_list("topic", flat=True)) == ["calendar", "recount", "recount"]
    soon = at("2026-11-20 12:01")
    while outbox.work_off(soon):
        pass
    assert {the_clock(each).legal_on for each in petitions} == {date(2027, 1, 21)}


def test_the_petitioner_is_told_on_the_page() -> None:
    petition = an_accepted_one()
    enter()
    recount(petition.pk, at=NOON)
    page = told(fresh(petition), petitioner(petition), today=localdate(NOON))
    assert page.history[0].label == "放假安排有新的公布，期限重新计算"
    (clock,) = [each for each in page.clocks if each.limit is TimeLimit.L5]
    assert "1月21日" in clock.words
    assert any("加假" in line for line in clock.why)
