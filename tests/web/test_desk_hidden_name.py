"""隐名 on the pages of the unit: nothing that others write down there tells the name (G4)."""

import pytest

from huiyin.petitions.actions import citizen, handling
from huiyin.petitions.actions.correcting import ask_correction, decide_correction
from huiyin.petitions.actions.together import invite
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Naming, State
from tests.make import OPINION, a_petition, an_office, later, letter, serve
from tests.people import CLERK, HANDLER, HEAD, OTHER_HEAD, petitioner
from tests.web.desk import desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

MEANT = "郑大满"


def asked() -> Petition:
    """A hidden name is to be put right; the reason says it."""
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    why = f"姓名写错了，应为{MEANT}。"
    by = petitioner(petition)
    ask_correction(petition.pk, wanted={"name": MEANT}, reason=why, by=by, at=later(petition))
    return petition


def test_why_a_hidden_name_is_to_be_corrected_is_the_bureaus_alone() -> None:
    petition = asked()
    assert MEANT in text(desk_of(CLERK).get(page_of(petition)))
    shown = text(desk_of(HEAD).get(page_of(petition)))
    assert "申请更正姓名" in shown
    assert MEANT not in shown


def test_nor_is_why_it_was_not_corrected() -> None:
    petition = asked()
    why, at = f"证件上不是{MEANT}。", later(petition)
    decide_correction(petition.pk, agrees=False, reason=why, by=CLERK.viewer, at=at)
    assert MEANT in text(desk_of(CLERK).get(page_of(petition)))
    assert MEANT not in text(desk_of(HEAD).get(page_of(petition)))


def test_who_signed_for_a_letter_is_not_even_told_by_the_family_name() -> None:
    petition = a_petition(State.DELIVERED, naming=Naming.WITHHELD)
    serve(petition, letter(petition, LetterKind.FORWARDING_NOTICE))
    assert "郑**" in text(desk_of(CLERK).get(page_of(petition)))
    shown = text(desk_of(HEAD).get(page_of(petition)))
    assert "回执已签收" in shown
    assert "郑*" not in shown


def test_a_letter_that_bears_the_name_is_not_there_for_who_only_helps() -> None:
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    invite(
        petition.pk,
        office=an_office("yunling-housing"),
        words="查管网。",
        by=HEAD.viewer,
        at=later(petition),
    )
    handling.ask_name(petition.pk, reason="须核对户名。", by=HANDLER.viewer, at=later(petition))
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    before = letter(petition, LetterKind.FORWARDING_NOTICE)
    handling.answer(petition.pk, findings=OPINION, by=HANDLER.viewer, at=later(petition))
    named = letter(petition, LetterKind.OPINION)
    for person, sees in ((CLERK, True), (HEAD, True), (OTHER_HEAD, False)):
        shown = text(desk_of(person).get(page_of(petition)))
        assert before.letter.number in shown
        assert (named.letter.number in shown) is sees, person
