"""管辖争议: submitted to the common superior, which names an organ or leaves it (R24.1)."""

import pytest

from huiyin.accounts.models import Post
from huiyin.commands.city.loading import FOUNDED
from huiyin.organisations.models import Office
from huiyin.petitions.actions import citizen, disputing, handling, returning, routing
from huiyin.petitions.disputes import Dispute, common_superior
from huiyin.petitions.door import Opening, opening
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.saying import sentence
from huiyin.petitions.standing import open_steps
from huiyin.petitions.wall import Accused
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Role, State, Step
from tests.detours import OBJECTION, assigned, disputed, objected
from tests.make import a_petition, a_user, an_office, assert_sound, fresh, later, letter, story
from tests.people import (
    DISPATCHER,
    HEAD,
    LEADER,
    PROVINCE_CLERK,
    PROVINCE_LEADER,
    Person,
    of_office,
    petitioner,
)
from tests.petitions.reading import clocks, dates, ended, facts, topics

pytestmark = pytest.mark.django_db

WHY = "管网由该单位管理。"


def housing() -> Office:
    return an_office("yunling-housing")


def appointed(petition: Petition, to: Office | None = None) -> Petition:
    """Another organ was named."""
    by, at = PROVINCE_LEADER.viewer, later(petition)
    disputing.appoint(petition.pk, to=to or housing(), reason=WHY, by=by, at=at)
    return fresh(petition)


def returned_twice() -> Petition:
    """Two organs gave it back; the bureau has it again."""
    petition = a_petition()
    for slug in ("yunling-water", "yunling-housing"):
        head = of_office(Role.HEAD, slug).viewer
        routing.forward(petition.pk, to=an_office(slug), by=DISPATCHER.viewer, at=later(petition))
        returning.object_to(petition.pk, **OBJECTION, by=head, at=later(petition))
        returning.agree_return(petition.pk, words="", by=LEADER.viewer, at=later(petition))
    return fresh(petition)


def steps(petition: Petition, who: Person | Viewer) -> set[Step]:
    """What is open to somebody a day later."""
    viewer = who.viewer if isinstance(who, Person) else who
    return set(open_steps(fresh(petition), viewer, localdate(later(petition))))


# -- submitting ------------------------------------------------------------------------------------


def test_no_clock_stops_while_the_superior_decides() -> None:
    petition = disputed()
    assert petition.state == State.DISPUTED
    assert clocks(petition) == {"L3"}
    assert petition.holder == an_office()
    assert topics(petition)[-2:] == ["tell disputed", "tell_office disputed"]
    assert_sound(petition)


def test_before_the_sender_has_dismissed_the_objection_nobody_submits() -> None:
    petition = objected()
    with pytest.raises(Refused):
        disputing.submit_dispute(petition.pk, reason=WHY, by=HEAD.viewer, at=later(petition))
    signed = a_petition(State.SIGNED)
    with pytest.raises(Refused, match="未获同意"):
        disputing.submit_dispute(signed.pk, reason=WHY, by=HEAD.viewer, at=later(signed))


def test_a_submission_gives_its_reasons() -> None:
    petition = a_petition(State.SIGNED)
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=later(petition))
    returning.dismiss_objection(petition.pk, reason=WHY, by=LEADER.viewer, at=later(petition))
    with pytest.raises(Refused) as refused:
        disputing.submit_dispute(petition.pk, reason=" ", by=LEADER.viewer, at=later(petition))
    assert refused.value.field == "reason"


def test_after_two_returns_the_bureau_may_ask_who_handles_it() -> None:
    petition = returned_twice()
    assert Step.SUBMIT_DISPUTE in steps(petition, DISPATCHER)
    disputing.submit_dispute(petition.pk, reason=WHY, by=DISPATCHER.viewer, at=later(petition))
    dispute = Dispute.objects.get(petition=petition)
    assert {each.pk for each in dispute.parties.all()} == {
        an_office(slug).pk for slug in ("yunling-bureau", "yunling-water", "yunling-housing")
    }
    assert Step.UPHOLD not in steps(petition, PROVINCE_LEADER), "a bureau is no organ to handle it"
    petition = appointed(petition)
    assert (petition.state, petition.holder) == (State.DELIVERED, housing())
    assert ended(petition)["L1"] == "appointed"
    assert petition.legs.get(is_main=True).sender == an_office("yunling-bureau")


# -- who decides -----------------------------------------------------------------------------------


def test_nobody_at_the_government_the_joint_meetings_office_above_decides() -> None:
    assert Dispute.objects.get(petition=disputed()).office == an_office("nanjiang-bureau")


def test_the_head_of_the_government_decides_where_there_is_one() -> None:
    city = an_office("yunling-bureau").parent
    assert city is not None
    mayor = a_user(Role.HEAD, city)
    petition = disputed()
    dispute = Dispute.objects.get(petition=petition)
    assert dispute.office == city
    viewer = mayor.viewer(FOUNDED)
    assert {Step.APPOINT, Step.UPHOLD} <= steps(petition, viewer)
    disputing.uphold(petition.pk, reason=WHY, by=viewer, at=later(petition))
    paper = letter(petition, LetterKind.JURISDICTION)
    assert paper.letter.office == an_office("yunling-bureau"), "a government numbers no letters"
    assert facts(paper)["decided_by"] == city.name


def test_a_superior_behind_the_wall_is_passed_over() -> None:
    city = an_office("yunling-bureau").parent
    assert city is not None
    mayor = a_user(Role.HEAD, city)
    parties, today = [an_office(), an_office("yunling-bureau")], localdate(later(a_petition()))
    assert common_superior(parties, [], today) == city
    mark = Accused(user=mayor, marked_at=later(a_petition()))
    assert common_superior(parties, [mark], today) == an_office("nanjiang-bureau")


