"""Staff health: who is asked, one report a form, what the officer reads, isolation, destruction."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from huiyin.accounts.models import Post
from huiyin.audit.actions import written
from huiyin.audit.models import Access
from huiyin.emergency.current import leading
from huiyin.emergency.health import asked, asks, seen_by
from huiyin.emergency.health_ending import destroy_what_is_over
from huiyin.emergency.health_keys import HealthVault, key_name
from huiyin.emergency.health_ledger import (
    decide_release,
    isolate,
    ledger,
    propose_release,
    read,
)
from huiyin.emergency.health_models import DailyReport, HealthEntry, HealthKey, HealthRegister
from huiyin.emergency.health_reporting import Condition, move, report, screen
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.privacy import perishing
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.rules.terms_health import IsolationReason, Movement, ReportStanding, Whereabouts
from tests.emergency.declared import an_emergency
from tests.make import DAY, an_office, at
from tests.people import (
    CLERK,
    COLLEAGUE,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    PROVINCE_CLERK,
    SUPERVISOR,
    Person,
)

pytestmark = pytest.mark.django_db
S = ReportStanding
WELL = Condition()
FEVER = Condition("38.2", has_symptoms=True, whereabouts=Whereabouts.OUTSIDE)


def appointed(person: Person, office: str, role: Role) -> Viewer:
    """The viewer of somebody who also holds this role from the first day of the emergency."""
    Post.objects.create(user=person.user, office=an_office(office), role=role,
                        from_on=date(2026, 3, 2))  # fmt: skip
    return person.user.viewer(date(2026, 3, 25))


def officer() -> Viewer:
    return appointed(SUPERVISOR, "yunling-bureau", Role.HEALTH_OFFICER)


def head_of(emergency: Emergency, person: Person = DISPATCHER) -> Viewer:
    Post.objects.create(user=person.user, office=leading(emergency), role=Role.GROUP_HEAD,
                        from_on=date(2026, 3, 2))  # fmt: skip
    return person.user.viewer(date(2026, 3, 25))


def reported(
    person: Person,
    moment: str,
    given: Condition = WELL,
    **more: Any,
) -> DailyReport:
    now = at(moment)
    return report(person.user, given, **{"on": date.fromisoformat(moment[:10]), "once": new_id(),
                                         "at": now, **more})  # fmt: skip


def standings(emergency: Emergency, moment: str) -> dict[str, ReportStanding]:
    now = at(moment)
    people = asked(emergency, date.fromisoformat(moment[:10]), now=now)
    return {str(each.person.pk): each.standing for each in people}


def test_t6_16_00_00_is_on_time_16_00_01_late_and_who_said_nothing_is_missing() -> None:
    emergency = an_emergency()
    reported(CLERK, "2026-03-03 16:00:00")
    reported(HEAD, "2026-03-03 16:00:01")
    at_four, after = (standings(emergency, f"2026-03-03 16:00:0{n}") for n in (0, 1))
    assert (after[CLERK.id], after[HEAD.id], after[LEADER.id]) == (S.ON_TIME, S.LATE, S.MISSING)
    assert at_four[LEADER.id] == S.WAITING


def test_only_who_works_in_the_area_while_it_runs_is_asked() -> None:
    day = date(2026, 3, 3)
    assert asks(CLERK.user, day) is None, "there is no emergency"
    emergency = an_emergency(expected_end_on=date(2026, 3, 4))
    assert asks(CLERK.user, day) == emergency
    assert asks(HANDLER.user, day) == emergency
    assert asks(PROVINCE_CLERK.user, day) is None
    assert asks(CLERK.user, date(2026, 3, 5)) is None
    an_emergency(kind=EmergencyKind.FLOOD, name="防汛", is_drill=False)
    assert asks(CLERK.user, date(2026, 3, 6)) is None, "a flood asks nobody how they are"


def test_a_drill_asks_only_where_nothing_real_runs() -> None:
    drill = an_emergency(is_drill=True)
    assert asks(CLERK.user, date(2026, 3, 3)) == drill
    real = an_emergency()
    assert asks(CLERK.user, date(2026, 3, 3)) == real


@pytest.mark.parametrize("who", [NOBODY, COLLEAGUE])
def test_who_left_is_not_asked_and_refused_kindly(who: Person) -> None:
    emergency = an_emergency()
    Post.objects.filter(user=COLLEAGUE.user).update(to_on=date(2026, 3, 2))
    with pytest.raises(Refused, match="不用再报告"):
        reported(who, "2026-03-03 10:00")
    with pytest.raises(Refused, match="不用再报告"):
        screen(who.user, own_contact=False, family_contact=False, once=new_id(),
               at=at("2026-03-03 10:00"))  # fmt: skip
    assert who.id not in standings(emergency, "2026-03-03 10:00")
    assert not DailyReport.objects.exists()


def test_the_same_form_twice_is_one_report_and_a_second_form_corrects() -> None:
    emergency = an_emergency()
    once = new_id()
    first = reported(CLERK, "2026-03-03 09:00", once=once)
    assert reported(CLERK, "2026-03-03 17:00", once=once) == first
    reported(CLERK, "2026-03-03 17:05", FEVER)
    assert DailyReport.objects.filter(user=CLERK.user).count() == 2
    assert standings(emergency, "2026-03-03 18:00")[CLERK.id] == S.ON_TIME, "the first counts"


def test_yesterday_may_be_reported_late_no_other_day() -> None:
    emergency = an_emergency()
    row = reported(CLERK, "2026-03-04 08:00", on=date(2026, 3, 3), waited=timedelta(hours=17))
    assert row.filled_at == at("2026-03-03 15:00")
    there = asked(emergency, date(2026, 3, 3), now=at("2026-03-04 09:00"))
    assert {each.standing for each in there if each.person == CLERK.user} == {S.SENT_LATE}
    for day in (date(2026, 3, 1), date(2026, 3, 5)):
        with pytest.raises(Refused, match="补报昨天"):
            reported(CLERK, "2026-03-04 08:00", on=day)


@pytest.mark.parametrize("typed", ["abc", "3.65", "365", "99", "-37", "NaN", "3" * 5000, "37\x00"])
def test_a_temperature_that_is_none_is_refused(typed: str) -> None:
    an_emergency()
    with pytest.raises(Refused, match="体温"):
        reported(CLERK, "2026-03-03 09:00", Condition(typed))


def test_values_stand_in_clear_nowhere_and_only_the_officer_reads_them_for_a_reason() -> None:
    emergency, reads = an_emergency(), officer()
    now = at("2026-03-03 11:00")
    row = reported(CLERK, "2026-03-03 09:00", FEVER)
    screen(CLERK.user, own_contact=True, family_contact=False, once=new_id(), at=now)
    move(CLERK.user, movement=Movement.RETURNED, on=date(2026, 3, 2), is_other_province=True,
         once=new_id(), at=now)  # fmt: skip
    for stored in (row.body, *HealthEntry.objects.values_list("body", flat=True)):
        assert b"38.2" not in bytes(stored)
        assert b"screening" not in bytes(stored)
    for who in (LEADER, HEAD, CLERK):
        with pytest.raises(Refused):
            read(emergency, reason="想看看", by=who.viewer, at=now)
    with pytest.raises(Refused, match="理由"):
        read(emergency, reason="  ", by=reads, at=now)
    assert not Access.objects.filter(kind=Access.REVEAL).exists()
    opened = read(emergency, reason="核实发热情况", by=reads, at=now)
    assert opened.reports[0][1]["temperature"] == "38.2"
    assert [values["kind"] for _row, values in opened.entries] == ["screening", "movement"]
    logged = Access.objects.get(kind=Access.REVEAL)
    assert (logged.subject, logged.reason) == (f"health:{emergency.pk}", "核实发热情况")
    assert "38.2" not in str(written(logged))


def test_a_head_sees_the_own_people_the_officer_all() -> None:
    emergency, reads = an_emergency(), officer()
    people = asked(emergency, date(2026, 3, 3), now=at("2026-03-03 09:00"))
    assert seen_by(reads, emergency, people) == people
    seen = seen_by(HEAD.viewer, emergency, people)
    assert {HEAD.id, HANDLER.id} <= {str(each.person.pk) for each in seen}
    assert {each.offices[0] for each in seen} == {an_office()}
    assert seen_by(CLERK.viewer, emergency, people) == []


def in_isolation(emergency: Emergency, by: Viewer, person: Person = CLERK) -> HealthEntry:
    return isolate(
        emergency, person.user.pk, reason=IsolationReason.PROVINCE, since=date(2026, 2, 25),
        once=new_id(), by=by, at=at("2026-03-03 09:00"),
    )  # fmt: skip


def test_t7_fourteen_days_with_gaps_then_proposed_and_decided_by_two_persons() -> None:
    emergency, reads = an_emergency(), officer()
    heads = head_of(emergency)
    stay = in_isolation(emergency, reads)
    with pytest.raises(Refused, match="体温"):
        reported(CLERK, "2026-03-04 09:00")
    reported(CLERK, "2026-03-04 09:00", Condition("36.5"))
    [shown] = ledger(emergency).stays()
    assert (shown.isolation.first, shown.isolation.last) == (date(2026, 2, 26), date(2026, 3, 11))
    assert len(shown.isolation.due_days(date(2026, 3, 11))) == 14
    assert len(shown.gaps(date(2026, 3, 11))) == 13
    with pytest.raises(Refused, match="十四天"):
        propose_release(emergency, stay.pk, once=new_id(), by=reads, at=at("2026-03-10 23:59:59"))
    day14 = at("2026-03-11 09:00")
    with pytest.raises(Refused, match="没有等待审批"):
        decide_release(emergency, stay.pk, agrees=True, once=new_id(), by=heads, at=day14)
    propose_release(emergency, stay.pk, once=new_id(), by=reads, at=day14)
    with pytest.raises(Refused, match="组长"):
        decide_release(emergency, stay.pk, agrees=True, once=new_id(), by=reads, at=day14)
    decide_release(emergency, stay.pk, agrees=True, once=new_id(), by=heads, at=day14)
    [done] = ledger(emergency).stays()
    assert done.released_at == day14
    reported(CLERK, "2026-03-12 09:00")
    noted = Access.objects.filter(subject__contains="health_release")
    assert {each.subject.split(":")[0] for each in noted} == {
        "propose_health_release", "decide_health_release",
    }  # fmt: skip
    assert {each.reason for each in noted} == {""}
    assert not any(CLERK.id in str(written(each)) for each in noted)


def test_nobody_is_released_on_their_own_word_and_what_was_kept_can_be_proposed_again() -> None:
    emergency, reads = an_emergency(), officer()
    own, other = head_of(emergency, CLERK), head_of(emergency)
    stay = in_isolation(emergency, reads)
    with pytest.raises(Refused, match="正在隔离"):
        in_isolation(emergency, reads)
    day = at("2026-03-12 09:00")
    propose_release(emergency, stay.pk, once=new_id(), by=reads, at=day)
    with pytest.raises(Refused, match="别人"):
        decide_release(emergency, stay.pk, agrees=True, once=new_id(), by=own, at=day)
    decide_release(emergency, stay.pk, agrees=False, once=new_id(), by=other, at=day)
    propose_release(emergency, stay.pk, once=new_id(), by=reads, at=day + DAY)


def ended(moment: str, capture: DjangoCaptureOnCommitCallbacks) -> int:
    with capture(execute=True):
        return destroy_what_is_over(at(moment))


def test_thirty_days_after_nothing_opens_also_from_a_backup_and_counts_remain(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    emergency, reads = an_emergency(), officer()
    reported(CLERK, "2026-03-03 16:00:00", FEVER)
    reported(HEAD, "2026-03-03 16:00:01")
    in_isolation(emergency, reads)
    backup = list(DailyReport.objects.select_related("key"))
    assert HealthVault(emergency).open(backup[0]) is not None, "so that the proof can fail"
    assert ended("2026-04-23 02:00", django_capture_on_commit_callbacks) == 0
    assert HealthKey.objects.exists()
    assert ended("2026-04-24 02:00", django_capture_on_commit_callbacks) == 1
    for table in (DailyReport, HealthEntry, HealthKey):
        assert not table.objects.exists()
    assert perishing.ring(key_name(emergency)) is None
    assert perishing.ring(key_name(emergency), make=True) is None, "never again"
    assert all(HealthVault(emergency).open(row) is None for row in backup)
    register = HealthRegister.objects.get(emergency=emergency)
    assert (register.people, register.isolations) == (2, 1)
    days = {each.on: each for each in register.days.all()}
    assert len(days) == 24
    third = days[date(2026, 3, 3)]
    assert (third.reported, third.on_time) == (2, 1)
    assert third.asked > 2
    assert ended("2026-04-26 02:00", django_capture_on_commit_callbacks) == 0


def test_rows_of_a_restored_backup_stay_shut_and_go_the_next_night(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    emergency = an_emergency()
    reported(CLERK, "2026-03-03 09:00", FEVER)
    perishing.destroy(key_name(emergency))
    opened = ledger(emergency)
    assert (opened.reports, opened.closed) == ([], 1)
    assert ended("2026-05-01 02:00", django_capture_on_commit_callbacks) == 1
    register = HealthRegister.objects.get(emergency=emergency)
    assert register.isolations is None


@pytest.mark.parametrize(
    "sql",
    [
        "update emergency_dailyreport set body = ''",
        "update emergency_healthentry set body = ''",
        "delete from emergency_healthregister",
        "update emergency_healthday set reported = 0",
    ],
)
def test_nothing_is_changed_and_no_count_goes(sql: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(sql)


def test_moments_that_are_no_days_of_movement_are_refused() -> None:
    an_emergency()
    now: datetime = at("2026-03-03 09:00")
    for movement, on in (("gone", date(2026, 3, 3)), (Movement.LEFT, date(1026, 3, 3))):
        with pytest.raises(Refused):
            move(CLERK.user, movement=movement, on=on, is_other_province=False, once=new_id(),
                 at=now)  # fmt: skip
