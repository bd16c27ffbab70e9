"""The way back: objections, asking, taking back, recall, rework (R23.3, L4, R40.1)."""

from datetime import date

import pytest
from django.utils import timezone

from huiyin.audit.actions import note_access
from huiyin.organisations.models import Office
from huiyin.petitions.actions import handling, reporting, returning, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Role, State, Step
from tests.detours import OBJECTION, REPORT, assigned, assigned_and_served, objected
from tests.make import (
    DAY,
    OPINION,
    REPLY,
    a_petition,
    an_office,
    assert_sound,
    at,
    fresh,
    later,
    letter,
    serve,
    unserved,
)
from tests.people import DISPATCHER, HANDLER, HEAD, LEADER, SUPERVISOR, Person, of_office
from tests.petitions.reading import clocks, dates, ended, facts, topics

pytestmark = pytest.mark.django_db

FRIDAY = at("2026-03-06 16:00")
THURSDAY = at("2026-03-12 10:00")


def sent() -> Petition:
    """A petition forwarded on Friday afternoon, signed on Monday."""
    petition = a_petition()
    routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=FRIDAY)
    handling.sign(petition.pk, by=HEAD.viewer, at=FRIDAY + 3 * DAY)
    return fresh(petition)


def steps(petition: Petition, who: Person) -> set[Step]:
    """What is open to somebody a day later."""
    return set(open_steps(fresh(petition), who.viewer, localdate(later(petition))))


# -- objecting -------------------------------------------------------------------------------------


def test_an_objection_ends_the_right_and_the_sender_has_two_working_days() -> None:
    petition = sent()
    returning.object_to(petition.pk, **OBJECTION, by=HANDLER.viewer, at=THURSDAY)
    petition = fresh(petition)
    assert petition.state == State.OBJECTED
    assert ended(petition)["L4"] == "met"
    # two working days from Thursday 12 March: Monday the 16th; the unit's own limit runs on
    assert dates(petition)["L4s"] == (date(2026, 3, 16),) * 3
    assert "L3" in clocks(petition)
    assert petition.clocks.get(limit="L4s").office == an_office("yunling-bureau")
    paper = letter(petition, LetterKind.OBJECTION)
    assert paper.to_office == an_office("yunling-bureau")
    assert facts(paper)["reason"] == OBJECTION["reason"]
    assert topics(petition)[-1] == "tell_office objected"


def test_an_office_sets_its_own_days_for_the_answer() -> None:
    Office.objects.filter(pk=an_office("yunling-bureau").pk).update(objection_days=4)
    petition = sent()
    returning.object_to(petition.pk, **OBJECTION, by=HANDLER.viewer, at=THURSDAY)
    assert dates(fresh(petition))["L4s"][0] == date(2026, 3, 18)


def test_after_five_working_days_one_may_only_ask() -> None:
    petition = sent()
    monday = at("2026-03-16 09:00")
    with pytest.raises(Refused, match="五个工作日"):
        returning.object_to(petition.pk, **OBJECTION, by=HANDLER.viewer, at=monday)
    returning.ask_return(petition.pk, reason="权属有新文件。", by=HEAD.viewer, at=monday)
    petition = fresh(petition)
    assert petition.state == State.SIGNED
    assert topics(petition)[-1] == "tell_office return_asked"


def test_within_the_five_days_one_objects_and_does_not_ask() -> None:
    with pytest.raises(Refused, match="异议期内"):
        returning.ask_return(sent().pk, reason="不归我们。", by=HEAD.viewer, at=THURSDAY)


@pytest.mark.parametrize("part", ["reason", "basis"])
def test_an_objection_needs_its_reasons(part: str) -> None:
    with pytest.raises(Refused) as refused:
        returning.object_to(sent().pk, **OBJECTION | {part: " "}, by=HEAD.viewer, at=THURSDAY)
    assert refused.value.field == part


def test_who_registered_directly_has_nobody_to_object_to() -> None:
    petition = a_petition(State.REGISTERED, bureau="yunling-water")
    assert not {Step.OBJECT, Step.ASK_RETURN} & steps(petition, HEAD)


# -- the sender decides ----------------------------------------------------------------------------


def test_an_agreed_return_lets_the_first_clock_run_on_with_its_first_date() -> None:
    before = dates(a_petition())["L1"]
    petition = objected()
    returning.agree_return(petition.pk, words="已核实。", by=LEADER.viewer, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, petition.holder) == (State.REGISTERED, an_office("yunling-bureau"))
    assert dates(petition) == {"L1": before}
    assert {ended(petition)[each] for each in ("L3", "L4s")} == {"returned"}
    legs = petition.legs.order_by("delivered_at")
    assert [leg.state for leg in legs] == ["forwarded", "returned", "registered"]
    assert [leg.kind for leg in legs][-1] == Leg.RETURN
    assert Step.FORWARD in steps(petition, DISPATCHER)
    assert_sound(petition)


