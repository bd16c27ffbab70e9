"""Who takes part, what goes with a petition, what is left to who gave it back; the new lists."""

import pytest
from django.urls import reverse

from huiyin.audit.models import Access
from huiyin.petitions.actions import citizen, handling, joining, returning, routing, together
from huiyin.petitions.door import Opening, opening
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Naming, Role, State
from tests.make import FACTS, REQUEST, a_petition, an_office, fresh, later, letter
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    OTHER_HEAD,
    PROVINCE_CLERK,
    of_office,
    petitioner,
)
from tests.web.desk import NAME, PHONE, desk_of, lists_with, page_of, posted, step_of, text
from tests.web.ways import HOUR, assigned, delivered, helper, invited, now, objected, recent, twice

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


# -- what is left to who gave it back ----


def given_back() -> Petition:
    """The unit objected, the bureau agreed, and wrote a note for itself afterwards."""
    petition = objected()
    returning.agree_return(petition.pk, words="经核实属实。", by=DISPATCHER.viewer, at=now())
    return fresh(petition)


def test_a_former_holder_sees_its_own_acts_and_letters_only() -> None:
    petition = given_back()
    shown = text(desk_of(HEAD).get(page_of(petition)))
    for words in (petition.number, "管网不由本公司管理。", "异议函", "转送函"):
        assert words in shown
    for words in (
        REQUEST,
        FACTS,
        "郑**",
        "经核实属实。",
        "待转办",
        "转送告知书",
        "登记为",
        "目标日",
    ):
        assert words not in shown
    own = letter(petition, LetterKind.OBJECTION)
    notice = letter(petition, LetterKind.FORWARDING_NOTICE)
    client = desk_of(HEAD)
    for link, status in ((own, 409), (notice, 404)):
        address = reverse("desk:letter", args=[petition.pk, link.letter_id, "pdf"])
        assert client.get(address).status_code == status


def test_a_former_holder_finds_no_other_page_of_it() -> None:
    petition, client = given_back(), desk_of(HEAD)
    for suffix in ("limits/", "note/", "object/", "sign/"):
        assert client.get(page_of(petition) + suffix).status_code == 404
    opened = client.post(page_of(petition), {"show": "words", "reason": "想再看一看"})
    assert FACTS not in text(opened)
    assert not Access.objects.filter(petition_id=petition.pk, kind=Access.READ).exists()
    assert lists_with(HEAD, petition) == set()
    for who in (HANDLER, OTHER_HEAD):
        seen = Petition.objects.visible_to(who.viewer, today=localdate(now()))
        assert seen.filter(pk=petition.pk).exists() is (who is HANDLER)


def test_who_is_given_it_again_sees_all_of_it_again() -> None:
    petition = given_back()
    routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=now())
    found = fresh(petition)
    assert opening(found, HEAD.viewer) is Opening.FILE
    assert opening(found, CLERK.viewer) is Opening.FILE
    assert FACTS in text(desk_of(HEAD).get(page_of(petition)))


def test_what_became_an_accusation_shows_a_former_holder_no_sign_of_it() -> None:
    petition = given_back()
    Petition.objects.filter(pk=petition.pk).update(is_sealed=True, matter=Matter.ACCUSATION)
    assert "检举控告" not in text(desk_of(HEAD).get(page_of(petition)))


def test_other_relations_are_worth_what_they_were() -> None:
    petition = given_back()
    assert opening(fresh(petition), PROVINCE_CLERK.viewer) is Opening.FILE_WITH_REASON
    assert opening(fresh(petition), HEAD.viewer) is Opening.OWN_ACTS


# -- who takes part ----


def test_what_a_helper_says_stands_on_the_page() -> None:
    petition = invited()
    assert "to-contribute" in lists_with(helper(), petition)
    together.contribute(petition.pk, words="图纸已附。", by=helper().viewer, at=now())
    shown = text(desk_of(HANDLER).get(page_of(petition)))
    for words in ("请核实管线图。", "图纸已附。", "已提交意见", "市自然资源局"):
        assert words in shown
    assert desk_of(helper()).get(page_of(petition)).status_code == 404
    assert "to-contribute" not in lists_with(helper(), petition)


