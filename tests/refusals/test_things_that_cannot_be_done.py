"""Refusals 4–9 and 13 as deeds: what is tried here does not work, or is not there to be tried."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from huiyin.petitions.actions import approving, citizen, registering, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.publishing.models import WayIn
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.steps import rows
from huiyin.rules.terms import Channel, Matter, Party, Rating, Role, State, Step
from tests.make import a_petition, a_receipt, an_office, at, fresh, later
from tests.people import ADMINISTRATORS, CLERK, DISPATCHER, HANDLER, HEAD, LEADER, SUPERVISOR
from tests.petitions.reading import clocks
from tests.refusals.looking import addresses, texts
from tests.web.desk import desk_of, lists_with, page_of
from tests.web.portal import a_portal

pytestmark = pytest.mark.django_db

AT_THE_DESK = pytest.mark.urls("huiyin.config.urls_desk")


# -- 4 no throttling by person ---------------------------------------------------------------------


def test_4_whoever_writes_often_is_taken_in_every_time() -> None:
    receipts = [a_receipt(request=f"第{n}次反映路灯不亮的事。") for n in range(25)]
    assert len({each.petition_id for each in receipts}) == 25
    last = Petition.objects.get(pk=receipts[-1].petition_id)
    assert clocks(last) == clocks(Petition.objects.get(pk=receipts[0].petition_id))


# -- 5 no ranking by number ------------------------------------------------------------------------

BY_NUMBER = re.compile(
    r"""order_by\(\s*["']-?(?:count|number_of|total|volume|received|visits|petitions)\b"""
    r"""|sorted\([^\n]*key=[^\n]*\.(?:count|total|received|volume)\b|most_common\("""
    r"""|(?<!不按)(?<!不以)(?:信访量|信访数|来访量|件数|数量)[^。，\n]{0,6}排(?:名|行|序)"""
    r"""|(?:ranking|ranked|league table)[^.\n]{0,20}(?:by|of)[^.\n]{0,20}(?:number|volume)""",
    re.IGNORECASE,
)


def ranked(sources: dict[str, str]) -> list[str]:
    """The places that order offices or people by how many petitions they have."""
    return sorted(
        f"{name}: {hit.group()}"
        for name, source in sources.items()
        for hit in [BY_NUMBER.search(source)]
        if hit
    )


def test_5_no_list_of_offices_or_people_is_ordered_by_numbers_of_petitions() -> None:
    assert ranked(texts()) == []


@pytest.mark.parametrize(
    "planted",
    [
        'rows = offices.annotate(count=Count("id")).order_by("-count")',
        "sorted(offices, key=lambda each: each.received)",
        "<h2>各县信访量排名</h2>",
        "Counter(offices).most_common(10)",
        "Counties ranked by number of petitions",
    ],
)
def test_5_the_search_would_find_a_ranking(planted: str) -> None:
    assert ranked({"figures.py": planted})


# -- 6 nothing vanishes ----------------------------------------------------------------------------

KEPT = (
    "petitions_petition", "petitions_petitioner", "petitions_leg", "petitions_event",
    "petitions_words", "petitions_petitionletter", "petitions_clock",
)  # fmt: skip


@pytest.mark.parametrize("table", KEPT)
def test_6_the_application_has_no_right_to_delete(table: str) -> None:
    a_petition(State.SERVED)
    for command in ("delete from {}", "truncate {} cascade"):
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(command.format(table))


def test_6_what_is_written_by_the_way_may_go_so_the_proof_can_fail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from petitions_wrongguess")


def test_6_no_address_and_no_step_deletes_merges_or_renumbers() -> None:
    gone = re.compile(r"\b(delete|destroy|purge|merge|renumber|erase)\b", re.IGNORECASE)
    assert [each for each in addresses() if gone.search(each) and "petition" in each] == []
    assert [step for step in Step if gone.search(step.value.replace("_", " "))] == []
    assert gone.search("petitions/<uuid>/delete"), "the search would find one"


@AT_THE_DESK
def test_6_what_is_void_has_two_names_a_reason_and_is_still_there() -> None:
    petition = a_petition(State.REGISTERED)
    asked = approving.ask_approval(
        Step.VOID, petition.pk, reason="同一通电话登记了两次。", by=CLERK.viewer,
        at=later(petition),
    )  # fmt: skip
    with pytest.raises(Refused):
        approving.decide(asked.pk, agrees=True, by=CLERK.viewer, at=later(petition))
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    number = petition.number
    petition = fresh(petition)
    assert (petition.state, petition.number) == (State.VOIDED, number)
    shown = desk_of(CLERK).get(page_of(petition)).content.decode()
    assert number in shown
    assert "同一通电话登记了两次。" in shown


# -- 7 nobody rates for the petitioner -------------------------------------------------------------


def test_7_only_the_petitioner_rates() -> None:
    assert {(row.by, row.of) for row in rows(Step.RATE)} == {
        (frozenset(), frozenset({Party.PETITIONER}))
    }
    petition = a_petition(State.SERVED)
    staff = (CLERK, DISPATCHER, LEADER, SUPERVISOR, HANDLER, HEAD, *ADMINISTRATORS)
    for viewer in [*(each.viewer for each in staff), job_viewer("night")]:
        with pytest.raises((Refused, Petition.DoesNotExist)):
            citizen.rate(
                petition.pk, bureau=Rating.SATISFIED, organ=Rating.SATISFIED, by=viewer,
                at=later(petition),
            )  # fmt: skip


def test_7_the_desk_has_no_address_for_ratings() -> None:
    from_desk = [each for each in addresses() if "rat" in re.split(r"[^a-z]+", each)]
    assert from_desk == []
    assert any(re.search(r"\brate\b", each) for each in addresses()), "the portal has"


def test_7_nothing_that_waits_turns_silence_into_a_rating() -> None:
    rating = re.compile(r"Rating\.SATISFIED|satisfied\s*=\s*True|默认满意|视为满意")
    modules = {
        name: source
        for name, source in texts().items()
        if name.startswith(("jobs.py", "petitions/", "supervision/", "web/"))
    }
    assert [name for name, source in modules.items() if rating.search(source)] == []
    assert rating.search("events.filter(rated=None).update(organ=Rating.SATISFIED)")


# -- 8 a person decides ----------------------------------------------------------------------------

DECIDED = (
    Step.REGISTER, Step.FORWARD, Step.ASSIGN, Step.ACCEPT, Step.INFORM, Step.REPLY, Step.ANSWER,
    Step.KEEP, Step.VOID, Step.ATTACH, Step.SPLIT, Step.CLOSE, Step.DISMISS_OBJECTION,
    Step.RECLASSIFY, Step.HAND_OVER, Step.EXTEND, Step.REWORK,
)  # fmt: skip


@pytest.mark.parametrize("step", DECIDED)
def test_8_every_decision_is_a_persons(step: Step) -> None:
    for row in rows(step):
        assert row.by, f"{step} belongs to no role"
        assert Party.SYSTEM not in row.of
        assert set(row.by) <= set(Role)


def test_8_a_program_is_refused() -> None:
    petition = a_petition(State.REGISTERED)
    for name in ("night", "morning", "outbox"):
        with pytest.raises((Refused, Petition.DoesNotExist)):
            routing.forward(petition.pk, to=an_office(), by=job_viewer(name), at=later(petition))
    routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=later(petition))