def test_what_the_returned_leg_had_to_serve_is_served_no_more() -> None:
    petition = objected()
    notice = letter(petition, LetterKind.FORWARDING_NOTICE)
    assert notice.is_current
    returning.agree_return(petition.pk, words="", by=LEADER.viewer, at=later(petition))
    notice.refresh_from_db()
    assert not notice.is_current


def test_it_can_be_sent_to_the_right_office_afterwards() -> None:
    petition = objected()
    returning.agree_return(petition.pk, words="", by=LEADER.viewer, at=later(petition))
    routing.forward(
        petition.pk, to=an_office("yunling-housing"), by=DISPATCHER.viewer, at=later(petition)
    )
    assert clocks(fresh(petition)) == {"L3", "L4"}
    assert_sound(petition)


def test_a_dismissed_objection_leaves_the_unit_with_its_own_dates_and_no_second_one() -> None:
    petition = objected()
    before = dates(petition)["L3"]
    returning.dismiss_objection(
        petition.pk, reason="管网已移交。", by=DISPATCHER.viewer, at=later(petition)
    )
    petition = fresh(petition)
    assert petition.state == State.SIGNED
    assert dates(petition) == {"L3": before}
    assert Step.OBJECT not in steps(petition, HEAD)
    assert Step.ASK_RETURN in steps(petition, HEAD)


def test_a_dismissal_gives_its_reason() -> None:
    petition = objected()
    with pytest.raises(Refused, match="理由"):
        returning.dismiss_objection(petition.pk, reason="", by=LEADER.viewer, at=later(petition))
    assert fresh(petition).state == State.OBJECTED


# -- taking back and recalling ---------------------------------------------------------------------


def test_the_sender_takes_back_before_acceptance_only() -> None:
    petition = a_petition(State.SIGNED)
    returning.take_back(petition.pk, reason="改由住建办理。", by=LEADER.viewer, at=later(petition))
    petition = fresh(petition)
    assert petition.state == State.REGISTERED
    assert petition.legs.get(holder=an_office()).state == State.TAKEN_BACK
    assert Step.TAKE_BACK not in steps(a_petition(State.ACCEPTED), LEADER)


def test_a_recall_ends_when_the_receiver_has_opened_it() -> None:
    petition = a_petition(State.DELIVERED)
    assert Step.RECALL in steps(petition, DISPATCHER)
    note_access("read", viewer=HEAD.viewer, at=timezone.now(), petition_id=petition.pk)
    assert Step.RECALL not in steps(petition, DISPATCHER)
    with pytest.raises(Refused, match="已经打开"):
        returning.recall(petition.pk, by=DISPATCHER.viewer, at=later(petition))


def test_an_unopened_one_comes_back_without_a_reason() -> None:
    petition = a_petition(State.DELIVERED)
    returning.recall(petition.pk, by=DISPATCHER.viewer, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, clocks(petition)) == (State.REGISTERED, {"L1"})
    assert topics(petition)[-2:] == ["tell returned", "tell_office returned"]


# -- legs ------------------------------------------------------------------------------------------

COUNTY_HEAD = "qinghe-labour"


def handed_on() -> Petition:
    """City bureau → city labour office → county labour office."""
    petition = a_petition(State.SIGNED, office="yunling-labour")
    head = of_office(Role.HEAD, "yunling-labour").viewer
    routing.hand_on(petition.pk, to=an_office(COUNTY_HEAD), by=head, at=later(petition))
    return fresh(petition)


def test_each_leg_has_limits_of_its_own() -> None:
    petition = handed_on()
    assert clocks(petition) == {"L3", "L4"}
    limits = petition.clocks.filter(limit="L3").order_by("started_at")
    assert [clock.outcome for clock in limits] == ["handed_on", ""]
    assert limits[1].office == an_office(COUNTY_HEAD)
    assert petition.legs.get(is_main=True).sender == an_office("yunling-labour")


def test_a_return_goes_to_the_office_between_and_not_to_the_bureau() -> None:
    petition = handed_on()
    county = of_office(Role.HEAD, COUNTY_HEAD).viewer
    handling.sign(petition.pk, by=county, at=later(petition))
    returning.object_to(petition.pk, **OBJECTION, by=county, at=later(petition))
    with pytest.raises(Refused):
        returning.agree_return(petition.pk, words="", by=LEADER.viewer, at=later(petition))
    head = of_office(Role.HEAD, "yunling-labour").viewer
    returning.agree_return(petition.pk, words="已核实。", by=head, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, petition.holder) == (State.SIGNED, an_office("yunling-labour"))
    assert petition.legs.get(is_main=True).sender == an_office("yunling-bureau")
    assert clocks(petition) == {"L3"}, "the limit of its own leg runs on"
    assert petition.clocks.get(ended_at=None).office == an_office("yunling-labour")
    assert_sound(petition)


