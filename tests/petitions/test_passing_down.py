"""转交下级. A bureau passes on to the offices of its own territory, and to no other."""

import pytest

from huiyin.petitions.actions import routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, TimeLimit
from tests.make import a_petition, an_office, fresh, later
from tests.people import COUNTY_CLERK, DISPATCHER

pytestmark = pytest.mark.django_db


def _at_the_county() -> Petition:
    petition = a_petition()
    routing.forward(
        petition.pk, to=an_office("qinghe-bureau"), by=DISPATCHER.viewer, at=later(petition)
    )
    return petition


@pytest.mark.parametrize("to", ["qinghe-farming", "liuquan"])
def test_a_county_bureau_passes_on_within_its_county(to: str) -> None:
    petition = _at_the_county()
    at = later(petition)
    routing.hand_on(petition.pk, to=an_office(to), by=COUNTY_CLERK.viewer, at=at)
    petition = fresh(petition)
    assert (petition.state, petition.holder) == (State.DELIVERED, an_office(to))
    running = petition.clocks.filter(ended_at=None, limit=TimeLimit.L3).get()
    assert localdate(running.started_at) == localdate(at)
    assert running.office == petition.holder


@pytest.mark.parametrize("to", ["yunling-labour", "beiling-land", "yunling-bureau", "qinghe-gov"])
def test_it_passes_on_neither_up_nor_sideways(to: str) -> None:
    petition = _at_the_county()
    with pytest.raises(Refused) as told:
        routing.hand_on(petition.pk, to=an_office(to), by=COUNTY_CLERK.viewer, at=later(petition))
    assert told.value.field == "to"
    assert fresh(petition).holder == an_office("qinghe-bureau")
