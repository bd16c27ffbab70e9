"""The ways in tests/make.py really lead where they say, by sound steps."""

import pytest

from huiyin.rules.terms import Matter, Procedure, State
from tests.make import a_petition, assert_sound, story
from tests.people import ADMINISTRATORS, NOBODY

ENDS = [
    (Matter.CLAIM, Procedure.PETITION, State.CLOSED),
    (Matter.CLAIM, Procedure.ARBITRATION, State.CLOSED),
    (Matter.SUGGESTION, None, State.CLOSED),
    (Matter.ENQUIRY, None, State.CLOSED),
    (Matter.ACCUSATION, None, State.HANDED_OVER),
    (Matter.CLAIM, Procedure.PETITION, State.WITHDRAWN),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("matter", "procedure", "state"), ENDS)
def test_every_end_is_reached(matter: Matter, procedure: Procedure | None, state: State) -> None:
    petition = a_petition(state, matter=matter, procedure=procedure)
    assert petition.state == state
    assert [event.seq for event in story(petition)] == list(range(1, petition.event_count + 1))
    assert_sound(petition)


@pytest.mark.django_db
def test_the_cast_has_its_posts() -> None:
    assert NOBODY.viewer.holdings == ()
    assert len({person.viewer.roles for person in ADMINISTRATORS}) == 3
