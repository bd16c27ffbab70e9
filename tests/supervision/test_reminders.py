"""A month of mornings: each threshold is told once, to the office whose duty it is."""

from collections import Counter
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from huiyin.notifications.models import Notice
from huiyin.petitions.actions import citizen, handling
from huiyin.petitions.models import Clock, Petition
from huiyin.rules.terms import LetterKind, State, TimeLimit
from huiyin.supervision.actions import remind
from huiyin.web.desk.inbox import worded
from tests.make import a_petition, an_office, later, letter, serve
from tests.people import HEAD, petitioner

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def mornings(first: date, last: date) -> Counter[date]:
    """Remind on every morning of a time; returns how many were told on each."""
    told: Counter[date] = Counter()
    day = first
    while day <= last:
        told[day] += remind(day)
        day += ONE_DAY
    return told


def the_clock(petition: Petition, limit: TimeLimit) -> Clock:
    """The running clock of a limit."""
    return petition.clocks.get(limit=limit, ended_at=None)


def told_days(told: Counter[date]) -> list[date]:
    """The days on which somebody was told."""
    return sorted(day for day, count in told.items() if count)


def test_each_threshold_is_told_once() -> None:
    # received on Monday 2 March: target 17 March, a Tuesday, which is also the legal last day
    petition = a_petition(State.RECEIVED)
    clock = the_clock(petition, TimeLimit.L1)
    assert clock.target_on == clock.legal_on == date(2026, 3, 17)
    told = mornings(date(2026, 3, 2), date(2026, 4, 10))
    assert told_days(told) == [date(2026, 3, 14), date(2026, 3, 17), date(2026, 3, 18)]
    assert set(told.values()) == {0, 1}
    assert {notice.to_office for notice in Notice.objects.all()} == {an_office("yunling-bureau").pk}


def test_between_target_and_legal_day_the_saying_is_another() -> None:
    # a target on Saturday 21 March rolls over to Monday 23
    petition = a_petition(State.DELIVERED)
    clock = the_clock(petition, TimeLimit.L3)
    Clock.objects.filter(pk=clock.pk).update(
        target_on=date(2026, 3, 21), legal_on=date(2026, 3, 23)
    )
    told = mornings(date(2026, 3, 5), date(2026, 4, 10))
    assert told_days(told) == [
        date(2026, 3, 18), date(2026, 3, 21), date(2026, 3, 22), date(2026, 3, 24),
    ]  # fmt: skip
    texts = [
        worded(notice, date(2026, 4, 10)) for notice in Notice.objects.order_by("created_at", "id")
    ]
    assert "请及时办理" in texts[0]
    assert "今天到期" in texts[1]
    assert "法定最迟 3月23日" in texts[2]
    assert "已超过法定期限" in texts[3]
    assert all(petition.number in text for text in texts)


def test_a_late_worker_catches_up_once_and_with_what_holds_today() -> None:
    a_petition(State.RECEIVED)
    day = date(2026, 4, 16)  # the worker was away for 45 days
    assert remind(day) == 1
    assert "已超过法定期限" in worded(Notice.objects.get(), day)
    assert remind(day) == 0
    assert mornings(day, day + 20 * ONE_DAY) == Counter({})


def test_what_was_done_in_time_is_not_reminded() -> None:
    petition = a_petition(State.DELIVERED)
    assert mornings(date(2026, 3, 2), date(2026, 3, 13)) == Counter({})
    handling.sign(petition.pk, by=HEAD.viewer, at=later(petition))
    serve(petition, letter(petition, LetterKind.FORWARDING_NOTICE))
    citizen.withdraw(petition.pk, reason="已经解决。", by=petitioner(petition), at=later(petition))
    assert mornings(date(2026, 3, 2), date(2026, 5, 2)) == Counter({})


def test_the_office_that_holds_the_petition_is_told() -> None:
    a_petition(State.ACCEPTED)
    mornings(date(2026, 3, 2), date(2026, 6, 2))
    told = Counter(notice.to_office for notice in Notice.objects.all())
    water = an_office("yunling-water").pk
    assert set(told) == {water}, "the bureau has done its part by forwarding"
    assert told[water] >= 6, "three each for the notice of acceptance and the opinion"


def test_the_petitioners_own_periods_remind_no_office() -> None:
    a_petition(State.SERVED)
    assert mornings(date(2026, 3, 2), date(2026, 5, 30)) == Counter({})


def test_no_word_of_the_petition_stands_in_a_reminder() -> None:
    a_petition(State.RECEIVED, request="柳荫新村停水三天无人告知", name="郑小满")
    mornings(date(2026, 3, 2), date(2026, 4, 10))
    for notice in Notice.objects.all():
        assert set(notice.arguments) == {"number", "limit", "day", "legal"}
        assert "停水" not in worded(notice, date(2026, 4, 10))
        assert notice.text == ""


def test_many_are_told_in_a_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(12):
        a_petition(State.RECEIVED)
    day = date(2026, 4, 16)
    with django_assert_max_num_queries(6):
        assert remind(day) == 12
    with django_assert_max_num_queries(3):
        assert remind(day) == 0
