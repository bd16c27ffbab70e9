"""G1 number and code at once, G2 every turn with its day, G3 the next right, G4 naming kept."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huiyin.notifications.models import Notice
from huiyin.petitions.actions import approving, closing, handling, registering
from huiyin.petitions.models import Clock, Petition
from huiyin.petitions.telling import told
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, State, Step, TimeLimit
from huiyin.supervision.actions import remind_of_rights
from tests.make import OPINION, WAY, a_petition, an_office, at, fresh, later, serve, unserved
from tests.people import (
    CLERK,
    DISCIPLINE_HEAD,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    SUPERVISOR,
    Person,
    petitioner,
)
from tests.stories.living import page
from tests.web.desk import NAME, PHONE, desk_of, page_of, text
from tests.web.portal import a_form, a_portal, code_of

pytestmark = pytest.mark.django_db

AT_THE_DESK = pytest.mark.urls("huiyin.config.urls_desk")


# -- G1 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("naming", list(Naming))
def test_g1_who_hands_in_has_number_and_code_on_the_next_page(
    client: Client, naming: Naming
) -> None:
    a_portal()
    hidden = naming is Naming.ANONYMOUS
    form = a_form(
        naming=naming.value, **({"name": "", "phone": "", "address": ""} if hidden else {})
    )
    answer = client.post(reverse("portal:submit"), form, follow=True)
    assert answer.status_code == 200
    shown, petition = answer.content.decode(), Petition.objects.get()
    code = code_of(petition)
    assert petition.receipt in shown
    assert all(f"<span>{code[n : n + 4]}</span>" in shown for n in (0, 4, 8))
    assert petition.state == State.RECEIVED, "nobody had to do anything first"


def test_g1_the_api_gives_both_in_its_answer() -> None:
    a_portal()
    answer = Client().post(
        "/api/v1/petitions",
        {"request": "请修路灯", "division": "990100", "name": NAME, "phone": PHONE},
        content_type="application/json",
        headers={"Idempotency-Key": "guarantee-1-9f0c7a5e3b1d48c6"},
    )
    petition = Petition.objects.get()
    assert answer.status_code == 201
    assert answer.json()["number"] == petition.receipt
    assert answer.json()["code"].replace(" ", "") == code_of(petition)


# -- G2 --------------------------------------------------------------------------------------------


def test_g2_every_turn_is_told_with_organ_day_and_days_left() -> None:
    petition = a_petition(State.DELIVERED)
    now = later(petition)
    sent = page(petition, now)
    assert (sent.holder, sent.history[0].step) == (an_office().name, Step.FORWARD)
    assert sent.history[0].office == an_office().name
    _tells_its_days(petition, TimeLimit.L3)

    handling.sign(petition.pk, by=HEAD.viewer, at=now)
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
    _tells_its_days(petition, TimeLimit.L5)

    asked = approving.ask_approval(
        Step.EXTEND, petition.pk, arguments={"days": 20}, reason="管线须开挖才能查明。",
        by=HANDLER.viewer, at=later(petition),
    )  # fmt: skip
    approving.decide(asked.pk, agrees=True, words="同意。", by=HEAD.viewer, at=later(petition))
    extended = page(fresh(petition), later(petition)).extended
    assert extended is not None
    assert "管线须开挖才能查明。" in str(extended), "with its reason"

    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    serve(petition, unserved(petition, is_answer=True))
    answered = page(fresh(petition), later(petition))
    assert {Step.FORWARD, Step.ACCEPT, Step.EXTEND, Step.ANSWER, Step.SERVE} <= {
        each.step for each in answered.history
    }
    assert all(each.label and each.at <= later(petition) for each in answered.history)


def _tells_its_days(petition: Petition, limit: TimeLimit) -> None:
    """The running date stands on the page with the days left and the reason why that day."""
    moment = later(petition)
    clock = petition.clocks.get(limit=limit, ended_at=None)
    shown = next(each for each in page(fresh(petition), moment).clocks if each.limit is limit)
    assert shown.legal_on == clock.legal_on
    assert f"还有 {(clock.legal_on - localdate(moment)).days} 天" in shown.words
    assert shown.why


# -- G3 --------------------------------------------------------------------------------------------


def test_g3_the_next_right_is_shown_with_organ_and_last_day() -> None:
    petition = a_petition(State.SERVED)
    right = page(petition, later(petition)).next_right
    assert right is not None
    assert right.organ == an_office("yunling-gov").name
    assert right.address == an_office("yunling-gov").address
    assert right.last_day == _review(petition).legal_on


def test_g3_the_petitioner_is_reminded_once_seven_days_before_the_right_ends() -> None:
    petition = a_petition(State.SERVED)
    Notice.objects.all().delete()
    last = _review(petition).legal_on
    mornings = [last + timedelta(days=n) for n in range(-20, 3)]
    assert [day for day in mornings if remind_of_rights(day)] == [last - timedelta(days=7)]
    notice = Notice.objects.get()
    assert (notice.way, notice.subject) == ("sms", petition.pk)
    assert petition.number in notice.text
    assert last.isoformat() in notice.text
    assert "停水" not in notice.text


def test_g3_a_morning_missed_is_made_up_and_an_ended_right_is_not_told() -> None:
    last = _review(a_petition(State.SERVED)).legal_on
    assert remind_of_rights(last + timedelta(days=1)) == 0
    assert remind_of_rights(last) == 1


def test_g3_who_has_asked_for_the_review_is_left_in_peace() -> None:
    petition = a_petition(State.SERVED)
    last = _review(petition).legal_on
    closing.note_review(
        petition.pk, asked_on=localdate(later(petition)), way="邮寄", evidence="邮戳",
        by=CLERK.viewer, at=later(petition),
    )  # fmt: skip
    assert sum(remind_of_rights(last - timedelta(days=n)) for n in range(8)) == 0


def test_g3_who_left_no_way_to_be_reached_is_not_written_to() -> None:
    petition = a_petition(State.SERVED, naming=Naming.ANONYMOUS)
    assert remind_of_rights(_review(petition).legal_on) == 0
    assert remind_of_rights(date(2030, 1, 1)) == 0


def _review(petition: Petition) -> Clock:
    return petition.clocks.get(limit=TimeLimit.L7, ended_at=None)


# -- G4 --------------------------------------------------------------------------------------------


@AT_THE_DESK
def test_g4_a_hidden_name_stands_on_no_page_of_the_unit() -> None:
    named = a_petition(State.ACCEPTED)
    hidden = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    client = desk_of(HANDLER)
    assert "郑**" in text(client.get(page_of(named))), "the same page shows a name that is open"
    shown = text(client.get(page_of(hidden)))
    assert hidden.number in shown
    assert "郑" not in shown
    assert PHONE[-4:] not in shown


def test_g4_an_anonymous_petition_is_handled_to_its_answer() -> None:
    petition = a_petition(State.SERVED, naming=Naming.ANONYMOUS)
    assert petition.state == State.SERVED


@AT_THE_DESK
@pytest.mark.parametrize("person", [HANDLER, HEAD, OTHER_HEAD])
def test_g4_an_accusation_is_not_there_for_who_has_no_part_in_it(person: Person) -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert desk_of(DISCIPLINE_HEAD).get(page_of(petition)).status_code == 200
    assert desk_of(person).get(page_of(petition)).status_code == 404


@AT_THE_DESK
def test_g4_the_bureau_keeps_a_stub_of_what_it_handed_over() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    shown = text(desk_of(SUPERVISOR).get(page_of(petition)))
    assert petition.number in shown
    assert "柳荫新村" not in shown
    assert "郑" not in shown


@AT_THE_DESK
def test_g4_the_accused_lose_sight_of_what_they_had() -> None:
    petition = a_petition(State.SIGNED)
    client = desk_of(HANDLER)
    assert client.get(page_of(petition)).status_code == 200
    registering.accuse(petition.pk, office=an_office(), by=LEADER.viewer, at=later(petition))
    assert client.get(page_of(petition)).status_code == 404
    mine = told(fresh(petition), petitioner(petition), today=localdate(at("2026-03-20 09:00")))
    assert mine.number == petition.number