@pytest.mark.parametrize("is_disclosed", [False, True])
def test_a_helper_never_reads_a_hidden_name(is_disclosed: bool) -> None:
    petition = recent(
        State.SIGNED,
        naming=Naming.WITHHELD,
        facts=f"我叫{NAME}，电话{PHONE}。三天没水。",
    )
    if is_disclosed:
        handling.ask_name(
            petition.pk, reason="须上门核实", by=HEAD.viewer, at=later(petition, HOUR)
        )
        citizen.answer_name(
            petition.pk, agrees=True, by=petitioner(petition), at=later(petition, HOUR)
        )
    handling.accept(
        petition.pk, way_of_handling="现场核查。", by=HANDLER.viewer, at=later(petition, HOUR)
    )
    together.invite(
        petition.pk,
        office=an_office("yunling-land"),
        words=f"{NAME}家的管线归谁管？",
        by=HANDLER.viewer,
        at=now(),
    )
    helped = text(desk_of(helper()).get(page_of(petition)))
    assert "三天没水" in helped
    assert "家的管线归谁管" in helped
    for secret in (NAME, PHONE, "郑**", "199****1206"):
        assert secret not in helped
    assert ("郑**" in text(desk_of(HEAD).get(page_of(petition)))) is is_disclosed


# -- repeats and parts ----


def test_the_same_person_is_found_and_a_stranger_is_not() -> None:
    petition = twice()
    stranger = recent(State.SIGNED, name="柳岸", phone="19900005555")
    first = Petition.objects.exclude(pk__in=[petition.pk, stranger.pk]).get()
    shown = text(desk_of(CLERK).get(step_of(petition, "attach")))
    assert first.number in shown
    assert "电话相同" in shown
    assert stranger.number not in shown


def test_a_sealed_petition_of_the_same_person_is_never_offered() -> None:
    petition = twice()
    sealed = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    client = desk_of(CLERK)
    assert sealed.number not in text(client.get(step_of(petition, "attach")))
    form = posted(petition, number=sealed.number, compared="同一件")
    refused = client.post(step_of(petition, "attach"), form)
    assert refused.status_code == 422
    assert "没有找到这个编号" in text(refused)


@pytest.mark.parametrize("number", ["WX209900000000001", "％＿", "'; --", "字" * 60])
def test_a_number_that_leads_nowhere_is_said_beside_its_field(number: str) -> None:
    petition = twice()
    form = posted(petition, number=number, compared="同一件")
    refused = desk_of(CLERK).post(step_of(petition, "attach"), form)
    assert refused.status_code == 422
    assert "没有找到这个编号" in text(refused)
    assert fresh(petition).state == State.REGISTERED


def test_attached_by_number_both_pages_lead_to_each_other() -> None:
    petition = twice()
    other = recent(State.SIGNED, name="柳岸", phone="19900005555")
    form = posted(petition, number=f" {other.number.lower()} ", compared="夫妻二人各写一封")
    client = desk_of(CLERK)
    assert client.post(step_of(petition, "attach"), form).status_code == 302
    assert fresh(petition).attached_to_id == other.pk
    assert page_of(other) in text(client.get(page_of(petition)))
    theirs = text(client.get(page_of(other)))
    assert page_of(petition) in theirs
    assert "并入的信访件的内容" in theirs
    unit = text(desk_of(HANDLER).get(page_of(other)))
    assert page_of(petition) not in unit, "the unit may not see the repeat itself"


