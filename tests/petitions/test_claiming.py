"""Organs that both claim a petition, and a dispute withdrawn by who submitted it (R24.1)."""

from typing import Any

import pytest

from huiyin.organisations.models import Office
from huiyin.petitions.actions import disputing, handling, returning
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.saying import HAPPENED, sentence
from huiyin.petitions.standing import open_steps
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Role, State, Step
from tests.detours import dismissed, disputed
from tests.make import a_petition, an_office, assert_sound, fresh, later, story
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    PROVINCE_LEADER,
    SUPERVISOR,
    Person,
    of_office,
)
from tests.petitions.reading import clocks, dates, ended, topics

pytestmark = pytest.mark.django_db

WHY = "两个机关都认为属于自己的职权。"


def claimed(petition: Petition, *slugs: str, by: Person = DISPATCHER) -> Petition:
    """The bureau lays before the superior which of them handles it."""
    claims = [an_office(slug) for slug in slugs]
    at = later(petition)
    disputing.submit_dispute(petition.pk, reason=WHY, claims=claims, by=by.viewer, at=at)
    return fresh(petition)


def withdrawn(petition: Petition, by: Person = HEAD) -> Petition:
    """Who submitted it asks no more."""
    at = later(petition)
    disputing.withdraw_dispute(petition.pk, reason="已经协商一致。", by=by.viewer, at=at)
    return fresh(petition)


def between(petition: Petition) -> set[Office]:
    return set(Dispute.objects.get(petition=petition).parties.all())


def steps(petition: Petition, who: Person) -> set[Step]:
    return set(open_steps(fresh(petition), who.viewer, localdate(later(petition))))


# -- two organs that both claim --------------------------------------------------------------------


def test_before_it_is_sent_the_bureau_names_the_two_that_claim_it() -> None:
    petition = a_petition()
    before = dates(petition)
    petition = claimed(petition, "yunling-water", "yunling-housing")
    assert (petition.state, dates(petition)) == (State.DISPUTED, before)
    assert between(petition) == {
        an_office("yunling-bureau"),
        an_office("yunling-water"),
        an_office("yunling-housing"),
    }
    superior = Dispute.objects.get(petition=petition).office
    assert superior == an_office("nanjiang-bureau"), "who submits does not decide"
    at = later(petition)
    disputing.appoint(
        petition.pk, to=an_office("yunling-housing"), reason=WHY, by=PROVINCE_LEADER.viewer, at=at
    )
    petition = fresh(petition)
    assert petition.holder == an_office("yunling-housing")
    papers = petition.letters.filter(letter__kind=LetterKind.JURISDICTION)
    assert papers.count() == 3
    assert_sound(petition)


def test_what_one_organ_has_signed_and_another_claims_needs_no_objection() -> None:
    petition = a_petition(State.SIGNED)
    before = clocks(petition)
    petition = claimed(petition, "yunling-housing", by=LEADER)
    assert (petition.state, petition.holder, clocks(petition)) == (
        State.DISPUTED,
        an_office(),
        before,
    )
    assert an_office("yunling-housing") in between(petition)
    assert topics(petition)[-2:] == ["tell disputed", "tell_office disputed"]
    told = story(petition)[-1]
    assert told.codes["claims"] == [str(an_office("yunling-housing").pk)]
    disputing.uphold(petition.pk, reason=WHY, by=PROVINCE_LEADER.viewer, at=later(petition))
    assert fresh(petition).state == State.SIGNED
    assert_sound(petition)


def test_an_organ_of_the_county_and_one_of_the_city_have_a_superior_above_both() -> None:
    petition = claimed(a_petition(), "qinghe-labour", "yunling-labour")
    assert Dispute.objects.get(petition=petition).office == an_office("nanjiang-bureau")


@pytest.mark.parametrize(
    ("state", "slugs"),
    [
        (State.REGISTERED, []),
        (State.REGISTERED, ["yunling-housing"]),
        (State.SIGNED, []),
        (State.SIGNED, ["yunling-water"]),
        (State.SIGNED, ["yunling-discipline"]),
        (State.REGISTERED, ["yunling-housing", "qinghe-bureau"]),
    ],
)
def test_without_a_claim_of_another_competent_organ_there_is_no_dispute(
    state: State, slugs: list[str]
) -> None:
    petition = a_petition(state)
    with pytest.raises(Refused) as refused:
        claimed(petition, *slugs)
    assert refused.value.field == "claims"
    assert fresh(petition).state == state
    assert not Dispute.objects.exists()


def test_an_organ_named_twice_is_one() -> None:
    with pytest.raises(Refused, match="至少两个"):
        claimed(a_petition(), "yunling-housing", "yunling-housing")


def test_the_holder_names_nobody() -> None:
    with pytest.raises(Refused) as refused:
        claimed(dismissed(), "yunling-housing", by=HEAD)
    assert refused.value.field == "claims"


@pytest.mark.parametrize("state", [State.REGISTERED, State.SIGNED])
@pytest.mark.parametrize("who", [CLERK, SUPERVISOR, HANDLER, HEAD, DISPATCHER, LEADER])
def test_only_the_dispatcher_and_the_leader_of_the_bureau_submit(state: State, who: Person) -> None:
    may = who in (DISPATCHER, LEADER)
    assert (Step.SUBMIT_DISPUTE in steps(a_petition(state), who)) == may


