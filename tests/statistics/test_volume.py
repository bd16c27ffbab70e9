"""What is clearly more than usual: same weekday, eight weeks, not moved by one odd day (A13)."""

from datetime import date, timedelta

import pytest

from huiyin.duty.models import Alert
from huiyin.jobs.timed import watch_volume
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import Channel, Matter, State
from huiyin.rules.terms_duty import AlertCode
from huiyin.statistics.volume import (
    ONE_WEEK,
    WEEKS,
    arrivals_by_day,
    band,
    compared,
    high_today,
    lunar_weeks,
    open_by_channel,
    volumes,
)
from tests.make import DAY, a_petition, a_receipt, an_office, at
from tests.people import CLERK, HANDLER

MONDAY = date(2026, 3, 2)


def test_the_middle_and_the_spread_are_not_moved_by_one_odd_day() -> None:
    usual = [4, 5, 6, 5, 4, 6, 5, 5]
    assert (band(usual).middle, band([*usual[:-1], 90]).middle) == (5, 5)
    assert band(usual).upper == pytest.approx(5 + 3)
    assert band([10, 20, 30, 40]).upper == pytest.approx(25 + 3 * 1.4826 * 10)


def test_a_few_more_than_nothing_are_chance_and_one_more_is_clear() -> None:
    counts = {(Channel.WEB, MONDAY): 3}
    assert not compared(counts, Channel.WEB, MONDAY).is_high
    counts[Channel.WEB, MONDAY] = 4
    high = compared(counts, Channel.WEB, MONDAY)
    assert (high.is_high, high.over, high.band.weeks) == (True, 1, WEEKS)


def test_only_the_same_weekday_of_the_same_channel_is_compared() -> None:
    weeks = {(Channel.WEB, MONDAY - n * ONE_WEEK): 7 for n in range(1, WEEKS + 1)}
    noise = {(Channel.WEB, MONDAY - timedelta(days=n)): 90 for n in range(1, 7)}
    noise |= {(Channel.CALL, MONDAY - n * ONE_WEEK): 90 for n in range(1, WEEKS + 1)}
    noise |= {(Channel.WEB, MONDAY - (WEEKS + 1) * ONE_WEEK): 90}
    found = compared(weeks | noise | {(Channel.WEB, MONDAY): 8}, Channel.WEB, MONDAY)
    assert (found.came, found.band.middle, found.is_high) == (8, 7, False)


@pytest.mark.django_db
def test_a_day_ends_at_midnight_of_the_office_and_the_door_is_asked() -> None:
    for moment in ("2026-03-02 00:00", "2026-03-02 23:59", "2026-03-03 00:00"):
        a_receipt(arrived_at=at(moment), channel=Channel.CALL)
    office = an_office("yunling-bureau").pk
    found = arrivals_by_day(CLERK.viewer, office, MONDAY, MONDAY + DAY)
    assert found == {(Channel.CALL, MONDAY): 2, (Channel.CALL, MONDAY + DAY): 1}
    assert arrivals_by_day(HANDLER.viewer, office, MONDAY, MONDAY + DAY) == {}
    assert open_by_channel(CLERK.viewer, office, MONDAY + DAY) == {Channel.CALL: 3}
    [days] = volumes(CLERK.viewer, office, last=MONDAY + DAY, days=2).values()
    assert [each.came for each in days] == [2, 1]


@pytest.mark.django_db
def test_the_job_alerts_once_a_day_and_counts_no_accusation() -> None:
    now = at("2026-03-02 17:05")
    for _each in range(4):
        a_petition(matter=Matter.ACCUSATION, arrived_at=at("2026-03-02 09:00"))
        a_petition(State.RECEIVED, wish=Matter.ACCUSATION, arrived_at=at("2026-03-02 09:00"))
    watch_volume.func(int(now.timestamp()))
    assert not Alert.objects.exists()
    assert high_today(job_viewer("volume"), an_office("yunling-bureau").pk, MONDAY) == []
    for _each in range(4):
        a_receipt(arrived_at=at("2026-03-02 09:00"))
    for _again in range(2):
        watch_volume.func(int(now.timestamp()))
    alert = Alert.objects.get()
    assert (alert.code, alert.subject) == (AlertCode.VOLUME, None)
    assert alert.office == an_office("yunling-bureau")


@pytest.mark.django_db
def test_years_stand_side_by_side_by_the_lunar_calendar_and_an_open_week_is_empty() -> None:
    for moment in ("2025-01-29 00:00", "2025-02-04 23:59", "2025-02-05 00:00", "2026-02-17 09:00"):
        a_receipt(arrived_at=at(moment))
    office = an_office("yunling-bureau").pk
    years, weeks = lunar_weeks(CLERK.viewer, office, date(2026, 2, 24))
    assert years == [date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17)]
    found = {each.number: each.came for each in weeks}
    assert found[1] == [0, 2, 1]
    assert found[2] == [0, 1, None]
    assert list(found) == list(range(-1, 9))
