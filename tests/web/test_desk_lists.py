"""The work-lists: what waits for whom, in which order, how many, at what price."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import BY_NAME, counts, lists_of
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, Procedure, State
from huiyin.web.desk import keyset
from huiyin.web.desk.frame import MenuEntry
from huiyin.web.desk.keyset import page_of as keyset_page
from tests.make import ARRIVAL, a_petition, fresh, later
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COUNTY_CLERK,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    NOBODY,
    OTHER_HEAD,
    PROVINCE_CLERK,
    SUPERVISOR,
    Person,
)
from tests.web.desk import NAME, desk_of, lists_with, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

WAITING = [
    (State.RECEIVED, "to-register", CLERK),
    (State.REGISTERED, "to-forward", DISPATCHER),
    (State.DELIVERED, "to-sign", HEAD),
    (State.SIGNED, "to-do", HANDLER),
    (State.ACCEPTED, "to-do", HANDLER),
    (State.ANSWERED, "to-serve", HANDLER),
    (State.SERVED, "to-follow-up", CLERK),
]


@pytest.mark.parametrize(("state", "name", "who"), WAITING)
def test_a_petition_waits_in_the_list_of_whoever_has_the_next_step(
    state: State, name: str, who: Person
) -> None:
    petition = a_petition(state)
    found = lists_with(who, petition)
    assert name in found
    states = {"to-register", "to-forward", "to-sign", "to-do", "to-follow-up", "to-close"}
    assert found & states <= {name}
    assert lists_with(OTHER_HEAD, petition) == set()
    assert lists_with(PROVINCE_CLERK, petition) == set(), "what lies below is not their work"


def test_a_followed_up_petition_waits_to_be_closed() -> None:
    petition = a_petition(State.SERVED)
    Petition.objects.filter(pk=petition.pk).update(followed_up_at=later(petition))
    assert "to-close" in lists_with(CLERK, petition)
    assert "to-follow-up" not in lists_with(CLERK, petition)


def test_what_was_handed_over_is_found_by_its_receiver() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert "handed-over" in lists_with(DISCIPLINE_HEAD, petition)
    assert "handed-over" not in {each.name for each in lists_of(HEAD.viewer)}


def test_late_is_past_the_target_day_and_never_a_served_petition() -> None:
    petition = a_petition(State.ACCEPTED)
    served = a_petition(State.SERVED)
    due = fresh(petition).next_due
    assert due is not None
    late, soon = BY_NAME["late"], BY_NAME["soon"]
    clerk = CLERK.viewer

    def found(day_after: int) -> tuple[bool, bool]:
        today = due + timedelta(days=day_after)
        return (
            soon.rows(clerk, today).filter(pk=petition.pk).exists(),
            late.rows(clerk, today).filter(pk=petition.pk).exists(),
        )

    assert found(-4) == (False, False)
    assert found(-3) == (True, False)
    assert found(0) == (True, False)
    assert found(1) == (False, True)
    far = due + timedelta(days=900)
    assert not late.rows(clerk, far).filter(pk=served.pk).exists()


def test_urgent_stands_first_then_the_next_date_then_the_id() -> None:
    early = a_petition(State.RECEIVED, arrived_at=ARRIVAL - timedelta(days=3))
    first, second = sorted((a_petition(State.RECEIVED) for _ in range(2)), key=lambda one: one.pk)
    urgent = a_petition(State.RECEIVED, arrived_at=ARRIVAL + timedelta(days=9))
    Petition.objects.filter(pk=urgent.pk).update(urgent=True)
    rows = BY_NAME["to-register"].rows(CLERK.viewer, localdate(ARRIVAL))
    assert [each.pk for each in rows] == [urgent.pk, early.pk, first.pk, second.pk]


def test_each_post_is_shown_the_lists_that_make_sense_of_it() -> None:
    assert {each.name for each in lists_of(CLERK.viewer)} >= {"to-register", "to-forward", "late"}
    assert "to-sign" in {each.name for each in lists_of(COUNTY_CLERK.viewer)}
    assert "to-sign" not in {each.name for each in lists_of(SUPERVISOR.viewer)}
    assert "to-forward" not in {each.name for each in lists_of(HANDLER.viewer)}
    assert [each.name for each in lists_of(SUPERVISOR.viewer)][-2:] == ["late", "done"]
    assert lists_of(NOBODY.viewer) == []
    answer = desk_of(CLERK).get(reverse("desk:list", args=["to-contribute"]))
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_administrators_find_no_list_and_no_petition(who: Person) -> None:
    petition = a_petition(State.RECEIVED)
    client = desk_of(who)
    for address in (
        reverse("desk:list", args=["to-register"]),
        reverse("desk:inbox"),
        page_of(petition),
        reverse("desk:search"),
    ):
        assert client.get(address).status_code == 404


def test_an_empty_list_says_what_would_be_here() -> None:
    response = desk_of(HEAD).get(reverse("desk:list", args=["to-sign"]))
    assert BY_NAME["to-sign"].holds in text(response)
    assert "现在一件也没有" in text(response)


def test_an_accusation_shows_no_word_of_itself() -> None:
    petition = a_petition(State.RECEIVED, matter=Matter.ACCUSATION, request="举报某人收钱办事。")
    shown = text(desk_of(CLERK).get(reverse("desk:list", args=["to-register"])))
    assert page_of(petition) in shown
    assert "检举控告（密）" in shown
    assert "收钱办事" not in shown


def test_a_hidden_name_stands_in_no_row_of_the_unit() -> None:
    a_petition(
        State.DELIVERED, naming=Naming.WITHHELD, request=f"我是{NAME}，家里没有水。请来看看。"
    )
    shown = text(desk_of(HEAD).get(reverse("desk:list", args=["to-sign"])))
    assert "家里没有水" in shown
    assert NAME not in shown
    assert "隐名" in shown


def test_only_the_first_sentence_is_shown() -> None:
    a_petition(State.RECEIVED, request="先说第一句。再说第二句。")
    shown = text(desk_of(CLERK).get(reverse("desk:list", args=["to-register"])))
    assert "先说第一句。" in shown
    assert "第二句" not in shown


def test_counts_are_exact_and_end_at_999() -> None:
    for _ in range(3):
        a_petition(State.RECEIVED)
    lists = lists_of(CLERK.viewer)
    found = dict(
        zip(
            [each.name for each in lists],
            counts(lists, CLERK.viewer, localdate(ARRIVAL)),
            strict=True,
        )
    )
    assert found["to-register"] == 3
    assert found["to-forward"] == 0
    shown = [MenuEntry("x", "x", "x", number, is_here=False).shown for number in (999, 1000)]
    assert shown == ["999", "999+"]
    assert counts([], CLERK.viewer, localdate(ARRIVAL)) == []


@pytest.mark.parametrize("urgent_count", [0, 3])
def test_pages_lead_on_and_back_without_gap_or_repeat(
    monkeypatch: pytest.MonkeyPatch, urgent_count: int
) -> None:
    monkeypatch.setattr(keyset, "SIZE", 2)
    made = [
        a_petition(State.RECEIVED, arrived_at=ARRIVAL + timedelta(days=number // 3)).pk
        for number in range(7)
    ]
    Petition.objects.filter(pk__in=made[4 : 4 + urgent_count]).update(urgent=True)
    rows = BY_NAME["to-register"].rows(CLERK.viewer, localdate(ARRIVAL))
    forwards, pages, token = [], [], ""
    while True:
        page = keyset_page(rows, after=token)
        pages.append(page)
        forwards += [each.pk for each in page.rows]
        if not page.next:
            break
        token = page.next
    assert forwards == [each.pk for each in rows]
    assert [bool(page.previous) for page in pages] == [False, True, True, True]
    backwards, token = [pages[-1].rows], pages[-1].previous
    while token:
        page = keyset_page(rows, before=token)
        backwards.append(page.rows)
        token = page.previous
    assert [each.pk for part in reversed(backwards) for each in part] == forwards


@pytest.mark.parametrize("token", ["nonsense", "e30", "W10", "WzEsIiIsIjEiXQ", "%00", "=" * 40])
def test_a_token_that_nobody_gave_leads_to_the_first_page(token: str) -> None:
    petition = a_petition(State.RECEIVED)
    address = reverse("desk:list", args=["to-register"])
    for name in ("after", "before"):
        response = desk_of(CLERK).get(address, {name: token})
        assert response.status_code == 200
        assert page_of(petition) in text(response)


def test_undated_petitions_have_a_place_in_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "SIZE", 1)
    for matter in (Matter.ACCUSATION, Matter.CLAIM, Matter.ACCUSATION):
        state = State.HANDED_OVER if matter is Matter.ACCUSATION else State.DELIVERED
        a_petition(state, matter=matter)
    rows = BY_NAME["to-serve"].rows(DISPATCHER.viewer, localdate(ARRIVAL))
    assert [each.next_due is None for each in rows] == [False, True, True]
    found, page = [], keyset_page(rows, is_dated=False)
    while True:
        found += [each.pk for each in page.rows]
        if not page.next:
            break
        page = keyset_page(rows, after=page.next, is_dated=False)
    assert found == [each.pk for each in rows]
    while page.previous:
        page = keyset_page(rows, before=page.previous, is_dated=False)
    assert [each.pk for each in page.rows] == found[:1]


def test_a_list_costs_the_same_however_long() -> None:
    def queries() -> int:
        client = desk_of(CLERK)
        client.get("/")
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(reverse("desk:list", args=["to-register"]))
        return len(made)

    a_petition(State.RECEIVED)
    one = queries()
    for naming in (Naming.WITHHELD, Naming.NAMED, Naming.NAMED):
        a_petition(State.RECEIVED, naming=naming)
    a_petition(State.RECEIVED, division="990121", matter=Matter.ACCUSATION)
    assert queries() == one
    assert one <= 9


def test_the_hidden_and_the_missing_are_the_same_bytes() -> None:
    petition = a_petition(State.REGISTERED)
    for who in (HEAD, COUNTY_CLERK):
        client = desk_of(who)
        for suffix in ("", "forward/", "limits/", "nonsense/"):
            hidden = client.get(page_of(petition) + suffix)
            missing = client.get(page_of(uuid4()) + suffix)
            assert (hidden.status_code, missing.status_code) == (404, 404)
            assert text(hidden) == text(missing)


def test_a_claim_led_elsewhere_is_served_by_its_unit() -> None:
    petition = a_petition(State.INFORMED, procedure=Procedure.ARBITRATION)
    assert "to-serve" in lists_with(HANDLER, petition)