def test_two_organs_of_one_city_have_its_bureau_above_them() -> None:
    today = localdate(later(a_petition()))
    county = an_office("qinghe-labour")
    above = common_superior([county, an_office("yunling-labour")], [], today)
    assert above == an_office("yunling-bureau")


def test_without_anybody_above_it_is_refused_and_nothing_changes() -> None:
    Post.objects.filter(office=an_office("nanjiang-bureau")).update(to_on=FOUNDED)
    with pytest.raises(Refused, match="共同上级"):
        disputed()
    assert not Dispute.objects.exists()


def test_the_superior_reads_it_until_it_has_decided() -> None:
    petition = disputed()
    today = localdate(later(petition))
    [row] = BY_NAME["disputed"].rows(PROVINCE_LEADER.viewer, today)
    assert row.pk == petition.pk
    assert opening(fresh(petition), PROVINCE_LEADER.viewer) is Opening.FILE
    assert opening(fresh(petition), PROVINCE_CLERK.viewer) is Opening.FILE_WITH_REASON
    assert not BY_NAME["disputed"].rows(LEADER.viewer, today).exists()
    petition = appointed(petition)
    assert not BY_NAME["disputed"].rows(PROVINCE_LEADER.viewer, today).exists()
    assert opening(petition, PROVINCE_LEADER.viewer) is Opening.FILE_WITH_REASON


def test_an_accused_superior_is_shut_out_of_what_lies_before_him() -> None:
    petition = disputed()
    seen = Petition.objects.visible_to(PROVINCE_LEADER.viewer, today=localdate(later(petition)))
    assert seen.exists()
    Accused.objects.create(petition=petition, user=PROVINCE_LEADER.user, marked_at=later(petition))
    assert not seen.all().exists()


@pytest.mark.parametrize("who", [HEAD, LEADER, PROVINCE_CLERK])
def test_nobody_else_decides(who: Person) -> None:
    petition = disputed()
    assert not {Step.APPOINT, Step.UPHOLD} & steps(petition, who)
    with pytest.raises(Refused):
        disputing.uphold(petition.pk, reason=WHY, by=who.viewer, at=later(petition))


# -- the decision ----------------------------------------------------------------------------------


def test_the_organ_named_has_its_own_fifteen_days_and_no_right_to_object() -> None:
    petition = disputed()
    gone = petition.clocks.get(limit="L3", ended_at=None)
    petition = appointed(petition)
    assert clocks(petition) == {"L3"}
    gone.refresh_from_db()
    assert gone.outcome == "appointed"
    head = of_office(Role.HEAD, "yunling-housing")
    handling.sign(petition.pk, by=head.viewer, at=later(petition))
    closed = {Step.OBJECT, Step.ASK_RETURN, Step.SUBMIT_DISPUTE}
    assert not closed & steps(petition, head)
    assert not {Step.TAKE_BACK, Step.RECALL, Step.SUBMIT_DISPUTE} & steps(petition, LEADER)
    assert Step.ACCEPT in steps(petition, head)
    assert_sound(petition)


def test_every_party_has_the_decision_and_the_petitioner_is_told_where_it_is() -> None:
    petition = appointed(disputed())
    papers = petition.letters.filter(letter__kind=LetterKind.JURISDICTION)
    assert {each.to_office for each in papers} == {
        an_office(),
        an_office("yunling-bureau"),
        housing(),
    }
    notice = letter(petition, LetterKind.FORWARDING_NOTICE)
    assert notice.is_current
    assert facts(notice)["destination"] == housing().name
    old = petition.letters.filter(letter__kind=LetterKind.FORWARDING_NOTICE).exclude(pk=notice.pk)
    assert not old.get().is_current


def test_what_is_left_where_it_is_keeps_its_dates_and_is_disputed_no_more() -> None:
    petition = disputed()
    before = dates(petition)["L3"]
    disputing.uphold(petition.pk, reason=WHY, by=PROVINCE_LEADER.viewer, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, petition.holder, dates(petition)["L3"]) == (
        State.SIGNED,
        an_office(),
        before,
    )
    assert not {Step.SUBMIT_DISPUTE, Step.ASK_RETURN} & steps(petition, HEAD)
    assert Step.ACCEPT in steps(petition, HEAD)


def test_an_assignment_goes_with_it_and_its_day_does_not_move() -> None:
    petition = assigned()
    handling.sign(petition.pk, by=HEAD.viewer, at=later(petition))
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=later(petition))
    returning.dismiss_objection(petition.pk, reason=WHY, by=LEADER.viewer, at=later(petition))
    disputing.submit_dispute(petition.pk, reason=WHY, by=LEADER.viewer, at=later(petition))
    day = dates(fresh(petition))["L11"]
    petition = appointed(petition)
    assert dates(petition)["L11"] == day
    assert petition.clocks.get(limit="L11").office == housing()


@pytest.mark.parametrize("slug", ["yunling-bureau", "yunling-discipline", "yunling-water"])
def test_only_another_competent_organ_is_named(slug: str) -> None:
    petition = disputed()
    with pytest.raises(Refused):
        appointed(petition, an_office(slug))
    assert fresh(petition).state == State.DISPUTED


def test_the_petitioner_sees_who_decides() -> None:
    petition = disputed()
    running = [each for each in petition.clocks.all() if each.ended_at is None]
    said = sentence(petition, running, story(petition), localdate(later(petition)))
    assert an_office("nanjiang-bureau").name in said


def test_a_dispute_ends_with_the_petition() -> None:
    petition = disputed()
    by = petitioner(petition)
    citizen.withdraw(petition.pk, reason="已经解决。", by=by, at=later(petition))
    assert Dispute.objects.get(petition=petition).decided_at is not None