def test_a_repeat_is_flagged_on_registering() -> None:
    recent(State.CLOSED, days=30)
    petition = recent(State.RECEIVED, days=1)
    earlier = Petition.objects.exclude(pk=petition.pk).get()
    client = desk_of(CLERK)
    assert earlier.number in text(client.get(step_of(petition, "register")))
    form = posted(
        petition,
        matter="claim",
        procedure="31-6",
        category="0102",
        division="990100",
        people_count="1",
        to=str(earlier.pk),
    )
    silent = client.post(step_of(petition, "register"), form)
    assert silent.status_code == 422
    assert "事实和理由有无变化" in text(silent)
    assert (
        client.post(step_of(petition, "register"), form | {"compared": "又停水了"}).status_code
        == 302
    )
    assert fresh(petition).repeat_of_id == earlier.pk
    shown = text(client.get(page_of(petition)))
    assert "又停水了" in shown
    assert page_of(earlier) in shown


def test_parts_and_whole_lead_to_each_other() -> None:
    petition = recent()
    form = posted(petition, part=["恢复供水", "", "赔偿损失", " "], reason="")
    client = desk_of(CLERK)
    tried = client.post(
        step_of(petition, "split"), form | {"preview": "1"}, headers={"X-Part": "outcome"}
    )
    assert "分为2件" in text(tried)
    assert client.post(step_of(petition, "split"), form).status_code == 302
    parts = list(Petition.objects.filter(parent=petition))
    whole = text(client.get(page_of(petition)))
    assert len(parts) == 2
    for part in parts:
        assert page_of(part) in whole
        assert page_of(petition) in text(client.get(page_of(part)))


def test_without_script_there_is_room_for_ten_parts() -> None:
    petition = recent()
    shown = text(desk_of(CLERK).get(step_of(petition, "split")))
    assert shown.count('name="part"') == joining.MOST_PARTS
    many = posted(petition, part=[f"事项{n}" for n in range(11)])
    refused = desk_of(CLERK).post(step_of(petition, "split"), many)
    assert refused.status_code == 422
    assert "最多分为十个事项" in text(refused)
    assert "事项10" in text(refused)


# -- the lists ----


def test_objections_and_reports_wait_in_their_lists() -> None:
    petition = objected()
    assert "objected" in lists_with(DISPATCHER, petition)
    assert "objected" not in lists_with(HEAD, petition)
    demanded = assigned(State.SERVED)
    assert "to-report" in lists_with(HANDLER, demanded)
    assert "to-report" not in lists_with(HANDLER, recent(State.SERVED))
    assert "交办，最迟" in text(desk_of(CLERK).get(page_of(demanded)))


def test_a_lower_bureau_signs_for_it_and_hands_it_on_to_an_organ_of_its_own() -> None:
    petition = recent()
    bureau = an_office("qinghe-bureau")
    form = posted(petition, to=str(bureau.pk), note="")
    assert desk_of(DISPATCHER).post(step_of(petition, "forward"), form).status_code == 302
    assert "to-sign" in lists_with(COUNTY_CLERK, petition)
    clerk = desk_of(COUNTY_CLERK)
    assert clerk.post(step_of(petition, "sign"), posted(petition)).status_code == 302
    dispatcher = of_office(Role.DISPATCHER, "qinghe-bureau")
    assert "to-forward" in lists_with(dispatcher, petition)
    organ = an_office("qinghe-housing")
    form = posted(petition, to=str(organ.pk), note="")
    assert desk_of(dispatcher).post(step_of(petition, "hand_on"), form).status_code == 302
    assert fresh(petition).holder == organ


def test_a_recalled_petition_was_never_opened() -> None:
    petition = delivered()
    assert 'recall/"' in text(desk_of(DISPATCHER).get(page_of(petition)))
    desk_of(HEAD).get(page_of(petition))
    shown = text(desk_of(DISPATCHER).get(page_of(petition)))
    assert 'recall/"' not in shown
    assert 'take_back/"' in shown
    late = desk_of(DISPATCHER).post(step_of(petition, "recall"), posted(petition))
    assert late.status_code == 409
    assert "对方已经打开此件" in text(late)
