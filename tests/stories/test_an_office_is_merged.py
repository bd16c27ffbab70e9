"""An office is merged into another: nobody waits longer, or looks for the old one (R24.2)."""

import pytest

from huiyin.petitions.actions import handling, succeeding
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Role, State
from tests.make import (
    DAY,
    OPINION,
    a_petition,
    an_office,
    assert_sound,
    fresh,
    later,
    letter,
    serve,
    simulated,
    unserved,
)
from tests.people import SYSTEM_ADMIN, of_office
from tests.petitions.reading import dates, facts
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db


def test_what_the_water_company_began_the_housing_office_answers() -> None:
    heir = an_office("yunling-housing")
    with simulated():
        waiting, begun = a_petition(State.DELIVERED), a_petition(State.ACCEPTED)
        sixtieth = dates(begun)["L5"]
        at = later(begun)
        succeeding.end_office(
            an_office(),
            last_on=localdate(at) - DAY,
            successor=heir,
            by=SYSTEM_ADMIN.viewer,
            at=at,
        )
        let_the_worker_work(at, letters=False)
        assert not an_office().is_open
        assert heir.name in page(waiting, at).sentence
        assert dates(fresh(begun))["L5"] == sixtieth

        head = of_office(Role.HEAD, "yunling-housing").viewer
        handling.sign(waiting.pk, by=head, at=later(waiting))
        handling.answer(begun.pk, findings=dict(OPINION), by=head, at=later(begun))
        serve(fresh(begun), unserved(begun, is_answer=True))
        assert facts(letter(begun, LetterKind.OPINION))["office_name"] == heir.name
    for petition in (waiting, begun):
        assert_sound(petition)
    assert broken_invariants(localdate(later(begun))) == []
