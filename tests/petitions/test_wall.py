"""The accused never sees the accusation (第30条第3款): tagging, moving, telling, clearing."""

from uuid import UUID

import pytest

from huiyin.accounts.models import User
from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions import approving, registering, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Matter, OfficeKind, Role, State, Step, TimeLimit
from huiyin.supervision.actions import remind
from tests.make import (
    ARRIVAL,
    DAY,
    a_petition,
    a_user,
    an_office,
    assert_sound,
    fresh,
    later,
    letter,
    serve,
    simulated,
    story,
)
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    COUNTY_LEADER,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    PROVINCE_CLERK,
    SUPERVISOR,
    Person,
    of_office,
)

pytestmark = pytest.mark.django_db

TODAY = localdate(ARRIVAL)


def sees(petition: Petition, viewer: Viewer) -> bool:
    """Whether a petition exists for a viewer."""
    return Petition.objects.visible_to(viewer, today=TODAY).filter(pk=petition.pk).exists()


def accuse(
    petition: Petition,
    *,
    by: Person = CLERK,
    office: Office | None = None,
    user: User | None = None,
) -> Petition:
    """Mark somebody, and read the petition anew."""
    registering.accuse(petition.pk, office=office, user=user, by=by.viewer, at=later(petition))
    return fresh(petition)


def test_an_accused_office_and_all_below_it_are_shut_out() -> None:
    petition = a_petition(State.REGISTERED, bureau="qinghe-bureau", matter=Matter.ACCUSATION)
    petition = accuse(petition, by=COUNTY_CLERK, office=an_office("qinghe-gov"))
    below = ("qinghe-bureau", "qinghe-discipline", "qinghe-housing", "liuquan", "shiqiao")
    for slug in below:
        role = Role.LEADER if slug == "qinghe-bureau" else Role.HEAD
        assert not sees(petition, of_office(role, slug).viewer)
    assert petition.registering == an_office("yunling-bureau")
    assert sees(petition, CLERK.viewer)


def test_an_accused_person_the_own_office_and_who_heads_it_are_shut_out() -> None:
    petition = a_petition(State.REGISTERED, bureau="qinghe-bureau", matter=Matter.ACCUSATION)
    colleague = a_user(Role.SUPERVISOR, "qinghe-bureau").viewer(TODAY)
    assert sees(petition, colleague)
    petition = accuse(petition, by=COUNTY_CLERK, user=COUNTY_CLERK.user)
    assert not sees(petition, COUNTY_CLERK.viewer)
    assert not sees(petition, COUNTY_LEADER.viewer)
    assert not sees(petition, colleague)
    assert petition.holder == petition.registering == an_office("yunling-bureau")


def test_who_is_led_by_the_accused_is_shut_out_too() -> None:
    petition = a_petition(State.SIGNED)
    petition = accuse(petition, user=HEAD.user)
    assert not sees(petition, HEAD.viewer)
    assert not sees(petition, HANDLER.viewer)
    assert sees(petition, CLERK.viewer)


def test_the_government_in_line_is_the_first_competent_level() -> None:
    head = a_user(Role.HEAD, "qinghe-gov")
    division = Office.objects.create(
        parent=an_office("qinghe-housing"),
        path=f"{an_office('qinghe-housing').path}1/",
        name="青禾县住建局房管股",
        short_name="房管股",
        letter_code="青建房",
        number_code="30111",
        division="990121",
        kind=OfficeKind.DIVISION,
        level="county",
    )
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    accuse(petition, office=division)
    housing = of_office(Role.HEAD, "qinghe-housing").viewer
    Petition.objects.filter(pk=petition.pk).update(holder=an_office("qinghe-housing"))
    assert not sees(petition, housing), "who heads the accused office is walled"
    Petition.objects.filter(pk=petition.pk).update(holder=an_office("qinghe-gov"))
    assert sees(petition, head.viewer(TODAY)), "the government above is not"


def test_being_complained_about_walls_nobody() -> None:
    petition = a_petition(State.SIGNED, complained_about="云岭市自来水有限公司")
    assert sees(petition, HEAD.viewer)
    assert petition.accused.count() == 0


def test_late_tagging_takes_the_petition_from_the_holder_in_the_same_step() -> None:
    petition = a_petition(State.ACCEPTED)
    first_date = petition.clocks.get(limit=TimeLimit.L1).target_on
    assert sees(petition, HEAD.viewer)
    events = petition.event_count
    petition = accuse(petition, office=an_office("yunling-water"))
    assert petition.event_count == events + 1
    assert_sound(petition)
    assert not any(sees(petition, each.viewer) for each in (HEAD, HANDLER))
    assert (petition.holder, petition.state) == (an_office("yunling-bureau"), State.REGISTERED)
    assert petition.person is None
    assert petition.is_sealed
    left = petition.legs.get(holder=an_office("yunling-water"))
    assert (left.state, left.is_main) == (State.MOVED, False)
    running = {clock.limit: clock for clock in petition.clocks.filter(ended_at=None)}
    assert set(running) == {TimeLimit.L1}
    assert running[TimeLimit.L1].target_on == first_date == petition.next_due
    assert running[TimeLimit.L1].office == an_office("yunling-bureau")


