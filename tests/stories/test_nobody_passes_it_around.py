"""Two organs each say it is the other's: their superior decides, and no clock waits (R24.1)."""

import pytest

from huiyin.petitions.actions import disputing, handling, returning
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Role, State
from tests.detours import OBJECTION
from tests.make import WAY, a_petition, an_office, assert_sound, fresh, later, letter, simulated
from tests.people import DISPATCHER, HEAD, PROVINCE_LEADER, of_office
from tests.petitions.reading import clocks, dates
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db


def test_the_superior_decides_and_the_organ_named_accepts() -> None:
    with simulated():
        petition = a_petition(State.SIGNED)
        first = dates(petition)["L3"]
        returning.object_to(petition.pk, **OBJECTION, by=HEAD.viewer, at=later(petition))
        returning.dismiss_objection(
            petition.pk, reason="管网已经移交。", by=DISPATCHER.viewer, at=later(petition)
        )
        said = "规划里写明由建设单位维护，请上级定。"
        disputing.submit_dispute(petition.pk, reason=said, by=HEAD.viewer, at=later(petition))
        waiting = page(petition, later(petition))
        assert an_office("nanjiang-bureau").name in waiting.sentence
        assert dates(fresh(petition))["L3"] == first, "the organ's own limit runs on"
        assert said not in str(waiting), "what organs say to each other is theirs"

        housing = an_office("yunling-housing")
        disputing.appoint(
            petition.pk,
            to=housing,
            reason="建设单位由住房和城乡建设部门监管。",
            by=PROVINCE_LEADER.viewer,
            at=later(petition),
        )
        let_the_worker_work(later(petition), letters=False)
        told = page(petition, later(petition))
        assert housing.name in told.sentence
        assert letter(petition, LetterKind.FORWARDING_NOTICE).server == an_office("yunling-bureau")

        head = of_office(Role.HEAD, "yunling-housing").viewer
        handling.sign(petition.pk, by=head, at=later(petition))
        handling.accept(petition.pk, way_of_handling=WAY, by=head, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, petition.holder) == (State.ACCEPTED, housing)
    assert clocks(petition) == {"L3", "L5"}
    assert broken_invariants(localdate(later(petition))) == []
    assert_sound(petition)
