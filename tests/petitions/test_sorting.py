"""排序: each order of a list comes out of an index, page after page."""

from datetime import timedelta

import pytest
from django.db import connection

from huiyin.petitions import worklists
from huiyin.petitions.models import Petition
from huiyin.petitions.narrowing import done_in
from huiyin.petitions.sorting import BY_ARRIVAL, SORTS
from huiyin.petitions.worklists import BY_NAME, DONE, counts
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from huiyin.web.desk.keyset import page_of
from tests.make import ARRIVAL, DAY, a_petition, fresh, later, story
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, OTHER_HEAD, Person

pytestmark = pytest.mark.django_db

TODAY = localdate(ARRIVAL)


@pytest.mark.parametrize(
    ("sort", "name", "who", "index"),
    [
        ("due", "to-register", CLERK, "work_of_holder"),
        ("arrived", "to-register", CLERK, "arrivals_of_holder"),
        ("arrived", "to-follow-up", CLERK, "arrivals_of_registering"),
    ],
)
def test_an_order_is_read_from_its_index(sort: str, name: str, who: Person, index: str) -> None:
    for _ in range(3):
        a_petition(State.RECEIVED)
    rows = BY_NAME[name].rows(who.viewer, TODAY, SORTS[sort])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = rows[:51].explain()
    assert f"Index Scan using {index} " in plan
    assert "Sort" not in plan


def test_what_is_done_is_read_from_the_acts_of_the_office() -> None:
    a_petition(State.DELIVERED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "office_at_petition" in BY_NAME[DONE].rows(DISPATCHER.viewer, TODAY).explain()


@pytest.mark.parametrize(("most", "told"), [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 6), (9, 6)])
def test_how_much_was_done_is_told_from_the_last_days_or_from_the_month(
    monkeypatch: pytest.MonkeyPatch, most: int, told: int
) -> None:
    today = localdate(ARRIVAL) + timedelta(days=12)
    assert today.month == TODAY.month
    for days in (0, 0, 7, 7, 11, 11):  # two of the last three days, four of the last ten
        a_petition(State.DELIVERED, arrived_at=ARRIVAL + timedelta(days=days))
    monkeypatch.setattr(worklists, "MOST", most)
    monkeypatch.setattr(worklists, "counting", worklists.counting.__wrapped__)
    assert counts([BY_NAME[DONE]], DISPATCHER.viewer, today) == [told]
    assert counts([BY_NAME[DONE]], OTHER_HEAD.viewer, today) == [0]


def test_the_order_of_arrival_leads_on_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.web.desk.keyset.SIZE", 2)
    made = [
        a_petition(State.RECEIVED, arrived_at=ARRIVAL - timedelta(days=number // 2)).pk
        for number in range(5)
    ]
    Petition.objects.filter(pk=made[0]).update(urgent=True)
    rows = BY_NAME["to-register"].rows(CLERK.viewer, TODAY, BY_ARRIVAL)
    expected = [each.pk for each in rows]
    assert expected[0] == made[4]
    first = page_of(rows, sort=BY_ARRIVAL)
    second = page_of(rows, after=first.next, sort=BY_ARRIVAL)
    third = page_of(rows, after=second.next, sort=BY_ARRIVAL)
    assert [each.pk for part in (first, second, third) for each in part.rows] == expected
    assert not third.next
    back = page_of(rows, before=third.previous, sort=BY_ARRIVAL)
    assert back.rows == second.rows
    assert page_of(rows, after="WzEsIiIsIjEiXQ", sort=BY_ARRIVAL).rows == first.rows


def test_done_is_what_the_office_finished_or_passed_on_in_the_month() -> None:
    sent = a_petition(State.DELIVERED)
    served = a_petition(State.SERVED)
    waiting = a_petition(State.REGISTERED)
    month = TODAY.replace(day=1)

    def done(who: Person) -> set[object]:
        today = localdate(later(served))
        return {each.pk for each in BY_NAME[DONE].rows(who.viewer, today)}

    assert done(DISPATCHER) == {sent.pk, served.pk}
    assert done(HEAD) == done(HANDLER) == {served.pk}
    assert done(OTHER_HEAD) == set()
    assert waiting.pk not in done(DISPATCHER)
    seen = Petition.objects.visible_to(DISPATCHER.viewer, today=TODAY)
    assert not done_in(seen, DISPATCHER.viewer, month - 31 * DAY, month).exists()
    assert story(fresh(sent))[-1].office