def test_a_letter_of_the_accused_is_not_served_any_more() -> None:
    petition = a_petition(State.ANSWERED)
    opinion = letter(petition, LetterKind.OPINION)
    petition = accuse(petition, office=an_office("yunling-water"))
    opinion.refresh_from_db()
    assert not opinion.is_current
    assert Step.SERVE not in open_steps(petition, CLERK.viewer, TODAY)
    waiting = petition.letters.filter(served_at=None, is_current=True, needs_service=True)
    assert {link.server for link in waiting.filter(to_office=None)} == {an_office("yunling-bureau")}


def test_the_bureau_that_takes_over_serves_reminds_and_hands_over() -> None:
    petition = a_petition(State.DELIVERED, bureau="qinghe-bureau", office="liuquan")
    petition = accuse(petition, by=COUNTY_CLERK, office=an_office("qinghe-bureau"))
    assert petition.registering == petition.holder == an_office("yunling-bureau")
    notice = letter(petition, LetterKind.FORWARDING_NOTICE)
    assert notice.server == an_office("yunling-bureau")
    serve(petition, notice)
    remind(TODAY.replace(month=6))
    assert {each.to_office for each in Notice.objects.all()} == {an_office("yunling-bureau").pk}
    claim = Category.objects.get(pk="0501")
    registering.reclassify(
        petition.pk,
        matter=Matter.ACCUSATION,
        procedure=None,
        category=claim,
        reason="反映干部违纪。",
        by=CLERK.viewer,
        at=later(petition),
    )
    to = an_office("yunling-discipline")
    routing.hand_over(petition.pk, to=to, by=DISPATCHER.viewer, at=later(petition))
    assert fresh(petition).state == State.HANDED_OVER
    assert_sound(petition)


def test_the_new_bureau_is_told_and_the_walled_one_never() -> None:
    with simulated():
        petition = a_petition(State.DELIVERED)
        petition = accuse(petition, office=an_office("yunling-water"))
        at = later(petition)
        Outbox.objects.exclude(topic="tell_office").delete()
        while work_off(at):
            pass
    told = set(Notice.objects.filter(subject=petition.pk).values_list("to_office", flat=True))
    assert an_office("yunling-water").pk not in told, "the row left before the mark tells nobody"
    assert an_office("yunling-bureau").pk in told


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_what_has_ended_stays_ended_and_only_the_bureau_changes(state: State) -> None:
    petition = a_petition(state, bureau="qinghe-bureau", office="liuquan")
    petition = accuse(petition, by=COUNTY_CLERK, office=an_office("qinghe-bureau"))
    assert petition.state == state
    assert petition.registering == an_office("yunling-bureau")
    assert not sees(petition, COUNTY_CLERK.viewer)
    assert sees(petition, CLERK.viewer)


def test_what_was_handed_over_stays_where_it_is_unless_that_is_the_accused() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    petition = accuse(petition, office=an_office("yunling-housing"))
    assert petition.holder == an_office("yunling-discipline")
    petition = accuse(petition, office=an_office("yunling-discipline"))
    assert (petition.holder, petition.state) == (an_office("yunling-bureau"), State.REGISTERED)
    assert not sees(petition, DISCIPLINE_HEAD.viewer)
    assert petition.next_due is not None
    to = an_office("nanjiang-discipline")
    routing.hand_over(petition.pk, to=to, by=LEADER.viewer, at=later(petition))
    assert fresh(petition).holder == to


def test_nobody_may_send_it_to_the_walled_side_not_even_the_leader() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    petition = accuse(petition, office=an_office("yunling-discipline"))
    to = an_office("yunling-discipline")
    for person in (DISPATCHER, LEADER):
        with pytest.raises(Refused, match="第三十条"):
            routing.hand_over(petition.pk, to=to, by=person.viewer, at=later(petition))
    assert fresh(petition).version == petition.version
    assert Leg.objects.filter(petition=petition).count() == 1


def test_a_marked_petition_cannot_be_forwarded_as_if_it_were_a_claim() -> None:
    petition = a_petition(State.REGISTERED)
    petition = accuse(petition, office=an_office("yunling-housing"))
    with pytest.raises(Refused, match="密封移交"):
        routing.forward(
            petition.pk, to=an_office("yunling-housing"), by=LEADER.viewer, at=later(petition)
        )
    assert not sees(petition, OTHER_HEAD.viewer)


