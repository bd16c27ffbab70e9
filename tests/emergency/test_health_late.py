"""Reports that come late, twice, out of order, across midnight and a year, or by somebody else."""

from datetime import date, datetime
from typing import Any

import pytest

from huiyin.accounts.models import Post
from huiyin.audit.actions import written
from huiyin.audit.models import Access
from huiyin.emergency.health import asked
from huiyin.emergency.health_ledger import ledger
from huiyin.emergency.health_models import DailyReport
from huiyin.emergency.health_reporting import Condition, report, report_for
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_health import ReportStanding
from tests.emergency.declared import an_emergency
from tests.emergency.test_health import FEVER, WELL, in_isolation, officer, reported
from tests.make import at
from tests.people import CLERK, COLLEAGUE, HEAD, LEADER, PROVINCE_CLERK, SUPERVISOR, Person

pytestmark = pytest.mark.django_db
S = ReportStanding
THIRD, FOURTH = date(2026, 3, 3), date(2026, 3, 4)


def stands(emergency: Emergency, person: Person, on: date, moment: str) -> ReportStanding:
    people = asked(emergency, on, now=at(moment))
    return next(each.standing for each in people if each.person == person.user)


def brought(person: Person, filled: datetime, received: datetime, given: Condition) -> DailyReport:
    """What a phone without a network filled in as the report of today, and brought later."""
    return report(person.user, given, on=None, once=new_id(), at=received, waited=received - filled)


def told(emergency: Emergency, by: Viewer, moment: str, **more: Any) -> DailyReport:
    usual: dict[str, Any] = {
        "person": COLLEAGUE.user, "given": FEVER, "on": THIRD, "once": new_id(),
        "told_at": at("2026-03-03 15:50"), "by": by, "at": at(moment),
    }  # fmt: skip
    return report_for(emergency, **usual | more)


def test_a_phone_offline_across_midnight_reports_the_day_on_which_it_was_filled_in() -> None:
    emergency = an_emergency()
    evening = brought(CLERK, at("2026-03-03 15:59"), at("2026-03-04 07:00"), WELL)
    night = brought(HEAD, at("2026-03-04 00:10"), at("2026-03-04 07:00"), WELL)
    long = brought(LEADER, at("2026-03-03 15:00"), at("2026-03-05 09:00"), WELL)
    assert (evening.on, night.on, long.on) == (THIRD, FOURTH, THIRD)
    assert stands(emergency, CLERK, THIRD, "2026-03-04 08:00") == S.SENT_LATE
    assert stands(emergency, HEAD, THIRD, "2026-03-04 08:00") == S.MISSING
    assert stands(emergency, HEAD, FOURTH, "2026-03-04 08:00") == S.ON_TIME
    with pytest.raises(Refused, match="补报昨天"):
        brought(LEADER, at("2026-03-03 08:59"), at("2026-03-05 09:00"), WELL)


def test_an_older_report_that_arrives_after_a_newer_one_corrects_nothing() -> None:
    emergency = an_emergency()
    reported(CLERK, "2026-03-03 10:00", FEVER)
    brought(CLERK, at("2026-03-03 09:00"), at("2026-03-03 17:00"), WELL)
    last = [values for row, values in ledger(emergency).reports if row.user == CLERK.user][-1]
    assert last["temperature"] == "38.2", "what was said last"
    assert stands(emergency, CLERK, THIRD, "2026-03-03 18:00") == S.ON_TIME
    reported(HEAD, "2026-03-03 16:30")
    assert stands(emergency, HEAD, THIRD, "2026-03-03 18:00") == S.LATE
    brought(HEAD, at("2026-03-03 15:30"), at("2026-03-03 17:00"), WELL)
    assert stands(emergency, HEAD, THIRD, "2026-03-03 18:00") == S.SENT_LATE


def test_yesterday_entered_today_was_missing_at_16_00_01_and_is_late_from_then_on() -> None:
    emergency = an_emergency()
    assert stands(emergency, CLERK, THIRD, "2026-03-03 16:00:01") == S.MISSING
    reported(CLERK, "2026-03-04 08:00", on=THIRD)
    assert stands(emergency, CLERK, THIRD, "2026-03-04 08:01") == S.LATE
    assert stands(emergency, CLERK, THIRD, "2026-03-03 16:00:01") == S.LATE


