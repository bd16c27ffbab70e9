"""签收 分办 受理 答复 告知 直接回复 更正文书: what the holder does, and the letters of it."""

from datetime import date
from typing import Any

import pytest

from huiyin.petitions.actions import handling, returning
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.wall import Recusal
from huiyin.rules.terms import LetterKind, Matter, Procedure, Role, State
from tests.make import (
    ADOPTED,
    DAY,
    OPINION,
    REPLY,
    TOLD,
    WAY,
    a_petition,
    a_user,
    an_office,
    at,
    fresh,
    later,
    letter,
    story,
)
from tests.people import COLLEAGUE, HANDLER, HEAD, OTHER_HANDLER, SUPERVISOR
from tests.petitions.reading import clocks, dates, ended, facts

pytestmark = pytest.mark.django_db


def accept(petition: Petition, when: str = "2026-03-06 16:00") -> Petition:
    """Accept it."""
    handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=at(when))
    return fresh(petition)


def answer(petition: Petition, findings: dict[str, Any]) -> Petition:
    """Answer it."""
    handling.answer(petition.pk, findings=findings, by=HANDLER.viewer, at=later(petition))
    return fresh(petition)


def test_signing_stamps_who_and_starts_no_clock() -> None:
    petition = a_petition(State.DELIVERED)
    before = dates(petition)
    event = handling.sign(petition.pk, by=HANDLER.viewer, at=later(petition))
    assert (event.actor, event.step) == (HANDLER.id, "sign")
    assert dates(fresh(petition)) == before


def test_allotting_gives_it_to_one_person() -> None:
    petition = a_petition(State.SIGNED)
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    petition = fresh(petition)
    assert petition.person == petition.legs.get(is_main=True).person == HANDLER.user
    handling.allot(petition.pk, person=COLLEAGUE.user, by=HEAD.viewer, at=later(petition))
    assert fresh(petition).person == COLLEAGUE.user


def test_it_is_allotted_within_the_office_only() -> None:
    petition = a_petition(State.SIGNED)
    for stranger in (OTHER_HANDLER.user, a_user(), a_user(Role.REVIEWER)):
        with pytest.raises(Refused, match="本单位的承办人"):
            handling.allot(petition.pk, person=stranger, by=HEAD.viewer, at=later(petition))


@pytest.mark.parametrize("was_anothers", [False, True])
def test_who_must_step_back_is_not_given_it(was_anothers: bool) -> None:
    petition = a_petition(State.SIGNED)
    Recusal.objects.create(petition=petition, user=COLLEAGUE.user)
    if was_anothers:
        handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    with pytest.raises(Refused, match="回避"):
        handling.allot(petition.pk, person=COLLEAGUE.user, by=HEAD.viewer, at=later(petition))


def test_accepting_starts_the_sixty_days_and_ends_nothing_yet() -> None:
    petition = accept(a_petition(State.SIGNED))
    # 60 natural days from 6 March: 5 May, the last day of the break; in law the 6th
    assert dates(petition)["L5"] == (date(2026, 5, 5), date(2026, 5, 6), date(2026, 5, 5))
    assert clocks(petition) == {"L3", "L5"}, "the notice ends L3 when it is served"
    assert petition.next_due == date(2026, 3, 17)
    told = facts(letter(petition, LetterKind.ACCEPTANCE))
    assert told["due_on"] == "2026-05-06"
    assert told["received_on"] == "2026-03-02"
    assert told["handler"] == "温若溪"
    assert told["way_of_handling"] == WAY


def test_accepting_says_how_it_will_be_handled() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(Refused, match="办理途径和方式"):
        handling.accept(petition.pk, way_of_handling=" ", by=HANDLER.viewer, at=later(petition))
    assert fresh(petition).state == State.SIGNED


@pytest.mark.parametrize("procedure", [each for each in Procedure if each != Procedure.PETITION])
def test_only_the_petition_procedure_is_accepted(procedure: Procedure) -> None:
    with pytest.raises(Refused, match="不适用"):
        accept(a_petition(State.SIGNED, procedure=procedure))


def test_the_opinion_names_the_next_right_and_waits_to_be_served() -> None:
    petition = answer(a_petition(State.ACCEPTED), OPINION)
    assert petition.state == State.ANSWERED
    assert clocks(petition) == {"L3", "L5"}, "deciding ends no duty: serving does"
    told = facts(letter(petition, LetterKind.OPINION))
    assert told["remedy"]["organ"] == an_office("yunling-gov").name
    assert told["remedy"]["days"] == 30
    assert told["requests"] == OPINION["requests"]
    assert letter(petition, LetterKind.OPINION).is_answer


@pytest.mark.parametrize("part", ["requests", "facts_found", "reasons", "laws"])
def test_an_opinion_that_lacks_a_part_is_not_issued(part: str) -> None:
    petition = a_petition(State.ACCEPTED)
    for findings in ({**OPINION, part: ""}, {k: v for k, v in OPINION.items() if k != part}):
        with pytest.raises(Refused):
            answer(petition, findings)
    assert fresh(petition).version == petition.version
    assert LetterKind.OPINION not in petition.letters.values_list("letter__kind", flat=True)