def test_where_no_bureau_stands_outside_nothing_is_marked() -> None:
    petition = a_petition(State.REGISTERED, bureau="nanjiang-bureau", matter=Matter.ACCUSATION)
    with pytest.raises(Refused, match="上级机关"):
        accuse(petition, by=PROVINCE_CLERK, office=an_office("nanjiang-gov"))
    assert fresh(petition).accused.count() == 0
    assert len(story(petition)) == petition.event_count


def test_one_is_chosen_an_office_or_a_person() -> None:
    petition = a_petition(State.REGISTERED)
    with pytest.raises(Refused, match="只选其一"):
        accuse(petition)
    with pytest.raises(Refused, match="只选其一"):
        accuse(petition, office=an_office("yunling-housing"), user=HEAD.user)


# -- removing a wrong mark: two persons, a reason --------------------------------------------------


def marked() -> tuple[Petition, Request]:
    """A petition with a mark, and the clerk's wish to remove it."""
    petition = accuse(a_petition(State.REGISTERED), office=an_office("yunling-housing"))
    request = approving.ask_approval(
        Step.CLEAR_ACCUSED,
        petition.pk,
        arguments={"mark": str(petition.accused.get().pk)},
        reason="名称相近，标错了单位。",
        by=CLERK.viewer,
        at=later(petition),
    )
    return fresh(petition), request


def test_asking_alone_changes_nothing() -> None:
    petition, _request = marked()
    assert petition.accused.get().cleared_at is None
    assert petition.is_sealed
    assert not sees(petition, OTHER_HEAD.viewer)


def test_the_second_person_agrees_and_the_mark_goes() -> None:
    petition, request = marked()
    at = later(petition)
    approving.decide(request.pk, agrees=True, by=LEADER.viewer, at=at)
    petition = fresh(petition)
    assert petition.accused.get().cleared_at == at
    assert not petition.is_sealed
    request.refresh_from_db()
    assert str(request.decided_by) == LEADER.id
    assert [event.step for event in story(petition)][-2:] == [Step.ASK_APPROVAL, Step.CLEAR_ACCUSED]
    assert_sound(petition)


def test_the_second_person_may_disagree() -> None:
    petition, request = marked()
    at = later(petition)
    approving.decide(request.pk, agrees=False, words="标记无误。", by=DISPATCHER.viewer, at=at)
    assert fresh(petition).accused.get().cleared_at is None
    with pytest.raises(Refused, match="已经审批"):
        approving.decide(request.pk, agrees=True, by=LEADER.viewer, at=at + DAY)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [(CLERK, "申请人本人"), (Person("fang.zhiqiu"), ""), (SUPERVISOR, "岗位")],
)
def test_it_is_never_the_same_person_nor_one_without_the_right(
    person: Person, sentence: str
) -> None:
    petition, request = marked()
    if not sentence:
        approving.decide(request.pk, agrees=True, by=person.viewer, at=later(petition))
        return
    with pytest.raises(Refused, match=sentence):
        approving.decide(request.pk, agrees=True, by=person.viewer, at=later(petition))


def test_a_registrar_cannot_confirm_what_another_asked() -> None:
    petition, request = marked()
    registrar = a_user(Role.REGISTRAR, "yunling-bureau").viewer(TODAY)
    with pytest.raises(Refused, match="您的岗位不能审批"):
        approving.decide(request.pk, agrees=True, by=registrar, at=later(petition))


def test_for_the_walled_side_the_request_does_not_exist() -> None:
    petition, request = marked()
    for person in (OTHER_HEAD, HEAD):
        with pytest.raises(Petition.DoesNotExist):
            approving.decide(request.pk, agrees=True, by=person.viewer, at=later(petition))
    with pytest.raises(Petition.DoesNotExist):
        approving.decide(petition.pk, agrees=True, by=LEADER.viewer, at=later(petition))


def clear(petition: Petition, mark: UUID, reason: str) -> Request:
    """Ask that a mark be removed."""
    return approving.ask_approval(
        Step.CLEAR_ACCUSED,
        petition.pk,
        arguments={"mark": str(mark)},
        reason=reason,
        by=CLERK.viewer,
        at=later(petition),
    )


def test_a_reason_a_mark_and_only_one_request_at_a_time() -> None:
    petition, _request = marked()
    mark = petition.accused.get().pk
    for reason, what, sentence in ((" ", mark, "理由"), ("再试", mark, "已经提请审批")):
        with pytest.raises(Refused, match=sentence):
            clear(petition, what, reason)
    other = accuse(a_petition(State.REGISTERED), office=an_office("yunling-land"))
    with pytest.raises(Refused, match="没有这个标记"):
        clear(other, mark, "标错了。")