def test_who_left_reports_the_last_day_of_work_and_no_later_one() -> None:
    emergency = an_emergency()
    Post.objects.filter(user=COLLEAGUE.user).update(to_on=THIRD)
    row = reported(COLLEAGUE, "2026-03-04 08:00", on=THIRD)
    assert row.key.emergency == emergency
    with pytest.raises(Refused, match="不用再报告"):
        reported(COLLEAGUE, "2026-03-04 08:00")
    with pytest.raises(Refused, match="补报昨天"):
        reported(COLLEAGUE, "2026-03-05 08:00", on=THIRD)


def test_the_officer_enters_what_somebody_told_and_that_is_sealed_with_the_rest() -> None:
    emergency, by = an_emergency(), officer()
    once = new_id()
    first = told(emergency, by, "2026-03-03 16:20", once=once)
    assert told(emergency, by, "2026-03-03 16:21", once=once) == first
    assert stands(emergency, COLLEAGUE, THIRD, "2026-03-03 16:30") == S.SENT_LATE
    [(row, values)] = ledger(emergency).reports
    assert (values["told_at"], values["by"]) == ("2026-03-03 15:50", by.id)
    assert b"15:50" not in bytes(row.body)
    noted = Access.objects.get(subject__startswith="enter_health_report")
    assert COLLEAGUE.id not in str(written(noted))
    assert "38" not in noted.subject.replace(str(row.pk), "") + noted.reason
    late = told(emergency, by, "2026-03-04 09:00", person=HEAD.user, told_at=at("2026-03-04 08:00"))
    assert late.filled_at is None
    assert stands(emergency, HEAD, THIRD, "2026-03-04 09:01") == S.LATE


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"told_at": at("2026-03-03 16:21")}, "不能晚于现在"),
        ({"told_at": at("2026-03-02 23:59")}, "不能晚于现在"),
        ({"told_at": at("0001-01-01 00:00")}, "不能晚于现在"),
        ({"on": date(2026, 3, 1)}, "在岗"),
        ({"on": FOURTH}, "在岗"),
        ({"person": PROVINCE_CLERK}, "在岗"),
        ({"person": SUPERVISOR}, "自己的报告页"),
        ({"given": Condition("99")}, "36.5"),
    ],
)
def test_what_the_officer_cannot_enter_is_said(more: dict[str, Any], sentence: str) -> None:
    emergency, by = an_emergency(), officer()
    given = {name: each.user if isinstance(each, Person) else each for name, each in more.items()}
    with pytest.raises(Refused, match=sentence):
        told(emergency, by, "2026-03-03 16:20", **given)
    assert not DailyReport.objects.exists()


def test_nobody_else_enters_for_another_and_no_officer_of_another_emergency() -> None:
    emergency, by = an_emergency(), officer()
    for who in (CLERK, HEAD, LEADER):
        with pytest.raises(Refused, match="健康专员"):
            told(emergency, who.viewer, "2026-03-03 16:20")
    drill = an_emergency(is_drill=True)
    with pytest.raises(Refused, match="在岗"):
        told(drill, by, "2026-03-03 16:20")


def test_who_is_isolated_has_a_gap_where_the_officer_knows_no_temperature() -> None:
    emergency, by = an_emergency(), officer()
    in_isolation(emergency, by, COLLEAGUE)
    with pytest.raises(Refused, match="每天都要填写体温"):
        told(emergency, by, "2026-03-03 16:20", given=WELL)


def test_fourteen_days_and_late_reports_go_on_across_the_end_of_a_year() -> None:
    last, new_year = date(2026, 12, 31), date(2027, 1, 1)
    began = at("2026-12-28 08:00")
    emergency = an_emergency(at=began, starts_at=began, expected_end_on=date(2027, 2, 1))
    row = brought(CLERK, at("2026-12-31 15:59:30"), at("2027-01-01 00:00:30"), WELL)
    assert (row.on, stands(emergency, CLERK, last, "2027-01-01 00:01")) == (last, S.SENT_LATE)
    assert stands(emergency, CLERK, new_year, "2027-01-01 00:01") == S.WAITING
    assert stands(emergency, HEAD, last, "2027-01-01 00:01") == S.MISSING
    assert emergency.day_number(new_year) - emergency.day_number(last) == 1