@pytest.mark.parametrize("to", ["yunling-housing", "nanjiang-bureau", "yunling-bureau"])
def test_only_downwards(to: str) -> None:
    petition = a_petition(State.SIGNED, office="yunling-labour")
    head = of_office(Role.HEAD, "yunling-labour").viewer
    with pytest.raises(Refused, match="下级"):
        routing.hand_on(petition.pk, to=an_office(to), by=head, at=later(petition))


def test_a_bureau_below_signs_and_hands_on() -> None:
    petition = a_petition()
    county = an_office("qinghe-bureau")
    routing.forward(petition.pk, to=county, by=DISPATCHER.viewer, at=later(petition))
    clerk = of_office(Role.REGISTRAR, "qinghe-bureau").viewer
    handling.sign(petition.pk, by=clerk, at=later(petition))
    dispatcher = of_office(Role.DISPATCHER, "qinghe-bureau").viewer
    to = an_office(COUNTY_HEAD)
    routing.hand_on(petition.pk, to=to, by=dispatcher, at=later(petition))
    assert fresh(petition).holder == to
    assert fresh(petition).registering == an_office("yunling-bureau")


# -- assigning and reporting -----------------------------------------------------------------------


def test_what_is_assigned_is_reported_before_it_is_closed() -> None:
    petition = assigned_and_served()
    assert {"L7", "G8", "L11"} == clocks(petition)
    assert petition.next_is_duty
    assert Step.CLOSE not in steps(petition, LEADER)
    reporting.report_result(petition.pk, report=REPORT, by=HEAD.viewer, at=later(petition))
    petition = fresh(petition)
    assert ended(petition)["L11"] == "met"
    assert Step.CLOSE in steps(petition, LEADER)
    paper = letter(petition, LetterKind.RESULT_REPORT)
    assert paper.to_office == an_office("yunling-bureau")
    assert len(facts(paper)["enclosed"]) == 1


def test_the_day_of_the_report_is_the_day_that_was_set() -> None:
    petition = assigned(days=60)  # 2 March + 60 days: Friday 1 May, a holiday
    target, legal, _assessed = dates(petition)["L11"]
    assert target == date(2026, 5, 1)
    assert legal > target
    assert facts(letter(petition, LetterKind.ASSIGNMENT))["report_by"] == legal.isoformat()


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_senseless_day_is_refused(days: int) -> None:
    petition = a_petition()
    day = localdate(later(petition) + days * DAY)
    with pytest.raises(Refused) as refused:
        routing.assign(
            petition.pk, to=an_office(), report_by=day, by=LEADER.viewer, at=later(petition)
        )
    assert refused.value.field == "report_by"


@pytest.mark.parametrize("part", list(REPORT))
def test_a_report_is_whole(part: str) -> None:
    petition = assigned_and_served()
    with pytest.raises(Refused) as refused:
        reporting.report_result(
            petition.pk, report=REPORT | {part: ""}, by=HEAD.viewer, at=later(petition)
        )
    assert refused.value.field == part


# -- rework ----------------------------------------------------------------------------------------


def test_before_the_service_the_answer_is_made_again_under_the_same_limit() -> None:
    petition = a_petition(State.ANSWERED)
    before = dates(petition)["L5"]
    returning.rework(petition.pk, reason="漏了一项请求。", by=SUPERVISOR.viewer, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, dates(petition)["L5"]) == (State.ACCEPTED, before)
    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    new = letter(petition, LetterKind.OPINION)
    assert new.letter.corrects is not None
    assert petition.letters.filter(is_answer=True, is_current=True).count() == 1


def test_after_the_service_a_day_is_set_and_the_new_letter_names_the_old() -> None:
    petition = a_petition(State.SERVED)
    until = localdate(later(petition) + 20 * DAY)
    returning.rework(
        petition.pk, reason="日期有误。", until=until, by=LEADER.viewer, at=later(petition)
    )
    petition = fresh(petition)
    assert petition.state == State.ACCEPTED
    assert petition.next_due == until
    assert {"L7", "G8"} < clocks(petition), "the petitioner's own periods run on"
    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    serve(petition, unserved(petition, is_answer=True))
    petition = fresh(petition)
    assert ended(petition)["L11r"] == "met"
    assert clocks(petition) == {"L7", "G8"}
    assert petition.letters.filter(is_answer=True, is_current=True).count() == 1
    assert_sound(petition)


def test_after_the_service_a_day_must_be_set() -> None:
    petition = a_petition(State.SERVED)
    with pytest.raises(Refused) as refused:
        returning.rework(petition.pk, reason="有误。", by=LEADER.viewer, at=later(petition))
    assert refused.value.field == "until"


def test_what_a_bureau_answered_itself_is_corrected_and_not_reworked() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ENQUIRY)
    handling.reply(petition.pk, answer=REPLY, by=LEADER.viewer, at=later(petition))
    assert Step.REWORK not in steps(petition, LEADER)
    assert Step.CORRECT_LETTER in steps(petition, LEADER)
