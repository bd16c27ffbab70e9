"""Wages belong to arbitration: Art. 31(1)–(5) are told, not decided; no 60 days, no review."""

import pytest

from huiyin.petitions.actions import handling
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Procedure, State
from tests.make import TOLD, a_petition, assert_sound, at, fresh, later, letter, serve, simulated
from tests.people import DISPATCHER
from tests.petitions.reading import clocks, ended, facts
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db

OTHERS = [each for each in Procedure if each is not Procedure.PETITION]


def is_only_told(petition: Petition, procedure: str) -> None:
    """The letter leads where it belongs, and offers no right of another procedure."""
    information = letter(petition, LetterKind.INFORMATION)
    told = facts(information)
    assert told.get("procedure", "") == procedure
    assert told["what_to_do"] == TOLD["what_to_do"]
    assert "remedy" not in told
    assert "复查" not in str(told)
    assert not petition.letters.filter(letter__kind=LetterKind.OPINION).exists()
    assert "L5" not in ended(petition)
    assert clocks(petition) == {"G8"}
    assert page(petition, at("2026-03-10 09:00")).next_right is None
    assert broken_invariants(localdate(at("2026-03-10 02:00"))) == []
    assert_sound(petition)


@pytest.mark.parametrize("procedure", OTHERS)
def test_the_organ_leads_it_into_its_procedure(procedure: Procedure) -> None:
    with simulated():
        petition = a_petition(State.CLOSED, procedure=procedure, office="yunling-labour")
        if procedure is Procedure.ARBITRATION:
            let_the_worker_work(later(petition))
            assert letter(petition, LetterKind.INFORMATION).letter.pdf is not None
    is_only_told(petition, procedure.value)


@pytest.mark.parametrize("matter", [Matter.CLAIM, Matter.SUGGESTION, Matter.ENQUIRY])
def test_the_bureau_names_the_organ_that_is_competent(matter: Matter) -> None:
    with simulated():
        petition = a_petition(State.REGISTERED, matter=matter)
        handling.inform(petition.pk, told=dict(TOLD), by=DISPATCHER.viewer, at=later(petition))
        assert clocks(petition) == {"L1"}, "telling ends the duty when it is served"
        link = letter(petition, LetterKind.INFORMATION)
        assert fresh(petition).state == State.INFORMED
        serve(petition, link)
    is_only_told(fresh(petition), "")
    assert ended(petition) == {"L1": "met"}
