"""Home pages: each role finds its own, every number opens as many as it says, at what price."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.petitions.actions import citizen, handling
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import counts
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Role, State
from huiyin.statistics.lists import HOME_LIST, HOME_LISTS
from huiyin.statistics.open_work import by_person, by_stage, by_unit
from huiyin.web.desk.home import HOMES
from tests import detours
from tests.make import ARRIVAL, HOUR, a_petition, fresh, later
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COLLEAGUE,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    REVIEWER,
    SUPERVISOR,
    Person,
    petitioner,
)
from tests.web.desk import NAME, PHONE, desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

HOME = reverse("desk:home", urlconf="huiyin.config.urls_desk")
CAST = [LEADER, SUPERVISOR, CLERK, DISPATCHER, HEAD, HANDLER]


def some_work() -> None:
    """Petitions in many places; arrivals lie months back, so that most is late."""
    for state in (State.RECEIVED, State.REGISTERED, State.DELIVERED, State.SIGNED, State.SERVED):
        a_petition(state)
    a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    for turn in (detours.objected, detours.assigned_and_served, detours.repeated):
        turn()


def numbers_of(page: str) -> dict[str, str]:
    """Each number of a home page by the address that it opens."""
    found = re.findall(
        r'<a href="([^"]+)">\s*<span class="number-label">[^<]*</span>\s*'
        r'<b class="number-shown">([^<]*)</b>',
        page,
    )
    return dict(found)


@pytest.mark.parametrize("who", CAST, ids=lambda each: each.username)
def test_every_number_opens_a_list_of_as_many(who: Person) -> None:
    some_work()
    client = desk_of(who)
    numbers = numbers_of(text(client.get(HOME)))
    assert len(numbers) >= 4
    for address, shown in numbers.items():
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        if "measure=bureau_rated" not in address:
            assert text(answer).count('<th scope="row"><a class="digits"') == int(shown), address


@pytest.mark.parametrize("who", CAST, ids=lambda each: each.username)
def test_a_home_page_is_at_most_twelve_queries_and_names_nobody(who: Person) -> None:
    some_work()
    client = desk_of(who)
    client.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(HOME))
    asked = [each for each in queries.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) <= 12, len(asked)
    assert NAME not in page
    assert PHONE not in page


@pytest.mark.parametrize("who", CAST, ids=lambda each: each.username)
def test_a_day_without_work_still_says_what_would_be_here(who: Person) -> None:
    page = text(desk_of(who).get(HOME))
    assert all(shown in ("0", "—") for shown in numbers_of(page).values())
    assert "暂无数据" not in page


def test_who_has_no_page_of_a_role_goes_where_they_always_went() -> None:
    for who in ADMINISTRATORS:
        assert desk_of(who).get(HOME).status_code == 302
    assert "这里还没有您的工作" in text(desk_of(NOBODY).get(HOME))
    assert desk_of(REVIEWER).get(HOME).status_code in (200, 302)


def test_a_handler_sees_what_is_theirs_or_nobodys_by_its_day() -> None:
    mine, nobodys, others = (a_petition(State.SIGNED) for _ in range(3))
    Petition.objects.filter(pk=mine.pk).update(person=HANDLER.user)
    Petition.objects.filter(pk=others.pk).update(person=COLLEAGUE.user)
    today = localdate(timezone.now())
    Petition.objects.filter(pk=nobodys.pk).update(next_due=today)
    page = text(desk_of(HANDLER).get(HOME))
    late, due = page.split("今天到期</h2>")[0] if "今天到期</h2>" in page else page, page
    assert page_of(mine) in late
    assert page_of(nobodys) in due
    assert page_of(others) not in page
    assert page.index("已过目标日") < page.index("今天到期")


def test_what_came_back_and_what_was_added_is_told() -> None:
    petition = a_petition(State.ACCEPTED)
    today = localdate(timezone.now())
    lists = [HOME_LIST[name] for name in ("reworked", "added")]
    assert counts(lists, HANDLER.viewer, today) == [0, 0]
    at = later(petition)
    citizen.supplement(petition.pk, words="水压仍然不足。", by=petitioner(petition), at=at)
    assert counts(lists, HANDLER.viewer, today) == [0, 1]
    assert counts(lists, OTHER_HEAD.viewer, today) == [0, 0]


def test_loads_are_in_the_order_of_names_and_paths_never_of_counts() -> None:
    for _ in range(3):
        a_petition(State.SIGNED)
    given = a_petition(State.SIGNED)
    handling.allot(given.pk, person=HANDLER.user, by=HEAD.viewer, at=later(given, HOUR))
    today = localdate(ARRIVAL) + timedelta(days=3)
    loads = by_person(HEAD.viewer, today)
    assert {each.name: each.open for each in loads} == {HANDLER.user.name: 1, "": 3}
    a_petition(State.SIGNED, office="yunling-labour")
    units = by_unit(SUPERVISOR.viewer, today)
    assert {each.open for each in units} == {1, 4}
    assert [each.name for each in units] == [
        each.short_name
        for each in sorted({fresh(p).holder for p in Petition.objects.all()}, key=lambda o: o.path)
    ]
    assert by_stage(LEADER.viewer, today) == [(State.SIGNED, 5)]


def test_a_number_of_one_person_opens_that_persons_petitions() -> None:
    given, other = a_petition(State.SIGNED), a_petition(State.SIGNED)
    handling.allot(given.pk, person=HANDLER.user, by=HEAD.viewer, at=later(given, HOUR))
    client = desk_of(HEAD)
    address = reverse("desk:waiting", args=["open"])
    page = text(client.get(address, {"person": HANDLER.id}))
    assert page_of(given) in page
    assert page_of(other) not in page
    assert page_of(other) in text(client.get(address, {"person": "nobody"}))
    assert client.get(address, {"person": "' OR 1=1"}).status_code == 404


def test_a_list_of_a_home_page_is_for_those_whose_page_has_it() -> None:
    for each in HOME_LISTS:
        address = reverse("desk:waiting", args=[each.name])
        for who in (CLERK, HANDLER, *ADMINISTRATORS, NOBODY):
            expected = 200 if each.is_for(who.viewer) else 404
            assert desk_of(who).get(address).status_code == expected, (each.name, who)
    assert desk_of(CLERK).get(reverse("desk:waiting", args=["nonsense"])).status_code == 404
    assert {role for each in HOMES for role in each.roles} >= {
        Role.REGISTRAR,
        Role.HANDLER,
        Role.HEAD,
        Role.SUPERVISOR,
        Role.LEADER,
    }
