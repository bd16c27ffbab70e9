"""A long matter: assigned, helped with, extended, reworked, reported; and its branches."""

from datetime import date

import pytest

from huiyin.organisations.models import Category
from huiyin.petitions.actions import (
    approving,
    closing,
    handling,
    joining,
    registering,
    reporting,
    returning,
    routing,
    together,
)
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Matter, Procedure, Role, State, Step
from tests.detours import REPORT
from tests.make import (
    CATEGORIES,
    OPINION,
    WAY,
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
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, SUPERVISOR, of_office
from tests.petitions.reading import clocks, dates
from tests.stories.living import page

pytestmark = pytest.mark.django_db


def accepted() -> Petition:
    """Assigned on Tuesday 3 March with a report wanted by 29 May; accepted on Thursday 5 March."""
    petition = a_petition(State.REGISTERED)
    routing.assign(
        petition.pk, to=an_office(), report_by=date(2026, 5, 29), by=DISPATCHER.viewer,
        at=at("2026-03-03 10:00"),
    )  # fmt: skip
    assert letter(petition, LetterKind.ASSIGNMENT).to_office == an_office()
    handling.sign(petition.pk, by=HEAD.viewer, at=at("2026-03-04 09:00"))
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=at("2026-03-05 09:00"))
    assert dates(petition)["L5"][0] == date(2026, 5, 4)
    return fresh(petition)


def extended(petition: Petition, served: str) -> Petition:
    """Twenty days more, approved on 20 April; the notice is served on some day."""
    asked = approving.ask_approval(
        Step.EXTEND, petition.pk, arguments={"days": 20}, reason="须开挖才能查明。",
        by=HANDLER.viewer, at=at("2026-04-18 09:00"),
    )  # fmt: skip
    approving.decide(asked.pk, agrees=True, by=HEAD.viewer, at=at("2026-04-20 09:00"))
    serve(petition, letter(petition, LetterKind.EXTENSION), at(served))
    return fresh(petition)


def test_assigned_helped_extended_answered_reworked_reported_closed() -> None:
    petition = accepted()
    together.invite(
        petition.pk, office=an_office("yunling-housing"), words="请核实管线权属。",
        by=HANDLER.viewer, at=at("2026-03-09 09:00"),
    )  # fmt: skip
    helper = of_office(Role.HANDLER, "yunling-housing").viewer
    together.contribute(petition.pk, words="权属已核实。", by=helper, at=at("2026-03-12 09:00"))
    petition = extended(petition, served="2026-04-21 10:00")
    assert dates(petition)["L5"][0] == date(2026, 5, 24), "the first day and twenty more"
    with pytest.raises(Refused, match="只能延长一次"):
        approving.ask_approval(
            Step.EXTEND, petition.pk, arguments={"days": 5}, reason="再等等。",
            by=HANDLER.viewer, at=at("2026-04-22 09:00"),
        )  # fmt: skip

    handling.answer(
        petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=at("2026-05-06 09:00")
    )
    before = dates(petition)["L5"]
    returning.rework(
        petition.pk, reason="漏了一项请求。", by=SUPERVISOR.viewer, at=at("2026-05-07 09:00")
    )
    assert dates(fresh(petition))["L5"] == before, "made again under the days that run"
    handling.answer(
        petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=at("2026-05-11 09:00")
    )
    serve(petition, unserved(petition, is_answer=True), at("2026-05-12 10:00"))

    with pytest.raises(Refused):
        closing.close(petition.pk, by=LEADER.viewer, at=at("2026-05-13 09:00"))
    reporting.report_result(petition.pk, report=REPORT, by=HEAD.viewer, at=at("2026-05-14 09:00"))
    returning.rework(
        petition.pk, reason="日期写错。", until=date(2026, 6, 5), by=LEADER.viewer,
        at=at("2026-05-15 09:00"),
    )  # fmt: skip
    old = letter(petition, LetterKind.OPINION)
    handling.answer(
        petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=at("2026-05-20 09:00")
    )
    new = letter(petition, LetterKind.OPINION)
    assert new.letter.corrects == old.letter, "the new letter names the old"
    serve(petition, unserved(petition, is_answer=True), at("2026-05-21 10:00"))
    closing.close(petition.pk, by=LEADER.viewer, at=at("2026-05-22 09:00"))
    right = page(fresh(petition), at("2026-05-22 10:00")).next_right
    assert right is not None
    assert right.last_day >= date(2026, 6, 20), "thirty days from the letter that counts"
    assert_sound(fresh(petition))


def test_an_extension_served_after_the_sixty_days_is_void() -> None:
    petition = accepted()
    before = dates(petition)["L5"]
    petition = extended(petition, served="2026-05-08 10:00")
    assert dates(petition)["L5"] == before
    assert page(petition, at("2026-05-09 09:00")).clocks


def test_two_things_in_one_letter_are_two_petitions_of_the_same_day() -> None:
    petition = a_petition(State.REGISTERED)
    made = joining.split(
        petition.pk, parts=["恢复供水。", "退还水费。"], reason="分属两个单位。",
        by=CLERK.viewer, at=at("2026-03-04 09:00"),
    )  # fmt: skip
    parts = [Petition.objects.get(pk=each.petition_id) for each in made]
    assert {dates(part)["L1"][1] for part in parts} == {date(2026, 3, 17)}
    assert len(page(fresh(petition), at("2026-03-04 10:00")).parts) == 2


def test_a_repeat_joins_what_is_open_and_is_new_beside_what_has_ended() -> None:
    first, again = a_petition(State.SIGNED), a_petition(State.RECEIVED)
    before = clocks(first)
    joining.attach(
        again.pk, to=first.pk, compared="同一人，同一请求，没有新的事实。", by=CLERK.viewer,
        at=later(again),
    )  # fmt: skip
    assert (fresh(again).state, clocks(fresh(first))) == (State.ATTACHED, before)
    joined = page(fresh(again), later(again)).joined
    assert joined is not None, "and the petitioner is told where it went on"

    ended, third = a_petition(State.CLOSED), a_petition(State.RECEIVED)
    registering.register(
        third.pk, matter=Matter.CLAIM, procedure=Procedure.PETITION,
        category=Category.objects.get(pk=CATEGORIES[Matter.CLAIM]), division="990100",
        repeat_of=ended, compared="请求相同，停水是新的一次。", by=CLERK.viewer, at=later(third),
    )  # fmt: skip
    third = fresh(third)
    assert (third.state, third.repeat_of) == (State.REGISTERED, ended)
    assert "L1" in clocks(third), "it walks by itself"


@pytest.mark.parametrize("step", [Step.KEEP, Step.VOID])
def test_kept_or_void_only_by_two_and_it_stays_to_be_seen(step: Step) -> None:
    petition = a_petition(State.REGISTERED)
    asked = approving.ask_approval(
        step, petition.pk, arguments={"ground": "no_request"} if step is Step.KEEP else {},
        reason="来信问候，没有请求。", by=DISPATCHER.viewer, at=later(petition),
    )  # fmt: skip
    with pytest.raises(Refused, match="本人"):
        approving.decide(asked.pk, agrees=True, by=DISPATCHER.viewer, at=later(petition))
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    told = page(fresh(petition), later(petition))
    assert not told.is_open
    assert told.remarks[0].startswith("原因："), "with the reason"
