"""He fears the unit that handles it: his name stays with the bureau until he says otherwise."""

import pytest

from huiyin.petitions.actions import citizen, handling
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Naming, State
from tests.make import (
    OPINION,
    WAY,
    a_petition,
    an_office,
    assert_sound,
    at,
    fresh,
    later,
    serve,
    simulated,
    unserved,
)
from tests.people import HANDLER, petitioner
from tests.petitions.reading import facts
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db

NAME, PHONE, HOME = "郑小满", "19900001206", "云岭市柳荫街44号3栋"


def test_a_hidden_name() -> None:
    with simulated():
        petition = a_petition(
            State.SIGNED,
            naming=Naming.WITHHELD,
            request=f"我是{NAME}，电话{PHONE}，请核对我家水表。",
            address=HOME,
        )
        handling.ask_name(
            petition.pk, reason="须上门核对水表。", by=HANDLER.viewer, at=later(petition)
        )
        mine = page(petition, later(petition))
        assert mine.name_reason == "须上门核对水表。"
        assert "answer_name" in mine.steps
        citizen.answer_name(petition.pk, agrees=False, by=petitioner(petition), at=later(petition))
        with pytest.raises(Refused):
            handling.ask_name(petition.pk, reason="再问。", by=HANDLER.viewer, at=later(petition))
        handling.accept(petition.pk, way_of_handling=WAY, by=HANDLER.viewer, at=later(petition))
        handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
        let_the_worker_work(later(petition), letters=False)
        serve(petition, unserved(petition, is_answer=True))
    petition = fresh(petition)
    assert petition.state == State.SERVED
    bureau = an_office("yunling-bureau")
    for link in PetitionLetter.objects.filter(petition=petition).select_related("letter"):
        written = str(facts(link))
        if link.letter.kind in (LetterKind.COVER, LetterKind.RECEIPT):
            assert link.only_for in (bureau, None)
            assert link.letter.office == bureau
            continue
        for secret in (NAME, PHONE, HOME):
            assert secret not in written, (link.letter.kind, secret)
        assert f"（编号{petition.number}）" in written
    covers = PetitionLetter.objects.filter(petition=petition, letter__kind=LetterKind.COVER)
    assert {cover.only_for for cover in covers} == {bureau}
    assert NAME in str(facts(covers[0]))
    assert HOME in str(facts(covers[0]))
    assert broken_invariants(localdate(at("2026-03-20 02:00"))) == []
    assert_sound(petition)