@pytest.mark.parametrize(
    ("state", "given"),
    [
        (State.RECEIVED, {}),
        (State.DELIVERED, {}),
        (State.ACCEPTED, {}),
        (State.ANSWERED, {}),
        (State.SERVED, {}),
        (State.REGISTERED, {"matter": Matter.ACCUSATION}),
    ],
)
def test_nothing_else_is_laid_before_a_superior(state: State, given: dict[str, Any]) -> None:
    assert Step.SUBMIT_DISPUTE not in steps(a_petition(state, **given), LEADER)


# -- withdrawing it --------------------------------------------------------------------------------


def test_it_stands_where_it_stood_and_no_clock_ever_stopped() -> None:
    petition = disputed()
    before = dates(petition)
    petition = withdrawn(petition)
    assert (petition.state, petition.holder, dates(petition)) == (
        State.SIGNED,
        an_office(),
        before,
    )
    assert not ended(petition).keys() & {"L3"}
    dispute = Dispute.objects.get(petition=petition)
    assert dispute.decided_at is not None
    assert dispute.decided_for is None
    assert not petition.letters.filter(letter__kind=LetterKind.JURISDICTION).exists()
    assert story(petition)[-1].step in HAPPENED
    assert_sound(petition)


def test_the_superior_and_the_other_side_are_told_and_it_leaves_the_list() -> None:
    petition = disputed()
    today = localdate(later(petition))
    assert BY_NAME["disputed"].rows(PROVINCE_LEADER.viewer, today).exists()
    petition = withdrawn(petition)
    assert not BY_NAME["disputed"].rows(PROVINCE_LEADER.viewer, today).exists()
    told = ["tell dispute_withdrawn", *["tell_office dispute_withdrawn"] * 2]
    assert topics(petition)[-3:] == told
    assert Step.APPOINT not in steps(petition, PROVINCE_LEADER)


def test_the_petitioner_reads_again_who_has_it() -> None:
    petition = withdrawn(disputed())
    running = [each for each in petition.clocks.all() if each.ended_at is None]
    said = sentence(petition, running, story(petition), localdate(later(petition)))
    assert an_office().name in said
    assert an_office("nanjiang-bureau").name not in said


def test_what_the_bureau_had_is_the_bureaus_again_and_may_be_submitted_anew() -> None:
    petition = a_petition()
    before = dates(petition)
    petition = withdrawn(claimed(petition, "yunling-water", "yunling-housing"), by=LEADER)
    assert (petition.state, dates(petition)) == (State.REGISTERED, before)
    assert Step.FORWARD in steps(petition, DISPATCHER)
    petition = claimed(petition, "yunling-water", "yunling-housing")
    assert petition.state == State.DISPUTED
    assert Dispute.objects.filter(petition=petition).count() == 2


def test_after_it_the_holder_goes_on_or_submits_anew() -> None:
    petition = withdrawn(disputed())
    assert {Step.ACCEPT, Step.SUBMIT_DISPUTE} <= steps(petition, HEAD)
    assert Step.TAKE_BACK in steps(petition, LEADER)


@pytest.mark.parametrize("who", [LEADER, DISPATCHER, CLERK, PROVINCE_LEADER])
def test_only_who_submitted_it_withdraws_it(who: Person) -> None:
    petition = disputed()
    assert Step.WITHDRAW_DISPUTE not in steps(petition, who)
    with pytest.raises(Refused):
        withdrawn(petition, by=who)
    assert fresh(petition).state == State.DISPUTED


def test_what_the_sender_submitted_the_holder_does_not_withdraw() -> None:
    petition = dismissed()
    disputing.submit_dispute(petition.pk, reason=WHY, by=LEADER.viewer, at=later(petition))
    assert Step.WITHDRAW_DISPUTE not in steps(petition, HEAD)
    assert withdrawn(petition, by=DISPATCHER).state == State.SIGNED


def test_it_says_why_and_after_the_decision_it_is_too_late() -> None:
    petition = disputed()
    with pytest.raises(Refused) as refused:
        disputing.withdraw_dispute(petition.pk, reason=" ", by=HEAD.viewer, at=later(petition))
    assert refused.value.field == "reason"
    disputing.uphold(petition.pk, reason=WHY, by=PROVINCE_LEADER.viewer, at=later(petition))
    with pytest.raises(Refused):
        withdrawn(petition)


def test_an_objection_in_time_is_still_open_after_a_withdrawal() -> None:
    petition = withdrawn(claimed(a_petition(State.SIGNED), "yunling-housing"), by=LEADER)
    head = of_office(Role.HEAD, "yunling-water").viewer
    returning.object_to(
        petition.pk, reason=WHY, competent="", basis="职责分工", by=head, at=later(petition)
    )
    assert fresh(petition).state == State.OBJECTED


def test_who_withdraws_goes_on_with_the_work() -> None:
    petition = withdrawn(disputed())
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    assert fresh(petition).person == HANDLER.user