def test_8_what_arrives_has_no_class_until_a_person_gives_it() -> None:
    petition = a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    assert (petition.matter, petition.procedure, petition.category_id) == (None, None, None)


# -- 9 nothing reaches the accused -----------------------------------------------------------------


@AT_THE_DESK
def test_9_the_accused_find_it_on_no_page_and_in_no_list() -> None:
    petition = a_petition(State.SIGNED)
    assert lists_with(HEAD, petition), "before, it is on a list"
    registering.accuse(petition.pk, office=an_office(), by=LEADER.viewer, at=later(petition))
    for person in (HEAD, HANDLER):
        assert lists_with(person, petition) == set()
        client = desk_of(person)
        for address in (page_of(petition), f"/search/?q={petition.number}"):
            answer = client.get(address)
            assert answer.status_code == 404 or page_of(petition) not in answer.content.decode()


# -- 13 a hall that is closed closes nothing -------------------------------------------------------


def test_13_a_closed_hall_leaves_every_other_way_and_the_visitor_is_recorded() -> None:
    a_portal()
    bureau = an_office("yunling-bureau")
    WayIn.objects.filter(office=bureau, channel=Channel.VISIT).delete()
    shown = Client().get(reverse("portal:ways")).content.decode()
    assert bureau.phone in shown
    assert bureau.postcode in shown
    assert Client().get(reverse("portal:submit")).status_code == 200
    assert set(WayIn.objects.filter(office=bureau).values_list("channel", flat=True)) >= {
        Channel.WEB, Channel.CALL, Channel.LETTER,
    }  # fmt: skip
    holiday = at("2026-10-01 10:00")
    visit = a_petition(State.RECEIVED, channel=Channel.VISIT, arrived_at=holiday)
    assert visit.state == State.RECEIVED
    seen = Petition.objects.visible_to(CLERK.viewer, today=localdate(holiday + timedelta(days=1)))
    assert list(seen) == [visit]
    assert "L1" in clocks(visit)
