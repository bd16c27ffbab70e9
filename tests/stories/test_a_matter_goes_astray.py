"""Sent to the wrong door: objected to, returned, passed down, recalled; no day is lost by it."""

from datetime import date

import pytest

from huiyin.petitions.actions import handling, returning, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Role, State, TimeLimit
from tests.detours import OBJECTION
from tests.make import WAY, a_petition, an_office, assert_sound, at, fresh
from tests.people import CLERK, DISPATCHER, HEAD, LEADER, of_office
from tests.petitions.reading import clocks, dates
from tests.stories.living import page
from tests.web.desk import desk_of, page_of

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 3, 17)  # fifteen days from Monday 2 March
COUNTY = "qinghe-labour"


def sent(to: str = "yunling-water") -> Petition:
    """Received and registered on Monday 2 March, forwarded on Tuesday."""
    petition = a_petition(State.REGISTERED)
    assert dates(petition)["L1"][1] == FIRST_DAY
    routing.forward(petition.pk, to=an_office(to), by=DISPATCHER.viewer, at=at("2026-03-03 10:00"))
    return fresh(petition)


def test_returned_by_agreement_and_handed_on_to_the_county() -> None:
    petition = sent()
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=at("2026-03-10 16:00"))
    assert dates(petition)["L4s"][1] == date(2026, 3, 12), "two working days for the sender"
    returning.agree_return(
        petition.pk, words="已核实。", by=LEADER.viewer, at=at("2026-03-11 10:00")
    )
    told = page(fresh(petition), at("2026-03-11 20:00"))
    shown = {each.limit: each.legal_on for each in told.clocks}
    assert shown == {TimeLimit.L1: FIRST_DAY}, "the first day, not fifteen new ones"
    assert told.holder == an_office("yunling-bureau").name

    labour = an_office("yunling-labour")
    routing.forward(petition.pk, to=labour, by=DISPATCHER.viewer, at=at("2026-03-12 09:30"))
    head = of_office(Role.HEAD, "yunling-labour").viewer
    routing.hand_on(petition.pk, to=an_office(COUNTY), by=head, at=at("2026-03-16 09:00"))
    petition = fresh(petition)
    assert petition.holder == an_office(COUNTY)
    assert dates(petition)["L3"][1] == date(2026, 3, 31), "its own fifteen days from delivery"
    assert dates(petition)["L4"][1] == date(2026, 3, 23), "its own five working days"

    handler = of_office(Role.HANDLER, COUNTY).viewer
    county = of_office(Role.HEAD, COUNTY).viewer
    handling.sign(petition.pk, by=county, at=at("2026-03-17 09:00"))
    handling.accept(petition.pk, way_of_handling=WAY, by=handler, at=at("2026-03-18 09:00"))
    assert dates(fresh(petition))["L5"][0] == date(2026, 5, 17), "sixty days from acceptance"
    with pytest.raises(Refused):
        routing.hand_on(petition.pk, to=an_office("shiqiao"), by=county, at=at("2026-03-19 09:00"))
    assert_sound(fresh(petition))


def test_dismissed_then_asked_then_taken_back() -> None:
    petition = sent()
    returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=at("2026-03-09 16:00"))
    before = dates(petition)["L3"]
    returning.dismiss_objection(
        petition.pk, reason="该段已经移交。", by=LEADER.viewer, at=at("2026-03-10 10:00")
    )
    assert dates(fresh(petition))["L3"] == before, "an objection wins no time"
    with pytest.raises(Refused):
        returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=at("2026-03-10 11:00"))
    returning.ask_return(
        petition.pk, reason="移交手续已撤销。", by=HEAD.viewer, at=at("2026-03-12 10:00")
    )
    assert fresh(petition).holder == an_office(), "to ask moves nothing"
    returning.take_back(
        petition.pk, reason="移交确已撤销。", by=LEADER.viewer, at=at("2026-03-12 15:00")
    )
    petition = fresh(petition)
    assert (petition.state, clocks(petition)) == (State.REGISTERED, {"L1"})
    assert dates(petition)["L1"][1] == FIRST_DAY


@pytest.mark.urls("huiyin.config.urls_desk")
def test_recalled_until_the_receiver_has_opened_it() -> None:
    unopened, opened = sent(), sent()
    assert desk_of(CLERK).get(page_of(opened)).status_code == 200, "the sender's look is none"
    returning.recall(unopened.pk, by=DISPATCHER.viewer, at=at("2026-03-03 10:20"))
    assert fresh(unopened).state == State.REGISTERED
    assert desk_of(HEAD).get(page_of(opened)).status_code == 200
    with pytest.raises(Refused):
        returning.recall(opened.pk, by=DISPATCHER.viewer, at=at("2026-03-03 10:20"))
    assert fresh(opened).state == State.DELIVERED
