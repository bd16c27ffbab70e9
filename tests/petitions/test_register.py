"""登记 and 更正分类: class, procedure, number; a correction keeps the old and restarts nothing."""

import pytest

from huiyin.organisations.models import Category
from huiyin.petitions.actions import handling, registering
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Channel, Matter, Procedure, State, TimeLimit
from tests.make import HOUR, a_petition, an_office, assert_sound, fresh, later, story
from tests.people import CLERK, COUNTY_CLERK, DISPATCHER, HANDLER, HEAD, Person
from tests.petitions.reading import clocks, dates, words

pytestmark = pytest.mark.django_db

CLAIM, SUGGESTION = Matter.CLAIM, Matter.SUGGESTION


def register(
    petition: Petition,
    matter: Matter = CLAIM,
    procedure: Procedure | None = Procedure.PETITION,
    by: Person = CLERK,
) -> Petition:
    """Register, and read anew."""
    registering.register(
        petition.pk,
        matter=matter,
        procedure=procedure,
        category=Category.objects.get(pk="0102"),
        division="990100",
        by=by.viewer,
        at=later(petition, HOUR),
    )
    return fresh(petition)


def reclassify(
    petition: Petition,
    matter: Matter,
    procedure: Procedure | None = None,
    reason: str = "看错了。",
    by: Person = CLERK,
) -> Petition:
    """Correct the class, and read anew."""
    registering.reclassify(
        petition.pk,
        matter=matter,
        procedure=procedure,
        category=Category.objects.get(pk="0103"),
        reason=reason,
        by=by.viewer,
        at=later(petition),
    )
    return fresh(petition)


def test_registering_gives_class_procedure_and_the_official_number() -> None:
    petition = register(a_petition(State.RECEIVED))
    assert (petition.state, petition.matter, petition.procedure) == ("registered", "claim", "31-6")
    assert petition.official == "WX202620020000001"
    assert petition.number == petition.official
    assert clocks(petition) == {"L1"}, "registering ends nothing: the way is not yet decided"


def test_official_numbers_have_no_gaps_for_each_office_way_in_and_year() -> None:
    numbers = [register(a_petition(State.RECEIVED)).official for _ in range(3)]
    assert numbers == [f"WX20262002000000{n}" for n in (1, 2, 3)]
    with pytest.raises(Refused):
        register(a_petition(State.RECEIVED), CLAIM, None)
    assert register(a_petition(State.RECEIVED)).official == "WX202620020000004"
    assert register(a_petition(State.RECEIVED, channel=Channel.CALL)).official == (
        "DH202620020000001"
    )
    county = a_petition(State.RECEIVED, bureau="qinghe-bureau")
    assert register(county, by=COUNTY_CLERK).official == "WX202630020000001"


def test_a_claim_needs_one_of_the_six_procedures_and_nothing_else_has_one() -> None:
    petition = a_petition(State.RECEIVED)
    with pytest.raises(Refused, match="第三十一条") as told:
        register(petition, CLAIM, None)
    assert told.value.field == "procedure"
    assert register(petition, SUGGESTION, Procedure.DUTY).procedure is None


def test_what_was_handed_in_as_an_accusation_is_sealed_and_registered_as_one() -> None:
    petition = a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    assert petition.is_sealed
    with pytest.raises(Refused, match="先按检举控告登记"):
        register(petition, CLAIM)
    assert register(petition, Matter.ACCUSATION).is_sealed


def test_an_accusation_leaves_the_sealed_path_by_two_persons_and_a_reason() -> None:
    petition = register(a_petition(State.RECEIVED, matter=Matter.ACCUSATION), Matter.ACCUSATION)
    with pytest.raises(Refused, match="登记人以外的人"):
        reclassify(petition, SUGGESTION, reason="说的是建议。", by=CLERK)
    assert not reclassify(petition, SUGGESTION, reason="说的是建议。", by=DISPATCHER).is_sealed


# -- correcting ------------------------------------------------------------------------------------


def test_a_correction_keeps_old_value_reason_and_person() -> None:
    petition = reclassify(a_petition(State.SIGNED), SUGGESTION, reason="来信提的是建议。")
    event = story(petition)[-1]
    assert event.codes["old"] == ["claim", "31-6", "0102"]
    assert event.codes["new"] == ["suggestion", "", "0103"]
    assert event.actor == CLERK.id
    assert words(event)["reason"] == "来信提的是建议。"
    assert (petition.matter, petition.procedure) == ("suggestion", None)


def test_a_correction_restarts_no_clock() -> None:
    petition = a_petition(State.ACCEPTED)
    before = dates(petition)
    petition = reclassify(petition, CLAIM, Procedure.ARBITRATION)
    assert dates(petition) == before
    assert petition.state == State.ACCEPTED


def test_a_correction_needs_a_reason() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(Refused, match="理由"):
        reclassify(petition, SUGGESTION, reason="  ")
    assert fresh(petition).matter == CLAIM


def test_what_turns_out_to_be_an_accusation_comes_back_and_the_first_clock_runs_on() -> None:
    petition = a_petition(State.ACCEPTED)
    first = petition.clocks.get(limit=TimeLimit.L1)
    assert first.ended_at is not None
    petition = reclassify(petition, Matter.ACCUSATION)
    assert (petition.state, petition.holder) == ("registered", an_office("yunling-bureau"))
    assert petition.is_sealed
    assert clocks(petition) == {"L1"}
    assert petition.clocks.get(limit=TimeLimit.L1).target_on == first.target_on
    assert petition.next_due == first.target_on
    outcomes = dict(petition.clocks.exclude(ended_at=None).values_list("limit", "outcome"))
    assert outcomes == {"L3": "moved", "L4": "unused", "L5": "moved"}
    for person in (HEAD, HANDLER):
        seen = Petition.objects.visible_to(person.viewer, today=petition.next_due)
        assert not seen.filter(pk=petition.pk).exists(), "who held it keeps no sight of it"
    assert_sound(petition)


@pytest.mark.parametrize("state", [State.ANSWERED, State.SERVED, State.CLOSED])
def test_after_the_answer_the_class_stands(state: State) -> None:
    with pytest.raises(Refused):
        reclassify(a_petition(state), SUGGESTION)


def test_a_corrected_petition_still_reaches_its_end() -> None:
    petition = reclassify(a_petition(State.ACCEPTED), CLAIM, Procedure.ARBITRATION)
    handling.inform(
        petition.pk,
        told={
            "procedure": "31-2",
            "legal_basis": "《中华人民共和国劳动争议调解仲裁法》第五条",
            "time_limit": "一年",
            "what_to_do": "向仲裁委员会申请仲裁。",
        },
        by=HANDLER.viewer,
        at=later(petition),
    )
    assert fresh(petition).state == State.INFORMED
