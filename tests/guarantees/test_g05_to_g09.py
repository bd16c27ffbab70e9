"""G5 who opened the file, G6 own data, G7 recusal, G8 free rating, G9 every way in is equal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.notifications.models import Notice
from huiyin.petitions.actions import citizen, closing, correcting, together
from huiyin.petitions.models import Petition
from huiyin.petitions.own_data import Section, sections
from huiyin.petitions.telling import told
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Matter, Naming, Rating, State, Step
from tests.make import REQUEST, a_petition, an_office, fresh, later, story
from tests.people import (
    CLERK,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    Person,
    petitioner,
)
from tests.stories.living import let_the_worker_work, page
from tests.web.desk import desk_of, page_of, text
from tests.web.portal import a_portal, open_petition

pytestmark = pytest.mark.django_db

AT_THE_DESK = pytest.mark.urls("huiyin.config.urls_desk")


# -- G5 --------------------------------------------------------------------------------------------


@AT_THE_DESK
def test_g5_the_petitioner_learns_which_organs_opened_the_file() -> None:
    petition = a_petition(State.SIGNED)
    assert page(petition, later(petition)).opened_by == ()
    for person in (HANDLER, CLERK, HANDLER):
        assert desk_of(person).get(page_of(petition)).status_code == 200
    seen = page(fresh(petition), later(petition))
    assert set(seen.opened_by) == {an_office().name, an_office("yunling-bureau").name}
    assert seen.opened_count == 2


@AT_THE_DESK
def test_g5_of_an_accusation_only_the_number() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    client = desk_of(DISCIPLINE_HEAD)
    assert REQUEST not in text(client.get(page_of(petition))), "sealed until a reason is given"
    form = {"show": "words", "reason": "按管理权限初核，须阅看来信。"}
    assert REQUEST in text(client.post(page_of(petition), form))
    seen = page(fresh(petition), later(petition))
    assert (seen.opened_by, seen.opened_count) == ((), 1)


# -- G7 --------------------------------------------------------------------------------------------


def test_g7_withdrawal_of_a_person_can_be_asked_for_and_is_carried_out(client: Client) -> None:
    a_portal()
    petition = a_petition(State.SIGNED)
    assert "回避" in client.get(reverse("portal:guides")).content.decode(), "the right is told"
    open_petition(client, petition)
    asked = "承办人是被反映人的亲戚，请换人办理。"
    assert client.post(reverse("portal:supplement"), {"words": asked}).status_code == 302
    let_the_worker_work(timezone.now() + timedelta(minutes=1), letters=False)
    assert Notice.objects.filter(to_office=an_office().pk, code="supplement").exists()
    now = timezone.now() + timedelta(minutes=2)
    together.recuse(
        petition.pk, person=HANDLER.user, reason="信访人申请，经查属实。", by=HEAD.viewer, at=now
    )
    assert _sees(HEAD, petition)
    assert not _sees(HANDLER, petition), "who has an interest sees it no more"


def _sees(person: Person, petition: Petition) -> bool:
    today = localdate(timezone.now())
    return Petition.objects.visible_to(person.viewer, today=today).filter(pk=petition.pk).exists()


# -- G8 --------------------------------------------------------------------------------------------


@AT_THE_DESK
def test_g8_the_handler_reads_no_rating_until_the_petition_is_closed() -> None:
    petition = a_petition(State.SERVED)
    words = "说修好了，其实又停了两次。"
    _rate(petition, Rating.DISSATISFIED, words)
    for person in (HANDLER, HEAD):
        shown = text(desk_of(person).get(page_of(petition)))
        assert petition.number in shown
        assert words not in shown
        assert "不满意" not in shown
    assert words in text(desk_of(LEADER).get(page_of(petition))), "the bureau asks back"
    closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    assert words in text(desk_of(HANDLER).get(page_of(petition)))


def test_g8_a_rating_may_be_changed_the_last_counts_and_all_are_kept() -> None:
    petition = a_petition(State.SERVED)
    for rating in (Rating.DISSATISFIED, Rating.SATISFIED, Rating.FAIR):
        _rate(petition, rating)
    kept = [event.codes["organ"] for event in story(petition) if event.step == Step.RATE]
    assert kept == [Rating.DISSATISFIED, Rating.SATISFIED, Rating.FAIR]
    assert page(fresh(petition), later(petition)).rating["organ"] == Rating.FAIR


def test_g8_nothing_waits_for_a_rating() -> None:
    petition = a_petition(State.SERVED)
    closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    assert fresh(petition).state == State.CLOSED
    _rate(petition, Rating.SATISFIED)


def _rate(petition: Petition, organ: Rating, words: str = "") -> None:
    citizen.rate(
        petition.pk, bureau=Rating.FAIR, organ=organ, reason=words,
        by=petitioner(petition), at=later(petition, timedelta(hours=1)),
    )  # fmt: skip


# -- G9 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [Channel.LETTER, Channel.CALL, Channel.VISIT, Channel.FAX])
def test_g9_whatever_the_way_in_limits_steps_and_rights_are_those_of_the_web(
    channel: Channel,
) -> None:
    for state in (State.RECEIVED, State.DELIVERED, State.ACCEPTED, State.SERVED):
        web, other = a_petition(state), a_petition(state, channel=channel)
        assert _terms(other) == _terms(web), (state, channel)


def test_g9_who_has_no_telephone_opens_it_with_number_and_code(client: Client) -> None:
    a_portal()
    petition = a_petition(State.RECEIVED, channel=Channel.LETTER, phone="")
    open_petition(client, petition, tail="")
    assert client.get(reverse("portal:petition")).status_code == 200


def test_g9_a_hidden_name_may_come_by_letter_too() -> None:
    letter = a_petition(State.SIGNED, channel=Channel.LETTER, naming=Naming.WITHHELD)
    assert _terms(letter) == _terms(a_petition(State.SIGNED, naming=Naming.WITHHELD))


def _terms(petition: Petition) -> tuple[object, ...]:
    """What the petitioner is promised: every date, every step, the next right."""
    mine = told(petition, petitioner(petition), today=localdate(later(petition)))
    clocks = {(each.limit, each.legal_on) for each in mine.clocks}
    return clocks, mine.steps, mine.next_right, mine.rate_until


def test_g9_a_clerk_can_take_in_for_anybody() -> None:
    petition = a_petition(State.RECEIVED, channel=Channel.CALL)
    seen = Petition.objects.visible_to(DISPATCHER.viewer, today=localdate(later(petition)))
    assert list(seen) == [petition]


# -- G6 --------------------------------------------------------------------------------------------


def test_g6_the_petitioner_has_a_copy_of_what_is_kept_and_has_it_put_right(client: Client) -> None:
    a_portal()
    intake = client.get(reverse("portal:submit")).content.decode()
    assert reverse("portal:privacy") in intake, "told at intake, in plain words, what becomes of it"
    petition = a_petition(State.ACCEPTED)
    open_petition(client, petition)
    kept = "".join(f"{part.rows}" for part in _sections(petition))
    assert "郑小满" in kept
    assert REQUEST in kept
    wanted = {"name": "郑晓满", "phone": "", "address": "", "email": "", "reason": "写错一个字。"}
    assert client.post(reverse("portal:correction"), wanted).status_code == 302
    assert "郑小满" in "".join(f"{part.rows}" for part in _sections(petition)), "not by itself"
    correcting.decide_correction(
        petition.pk, agrees=True, reason="已核对。", by=CLERK.viewer,
        at=timezone.now() + timedelta(minutes=1),
    )  # fmt: skip
    assert "郑晓满" in "".join(f"{part.rows}" for part in _sections(petition))


def _sections(petition: Petition) -> list[Section]:
    return sections(fresh(petition), petitioner(petition), today=localdate(timezone.now()))