def test_an_opinion_offers_no_suit() -> None:
    with pytest.raises(Refused, match="只能申请复查"):
        answer(
            a_petition(State.ACCEPTED),
            OPINION | {"reasons": "如不服本处理意见，可以向人民法院提起诉讼。"},
        )


@pytest.mark.parametrize("findings", [{"answer": REPLY}, ADOPTED, TOLD])
def test_no_other_letter_takes_the_place_of_the_opinion(findings: dict[str, Any]) -> None:
    petition = a_petition(State.ACCEPTED)
    with pytest.raises(Refused, match="不能制发这种文书"):
        answer(petition, findings)
    assert fresh(petition).state == State.ACCEPTED


def test_a_suggestion_is_answered_with_what_became_of_it() -> None:
    petition = answer(a_petition(State.SIGNED, matter=Matter.SUGGESTION), ADOPTED)
    told = facts(letter(petition, LetterKind.SUGGESTION_REPLY))
    assert told["adoption"] == "adopted"
    assert told["suggestion"].startswith("请尽快恢复")
    assert "remedy" not in told
    assert clocks(petition) == {"L3"}, "suggestions have no sixty days"


@pytest.mark.parametrize("procedure", [each for each in Procedure if each != Procedure.PETITION])
def test_another_procedure_is_told_with_basis_and_limit_and_no_review(procedure: Procedure) -> None:
    petition = a_petition(State.INFORMED, procedure=procedure)
    told = facts(letter(petition, LetterKind.INFORMATION))
    assert (told["procedure"], told["legal_basis"]) == (procedure.value, TOLD["legal_basis"])
    assert "复查" not in str(told)
    assert clocks(petition) == {"L3"}


@pytest.mark.parametrize("part", ["legal_basis", "time_limit", "what_to_do"])
def test_an_information_that_lacks_a_part_is_not_issued(part: str) -> None:
    petition = a_petition(State.SIGNED, procedure=Procedure.DUTY)
    told = TOLD | {"procedure": "31-5", part: ""}
    with pytest.raises(Refused, match="还缺少"):
        handling.inform(petition.pk, told=told, by=HANDLER.viewer, at=later(petition))


def test_an_enquiry_is_answered_at_once() -> None:
    petition = a_petition(State.ANSWERED, matter=Matter.ENQUIRY)
    assert facts(letter(petition, LetterKind.REPLY))["answer"] == REPLY


# -- correcting an issued letter -------------------------------------------------------------------


def correct(
    petition: Petition, findings: dict[str, Any] = OPINION, reason: str = "日期写错。"
) -> Petition:
    """Issue the letter anew."""
    handling.correct_letter(
        petition.pk, findings=findings, reason=reason, by=HANDLER.viewer, at=later(petition)
    )
    return fresh(petition)


def test_a_corrected_answer_is_made_again_where_one_servers_clock_is_behind() -> None:
    petition = a_petition(State.ANSWERED)
    behind = later(petition) - 3 * DAY
    again = {"findings": dict(OPINION), "by": HANDLER.viewer}
    handling.correct_letter(petition.pk, reason="日期写错。", at=behind, **again)
    newest = PetitionLetter.objects.get(petition=petition, is_answer=True, is_current=True)
    returning.rework(petition.pk, reason="漏了一项。", by=SUPERVISOR.viewer, at=later(petition))
    handling.answer(petition.pk, at=later(petition), **again)
    assert letter(petition, LetterKind.OPINION).letter.corrects == newest.letter


def test_a_correction_is_a_new_letter_that_names_the_old() -> None:
    petition = a_petition(State.SERVED)
    old = letter(petition, LetterKind.OPINION)
    petition = correct(petition)
    new = letter(petition, LetterKind.OPINION)
    assert new.letter.corrects == old.letter
    assert new.letter.number != old.letter.number
    old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert facts(old)["facts_found"] == OPINION["facts_found"], "an issued letter never changes"
    assert (petition.state, new.served_at) == (State.ANSWERED, None)
    assert story(petition)[-1].codes["corrects"] == str(old.letter_id)


def test_a_correction_is_a_letter_of_the_same_kind_with_a_reason() -> None:
    petition = a_petition(State.SERVED)
    with pytest.raises(Refused, match="同类"):
        correct(petition, {"answer": REPLY})
    with pytest.raises(Refused, match="理由"):
        correct(petition, reason=" ")
    assert letter(fresh(petition), LetterKind.OPINION).is_current


def test_a_corrected_letter_can_be_corrected_again_before_it_is_served() -> None:
    petition = correct(correct(a_petition(State.ANSWERED)))
    current = petition.letters.filter(is_answer=True, is_current=True)
    assert current.count() == 1
    assert petition.letters.filter(is_answer=True).count() == 3
    assert ended(petition) == {"L1": "met", "L4": "unused"}
